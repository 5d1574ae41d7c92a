import type { ModuleFace } from '../../../graphql/face';
import type { GraphqlContext } from '../../../graphql/graphql-context';
import { holding } from '../../../graphql/guard';
import type { Id } from '../../../kernel/ids';
import { findReservation } from '..';
import { ReservationLiveResolver } from './reservation-live.resolver';
import { ReservationLineResolver, ReservationResolver } from './reservation.resolver';
import { ReservationType } from './reservation.type';

export { ReservationType } from './reservation.type';
export { reservationById } from './reservations.loaders';

const holders = holding('reservations:own', 'reservations:all');

/** The GraphQL face of reservations, with the check of the stock invariants. */
export const reservationsFace: ModuleFace = {
  resolvers: [ReservationResolver, ReservationLineResolver, ReservationLiveResolver],
  rules: {
    Query: { reservation: holders, reservations: holders },
    Subscription: { reservationExpiring: holders },
    Mutation: {
      reserveStock: holders,
      extendReservation: holders,
      releaseReservation: holders,
      // Goods leave without a payment: shoppers pay an order instead.
      commitReservation: holding('reservations:all'),
      reconcileStock: holding('stock:reconcile'),
    },
  },
  nodes: {
    Reservation: async (context: GraphqlContext, id: Id) => {
      const doc = await findReservation(context.ctx, id);
      return doc === null ? null : new ReservationType(doc);
    },
  },
};
