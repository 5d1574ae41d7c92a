import { IsOptional, Length, Max, Min } from 'class-validator';
import { Field, InputType, Int, ObjectType, createUnionType } from 'type-graphql';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key';
import { IdempotencyKeyReusedErrorType, ValidationErrorType } from '../../../graphql/user-error.type';
import type { ReservationLimits, StoredReservationLimits } from '../reservation-limits';
import { HOLDS_LIMIT_MAX, UNITS_LIMIT_MAX } from '../tenants.policy';

@ObjectType('ReservationLimits', {
  simpleResolvers: true,
  description: 'How much stock one shopper may keep from the others; null is no limit. Staff and tills have none.',
})
export class ReservationLimitsType implements StoredReservationLimits {
  @Field(() => Int, { nullable: true, description: 'Live holds of one customer.' })
  readonly holdsPerCustomer: number | null;

  @Field(() => Int, { nullable: true, description: 'Live holds of one guest session.' })
  readonly holdsPerGuest: number | null;

  @Field(() => Int, { nullable: true, description: 'Live holds of all shoppers who come from one network address.' })
  readonly holdsPerAddress: number | null;

  @Field(() => Int, { nullable: true, description: 'Units of one variant that one shopper holds, over all branches.' })
  readonly unitsPerVariant: number | null;

  @Field(() => Int, { description: 'Counts the changes; send it back as expectedRevision.' })
  readonly revision: number;

  constructor(limits: StoredReservationLimits) {
    this.holdsPerCustomer = limits.holdsPerCustomer;
    this.holdsPerGuest = limits.holdsPerGuest;
    this.holdsPerAddress = limits.holdsPerAddress;
    this.unitsPerVariant = limits.unitsPerVariant;
    this.revision = limits.revision;
  }
}

const HOLDS = 'What is left out stays; null lifts the limit; else 1 to 10,000.';

@InputType({ description: 'New limits of what one shopper may hold.' })
export class UpdateReservationLimitsInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  @Length(1, 255)
  readonly idempotencyKey: string;

  @Field(() => Int, { description: 'The revision that you saw; refused with STALE_REVISION if it moved.' })
  @Min(0)
  readonly expectedRevision: number;

  @Field(() => Int, { nullable: true, description: `Live holds of one customer. ${HOLDS}` })
  @IsOptional()
  @Min(1)
  @Max(HOLDS_LIMIT_MAX)
  readonly holdsPerCustomer?: number | null;

  @Field(() => Int, { nullable: true, description: `Live holds of one guest session. ${HOLDS}` })
  @IsOptional()
  @Min(1)
  @Max(HOLDS_LIMIT_MAX)
  readonly holdsPerGuest?: number | null;

  @Field(() => Int, { nullable: true, description: `Live holds from one network address. ${HOLDS}` })
  @IsOptional()
  @Min(1)
  @Max(HOLDS_LIMIT_MAX)
  readonly holdsPerAddress?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Units of one variant that one shopper holds. What is left out stays; null lifts the limit.',
  })
  @IsOptional()
  @Min(1)
  @Max(UNITS_LIMIT_MAX)
  readonly unitsPerVariant?: number | null;
}

/** The limits that an input names; those that it leaves out are absent. */
export function changesOf(input: UpdateReservationLimitsInput): Partial<ReservationLimits> {
  const { holdsPerCustomer, holdsPerGuest, holdsPerAddress, unitsPerVariant } = input;
  return {
    ...(holdsPerCustomer !== undefined && { holdsPerCustomer }),
    ...(holdsPerGuest !== undefined && { holdsPerGuest }),
    ...(holdsPerAddress !== undefined && { holdsPerAddress }),
    ...(unitsPerVariant !== undefined && { unitsPerVariant }),
  };
}

@ObjectType({ simpleResolvers: true, description: 'The limits after the change.' })
export class ReservationLimitsPayload {
  @Field(() => ReservationLimitsType, { description: 'The limits.' })
  readonly limits: ReservationLimitsType;

  constructor(limits: StoredReservationLimits) {
    this.limits = new ReservationLimitsType(limits);
  }
}

/** Outcomes of updateReservationLimits. */
export const LIMITS_ERRORS = [ValidationErrorType, IdempotencyKeyReusedErrorType] as const;

export const UpdateReservationLimitsResult = createUnionType({
  name: 'UpdateReservationLimitsResult',
  description: 'Outcome of updateReservationLimits.',
  types: () => [ReservationLimitsPayload, ...LIMITS_ERRORS] as const,
});
