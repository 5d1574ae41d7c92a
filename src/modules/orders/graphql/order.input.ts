import {
  ArrayMaxSize,
  ArrayMinSize,
  IsOptional,
  Length,
  Matches,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { ArgsType, Field, ID, InputType, Int } from 'type-graphql';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key';
import { MoneyInput } from '../../../graphql/money.type';
import { PageArgs } from '../../../graphql/pagination';
import { StockLineInput } from '../../inventory/graphql';
import type { PaymentMethod } from '../../payments';
import { PaymentMethodEnum } from '../../payments/graphql';
import type { OrderChannel, OrderStatus } from '../order.model';
import { ORDER_LINES_MAX } from '../orders.policy';
import { OrderChannelEnum, OrderStatusEnum } from './order.type';

const KEY_PATTERN = /^[\x21-\x7e]{1,255}$/;
const KEY_MESSAGE = { message: 'expected 1 to 255 visible ASCII characters' };

@ArgsType()
export class OrdersArgs extends PageArgs {
  @Field(() => OrderStatusEnum, { nullable: true, description: 'Only this status.' })
  readonly status?: OrderStatus | null;

  @Field(() => OrderChannelEnum, { nullable: true, description: 'Only this channel.' })
  readonly channel?: OrderChannel | null;
}

@ArgsType()
export class OrderArgs {
  @Field(() => ID, { nullable: true, description: 'Global id. Give this or number.' })
  readonly id?: string | null;

  @Field(() => String, { nullable: true, description: 'Number of the order. Give this or id.' })
  @IsOptional()
  @MaxLength(40)
  readonly number?: string | null;
}

@InputType({ description: 'What to order: lines, or what a reservation holds.' })
export class PlaceOrderInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  @Matches(KEY_PATTERN, KEY_MESSAGE)
  readonly idempotencyKey: string;

  @Field(() => [StockLineInput], {
    nullable: true,
    description:
      'What to order, 1 to 2,000 lines; held at once. Together with reservationId it only says how the held units are ' +
      'cut into lines, and must add up to them.',
  })
  @IsOptional()
  @ArrayMinSize(1)
  @ArrayMaxSize(ORDER_LINES_MAX)
  @ValidateNested({ each: true })
  readonly lines?: StockLineInput[] | null;

  @Field(() => ID, { nullable: true, description: 'Orders what this reservation holds.' })
  readonly reservationId?: string | null;

  @Field(() => [MoneyInput], {
    nullable: 'itemsAndList',
    description: 'One unit price per line of "lines"; null keeps the catalogue price. For managers.',
  })
  readonly unitPriceOverrides?: (MoneyInput | null)[] | null;
}

@InputType({ description: 'A payment towards an order.' })
export class PayOrderInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  @Matches(KEY_PATTERN, KEY_MESSAGE)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which order.' })
  readonly orderId: string;

  @Field(() => PaymentMethodEnum, { description: 'What is paid with. CASH and BANK_TRANSFER are recorded by staff.' })
  readonly method: PaymentMethod;

  @Field(() => MoneyInput, { nullable: true, description: 'All that is due when left out; less is a part payment.' })
  readonly amount?: MoneyInput | null;

  @Field(() => String, { nullable: true, description: "The payment provider's token; needed for what it charges." })
  @IsOptional()
  @Length(1, 500)
  readonly token?: string | null;
}

@InputType({ description: 'Units of one line of an order.' })
export class OrderLineQuantityInput {
  @Field(() => ID, { description: 'Which line.' })
  readonly orderLineId: string;

  @Field(() => Int, { description: 'How many units, 1 or more.' })
  @Min(1)
  readonly quantity: number;
}

@InputType({ description: 'What was handed over.' })
export class FulfillOrderInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  @Matches(KEY_PATTERN, KEY_MESSAGE)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which order.' })
  readonly orderId: string;

  @Field(() => [OrderLineQuantityInput], { nullable: true, description: 'All that is open when left out.' })
  @IsOptional()
  @ArrayMinSize(1)
  @ArrayMaxSize(ORDER_LINES_MAX)
  @ValidateNested({ each: true })
  readonly lines?: OrderLineQuantityInput[] | null;
}

@InputType({ description: 'What to cancel.' })
export class CancelOrderInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  @Matches(KEY_PATTERN, KEY_MESSAGE)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which order.' })
  readonly orderId: string;

  @Field(() => [OrderLineQuantityInput], {
    nullable: true,
    description: 'All that is neither handed over nor cancelled when left out.',
  })
  @IsOptional()
  @ArrayMinSize(1)
  @ArrayMaxSize(ORDER_LINES_MAX)
  @ValidateNested({ each: true })
  readonly lines?: OrderLineQuantityInput[] | null;

  @Field(() => String, { nullable: true, description: 'A word for colleagues, up to 500 characters.' })
  @IsOptional()
  @MaxLength(500)
  readonly reason?: string | null;
}
