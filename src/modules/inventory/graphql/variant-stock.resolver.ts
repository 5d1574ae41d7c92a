import { Arg, Ctx, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import { GraphqlContext } from '../../../graphql/graphql-context';
import { badInput } from '../../../kernel/errors';
import { parseGlobalId } from '../../../kernel/ids';
import { can } from '../../../kernel/permissions';
import { isOnSale } from '../../catalog';
import { VariantType } from '../../catalog/graphql';
import { BranchType, tenantFactsOf } from '../../tenants/graphql';
import { isLow } from '..';
import type { StockEntryDoc } from '..';
import { BranchAvailability } from './availability.type';
import { StockEntryType } from './stock-entry.type';
import type { AvailabilityStatus } from './stock.enums';
import { stockEntriesByVariant } from './stock.loaders';

/** More branches than any tenant has. */
const BRANCH_IDS_MAX = 1_000;
const BRANCH_IDS = { nullable: true, description: 'Only these branches; all when left out.' } as const;

/** Stock on Variant lives here, so that the catalogue never learns of stock. */
@Resolver(() => VariantType)
export class VariantStockResolver {
  @FieldResolver(() => [StockEntryType], { description: 'One entry per branch that has or had it.' })
  async stock(
    @Root() variant: VariantType,
    @Arg('branchIds', () => [ID], BRANCH_IDS) branchIds: string[] | null | undefined,
    @Ctx() context: GraphqlContext,
  ): Promise<StockEntryType[]> {
    const wanted = wantedBranches(branchIds);
    const entries = await context.load(stockEntriesByVariant).load(variant.doc._id.toHexString());
    const shown = wanted === null ? entries : entries.filter((entry) => wanted.has(entry.branchId.toHexString()));
    return shown.map((entry) => new StockEntryType(entry));
  }

  @FieldResolver(() => [BranchAvailability], {
    description:
      'What a shopper may be told, per open branch: exact numbers only where the tenant shows them. All is out of stock ' +
      'while the variant is off sale.',
  })
  async availability(
    @Root() variant: VariantType,
    @Arg('branchIds', () => [ID], BRANCH_IDS) branchIds: string[] | null | undefined,
    @Ctx() context: GraphqlContext,
  ): Promise<BranchAvailability[]> {
    const wanted = wantedBranches(branchIds);
    const entries = await context.load(stockEntriesByVariant).load(variant.doc._id.toHexString());
    const { tenant, branches } = await tenantFactsOf(context);
    const isExact = tenant.showExactAvailability || seesStock(context);
    // What is off sale can't be held or ordered: a shopper has none of it, whoever asks.
    const offered = isOnSale(variant.doc) ? entries : [];
    const byBranch = new Map(offered.map((entry) => [entry.branchId.toHexString(), entry]));
    return branches
      .filter((branch) => branch.active && (wanted === null || wanted.has(branch._id.toHexString())))
      .map((branch) => {
        const entry = byBranch.get(branch._id.toHexString());
        const quantity = isExact ? Math.max(0, thereForShoppers(entry)) : null;
        const status = statusOf(entry);
        const availableAt = status === 'BACKORDER' ? (entry?.backorder?.availableAt ?? null) : null;
        return new BranchAvailability(new BranchType(branch), status, quantity, availableAt);
      });
  }
}

function seesStock(context: GraphqlContext): boolean {
  return can(context.actor, 'stock:read');
}

/** Ids of branches that don't exist select nothing: a list is filtered, not refused. */
function wantedBranches(branchIds: string[] | null | undefined): Set<string> | null {
  if (branchIds === null || branchIds === undefined) return null;
  if (branchIds.length > BRANCH_IDS_MAX) {
    throw badInput(`Expected at most ${BRANCH_IDS_MAX} branchIds, got ${branchIds.length}.`, 'branchIds');
  }
  const wanted = new Set<string>();
  for (const branchId of branchIds) {
    const parsed = parseGlobalId(branchId);
    if (parsed?.typeName === 'Branch') wanted.add(parsed.id.toHexString());
  }
  return wanted;
}

/** What can be had at once: what may be ordered beyond it comes later. */
function thereForShoppers(entry: StockEntryDoc | undefined): number {
  if (entry === undefined) return 0;
  return Math.min(entry.quantityAvailable, entry.quantityPromisable);
}

function statusOf(entry: StockEntryDoc | undefined): AvailabilityStatus {
  if (entry === undefined || entry.quantityPromisable <= 0) return 'OUT_OF_STOCK';
  if (thereForShoppers(entry) <= 0) return 'BACKORDER';
  return isLow(entry) ? 'LOW_STOCK' : 'IN_STOCK';
}
