import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Node } from '../../../graphql/node.type';
import { connectionTypes } from '../../../graphql/pagination';
import { toGlobalId } from '../../../kernel/ids';
import { inTransit } from '../transfers';
import type {
  StockTransferDoc,
  StockTransferLineDoc,
  StockTransferStatus,
  TransferDiscrepancy,
  TransferDiscrepancyReason,
} from '../transfers';

/** The schema's enum of transfer statuses. */
export const StockTransferStatusEnum = {
  DRAFT: 'DRAFT',
  IN_TRANSIT: 'IN_TRANSIT',
  PARTIALLY_RECEIVED: 'PARTIALLY_RECEIVED',
  RECEIVED: 'RECEIVED',
  CANCELLED: 'CANCELLED',
} as const satisfies Record<StockTransferStatus, StockTransferStatus>;
registerEnumType(StockTransferStatusEnum, {
  name: 'StockTransferStatus',
  description: 'Where a transfer stands.',
  valuesConfig: {
    DRAFT: { description: 'Planned; no stock has moved, none is held for it.' },
    IN_TRANSIT: { description: 'Left the source; incoming at the destination.' },
    PARTIALLY_RECEIVED: { description: 'Some of it is settled, the rest is still in transit.' },
    RECEIVED: { description: 'Ended: every unit was received or explained.' },
    CANCELLED: { description: 'Ended: given up; what had left is back at the source.' },
  },
});

/** The schema's enum of discrepancy reasons. */
export const TransferDiscrepancyReasonEnum = {
  LOST: 'LOST',
  DAMAGED: 'DAMAGED',
  SHORT_SHIPPED: 'SHORT_SHIPPED',
  REFUSED: 'REFUSED',
  OTHER: 'OTHER',
  OVER: 'OVER',
} as const satisfies Record<TransferDiscrepancyReason, TransferDiscrepancyReason>;
registerEnumType(TransferDiscrepancyReasonEnum, {
  name: 'StockTransferDiscrepancyReason',
  description: 'Why units of a transfer did not arrive as shipped.',
  valuesConfig: {
    LOST: { description: 'Left and never arrived; lost.' },
    DAMAGED: { description: 'Arrived unusable and not taken into stock; lost.' },
    SHORT_SHIPPED: { description: "Never loaded: back into the source's stock." },
    REFUSED: { description: "Sent back: into the source's stock." },
    OTHER: { description: 'Another reason, said in the note; lost.' },
    OVER: { description: 'More arrived than was shipped. Taken into stock by an ADJUSTMENT; not to close the rest.' },
  },
});

@ObjectType('StockTransferDiscrepancy', {
  simpleResolvers: true,
  description: 'Units of a line that did not arrive as shipped, summed per reason.',
})
export class StockTransferDiscrepancyType {
  @Field(() => TransferDiscrepancyReasonEnum, { description: 'Why.' })
  readonly reason: TransferDiscrepancyReason;

  @Field(() => Int, { description: 'How many units.' })
  readonly quantity: number;

  @Field(() => String, { nullable: true, description: 'A word for colleagues; the latest of this reason.' })
  readonly note: string | null;

  constructor({ reason, quantity, note }: TransferDiscrepancy) {
    this.reason = reason;
    this.quantity = quantity;
    this.note = note;
  }
}

@ObjectType('StockTransferLine', {
  simpleResolvers: true,
  description: 'One variant of a transfer: shipped = received + lost + returned + in transit, in units and in value.',
})
export class StockTransferLineType {
  constructor(readonly doc: StockTransferLineDoc) {}

  @Field(() => Int, { description: 'Units as planned.' })
  get quantity(): number {
    return this.doc.quantity;
  }

  @Field(() => Int, { description: 'Units that left the source; 0 before it was shipped.' })
  get shippedQuantity(): number {
    return this.doc.shippedQuantity;
  }

  @Field(() => Int, { description: 'Units of them that arrived and were taken into stock.' })
  get receivedQuantity(): number {
    return this.doc.receivedQuantity;
  }

  @Field(() => Int, { description: 'Units of them that are gone: lost, damaged, other.' })
  get lostQuantity(): number {
    return this.doc.lostQuantity;
  }

  @Field(() => Int, { description: "Units of them that are back in the source's stock." })
  get returnedQuantity(): number {
    return this.doc.returnedQuantity;
  }

  @Field(() => Int, { description: 'Units of them that are still on their way.' })
  get inTransitQuantity(): number {
    return inTransit(this.doc);
  }

  @Field(() => [StockTransferDiscrepancyType], { description: 'What did not arrive as shipped, one entry a reason.' })
  get discrepancies(): StockTransferDiscrepancyType[] {
    return this.doc.discrepancies.map((discrepancy) => new StockTransferDiscrepancyType(discrepancy));
  }
}

@ObjectType('StockTransfer', {
  implements: Node,
  simpleResolvers: true,
  description: 'Goods that move from one branch to another, from the plan to the last explained unit.',
})
export class StockTransferType implements Node {
  constructor(readonly doc: StockTransferDoc) {}

  @Field(() => ID, { description: 'Opaque global id.' })
  get id(): string {
    return toGlobalId('StockTransfer', this.doc._id);
  }

  @Field(() => String, { description: 'Number for people, unique in the tenant, such as "T-000012".' })
  get number(): string {
    return this.doc.number;
  }

  @Field(() => StockTransferStatusEnum, { description: 'Where it stands.' })
  get status(): StockTransferStatus {
    return this.doc.status;
  }

  @Field(() => [StockTransferLineType], { description: 'One line a variant, up to 1,000.' })
  get lines(): StockTransferLineType[] {
    return this.doc.lines.map((line) => new StockTransferLineType(line));
  }

  @Field(() => String, { nullable: true, description: 'A word for colleagues.' })
  get note(): string | null {
    return this.doc.note;
  }

  @Field(() => Int, { description: 'Counts the changes; state it when you change a draft.' })
  get version(): number {
    return this.doc.version;
  }

  @Field(() => ID, { nullable: true, description: 'Who planned it; null for jobs.' })
  get createdById(): string | null {
    return this.doc.createdById === null ? null : toGlobalId('Actor', this.doc.createdById);
  }

  @Field(() => ID, { nullable: true, description: 'Who shipped it; null before, and for jobs.' })
  get shippedById(): string | null {
    return this.doc.shippedById === null ? null : toGlobalId('Actor', this.doc.shippedById);
  }

  @Field(() => Date, { nullable: true, description: 'When it left; null before.' })
  get shippedAt(): Date | null {
    return this.doc.shippedAt;
  }

  @Field(() => Date, { nullable: true, description: 'When nothing was in transit any more; null before.' })
  get receivedAt(): Date | null {
    return this.doc.receivedAt;
  }

  @Field(() => Date, { nullable: true, description: 'When it was cancelled; null unless it was.' })
  get cancelledAt(): Date | null {
    return this.doc.cancelledAt;
  }

  @Field(() => Date, { description: 'When it was planned.' })
  get createdAt(): Date {
    return this.doc.createdAt;
  }

  @Field(() => Date, { description: 'When it changed last.' })
  get updatedAt(): Date {
    return this.doc.updatedAt;
  }
}

export const StockTransferConnection = connectionTypes('StockTransfer', () => StockTransferType).Connection;
