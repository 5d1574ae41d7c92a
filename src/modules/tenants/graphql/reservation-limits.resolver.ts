import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { GraphqlContext } from '../../../graphql/graphql-context';
import { outcomeOf } from '../../../graphql/result';
import { reservationLimitsOf } from '../reservation-limits';
import { updateReservationLimits } from '../update-reservation-limits';
import {
  LIMITS_ERRORS,
  ReservationLimitsPayload,
  ReservationLimitsType,
  UpdateReservationLimitsInput,
  UpdateReservationLimitsResult,
  changesOf,
} from './reservation-limits.type';
import { tenantFactsOf } from './tenant-facts';

@Resolver()
export class ReservationLimitsResolver {
  @Query(() => ReservationLimitsType, { description: 'How much stock one shopper of the tenant may hold.' })
  async reservationLimits(@Ctx() context: GraphqlContext): Promise<ReservationLimitsType> {
    return new ReservationLimitsType(reservationLimitsOf((await tenantFactsOf(context)).tenant));
  }

  @Mutation(() => UpdateReservationLimitsResult, {
    description: 'Changes how much stock one shopper may hold; counts for holds that are made from then on.',
  })
  async updateReservationLimits(
    @Arg('input', () => UpdateReservationLimitsInput, { description: 'The new limits.' })
    input: UpdateReservationLimitsInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof UpdateReservationLimitsResult> {
    return outcomeOf(LIMITS_ERRORS, async () => {
      const request = { input, expectedRevision: input.expectedRevision, changes: changesOf(input) };
      return new ReservationLimitsPayload(await updateReservationLimits(context.ctx, request));
    });
  }
}
