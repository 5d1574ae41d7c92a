import type { QueryFilter } from 'mongoose';
import type { Context } from '../../kernel/context';
import { principalKey } from '../../kernel/context';
import { NotFoundError, badInput } from '../../kernel/errors';
import { idFromHex, toGlobalId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { can } from '../../kernel/permissions';
import type { Tx } from '../../platform/transaction';
import { reservations } from './reservation.model';
import type { ReservationDoc } from './reservation.model';
import type { ReservationStatus } from './reservation.states';

/** Shoppers see their own holds only; colleagues with the permission, and jobs, see all of the tenant. */
export function visibleTo(ctx: Context): { tenantId: Id; ownerKey?: string } {
  const { tenantId, actor } = ctx;
  return can(actor, 'reservations:all') ? { tenantId } : { tenantId, ownerKey: principalKey(actor) };
}

/** The reservation, or null when it does not exist or is not the caller's to see. */
export async function findReservation(ctx: Context, id: Id): Promise<ReservationDoc | null> {
  return reservations(ctx.db)
    .findOne({ ...visibleTo(ctx), _id: id })
    .lean<ReservationDoc>();
}

/** Reservations by id for whoever may already see what they belong to; one command. */
export async function reservationsByIds(ctx: Context, ids: readonly Id[]): Promise<Map<string, ReservationDoc>> {
  const found = await reservations(ctx.db)
    .find({ tenantId: ctx.tenantId, _id: { $in: [...ids] } })
    .lean<ReservationDoc[]>();
  return new Map(found.map((doc) => [doc._id.toHexString(), doc]));
}

/** The reservation within the transaction, whoever owns it; NotFoundError when there is none. */
export async function loadIn(tx: Tx, id: Id): Promise<ReservationDoc> {
  const found = await reservations(tx.db)
    .findOne({ tenantId: tx.tenantId, _id: id }, null, { session: tx.session })
    .lean<ReservationDoc>();
  if (found === null) throw new NotFoundError('Reservation', toGlobalId('Reservation', id));
  return found;
}

/** Like `loadIn`, but another shopper's hold answers as a missing one. */
export async function loadOwnIn(tx: Tx, id: Id): Promise<ReservationDoc> {
  const found = await loadIn(tx, id);
  const { ownerKey } = visibleTo(tx);
  if (ownerKey !== undefined && ownerKey !== found.ownerKey) {
    throw new NotFoundError('Reservation', toGlobalId('Reservation', id));
  }
  return found;
}

export interface ReservationQuery {
  /** How many to read; a caller that pages asks for one more than it shows. */
  readonly limit: number;
  /** Id of the last reservation of the page before, in hex. */
  readonly after?: string;
  readonly status?: ReservationStatus | null;
}

const HEX = /^[0-9a-f]{24}$/;

/** Reservations that the caller may see, newest first; one command. */
export async function listReservations(ctx: Context, query: ReservationQuery): Promise<ReservationDoc[]> {
  const filter: QueryFilter<ReservationDoc> = { ...visibleTo(ctx) };
  if (query.status != null) filter.status = query.status;
  if (query.after !== undefined) {
    if (!HEX.test(query.after)) throw badInput('Expected after to be a cursor of this list.', 'after');
    filter._id = { $lt: idFromHex(query.after) };
  }
  return reservations(ctx.db).find(filter).sort({ _id: -1 }).limit(query.limit).lean<ReservationDoc[]>();
}
