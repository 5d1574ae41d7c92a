import { Field, Int, ObjectType } from 'type-graphql';
import { connectionTypes } from '../../../graphql/pagination';
import { GraphQLSafeInt } from '../../../graphql/scalars';
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
  constructor(readonly value: BranchValue) {}

  @Field(() => GraphQLSafeInt, { description: 'Units on hand of all its variants.' })
  get quantityOnHand(): number {
    return this.value.quantityOnHand;
  }
}

@ObjectType('StockValuation', { simpleResolvers: true, description: 'What the stock was worth at a moment.' })
export class StockValuationType {
  constructor(readonly valuation: Valuation) {}

  @Field(() => Date, { description: 'The moment.' })
  get at(): Date {
    return this.valuation.at;
  }

  @Field(() => GraphQLSafeInt, { description: 'Units on hand in all branches asked for.' })
  get quantityOnHand(): number {
    return this.valuation.quantityOnHand;
  }

  @Field(() => [BranchValuationType], { description: 'Branch by branch; those that never had stock are absent.' })
  get branches(): BranchValuationType[] {
    return this.valuation.branches.map((value) => new BranchValuationType(value));
  }
}

const types = connectionTypes('StockBalance', () => StockBalanceType);
export const StockBalanceConnection = types.Connection;
