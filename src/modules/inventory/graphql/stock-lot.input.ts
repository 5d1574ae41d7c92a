import { IsOptional, Length } from 'class-validator';
import { Field, ID, InputType } from 'type-graphql';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key';
import type { Tracking } from '../../catalog';
import { LOT_CODE_LENGTH_MAX } from '../inventory.policy';
import { TrackingEnum } from './stock-lot.type';

@InputType({ description: 'A lot of units.' })
export class LotInput {
  @Field(() => String, { description: 'Code as printed on the goods, 1 to 64 characters; case does not matter.' })
  @Length(1, LOT_CODE_LENGTH_MAX)
  readonly code: string;

  @Field(() => Date, {
    nullable: true,
    description: 'From then on it is not sold. Left out: as the lot is known, else it keeps.',
  })
  @IsOptional()
  readonly expiresAt?: Date | null;
}

@InputType({ description: "How a variant's units shall be told apart." })
export class SetVariantTrackingInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  @Length(1, 255)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which variant; no branch may have any of it.' })
  readonly variantId: string;

  @Field(() => TrackingEnum, { description: 'How from now on.' })
  readonly tracking: Tracking;
}
