import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Node } from '../../../graphql/node.type';
import { connectionTypes } from '../../../graphql/pagination';
import { toGlobalId } from '../../../kernel/ids';
import { UNAVAILABLE_REASONS } from '..';
import type { BackorderKind, BackorderPolicy, StockEntryDoc, UnavailableReason } from '..';
import { BackorderKindEnum, UnavailableReasonEnum } from './stock.enums';

@ObjectType({ simpleResolvers: true, description: 'Units of an entry that are not for sale for one reason.' })
export class UnavailableQuantity {
  @Field(() => UnavailableReasonEnum, { description: 'Why.' })
  readonly reason: UnavailableReason;

  @Field(() => Int, { description: 'How many, 1 or more.' })
  readonly quantity: number;

  constructor(reason: UnavailableReason, quantity: number) {
    this.reason = reason;
    this.quantity = quantity;
  }
}

@ObjectType('BackorderPolicy', { simpleResolvers: true, description: 'How shoppers may order before units are there.' })
export class BackorderPolicyType {
  @Field(() => BackorderKindEnum, { description: 'Sold out for a while, or not out yet.' })
  readonly kind: BackorderKind;

  @Field(() => Int, { description: 'How many units may be waited for at once.' })
  readonly limitQuantity: number;

  @Field(() => Date, { nullable: true, description: 'When they are expected; null when nobody knows.' })
  readonly availableAt: Date | null;

  constructor({ kind, limitQuantity, availableAt }: BackorderPolicy) {
    this.kind = kind;
    this.limitQuantity = limitQuantity;
    this.availableAt = availableAt;
  }
}

@ObjectType('StockEntry', {
  implements: Node,
  simpleResolvers: true,
  description: 'One variant in one branch, with its balances.',
})
export class StockEntryType implements Node {
  constructor(readonly doc: StockEntryDoc) {}

  @Field(() => ID, { description: 'Opaque global id.' })
  get id(): string {
    return toGlobalId('StockEntry', this.doc._id);
  }

  @Field(() => Int, { description: 'Physically there.' })
  get quantityOnHand(): number {
    return this.doc.quantityOnHand;
  }

  @Field(() => Int, { description: 'Held by reservations.' })
  get quantityReserved(): number {
    return this.doc.quantityReserved;
  }

  @Field(() => Int, { description: 'There, but not for sale: damaged, quarantined, on display.' })
  get quantityUnavailable(): number {
    return this.doc.quantityUnavailable;
  }

  @Field(() => [UnavailableQuantity], { description: 'What quantityUnavailable consists of; no reason with 0 units.' })
  get unavailable(): UnavailableQuantity[] {
    const { unavailableBy = {} } = this.doc;
    return UNAVAILABLE_REASONS.flatMap((reason) => {
      const quantity = unavailableBy[reason] ?? 0;
      return quantity === 0 ? [] : [new UnavailableQuantity(reason, quantity)];
    });
  }

  @Field(() => Int, { description: 'On hand - reserved - unavailable: what can be sold or held now.' })
  get quantityAvailable(): number {
    return this.doc.quantityAvailable;
  }

  @Field(() => Int, {
    description: 'What shoppers can take: available less safety stock, or with a backorder policy more. Below 0: none.',
  })
  get quantityPromisable(): number {
    return this.doc.quantityPromisable;
  }

  @Field(() => Int, { description: 'Ordered or in transit.' })
  get quantityIncoming(): number {
    return this.doc.quantityIncoming;
  }

  @Field(() => Int, { nullable: true, description: 'At this many available units, order again.' })
  get reorderPoint(): number | null {
    return this.doc.reorderPoint;
  }

  @Field(() => Int, {
    nullable: true,
    description: 'Units kept back for tills and staff: shoppers can not take the last so many.',
  })
  get safetyStock(): number | null {
    return this.doc.safetyStock;
  }

  @Field(() => BackorderPolicyType, {
    nullable: true,
    description: 'Whether shoppers can order more than is there; null when they can not.',
  })
  get backorder(): BackorderPolicyType | null {
    return this.doc.backorder ? new BackorderPolicyType(this.doc.backorder) : null;
  }

  @Field(() => Int, { description: 'Units that shoppers were promised and that are not there yet.' })
  get quantityWaiting(): number {
    return this.doc.quantityWaiting ?? 0;
  }

  @Field(() => Int, {
    description:
      'Those of quantityWaiting that are sold: on hand is so much less than what people find on the shelf, perhaps below 0.',
  })
  get quantityOwed(): number {
    return this.doc.quantityOwed ?? 0;
  }

  @Field(() => Date, { description: 'When a balance changed last.' })
  get updatedAt(): Date {
    return this.doc.updatedAt;
  }
}

const types = connectionTypes('StockEntry', () => StockEntryType);
export const StockEntryConnection = types.Connection;
