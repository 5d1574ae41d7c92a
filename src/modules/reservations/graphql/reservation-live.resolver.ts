import { Arg, Resolver, Root, Subscription } from 'type-graphql';
import type { GraphqlContext } from '../../../graphql/graphql-context';
import { followEvents } from '../../../graphql/live';
import type { LivePayload } from '../../../graphql/live';
import { principalKey } from '../../../kernel/context';
import { can } from '../../../kernel/permissions';
import type { ReservationDoc } from '..';
import { ReservationType } from './reservation.type';
import { reservationById } from './reservations.loaders';

const HEX_ID = /^[0-9a-f]{24}$/;

interface ExpiringArgs {
  readonly since?: Date | null;
}

@Resolver()
export class ReservationLiveResolver {
  @Subscription(() => ReservationType, {
    description:
      'A hold that ends within a minute, once, unless it is extended and comes near its end again. Shoppers hear of ' +
      'their own; colleagues who may see all holds, of all. What was ended or extended meanwhile is left out.',
    subscribe: ({ args, context }: { args: ExpiringArgs; context: GraphqlContext }) => followExpiring(context, args),
  })
  reservationExpiring(
    @Root() reservation: ReservationDoc,
    @Arg('since', () => Date, {
      nullable: true,
      description: 'Resumes: first tells those that were told since then and still end soon; at most 15 minutes ago.',
    })
    _since: Date | null | undefined,
  ): ReservationType {
    return new ReservationType(reservation);
  }
}

function followExpiring(
  context: GraphqlContext,
  args: ExpiringArgs,
): Promise<AsyncGenerator<LivePayload<ReservationDoc>>> {
  const { actor } = context;
  const owner = can(actor, 'reservations:all') ? null : principalKey(actor);
  return followEvents<ReservationDoc>(context, {
    types: ['reservation.expiring'],
    keysOf: ({ payload: { reservationId, ownerKey } }) =>
      typeof reservationId === 'string' && HEX_ID.test(reservationId) && (owner === null || owner === ownerKey)
        ? [reservationId]
        : [],
    load: async (during, id) => {
      const hold = await during.load(reservationById).load(id);
      // An order takes its hold over with its owner; the event names the owner of that moment.
      const isOwn = hold !== null && (owner === null || owner === hold.ownerKey);
      return isOwn && hold.status === 'ACTIVE' && hold.warnedAt !== null ? hold : null;
    },
    since: args.since ?? null,
  });
}
