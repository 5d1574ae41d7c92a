/** How the branches that serve an order are chosen. */
export const SOURCING_STRATEGIES = ['PRIORITY', 'NEAREST', 'MOST_STOCK', 'FEWEST_SPLITS'] as const;
export type SourcingStrategy = (typeof SOURCING_STRATEGIES)[number];

/** Units of one variant that are wanted, wherever they come from. Keys are ids in hexadecimal. */
export interface WantedUnits {
  readonly variant: string;
  readonly quantity: number;
}

/** A branch that may serve, as seen at one moment. */
export interface SourceBranch {
  readonly branch: string;
  /** Lower comes first. */
  readonly priority: number;
  readonly code: string;
  /** Null when either end is not known; then it comes last. */
  readonly distanceKm: number | null;
  /** Units available by variant; what is absent is 0. */
  readonly available: ReadonlyMap<string, number>;
}

export interface SourcedLine {
  readonly branch: string;
  readonly variant: string;
  readonly quantity: number;
}

/** Lines that serve all that is wanted, or, when nothing does, what comes closest. */
export type SourcingChoice =
  | { readonly lines: readonly SourcedLine[] }
  | {
      readonly short: readonly {
        readonly branch: string;
        readonly variant: string;
        readonly requested: number;
        readonly available: number;
      }[];
    };

/** Up to here the fewest branches are found by trying all sets, 4,095 at most; above it greedily. */
export const EXACT_BRANCHES_MAX = 12;

/**
 * Chooses branches. Pure, and the same input always gives the same answer: ties are broken by priority, then by code.
 * PRIORITY, NEAREST and MOST_STOCK take what each branch has, in that order, until all is served; MOST_STOCK counts the
 * wanted units that a branch could serve. FEWEST_SPLITS takes the smallest set of branches that serves all, and of
 * several the one that comes first in order of distance and priority: exactly for up to 12 branches that have anything
 * wanted, above that greedily by the units that each would add. Without `allowSplit` one branch must serve all.
 * @param branches at least one; `wanted` names each variant once.
 */
export function chooseSources(
  wanted: readonly WantedUnits[],
  branches: readonly SourceBranch[],
  strategy: SourcingStrategy,
  allowSplit: boolean,
): SourcingChoice {
  const ordered = [...branches].sort((a, b) => compare(a, b, strategy, wanted));
  if (!allowSplit) {
    const whole = ordered.find((branch) => covers([branch], wanted));
    return whole === undefined ? shortOfOne(wanted, ordered) : { lines: allot(wanted, [whole]) };
  }
  if (!covers(ordered, wanted)) return shortOfAll(wanted, ordered);
  if (strategy !== 'FEWEST_SPLITS') return { lines: allot(wanted, ordered) };
  const useful = ordered.filter((branch) => servable(branch, wanted) > 0);
  const chosen = useful.length <= EXACT_BRANCHES_MAX ? smallestSet(useful, wanted) : greedySet(useful, wanted);
  return { lines: allot(wanted, chosen) };
}

function compare(a: SourceBranch, b: SourceBranch, strategy: SourcingStrategy, wanted: readonly WantedUnits[]): number {
  if (strategy === 'MOST_STOCK') {
    const more = servable(b, wanted) - servable(a, wanted);
    if (more !== 0) return more;
  }
  if (strategy === 'NEAREST' || strategy === 'FEWEST_SPLITS') {
    const nearer = (a.distanceKm ?? Number.MAX_VALUE) - (b.distanceKm ?? Number.MAX_VALUE);
    if (nearer !== 0) return nearer;
  }
  if (a.priority !== b.priority) return a.priority - b.priority;
  return a.code < b.code ? -1 : 1;
}

/** Wanted units that a branch could serve alone. */
function servable(branch: SourceBranch, wanted: readonly WantedUnits[]): number {
  return wanted.reduce((sum, { variant, quantity }) => sum + Math.min(quantity, unitsOf(branch, variant)), 0);
}

function unitsOf(branch: SourceBranch, variant: string): number {
  return Math.max(0, branch.available.get(variant) ?? 0);
}

function covers(branches: readonly SourceBranch[], wanted: readonly WantedUnits[]): boolean {
  return wanted.every(({ variant, quantity }) => totalOf(branches, variant) >= quantity);
}

function totalOf(branches: readonly SourceBranch[], variant: string): number {
  return branches.reduce((sum, branch) => sum + unitsOf(branch, variant), 0);
}

/** Takes what each branch has, in the order given. */
function allot(wanted: readonly WantedUnits[], branches: readonly SourceBranch[]): SourcedLine[] {
  return wanted.flatMap(({ variant, quantity }) => {
    let open = quantity;
    const lines: SourcedLine[] = [];
    for (const branch of branches) {
      const taken = Math.min(open, unitsOf(branch, variant));
      if (taken > 0) lines.push({ branch: branch.branch, variant, quantity: taken });
      open -= taken;
    }
    return lines;
  });
}

/** The first of the smallest sets that cover all, in the order of the branches; the whole covers. */
function smallestSet(branches: readonly SourceBranch[], wanted: readonly WantedUnits[]): readonly SourceBranch[] {
  for (let size = 1; size < branches.length; size += 1) {
    const found = firstCovering(branches, wanted, size, 0, []);
    if (found !== null) return found;
  }
  return branches;
}

function firstCovering(
  branches: readonly SourceBranch[],
  wanted: readonly WantedUnits[],
  size: number,
  from: number,
  chosen: readonly SourceBranch[],
): readonly SourceBranch[] | null {
  if (chosen.length === size) return covers(chosen, wanted) ? chosen : null;
  for (let index = from; index <= branches.length - (size - chosen.length); index += 1) {
    const next = branches[index];
    if (next === undefined) break;
    const found = firstCovering(branches, wanted, size, index + 1, [...chosen, next]);
    if (found !== null) return found;
  }
  return null;
}

/** Adds the branch that serves most of what is still open, until nothing is. */
function greedySet(branches: readonly SourceBranch[], wanted: readonly WantedUnits[]): SourceBranch[] {
  let open = [...wanted];
  let left = [...branches];
  const chosen: SourceBranch[] = [];
  while (open.length > 0 && left.length > 0) {
    const best = left.reduce((a, b) => (servable(b, open) > servable(a, open) ? b : a));
    chosen.push(best);
    left = left.filter((branch) => branch !== best);
    open = open
      .map(({ variant, quantity }) => ({ variant, quantity: quantity - unitsOf(best, variant) }))
      .filter(({ quantity }) => quantity > 0);
  }
  return chosen;
}

/** What all branches together lack; told of the branch that comes first. */
function shortOfAll(wanted: readonly WantedUnits[], ordered: readonly SourceBranch[]): SourcingChoice {
  const short = wanted
    .map(({ variant, quantity }) => ({
      branch: ordered[0]?.branch ?? '',
      variant,
      requested: quantity,
      available: totalOf(ordered, variant),
    }))
    .filter((line) => line.available < line.requested);
  return { short };
}

/** What the branch lacks that comes closest to serving all. */
function shortOfOne(wanted: readonly WantedUnits[], ordered: readonly SourceBranch[]): SourcingChoice {
  const [first, ...rest] = ordered;
  if (first === undefined) return { short: [] };
  const closest = rest.reduce((a, b) => (servable(b, wanted) > servable(a, wanted) ? b : a), first);
  return shortOfAll(wanted, [closest]);
}
