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
import { GraphQLDateTime } from '../../../graphql/scalars';
import { SERIALS_PER_REQUEST_MAX, SERIAL_LENGTH_MAX } from '../../inventory';
import type { PaymentMethod } from '../../payments';
import { PaymentMethodEnum } from '../../payments/graphql';
import { SALE_LINES_MAX, TENDERS_MAX } from '../pos.policy';

@ArgsType()
export class PosLookupArgs {
  @Field(() => ID, { description: 'The till that asks.' })
  readonly registerId: string;

  @Field(() => String, { nullable: true, description: 'Barcode, exactly as scanned. Give this or sku.' })
  @IsOptional()
  @Length(1, 48)
  readonly barcode?: string | null;

  @Field(() => String, { nullable: true, description: 'SKU, in upper or lower case. Give this or barcode.' })
  @IsOptional()
  @Length(1, 64)
  readonly sku?: string | null;
}

@ArgsType()
export class PosProductsArgs extends PageArgs {
  @Field(() => ID, { description: 'The till that asks.' })
  readonly registerId: string;

  @Field(() => String, { nullable: true, description: 'Words as in Query.products.' })
  @IsOptional()
  @MaxLength(200)
  readonly search?: string | null;
}

@ArgsType()
export class ReceiptArgs {
  @Field(() => ID, { nullable: true, description: 'Global id. Give this or number.' })
  readonly id?: string | null;

  @Field(() => String, { nullable: true, description: 'Number as printed. Give this or id.' })
  @IsOptional()
  @MaxLength(100)
  readonly number?: string | null;
}

@InputType({ description: 'A line of a sale; exactly one of variantId, barcode and sku.' })
export class PosSaleLineInput {
  @Field(() => ID, { nullable: true, description: 'Global id of the variant.' })
  readonly variantId?: string | null;

  @Field(() => String, { nullable: true, description: 'Barcode, exactly as scanned.' })
  @IsOptional()
  @Length(1, 48)
  readonly barcode?: string | null;

  @Field(() => String, { nullable: true, description: 'SKU, in upper or lower case.' })
  @IsOptional()
  @Length(1, 64)
  readonly sku?: string | null;

  @Field(() => Int, {
    description:
      'Units, 1 or more; packs when the barcode is that of a pack: 2 scans of a case of 12 sell 24 units at the price of a unit.',
  })
  @Min(1)
  readonly quantity: number;

  @Field(() => MoneyInput, {
    nullable: true,
    description: 'Another price of one unit than the catalogue price, also for packs. For managers.',
  })
  readonly unitPriceOverride?: MoneyInput | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Which units of a variant that is tracked by serial number, one number a unit, at most 500; those left out are the oldest.',
  })
  @IsOptional()
  @ArrayMaxSize(SERIALS_PER_REQUEST_MAX)
  @Length(1, SERIAL_LENGTH_MAX, { each: true })
  readonly serials?: string[] | null;
}

@InputType({ description: 'One way in which a sale is paid.' })
export class TenderInput {
  @Field(() => PaymentMethodEnum, { description: 'What is paid with.' })
  readonly method: PaymentMethod;

  @Field(() => MoneyInput, { description: 'What counts towards the sale; all tenders add up to its total.' })
  readonly amount: MoneyInput;

  @Field(() => MoneyInput, {
    nullable: true,
    description: 'Cash that was handed over; more than "amount" gives change.',
  })
  readonly tenderedAmount?: MoneyInput | null;

  @Field(() => String, { nullable: true, description: "The till's own reference, such as a card slip's number." })
  @IsOptional()
  @MaxLength(100)
  readonly reference?: string | null;
}

@InputType({ description: 'A sale over the counter.' })
export class CreatePosSaleInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  @Matches(/^[\x21-\x7e]{1,255}$/, { message: 'expected 1 to 255 visible ASCII characters' })
  readonly idempotencyKey: string;

  @Field(() => String, {
    nullable: true,
    description: "The till's own id of the sale; the same one is never stored twice.",
  })
  @IsOptional()
  @Matches(/^[\x21-\x7e]{1,100}$/, { message: 'expected 1 to 100 visible ASCII characters' })
  readonly clientOrderId?: string | null;

  @Field(() => ID, { description: 'The till that sells.' })
  readonly registerId: string;

  @Field(() => [PosSaleLineInput], { description: 'What is sold, 1 to 2,000 lines.' })
  @ArrayMinSize(1)
  @ArrayMaxSize(SALE_LINES_MAX)
  @ValidateNested({ each: true })
  readonly lines: PosSaleLineInput[];

  @Field(() => [TenderInput], { description: 'How it is paid, up to 20; none for a sale of 0.' })
  @ArrayMaxSize(TENDERS_MAX)
  @ValidateNested({ each: true })
  readonly payments: TenderInput[];

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When it was sold, within the last year and not in the future; now when left out.',
  })
  readonly occurredAt?: Date | null;
}

@InputType({ description: 'What a cashier signs in with at a till.' })
export class SignInRegisterInput {
  @Field(() => String, { description: "The tenant's slug." })
  @Length(1, 100)
  readonly tenant: string;

  @Field(() => String, { description: "The terminal's token, given when the till was set up." })
  @Length(1, 200)
  readonly terminalToken: string;

  @Field(() => String, { description: "The cashier's PIN." })
  @Length(1, 32)
  readonly cashierPin: string;
}
