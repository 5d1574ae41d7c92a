import { Arg, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { GraphqlContext } from '../../../graphql/graphql-context';
import { followEvents } from '../../../graphql/live';
import type { LivePayload } from '../../../graphql/live';
import { NotFoundError, badInput } from '../../../kernel/errors';
import { fromGlobalId } from '../../../kernel/ids';
import { findVariantsByIds } from '../../catalog';
import { tenantFactsOf } from '../../tenants/graphql';
import { STOCK_CHANGED, STOCK_LOW, entriesNamedBy } from '..';
import type { NamedEntry, StockEntryDoc } from '..';
import { StockEntryType } from './stock-entry.type';
import { stockEntryById } from './stock.loaders';

/** A display of one shelf; who wants more follows the branch. */
const VARIANT_IDS_MAX = 100;

const BRANCH = { nullable: true, description: 'Only this branch; all when left out.' } as const;
const VARIANTS = { nullable: true, description: 'Only these variants, at most 100; all when left out.' } as const;
const SINCE = {
  nullable: true,
  description:
    'Resumes: first tells everything that changed since then, then what changes. Pass the newest "updatedAt" that you ' +
    'have of these entries; at most 15 minutes ago, or RESYNC_REQUIRED asks you to read all again. Some may come twice.',
} as const;

interface StockArgs {
  readonly branchId?: string | null;
  readonly variantIds?: readonly string[] | null;
  readonly since?: Date | null;
}

/** Stock entries as they change. Events only name them: what is told is read with the caller's own rights. */
@Resolver()
export class StockLiveResolver {
  @Subscription(() => StockEntryType, {
    description:
      'An entry whenever its balances have changed, as it is then; several changes at once may come as one. Ends with ' +
      'SLOW_CONSUMER or RESYNC_REQUIRED when something may have been missed: subscribe again with "since".',
    subscribe: ({ args, context }: { args: StockArgs; context: GraphqlContext }) =>
      followEntries(context, args, STOCK_CHANGED),
  })
  stockChanged(
    @Root() entry: StockEntryDoc,
    @Arg('branchId', () => ID, BRANCH) _branchId: string | null | undefined,
    @Arg('variantIds', () => [ID], VARIANTS) _variantIds: string[] | null | undefined,
    @Arg('since', () => Date, SINCE) _since: Date | null | undefined,
  ): StockEntryType {
    return new StockEntryType(entry);
  }

  @Subscription(() => StockEntryType, {
    description:
      'An entry when its available units fall to its reorder point; once, until they were above it again. It is told as ' +
      'it is when it is sent.',
    subscribe: ({ args, context }: { args: StockArgs; context: GraphqlContext }) =>
      followEntries(context, args, STOCK_LOW),
  })
  lowStock(
    @Root() entry: StockEntryDoc,
    @Arg('branchId', () => ID, BRANCH) _branchId: string | null | undefined,
    @Arg('since', () => Date, SINCE) _since: Date | null | undefined,
  ): StockEntryType {
    return new StockEntryType(entry);
  }
}

async function followEntries(
  context: GraphqlContext,
  args: StockArgs,
  type: string,
): Promise<AsyncGenerator<LivePayload<StockEntryDoc>>> {
  const branch = await wantedBranch(context, args.branchId ?? null);
  const variants = await wantedVariants(context, args.variantIds ?? null);
  const isWanted = ({ branchId, variantId }: NamedEntry) =>
    (branch === null || branch === branchId) && (variants === null || variants.has(variantId));
  return followEvents<StockEntryDoc>(context, {
    types: [type],
    keysOf: (message) =>
      entriesNamedBy(message)
        .filter(isWanted)
        .map(({ entryId }) => entryId),
    load: (during, entryId) => during.load(stockEntryById).load(entryId),
    since: args.since ?? null,
  });
}

async function wantedBranch(context: GraphqlContext, branchId: string | null): Promise<string | null> {
  if (branchId === null) return null;
  const hex = fromGlobalId('Branch', branchId).toHexString();
  if (!(await tenantFactsOf(context)).branchById.has(hex)) throw new NotFoundError('Branch', branchId);
  return hex;
}

async function wantedVariants(
  context: GraphqlContext,
  variantIds: readonly string[] | null,
): Promise<ReadonlySet<string> | null> {
  if (variantIds === null) return null;
  if (variantIds.length < 1 || variantIds.length > VARIANT_IDS_MAX) {
    throw badInput(`Expected 1 to ${VARIANT_IDS_MAX} variantIds, got ${variantIds.length}.`, 'variantIds');
  }
  const ids = variantIds.map((id) => fromGlobalId('Variant', id));
  const found = await findVariantsByIds(context.ctx, ids);
  const missing = ids.findIndex((id) => !found.has(id.toHexString()));
  if (missing >= 0) throw new NotFoundError('Variant', variantIds[missing] ?? null);
  return new Set(ids.map((id) => id.toHexString()));
}
