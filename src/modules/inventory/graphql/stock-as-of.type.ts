import { Field, Int, ObjectType } from 'type-graphql';
import { MoneyType } from '../../../graphql/money.type';
import { connectionTypes } from '../../../graphql/pagination';
import { GraphQLSafeInt } from '../../../graphql/scalars';
import { BranchType } from '../../tenants/graphql';
import type { BranchValue, PastBalance, Valuation } from '..';
import { StockEntryType } from './stock-entry.type';

@ObjectType('StockBalance', { simpleResolvers: true, description: 'What a stock entry held at a moment.' })
export class StockBalanceType {
  constructor(readonly balance: PastBalance) {}

  @Field(() => StockEntryType, { description: 'The entry as it is today.' })
  get entry(): StockEntryType {
    return new StockEntryType(this.balance.entry);
  }

  @Field(() => Int, { description: 'Physically there at that moment; 0 before the first movement.' })
  get quantityOnHand(): number {
    return this.balance.quantityOnHand;
  }

  @Field(() => Int, { description: 'Held by reservations at that moment.' })
  get quantityReserved(): number {
    return this.balance.quantityReserved;
  }

  @Field(() => Int, { description: 'There, but not for sale at that moment.' })
  get quantityUnavailable(): number {
    return this.balance.quantityUnavailable;
  }

  @Field(() => Int, { description: 'On hand - reserved - unavailable at that moment.' })
  get quantityAvailable(): number {
    const { quantityOnHand, quantityReserved, quantityUnavailable } = this.balance;
    return quantityOnHand - quantityReserved - quantityUnavailable;
  }

  @Field(() => Int, { description: 'Sequence of the newest movement at that moment; 0 before the first.' })
  get sequence(): number {
    return this.balance.sequence;
  }
}

@ObjectType('BranchValuation', { simpleResolvers: true, description: "What one branch's stock was worth." })
export class BranchValuationType {
  @Field(() => BranchType, { description: 'Where.' })
  readonly branch: BranchType;

  @Field(() => GraphQLSafeInt, { description: 'Units on hand of all its variants.' })
  readonly quantityOnHand: number;

  @Field(() => MoneyType, { description: 'Value of its units on hand.' })
  readonly total: MoneyType;

  constructor(branch: BranchType, { quantityOnHand, valueMinor }: BranchValue, currency: string) {
    this.branch = branch;
    this.quantityOnHand = quantityOnHand;
    this.total = new MoneyType(valueMinor, currency);
  }
}

@ObjectType('StockValuation', { simpleResolvers: true, description: 'What the stock was worth at a moment.' })
export class StockValuationType {
  @Field(() => Date, { description: 'The moment.' })
  readonly at: Date;

  @Field(() => GraphQLSafeInt, { description: 'Units on hand in all branches asked for.' })
  readonly quantityOnHand: number;

  @Field(() => MoneyType, { description: 'Value of all of it.' })
  readonly total: MoneyType;

  @Field(() => [BranchValuationType], { description: 'Branch by branch; those that never had stock are absent.' })
  readonly branches: BranchValuationType[];

  constructor({ at, quantityOnHand, valueMinor }: Valuation, branches: BranchValuationType[], currency: string) {
    this.at = at;
    this.quantityOnHand = quantityOnHand;
    this.total = new MoneyType(valueMinor, currency);
    this.branches = branches;
  }
}

const types = connectionTypes('StockBalance', () => StockBalanceType);
export const StockBalanceConnection = types.Connection;
