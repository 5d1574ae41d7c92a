import { Field, InputType, Int, ObjectType } from 'type-graphql';
import type { Money as MoneyValue, TaxedAmount } from '../kernel/money';
import { GraphQLCurrencyCode, GraphQLSafeInt } from './scalars';

@ObjectType('Money', { simpleResolvers: true, description: "Integer amount in the currency's minor unit." })
export class MoneyType {
  @Field(() => GraphQLSafeInt, { description: 'Amount in minor units: 1250 is 12.50 in a currency with two decimals.' })
  readonly amountMinor: number;

  @Field(() => GraphQLCurrencyCode, { description: 'ISO 4217 code.' })
  readonly currency: string;

  constructor(amountMinor: number, currency: string) {
    this.amountMinor = amountMinor;
    this.currency = currency;
  }

  /** Null stays null. */
  static orNull(amountMinor: number | null | undefined, currency: string): MoneyType | null {
    return amountMinor === null || amountMinor === undefined ? null : new MoneyType(amountMinor, currency);
  }
}

@ObjectType('TaxedMoney', { simpleResolvers: true, description: 'An amount with its tax: net + tax = gross, exactly.' })
export class TaxedMoneyType {
  @Field(() => MoneyType, { description: 'Without tax.' })
  readonly net: MoneyType;

  @Field(() => MoneyType, { description: 'The tax.' })
  readonly tax: MoneyType;

  @Field(() => MoneyType, { description: 'With tax.' })
  readonly gross: MoneyType;

  constructor(amount: TaxedAmount, currency: string) {
    this.net = new MoneyType(amount.netMinor, currency);
    this.tax = new MoneyType(amount.taxMinor, currency);
    this.gross = new MoneyType(amount.grossMinor, currency);
  }
}

@ObjectType('TaxSummary', { simpleResolvers: true, description: 'Net and tax of all lines with one tax rate.' })
export class TaxSummaryType {
  @Field(() => Int, { description: 'Rate in basis points: 2000 is 20 %.' })
  readonly taxRateBasisPoints: number;

  @Field(() => MoneyType, { description: 'Sum of the lines without tax.' })
  readonly net: MoneyType;

  @Field(() => MoneyType, { description: 'Sum of the tax of the lines.' })
  readonly tax: MoneyType;

  constructor(taxRateBasisPoints: number, netMinor: number, taxMinor: number, currency: string) {
    this.taxRateBasisPoints = taxRateBasisPoints;
    this.net = new MoneyType(netMinor, currency);
    this.tax = new MoneyType(taxMinor, currency);
  }
}

@InputType({ description: "Integer amount in the currency's minor unit." })
export class MoneyInput implements MoneyValue {
  @Field(() => GraphQLSafeInt, { description: 'Amount in minor units: 1250 is 12.50 in a currency with two decimals.' })
  readonly amountMinor: number;

  @Field(() => GraphQLCurrencyCode, { description: 'ISO 4217 code.' })
  readonly currency: string;
}
