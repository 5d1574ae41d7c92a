import { Field, ID, Int, ObjectType, createUnionType, registerEnumType } from 'type-graphql';
import { Node } from '../../../graphql/node.type';
import { connectionTypes } from '../../../graphql/pagination';
import {
  IdempotencyKeyReusedErrorType,
  InsufficientStockErrorType,
  InvalidStateErrorType,
  LimitExceededErrorType,
  NotFoundErrorType,
  ValidationErrorType,
} from '../../../graphql/user-error.type';
import { toGlobalId } from '../../../kernel/ids';
import type { ReservationDoc, ReservationLine, ReservationStatus } from '..';

/** The schema's enum of reservation statuses. */
export const ReservationStatusEnum = {
  PENDING: 'PENDING',
  ACTIVE: 'ACTIVE',
  RELEASING: 'RELEASING',
  COMMITTED: 'COMMITTED',
  RELEASED: 'RELEASED',
  EXPIRED: 'EXPIRED',
} as const satisfies Record<ReservationStatus, ReservationStatus>;
registerEnumType(ReservationStatusEnum, {
  name: 'ReservationStatus',
  description: 'Where a reservation stands.',
  valuesConfig: {
    PENDING: { description: 'Does not hold stock yet.' },
    ACTIVE: { description: 'Holds its lines until it expires.' },
    RELEASING: { description: 'Its time is over; a worker is giving its stock back.' },
    COMMITTED: { description: 'Ended: its units were sold.' },
    RELEASED: { description: 'Ended: its units were given back on request.' },
    EXPIRED: { description: 'Ended: its time ran out and its units were given back.' },
  },
});

@ObjectType('ReservationLine', { simpleResolvers: true, description: 'Held units of one variant in one branch.' })
export class ReservationLineType {
  constructor(readonly doc: ReservationLine) {}

  @Field(() => Int, { description: 'Units that were reserved.' })
  get quantity(): number {
    return this.doc.quantity;
  }

  @Field(() => Int, { description: 'Units of it that were sold.' })
  get committedQuantity(): number {
    return this.doc.committedQuantity;
  }

  @Field(() => Int, { description: 'Units of it that were given back.' })
  get releasedQuantity(): number {
    return this.doc.releasedQuantity;
  }
}

@ObjectType('Reservation', {
  implements: Node,
  simpleResolvers: true,
  description: 'A hold on lines of stock, with an end.',
})
export class ReservationType implements Node {
  constructor(readonly doc: ReservationDoc) {}

  @Field(() => ID, { description: 'Opaque global id.' })
  get id(): string {
    return toGlobalId('Reservation', this.doc._id);
  }

  @Field(() => ReservationStatusEnum, { description: 'Where it stands.' })
  get status(): ReservationStatus {
    return this.doc.status;
  }

  @Field(() => [ReservationLineType], { description: 'One line per branch and variant.' })
  get lines(): ReservationLineType[] {
    return this.doc.lines.map((line) => new ReservationLineType(line));
  }

  @Field(() => Date, { nullable: true, description: 'When it ends unless it is committed before.' })
  get expiresAt(): Date | null {
    return this.doc.expiresAt;
  }

  @Field(() => ID, { nullable: true, description: 'The order that it belongs to.' })
  get orderId(): string | null {
    return this.doc.orderId === null ? null : toGlobalId('Order', this.doc.orderId);
  }

  @Field(() => Date, { description: 'When it was made.' })
  get createdAt(): Date {
    return this.doc.createdAt;
  }

  @Field(() => Date, { description: 'When it changed last.' })
  get updatedAt(): Date {
    return this.doc.updatedAt;
  }
}

const types = connectionTypes('Reservation', () => ReservationType);
export const ReservationConnection = types.Connection;

@ObjectType({ simpleResolvers: true, description: 'The reservation after the action.' })
export class ReservationPayload {
  @Field(() => ReservationType, { description: 'The reservation.' })
  readonly reservation: ReservationType;

  constructor(doc: ReservationDoc) {
    this.reservation = new ReservationType(doc);
  }
}

/** Outcomes of reserveStock. */
export const RESERVE_ERRORS = [
  InsufficientStockErrorType,
  NotFoundErrorType,
  InvalidStateErrorType,
  LimitExceededErrorType,
  IdempotencyKeyReusedErrorType,
] as const;

/** Outcomes of actions on a reservation. */
export const ACTION_ERRORS = [
  NotFoundErrorType,
  InvalidStateErrorType,
  IdempotencyKeyReusedErrorType,
  ValidationErrorType,
] as const;

export const ReserveStockResult = createUnionType({
  name: 'ReserveStockResult',
  description: 'Outcome of reserveStock.',
  types: () => [ReservationPayload, ...RESERVE_ERRORS] as const,
});

export const ReservationResult = createUnionType({
  name: 'ReservationResult',
  description: 'Outcome of an action on a reservation.',
  types: () => [ReservationPayload, ...ACTION_ERRORS] as const,
});
