import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Node } from '../../../graphql/node.type';
import { connectionTypes } from '../../../graphql/pagination';
import { toGlobalId } from '../../../kernel/ids';
import type { AdjustmentReason, StockMovementDoc, StockMovementType as MovementType, UnavailableReason } from '..';
import { MovementLotType } from './stock-lot.type';
import { AdjustmentReasonEnum, StockMovementTypeEnum, UnavailableReasonEnum } from './stock.enums';

@ObjectType('StockMovement', {
  implements: Node,
  simpleResolvers: true,
  description: 'One immutable row of the ledger, with the balances after it.',
})
export class StockMovementType implements Node {
  constructor(readonly doc: StockMovementDoc) {}

  @Field(() => ID, { description: 'Opaque global id.' })
  get id(): string {
    return toGlobalId('StockMovement', this.doc._id);
  }

  @Field(() => Int, { description: 'Place in the chain of the entry, counted from 1 without a gap.' })
  get sequence(): number {
    return this.doc.sequence;
  }

  @Field(() => StockMovementTypeEnum, { description: 'What it did.' })
  get type(): MovementType {
    return this.doc.type;
  }

  @Field(() => Int, { description: 'Signed change of quantityOnHand.' })
  get onHandDelta(): number {
    return this.doc.onHandDelta;
  }

  @Field(() => Int, { description: 'Signed change of quantityReserved.' })
  get reservedDelta(): number {
    return this.doc.reservedDelta;
  }

  @Field(() => Int, { description: 'On hand after it.' })
  get onHandAfter(): number {
    return this.doc.onHandAfter;
  }

  @Field(() => Int, { description: 'Reserved after it.' })
  get reservedAfter(): number {
    return this.doc.reservedAfter;
  }

  @Field(() => Int, { description: 'Signed change of quantityUnavailable.' })
  get unavailableDelta(): number {
    return this.doc.unavailableDelta ?? 0;
  }

  @Field(() => Int, { description: 'Unavailable after it.' })
  get unavailableAfter(): number {
    return this.doc.unavailableAfter ?? 0;
  }

  @Field(() => UnavailableReasonEnum, {
    nullable: true,
    description: 'Which bucket of unavailable units it changed; null when none.',
  })
  get bucket(): UnavailableReason | null {
    return this.doc.bucket ?? null;
  }

  @Field(() => [MovementLotType], {
    description: 'Lots whose units it moved; empty for variants that are not tracked by lot.',
  })
  get lots(): MovementLotType[] {
    return (this.doc.lots ?? []).map((lot) => new MovementLotType(lot));
  }

  @Field(() => [String], {
    description: 'Serial numbers of the units it moved, at most 500; empty for variants that are not tracked by them.',
  })
  get serials(): string[] {
    return [...(this.doc.serials ?? [])];
  }

  @Field(() => AdjustmentReasonEnum, { nullable: true, description: 'Why, for adjustments.' })
  get reason(): AdjustmentReason | null {
    return this.doc.reason;
  }

  @Field(() => String, { nullable: true, description: 'What the person who did it wrote.' })
  get note(): string | null {
    return this.doc.note;
  }

  @Field(() => String, { nullable: true, description: 'Type of what caused it, such as "Reservation" or "Order".' })
  get referenceType(): string | null {
    return this.doc.referenceType;
  }

  @Field(() => ID, { nullable: true, description: 'Global id of what caused it.' })
  get referenceId(): string | null {
    const { referenceType, referenceId } = this.doc;
    return referenceType === null || referenceId === null ? null : toGlobalId(referenceType, referenceId);
  }

  @Field(() => ID, { nullable: true, description: 'Who did it; null for jobs.' })
  get actorId(): string | null {
    return this.doc.actorId === null ? null : toGlobalId('Actor', this.doc.actorId);
  }

  @Field(() => Date, { description: 'When it happened; earlier than recordedAt for what a till did offline.' })
  get occurredAt(): Date {
    return this.doc.occurredAt;
  }

  @Field(() => Date, { description: 'When it was written.' })
  get recordedAt(): Date {
    return this.doc.recordedAt;
  }
}

const types = connectionTypes('StockMovement', () => StockMovementType);
export const StockMovementConnection = types.Connection;
