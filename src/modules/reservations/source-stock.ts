import type { Context } from '../../kernel/context';
import { InsufficientStockError, NotFoundError, badInput, invariant } from '../../kernel/errors';
import { idFromHex, toGlobalId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { QUANTITY_MAX } from '../../kernel/quantity';
import { assertPlacesExist, entriesFor, stockKeyOf, takesAs, unitsFree } from '../inventory';
import type { StockLine, TakeableStock } from '../inventory';
import { tenantDirectory } from '../tenants';
import type { BranchDoc, GeoPoint } from '../tenants';
import { chooseSources } from './choose-sources';
import type { SourceBranch, SourcingChoice, SourcingStrategy } from './choose-sources';
import { SOURCING_BRANCHES_MAX, SOURCING_VARIANTS_MAX } from './reservations.policy';

/** Units of a variant, out of whichever branch the strategy chooses. */
export interface WantedLine {
  readonly variantId: Id;
  /** 1 or more. */
  readonly quantity: number;
}

export interface SourcingWish {
  /** Each variant may stand on several lines; 500 variants at most. */
  readonly wanted: readonly WantedLine[];
  readonly strategy: SourcingStrategy;
  /** Where the shopper is; NEAREST needs it. */
  readonly near?: GeoPoint | null;
  /** Only these branches; all active ones when left out. */
  readonly branchIds?: readonly Id[] | null;
  /** True when left out: several branches may serve together. */
  readonly allowSplit?: boolean | null;
}

/**
 * Lines that serve a wish, chosen by what is available now, and by what may be ordered ahead only when that is not
 * enough: one command. The numbers may be old a moment later, so the guarded update of the hold decides, and whoever
 * loses must choose again.
 * @param own units that the caller holds and gives back with the same hold; they count as available.
 * Throws InsufficientStockError (with `allowSplit` false: of the branch that comes closest), NotFoundError for branches
 * and variants; refuses bad wishes with BAD_USER_INPUT.
 */
export async function sourceLines(
  ctx: Context,
  wish: SourcingWish,
  own: readonly StockLine[] = [],
): Promise<StockLine[]> {
  const wanted = mergeWanted(wish.wanted);
  const { strategy, near = null } = wish;
  if (strategy === 'NEAREST' && near === null) {
    throw badInput('Expected "near" with the strategy NEAREST: the place to be near to.', 'sourcing.near');
  }
  const candidates = await candidateBranches(ctx, wish.branchIds ?? null, near);
  const variantIds = [...wanted.keys()].map(idFromHex);
  const places = candidates.flatMap(({ _id }) => variantIds.map((variantId) => ({ branchId: _id, variantId })));
  const entries = await entriesFor(ctx, places);
  const requires = takesAs(ctx.actor);
  const ownUnits = new Map(own.map((line) => [stockKeyOf(line), line.quantity]));
  const demand = [...wanted].map(([variant, quantity]) => ({ variant, quantity }));
  const choose = (unitsIn: (entry: TakeableStock) => number): SourcingChoice => {
    const branches = candidates.map(({ _id, priority, code, location }): SourceBranch => {
      const available = new Map<string, number>();
      for (const variantId of variantIds) {
        const key = stockKeyOf({ branchId: _id, variantId });
        const entry = entries.get(key);
        available.set(variantId.toHexString(), (entry ? unitsIn(entry) : 0) + (ownUnits.get(key) ?? 0));
      }
      return { branch: _id.toHexString(), priority, code, distanceKm: kmBetween(near, { location }), available };
    });
    return chooseSources(demand, branches, strategy, wish.allowSplit ?? true);
  };
  // Nobody waits for one branch while another has it: what may be ordered ahead counts only when all is not there.
  const there = choose((entry) => Math.min(unitsFree(entry, requires), entry.quantityAvailable));
  const choice = 'lines' in there ? there : choose((entry) => unitsFree(entry, requires));
  if ('lines' in choice) {
    return choice.lines.map(({ branch, variant, quantity }) => ({
      branchId: idFromHex(branch),
      variantId: idFromHex(variant),
      quantity,
    }));
  }
  const { short } = choice;
  await assertPlacesExist(
    ctx,
    short.map(({ branch, variant }) => ({ branchId: idFromHex(branch), variantId: idFromHex(variant) })),
  );
  throw new InsufficientStockError(
    short.map(({ branch, variant, ...units }) => ({ branchId: branch, variantId: variant, ...units })),
  );
}

/** Sums per variant, in the order in which variants first appear. */
function mergeWanted(lines: readonly WantedLine[]): Map<string, number> {
  const wanted = new Map<string, number>();
  for (const [index, { variantId, quantity }] of lines.entries()) {
    if (!Number.isInteger(quantity) || quantity < 1) {
      throw badInput(`Expected a quantity of 1 or more, got ${quantity}.`, `sourcing.wanted.${index}.quantity`);
    }
    const key = variantId.toHexString();
    const sum = (wanted.get(key) ?? 0) + quantity;
    if (sum > QUANTITY_MAX) {
      throw badInput(`Expected at most ${QUANTITY_MAX} units of one variant.`, `sourcing.wanted.${index}.quantity`);
    }
    wanted.set(key, sum);
  }
  if (wanted.size < 1 || wanted.size > SOURCING_VARIANTS_MAX) {
    throw badInput(`Expected 1 to ${SOURCING_VARIANTS_MAX} variants, got ${wanted.size}.`, 'sourcing.wanted');
  }
  return wanted;
}

/** Branches to look at: the nearest when it is known where to, else those that come first; the number is bounded. */
async function candidateBranches(
  ctx: Context,
  branchIds: readonly Id[] | null,
  near: GeoPoint | null,
): Promise<BranchDoc[]> {
  const facts = await tenantDirectory(ctx.db).byId(ctx.tenantId);
  invariant(facts !== null, 'a session names a tenant that does not exist');
  const chosen = new Map<string, BranchDoc>();
  for (const id of branchIds ?? facts.branches.map((branch) => branch._id)) {
    const branch = facts.branchById.get(id.toHexString());
    if (branch === undefined) throw new NotFoundError('Branch', toGlobalId('Branch', id));
    if (branch.active) chosen.set(id.toHexString(), branch);
  }
  if (chosen.size === 0) throw badInput('Expected at least one active branch, got none.', 'sourcing.branchIds');
  const ordered = [...chosen.values()].sort((a, b) => {
    const nearer = (kmBetween(near, a) ?? Number.MAX_VALUE) - (kmBetween(near, b) ?? Number.MAX_VALUE);
    return nearer || a.priority - b.priority || (a.code < b.code ? -1 : 1);
  });
  return ordered.slice(0, SOURCING_BRANCHES_MAX);
}

const EARTH_RADIUS_KM = 6_371;

/** Great-circle distance (haversine), good to half a percent; null when one of the two places is not known. */
function kmBetween(near: GeoPoint | null, { location = null }: Pick<BranchDoc, 'location'>): number | null {
  if (near === null || location === null) return null;
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const half = (degrees: number) => Math.sin(radians(degrees) / 2) ** 2;
  const across =
    half(location.latitude - near.latitude) +
    Math.cos(radians(near.latitude)) * Math.cos(radians(location.latitude)) * half(location.longitude - near.longitude);
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(across)));
}
