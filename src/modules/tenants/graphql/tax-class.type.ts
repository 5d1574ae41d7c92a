import { IsOptional, Length, Max, MaxLength, Min } from 'class-validator';
import { Field, InputType, Int, ObjectType, createUnionType } from 'type-graphql';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key';
import {
  IdempotencyKeyReusedErrorType,
  LimitExceededErrorType,
  NotFoundErrorType,
  ValidationErrorType,
} from '../../../graphql/user-error.type';
import type { TaxClass } from '../tenant.model';
import { TAX_CLASS_NAME_LENGTH_MAX, TAX_CLASS_RATE_BASIS_POINTS_MAX } from '../tenants.policy';

@ObjectType('TaxClass', { simpleResolvers: true, description: 'A named rate of tax; variants may name it.' })
export class TaxClassType {
  @Field(() => String, { description: 'Short code, such as "STANDARD"; unique in the tenant.' })
  readonly code: string;

  @Field(() => String, { description: 'Name for people.' })
  readonly name: string;

  @Field(() => Int, { description: 'Rate in basis points: 2000 is 20 %.' })
  readonly rateBasisPoints: number;

  constructor({ code, name, rateBasisPoints }: TaxClass) {
    this.code = code;
    this.name = name;
    this.rateBasisPoints = rateBasisPoints;
  }
}

@InputType({ description: 'A new tax class.' })
export class CreateTaxClassInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey: string;

  @Field(() => String, { description: '1 to 32 upper case letters, digits or "_", such as "REDUCED".' })
  @Length(1, 32)
  readonly code: string;

  @Field(() => String, { description: 'Name for people, 1 to 100 characters.' })
  @Length(1, TAX_CLASS_NAME_LENGTH_MAX)
  readonly name: string;

  @Field(() => Int, { description: 'Rate in basis points: 2000 is 20 %.' })
  @Min(0)
  @Max(TAX_CLASS_RATE_BASIS_POINTS_MAX)
  readonly rateBasisPoints: number;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True makes it the class of new variants that name neither class nor rate.',
  })
  readonly isDefault?: boolean | null;
}

@InputType({ description: 'What to change of a tax class. Fields that are left out stay as they are.' })
export class UpdateTaxClassInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey: string;

  @Field(() => String, { description: 'Which class.' })
  @MaxLength(32)
  readonly code: string;

  @Field(() => String, { nullable: true, description: 'Name for people, 1 to 100 characters.' })
  @IsOptional()
  @Length(1, TAX_CLASS_NAME_LENGTH_MAX)
  readonly name?: string | null;

  @Field(() => Int, { nullable: true, description: 'Rate in basis points; counts for orders from now on.' })
  @IsOptional()
  @Min(0)
  @Max(TAX_CLASS_RATE_BASIS_POINTS_MAX)
  readonly rateBasisPoints?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The rate that you saw; when it is another by now, the answer is ValidationError STALE_TAX_RATE.',
  })
  readonly expectedRateBasisPoints?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True makes it the class of new variants that name neither class nor rate.',
  })
  readonly isDefault?: boolean | null;
}

@ObjectType('TaxClassPayload', { simpleResolvers: true, description: 'The tax class after the change.' })
export class TaxClassPayload {
  @Field(() => TaxClassType, { description: 'The tax class.' })
  readonly taxClass: TaxClassType;

  constructor(taxClass: TaxClass) {
    this.taxClass = new TaxClassType(taxClass);
  }
}

export const CREATE_TAX_CLASS_ERRORS = [
  ValidationErrorType,
  LimitExceededErrorType,
  IdempotencyKeyReusedErrorType,
] as const;
export const CreateTaxClassResult = createUnionType({
  name: 'CreateTaxClassResult',
  description: 'Outcome of createTaxClass. Code of ValidationError: TAX_CLASS_TAKEN.',
  types: () => [TaxClassPayload, ...CREATE_TAX_CLASS_ERRORS] as const,
});

export const UPDATE_TAX_CLASS_ERRORS = [ValidationErrorType, NotFoundErrorType, IdempotencyKeyReusedErrorType] as const;
export const UpdateTaxClassResult = createUnionType({
  name: 'UpdateTaxClassResult',
  description: 'Outcome of updateTaxClass. Code of ValidationError: STALE_TAX_RATE.',
  types: () => [TaxClassPayload, ...UPDATE_TAX_CLASS_ERRORS] as const,
});
