import { Field, Int, ObjectType } from 'type-graphql';
import type { ScaleBarcodeRule } from '../tenant.model';

@ObjectType('ScaleBarcodeRule', {
  simpleResolvers: true,
  description: "How labels of the shop's scales that begin with the prefix are laid out.",
})
export class ScaleBarcodeRuleType {
  @Field(() => String, { description: '"02" or "20" to "29".' })
  readonly prefix: string;

  @Field(() => Int, { description: 'Digits of the item number, behind the prefix.' })
  readonly itemDigits: number;

  @Field(() => String, { description: 'What the value is: PRICE or WEIGHT.' })
  readonly valueKind: string;

  @Field(() => Int, { description: 'Digits of the value.' })
  readonly valueDigits: number;

  @Field(() => Int, { description: 'How many of them stand behind the point.' })
  readonly valueDecimals: number;

  @Field(() => Boolean, { description: 'A check digit of the value stands before it.' })
  readonly hasValueCheckDigit: boolean;

  constructor(rule: ScaleBarcodeRule) {
    this.prefix = rule.prefix;
    this.itemDigits = rule.itemDigits;
    this.valueKind = rule.valueKind;
    this.valueDigits = rule.valueDigits;
    this.valueDecimals = rule.valueDecimals;
    this.hasValueCheckDigit = rule.hasValueCheckDigit;
  }
}
