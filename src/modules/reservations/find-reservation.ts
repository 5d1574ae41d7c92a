import type { Context } from '../../kernel/context';
import { principalKey } from '../../kernel/context';
import { NotFoundError, badInput } from '../../kernel/errors';
import { idFromHex, toGlobalId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { decodeCursor, encodeCursor, pageSize, toPage } from '../../kernel/page';
import type { Page } from '../../kernel/page';
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
    .batchSize(ids.length + 1)
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
  /** 1 to 100; 20 when left out. */
  readonly first?: number | null;
  readonly after?: string | null;
  readonly status?: ReservationStatus | null;
}

const HEX_ID = /^[0-9a-f]{24}$/;

/** A page of the reservations that the caller may see, newest first; one command. */
export async function listReservations(ctx: Context, query: ReservationQuery): Promise<Page<ReservationDoc>> {
  const first = pageSize(query.first ?? undefined);
  const after = query.after ?? undefined;
  const rows = await reservations(ctx.db)
    .find({
      ...visibleTo(ctx),
      ...(query.status !== null && query.status !== undefined && { status: query.status }),
      ...(after !== undefined && { _id: { $lt: idAfter(after) } }),
    })
    .sort({ _id: -1 })
    .limit(first + 1)
    .lean<ReservationDoc[]>();
  return toPage(rows, first, after, (row) => encodeCursor([row._id.toHexString()]));
}

function idAfter(cursor: string): Id {
  const hex = String(decodeCursor(cursor, ['string'])[0]);
  if (HEX_ID.test(hex)) return idFromHex(hex);
  throw badInput('Expected after to be a cursor of this list. Pass pageInfo.endCursor of the page before.', 'after');
}
