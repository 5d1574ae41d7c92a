import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { GraphqlContext } from '../../../graphql/graphql-context';
import { MoneyType } from '../../../graphql/money.type';
import { toConnection } from '../../../graphql/pagination';
import type { ConnectionOf } from '../../../graphql/pagination';
import { outcomeOf } from '../../../graphql/result';
import { fromGlobalId, parseGlobalId } from '../../../kernel/ids';
import type { Id } from '../../../kernel/ids';
import { VariantType, variantOf } from '../../catalog/graphql';
import { BranchType, branchOf, tenantFactsOf } from '../../tenants/graphql';
import {
  cancelStockTransfer,
  createStockTransfer,
  findStockTransfer,
  listStockTransfers,
  receiveStockTransfer,
  shipStockTransfer,
  updateStockTransfer,
} from '../transfers';
import {
  CancelStockTransferInput,
  CreateStockTransferInput,
  ReceiveStockTransferInput,
  ShipStockTransferInput,
  StockTransfersArgs,
  UpdateStockTransferInput,
} from './stock-transfer.input';
import type { StockTransferLineInput } from './stock-transfer.input';
import {
  CREATE_TRANSFER_ERRORS,
  CancelStockTransferResult,
  CreateStockTransferResult,
  RECEIVE_TRANSFER_ERRORS,
  ReceiveStockTransferResult,
  SHIP_TRANSFER_ERRORS,
  ShipStockTransferResult,
  StockTransferPayload,
  UPDATE_TRANSFER_ERRORS,
  UpdateStockTransferResult,
} from './stock-transfer.result';
import { StockTransferConnection, StockTransferLineType, StockTransferType } from './stock-transfer.type';

@Resolver(() => StockTransferType)
export class StockTransferResolver {
  @Query(() => StockTransferType, { nullable: true, description: 'A transfer by its id; null when there is none.' })
  async stockTransfer(
    @Arg('id', () => ID, { description: 'Global id.' }) id: string,
    @Ctx() context: GraphqlContext,
  ): Promise<StockTransferType | null> {
    const parsed = parseGlobalId(id);
    // A malformed id and an id of another type name nothing, like an unknown one.
    const found = parsed?.typeName === 'StockTransfer' ? await findStockTransfer(context.ctx, parsed.id) : null;
    return found === null ? null : new StockTransferType(found);
  }

