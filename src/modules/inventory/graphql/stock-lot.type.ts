import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionTypes } from '../../../graphql/pagination';
import type { Tracking } from '../../catalog';
import type { StockLotDoc } from '../lots';
import type { MovementLot } from '../stock-movement.model';

/** The schema's enum of how a variant's units are told apart. */
export const TrackingEnum = {
  NONE: 'NONE',
  LOT: 'LOT',
  SERIAL: 'SERIAL',
} as const satisfies Record<Tracking, Tracking>;
registerEnumType(TrackingEnum, {
  name: 'StockTracking',
  description: "How a variant's units are told apart.",
  valuesConfig: {
    NONE: { description: 'Not at all: one unit is as good as another.' },
    LOT: { description: 'By lot, with a date from which they are not sold; the first to expire leaves first.' },
    SERIAL: { description: 'Each by its serial number; the oldest leaves first unless others are named.' },
  },
});

@ObjectType('StockLot', { simpleResolvers: true, description: 'The units of one lot in one branch.' })
export class StockLotType {
  constructor(readonly doc: StockLotDoc) {}

  @Field(() => String, { description: 'Code of the lot, in upper case.' })
  get code(): string {
    return this.doc.code;
  }

  @Field(() => Date, { nullable: true, description: 'From then on it is not sold; null for goods that keep.' })
  get expiresAt(): Date | null {
    return this.doc.expiresAt;
  }

  @Field(() => Int, { description: 'Physically there.' })
  get quantityOnHand(): number {
    return this.doc.quantityOnHand;
  }

  @Field(() => Int, { description: 'Of those on hand, the units that stand aside as EXPIRED.' })
  get quantityExpired(): number {
    return this.doc.quantityExpired;
  }
}

@ObjectType('MovementLot', { simpleResolvers: true, description: 'What a movement took of a lot or brought to it.' })
export class MovementLotType {
  constructor(readonly lot: MovementLot) {}

  @Field(() => String, { description: 'Code of the lot, in upper case.' })
  get code(): string {
    return this.lot.code;
  }

  @Field(() => Date, { nullable: true, description: 'From then on it is not sold; null for goods that keep.' })
  get expiresAt(): Date | null {
    return this.lot.expiresAt;
  }

  @Field(() => Int, { description: 'Signed change of what the lot has on hand.' })
  get onHandDelta(): number {
    return this.lot.quantity;
  }

  @Field(() => Int, { description: 'Signed change of the units of the lot that stand aside as EXPIRED.' })
  get expiredDelta(): number {
    return this.lot.expiredQuantity;
  }
}

const types = connectionTypes('StockLot', () => StockLotType);
export const StockLotConnection = types.Connection;
