import DataLoader from 'dataloader';
import type { LoaderFactory } from '../../../graphql/graphql-context';
import { idFromHex } from '../../../kernel/ids';
import { reservationsByIds } from '..';
import type { ReservationDoc } from '..';

/** The reservation or null, by id in hex, for whoever may see what it belongs to: one command for a page. */
export const reservationById: LoaderFactory<string, ReservationDoc | null> = (ctx) =>
  new DataLoader(async (ids: readonly string[]) => {
    const found = await reservationsByIds(ctx, ids.map(idFromHex));
    return ids.map((id) => found.get(id) ?? null);
  });
