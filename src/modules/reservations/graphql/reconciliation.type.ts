import { Field, Int, ObjectType } from 'type-graphql';
import { StockEntryType } from '../../inventory/graphql';
import type { Reconciliation, StockDrift } from '..';

@ObjectType('StockDrift', { simpleResolvers: true, description: 'An entry whose balances break an invariant.' })
export class StockDriftType {
  constructor(readonly drift: StockDrift) {}

  @Field(() => StockEntryType, { description: 'The entry; one that is gone, as its movements say that it was.' })
  get entry(): StockEntryType {
    return new StockEntryType(this.drift.entry);
  }

  @Field(() => Int, { description: 'Sum of its movements.' })
  get expectedOnHand(): number {
    return this.drift.expectedOnHand;
  }

  @Field(() => Int, { description: 'Stored on hand.' })
  get actualOnHand(): number {
    return this.drift.actualOnHand;
  }

  @Field(() => Int, { description: 'Sum of the live reservation lines.' })
  get expectedReserved(): number {
    return this.drift.expectedReserved;
  }

  @Field(() => Int, { description: 'Stored reserved.' })
  get actualReserved(): number {
    return this.drift.actualReserved;
  }

  @Field(() => Int, { description: 'Sum of what its movements put into buckets and took out.' })
  get expectedUnavailable(): number {
    return this.drift.expectedUnavailable;
  }

  @Field(() => Int, { description: 'Stored unavailable.' })
  get actualUnavailable(): number {
    return this.drift.actualUnavailable;
  }

  @Field(() => Boolean, { description: 'The chain of movements has a gap or a wrong balance.' })
  get ledgerBroken(): boolean {
    return this.drift.ledgerBroken;
  }

  @Field(() => Boolean, {
    description:
      'Stored available is not on hand - reserved - unavailable, or a bucket is wrong, or it is below 0 beyond policy.',
  })
  get availableWrong(): boolean {
    return this.drift.availableWrong;
  }

  @Field(() => Boolean, { description: 'The stored value is not the sum of what its movements moved.' })
  get valueWrong(): boolean {
    return this.drift.valueWrong;
  }

  @Field(() => Boolean, {
    description: 'The lots, or the units with serial numbers, of a tracked variant do not add up to the entry.',
  })
  get lotsWrong(): boolean {
    return this.drift.lotsWrong;
  }

  @Field(() => Boolean, {
    description: 'It was repaired by an ADJUSTMENT movement; an entry that was gone, made anew from its movements.',
  })
  get repaired(): boolean {
    return this.drift.repaired;
  }
}

@ObjectType({ simpleResolvers: true, description: 'What a check of all stock entries found.' })
export class StockReconciliation {
  @Field(() => Int, { description: 'How many entries were checked.' })
  readonly checkedEntries: number;

  @Field(() => [StockDriftType], { description: 'The entries that differ; empty when all is well.' })
  readonly drifts: StockDriftType[];

  constructor({ checkedEntries, drifts }: Reconciliation) {
    this.checkedEntries = checkedEntries;
    this.drifts = drifts.map((drift) => new StockDriftType(drift));
  }
}
