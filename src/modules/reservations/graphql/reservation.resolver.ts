import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { GraphqlContext } from '../../../graphql/graphql-context';
import { PageArgs, toConnection } from '../../../graphql/pagination';
import type { ConnectionOf } from '../../../graphql/pagination';
import { outcomeOf } from '../../../graphql/result';
import { fromGlobalId, parseGlobalId } from '../../../kernel/ids';
import { VariantType, variantOf } from '../../catalog/graphql';
import type { StockLine } from '../../inventory';
import type { StockLineInput } from '../../inventory/graphql';
import { BranchType, branchOf } from '../../tenants/graphql';
import {
  commitReservation,
  extendReservation,
  findReservation,
  listReservations,
  reconcileStock,
  releaseReservation,
  reserveStock,
} from '..';
import type { ReservationRequest, ReservationStatus } from '..';
import { StockReconciliation } from './reconciliation.type';
import { sourcingOf } from './sourcing.input';
import { ExtendReservationInput, ReservationActionInput, ReserveStockInput } from './reservation.input';
import {
  ACTION_ERRORS,
  RESERVE_ERRORS,
  ReservationConnection,
  ReservationLineType,
  ReservationPayload,
  ReservationResult,
  ReservationStatusEnum,
  ReservationType,
  ReserveStockResult,
} from './reservation.type';

@ArgsType()
class ReservationArgs extends PageArgs {
  @Field(() => ReservationStatusEnum, { nullable: true, description: 'Only this status.' })
  readonly status?: ReservationStatus | null;
}

function linesOf(lines: readonly StockLineInput[]): StockLine[] {
  return lines.map((line) => ({
    branchId: fromGlobalId('Branch', line.branchId),
    variantId: fromGlobalId('Variant', line.variantId),
    quantity: line.quantity,
  }));
}

function requestOf(input: ReservationActionInput): ReservationRequest {
  return {
    input,
    reservationId: fromGlobalId('Reservation', input.reservationId),
    ...(input.lines !== null && input.lines !== undefined && { lines: linesOf(input.lines) }),
  };
}

@Resolver()
export class ReservationResolver {
  @Query(() => ReservationType, { nullable: true, description: 'A reservation; shoppers see their own only.' })
  async reservation(
    @Arg('id', () => ID, { description: 'Global id.' }) id: string,
    @Ctx() context: GraphqlContext,
  ): Promise<ReservationType | null> {
    const parsed = parseGlobalId(id);
    if (parsed?.typeName !== 'Reservation') return null;
    const doc = await findReservation(context.ctx, parsed.id);
    return doc === null ? null : new ReservationType(doc);
  }

  @Query(() => ReservationConnection, { description: 'Reservations, newest first; shoppers see their own only.' })
  async reservations(
    @Args(() => ReservationArgs) args: ReservationArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<ConnectionOf<ReservationType>> {
    const page = await listReservations(context.ctx, args);
    return toConnection(page, (doc) => new ReservationType(doc));
  }

  @Mutation(() => ReserveStockResult, {
    description:
      'Holds all lines or none until the hold ends. Shoppers hold what is on sale, and may order it even if it is no more.',
  })
  async reserveStock(
    @Arg('input', () => ReserveStockInput, { description: 'What to hold, and how long.' }) input: ReserveStockInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof ReserveStockResult> {
    return outcomeOf(RESERVE_ERRORS, async () => {
      const replaced = input.replacesReservationId ?? null;
      const request = {
        input,
        lines: input.lines ? linesOf(input.lines) : null,
        sourcing: input.sourcing ? sourcingOf(input.sourcing) : null,
        ttlSeconds: input.ttlSeconds,
        replacesReservationId: replaced === null ? null : fromGlobalId('Reservation', replaced),
      };
      return new ReservationPayload(await reserveStock(context.ctx, request));
    });
  }

  @Mutation(() => ReservationResult, { description: 'Gives a hold more time, up to 24 hours after it was made.' })
  async extendReservation(
    @Arg('input', () => ExtendReservationInput, { description: 'Which, and how long from now.' })
    input: ExtendReservationInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof ReservationResult> {
    return outcomeOf(ACTION_ERRORS, async () => {
      const reservationId = fromGlobalId('Reservation', input.reservationId);
      const request = { input, reservationId, ttlSeconds: input.ttlSeconds };
      return new ReservationPayload(await extendReservation(context.ctx, request));
    });
  }

  @Mutation(() => ReservationResult, { description: 'Sells what is held without an order; for staff.' })
  async commitReservation(
    @Arg('input', () => ReservationActionInput, { description: 'Which, and how much of it.' })
    input: ReservationActionInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof ReservationResult> {
    return outcomeOf(
      ACTION_ERRORS,
      async () => new ReservationPayload(await commitReservation(context.ctx, requestOf(input))),
    );
  }

  @Mutation(() => ReservationResult, { description: 'Gives back what is held.' })
  async releaseReservation(
    @Arg('input', () => ReservationActionInput, { description: 'Which, and how much of it.' })
    input: ReservationActionInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof ReservationResult> {
    return outcomeOf(
      ACTION_ERRORS,
      async () => new ReservationPayload(await releaseReservation(context.ctx, requestOf(input))),
    );
  }

  @Mutation(() => StockReconciliation, {
    description: 'Checks every stock entry against its movements and holds; repairs by ADJUSTMENT movements.',
  })
  async reconcileStock(
    @Arg('dryRun', () => Boolean, { description: 'True only lists what differs.' }) dryRun: boolean,
    @Ctx() context: GraphqlContext,
  ): Promise<StockReconciliation> {
    return new StockReconciliation(await reconcileStock(context.ctx, { dryRun }));
  }
}

@Resolver(() => ReservationLineType)
export class ReservationLineResolver {
  @FieldResolver(() => BranchType, { description: 'Where.' })
  branch(@Root() line: ReservationLineType, @Ctx() context: GraphqlContext): BranchType | Promise<BranchType> {
    return branchOf(context, line.doc.branchId);
  }

  @FieldResolver(() => VariantType, { description: 'What.' })
  variant(@Root() line: ReservationLineType, @Ctx() context: GraphqlContext): Promise<VariantType> {
    return variantOf(context, line.doc.variantId);
  }
}