  @Query(() => StockTransferConnection, { description: 'Transfers, newest first.' })
  async stockTransfers(
    @Args(() => StockTransfersArgs) args: StockTransfersArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<ConnectionOf<StockTransferType>> {
    const branchId = typeof args.branchId === 'string' ? fromGlobalId('Branch', args.branchId) : null;
    const page = await listStockTransfers(context.ctx, { ...args, branchId });
    return toConnection(page, (doc) => new StockTransferType(doc));
  }

  @Mutation(() => CreateStockTransferResult, { description: 'Plans a transfer; no stock moves or is held yet.' })
  async createStockTransfer(
    @Arg('input', () => CreateStockTransferInput, { description: 'What, from where, to where.' })
    input: CreateStockTransferInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof CreateStockTransferResult> {
    return outcomeOf(CREATE_TRANSFER_ERRORS, async () => {
      const transfer = await createStockTransfer(context.ctx, {
        input,
        fromBranchId: fromGlobalId('Branch', input.fromBranchId),
        toBranchId: fromGlobalId('Branch', input.toBranchId),
        lines: linesOf(input.lines),
        note: input.note,
      });
      return new StockTransferPayload(transfer);
    });
  }

  @Mutation(() => UpdateStockTransferResult, { description: 'Changes a draft.' })
  async updateStockTransfer(
    @Arg('input', () => UpdateStockTransferInput, { description: 'What changes.' }) input: UpdateStockTransferInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof UpdateStockTransferResult> {
    return outcomeOf(UPDATE_TRANSFER_ERRORS, async () => {
      const { expectedVersion, toBranchId, note } = input;
      const transfer = await updateStockTransfer(context.ctx, {
        input,
        transferId: transferIdOf(input),
        expectedVersion,
        lines: input.lines === null || input.lines === undefined ? null : linesOf(input.lines),
        toBranchId: typeof toBranchId === 'string' ? fromGlobalId('Branch', toBranchId) : null,
        note: note ?? undefined,
      });
      return new StockTransferPayload(transfer);
    });
  }

  @Mutation(() => ShipStockTransferResult, {
    description: 'Sends all of a draft on its way: out of the source, incoming at the destination.',
  })
  async shipStockTransfer(
    @Arg('input', () => ShipStockTransferInput, { description: 'Which transfer.' }) input: ShipStockTransferInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof ShipStockTransferResult> {
    return outcomeOf(SHIP_TRANSFER_ERRORS, async () => {
      const { expectedVersion } = input;
      const transferId = transferIdOf(input);
      return new StockTransferPayload(await shipStockTransfer(context.ctx, { input, transferId, expectedVersion }));
    });
  }

  @Mutation(() => ReceiveStockTransferResult, {
    description: 'Takes what arrived into stock, wholly or in part, with a reason for all that did not arrive.',
  })
  async receiveStockTransfer(
    @Arg('input', () => ReceiveStockTransferInput, { description: 'What arrived.' }) input: ReceiveStockTransferInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof ReceiveStockTransferResult> {
    return outcomeOf(RECEIVE_TRANSFER_ERRORS, async () => {
      const lines = input.lines.map(({ variantId, receivedQuantity, discrepancies }) => ({
        variantId: fromGlobalId('Variant', variantId),
        receivedQuantity,
        discrepancies,
      }));
      const { closeRest, note } = input;
      const transferId = transferIdOf(input);
      const request = { input, transferId, lines, closeRest, note };
      return new StockTransferPayload(await receiveStockTransfer(context.ctx, request));
    });
  }

  @Mutation(() => CancelStockTransferResult, {
    description: 'Gives a transfer up before any of it was received; goods on their way go back to the source.',
  })
  async cancelStockTransfer(
    @Arg('input', () => CancelStockTransferInput, { description: 'Which transfer.' }) input: CancelStockTransferInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof CancelStockTransferResult> {
    return outcomeOf(RECEIVE_TRANSFER_ERRORS, async () => {
      const request = { input, transferId: transferIdOf(input), note: input.note };
      return new StockTransferPayload(await cancelStockTransfer(context.ctx, request));
    });
  }

  @FieldResolver(() => BranchType, { description: 'Where the goods leave.' })
  fromBranch(@Root() { doc }: StockTransferType, @Ctx() context: GraphqlContext): BranchType | Promise<BranchType> {
    return branchOf(context, doc.fromBranchId);
  }

  @FieldResolver(() => BranchType, { description: 'Where they go.' })
  toBranch(@Root() { doc }: StockTransferType, @Ctx() context: GraphqlContext): BranchType | Promise<BranchType> {
    return branchOf(context, doc.toBranchId);
  }
}

@Resolver(() => StockTransferLineType)
export class StockTransferLineResolver {
  @FieldResolver(() => VariantType, { description: 'What; also when it was removed from sale since.' })
  variant(@Root() { doc }: StockTransferLineType, @Ctx() context: GraphqlContext): Promise<VariantType> {
    return variantOf(context, doc.variantId);
  }

  @FieldResolver(() => MoneyType, {
    nullable: true,
    description: 'Value that left the source, at cost. Only for those allowed to see it.',
  })
  shippedValue(@Root() { doc }: StockTransferLineType, @Ctx() context: GraphqlContext): Promise<MoneyType> {
    return valueOf(context, doc.shippedValueMinor);
  }

  @FieldResolver(() => MoneyType, {
    nullable: true,
    description: 'Part of it that came into stock. Only for those allowed to see cost.',
  })
  receivedValue(@Root() { doc }: StockTransferLineType, @Ctx() context: GraphqlContext): Promise<MoneyType> {
    return valueOf(context, doc.receivedValueMinor);
  }

  @FieldResolver(() => MoneyType, {
    nullable: true,
    description: 'Part of it that was lost. Only for those allowed to see cost.',
  })
  lostValue(@Root() { doc }: StockTransferLineType, @Ctx() context: GraphqlContext): Promise<MoneyType> {
    return valueOf(context, doc.lostValueMinor);
  }

  @FieldResolver(() => MoneyType, {
    nullable: true,
    description: 'Part of it that went back. Only for those allowed to see cost.',
  })
  returnedValue(@Root() { doc }: StockTransferLineType, @Ctx() context: GraphqlContext): Promise<MoneyType> {
    return valueOf(context, doc.returnedValueMinor);
  }
}

async function valueOf(context: GraphqlContext, amountMinor: number): Promise<MoneyType> {
  return new MoneyType(amountMinor, (await tenantFactsOf(context)).tenant.currency);
}

function transferIdOf(input: { readonly stockTransferId: string }): Id {
  return fromGlobalId('StockTransfer', input.stockTransferId);
}

function linesOf(lines: readonly StockTransferLineInput[]): { variantId: Id; quantity: number }[] {
  return lines.map(({ variantId, quantity }) => ({ variantId: fromGlobalId('Variant', variantId), quantity }));
}
