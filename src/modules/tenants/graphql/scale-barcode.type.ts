import { ArrayMaxSize, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { Field, InputType, Int, ObjectType, createUnionType, registerEnumType } from 'type-graphql';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key';
import { IdempotencyKeyReusedErrorType, ValidationErrorType } from '../../../graphql/user-error.type';
import type { ScaleBarcodeRule, ScaleValueKind } from '../tenant.model';
import { TenantType } from './tenant.type';

/** The schema's enum of what a label's value is. */
export const ScaleValueKindEnum = { PRICE: 'PRICE', WEIGHT: 'WEIGHT' } as const satisfies Record<
  ScaleValueKind,
  ScaleValueKind
>;
registerEnumType(ScaleValueKindEnum, {
  name: 'ScaleValueKind',
  description: "What the value in a scale's label is.",
  valuesConfig: {
    PRICE: { description: 'The price of what is in the bag.' },
    WEIGHT: { description: "The weight in kilograms: the article's prices are then prices of one kilogram." },
  },
});

@InputType({
  description: "How labels that begin with the prefix are laid out: 12 digits and the EAN-13's check digit.",
})
export class ScaleBarcodeRuleInput implements ScaleBarcodeRule {
  @Field(() => String, { description: '"02" or "20" to "29"; each once.' })
  @MaxLength(2)
  readonly prefix: string;

  @Field(() => Int, { description: 'Digits of the item number, behind the prefix.' })
  @Min(1)
  @Max(9)
  readonly itemDigits: number;

  @Field(() => ScaleValueKindEnum, { description: 'What the value is.' })
  readonly valueKind: ScaleValueKind;

  @Field(() => Int, { description: 'Digits of the value, the last ones before the check digit of the EAN-13.' })
  @Min(3)
  @Max(7)
  readonly valueDigits: number;

  @Field(() => Int, {
    description:
      "How many of them stand behind the point; at most the currency's decimals of a price, 3 of a weight in kilograms.",
  })
  @Min(0)
  @Max(4)
  readonly valueDecimals: number;

  @Field(() => Boolean, { description: 'A check digit of the value stands before it; for 4 or 5 digits.' })
  readonly hasValueCheckDigit: boolean;
}

@InputType({ description: "All rules by which labels of the shop's scales are read." })
export class SetScaleBarcodeRulesInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey: string;

  @Field(() => Int, { description: 'Tenant.scaleBarcodeRevision as you read it.' })
  @Min(0)
  readonly expectedRevision: number;

  @Field(() => [ScaleBarcodeRuleInput], { description: 'All rules from now on, one for each prefix.' })
  @ArrayMaxSize(11)
  @ValidateNested({ each: true })
  readonly rules: ScaleBarcodeRuleInput[];
}

@ObjectType('TenantPayload', { simpleResolvers: true, description: 'The tenant after the change.' })
export class TenantPayload {
  @Field(() => TenantType, { description: 'The tenant.' })
  readonly tenant: TenantType;

  constructor(tenant: TenantType) {
    this.tenant = tenant;
  }
}

export const SCALE_BARCODE_ERRORS = [ValidationErrorType, IdempotencyKeyReusedErrorType] as const;

export const SetScaleBarcodeRulesResult = createUnionType({
  name: 'SetScaleBarcodeRulesResult',
  description: 'Outcome of setScaleBarcodeRules. Code of ValidationError: STALE_SCALE_RULES.',
  types: () => [TenantPayload, ...SCALE_BARCODE_ERRORS] as const,
});
