import { MaxKey, MinKey } from 'bson';
import type { CollationOptions } from 'mongodb';
import type { Document } from '../bson-types';
import type { PathPredicate } from '../query';
import type { IndexBounds, IndexFacts, ScanDirection } from '../storage';
import type { FieldBounds } from './intervals';
import { arePoints, boundsOf, elementPredicates, holdsText, intersect, mayMatchMissing } from './intervals';
import { isImplied } from './partial';
import type { PlanBranch } from './types';

/** One way to use one index for a query. */
export interface Candidate {
  readonly branch: PlanBranch & { kind: 'ixscan' };
  /** Leading fields that are looked up by value, and whether a range follows. */
  readonly equalityFields: number;
  readonly boundedFields: number;
  readonly providesSort: boolean;
  /**
   * How many keys of a unique index are looked up, each with one record at most (1: the index is given whole);
   * undefined: ranges are walked.
   */
  readonly lookUps: number | undefined;
  /** Bounds of one value per fixed field: scans that are each in the wanted order and have to be merged. */
  readonly merged: readonly IndexBounds[] | undefined;
}

export interface CandidateInput {
  readonly predicates: readonly PathPredicate[];
  readonly sort: readonly (readonly [string, number])[];
  readonly collation: CollationOptions | undefined;
  /** Every condition of the filter is one of the predicates. */
  readonly arePredicatesComplete: boolean;
  readonly isHinted: boolean;
}

/** How the index would answer, or undefined when it would miss documents. */
export function candidateOf(facts: IndexFacts, input: CandidateInput): Candidate | undefined {
  const { spec } = facts;
  if (spec.hidden === true) return undefined;
  if (spec.partialFilterExpression !== undefined && !isImplied(spec.partialFilterExpression, input.predicates))
    return undefined;
  if (spec.sparse === true && !input.isHinted && isMissingPossible(spec.key, input.predicates)) return undefined;
  const paths = Object.keys(spec.key);
  const perField = boundPerField(facts, paths, input);
  const fields = perField.map((bounds) => bounds?.intervals ?? OPEN);
  while (fields.length > 0 && fields.at(-1) === OPEN) fields.pop();
  let equalityFields = 0;
  while (perField[equalityFields] !== undefined && arePoints(perField[equalityFields] as FieldBounds)) equalityFields++;
  const boundedFields = equalityFields + (perField[equalityFields] === undefined ? 0 : 1);
  const direct = sortDirection(facts, paths, perField, input.sort, 1);
  const merged = direct === undefined ? mergedScans(facts, paths, perField, input.sort) : undefined;
  const direction = direct ?? merged?.direction;
  const isWhole = (spec.unique === true || spec.name === '_id_') && facts.isOrdered && equalityFields === paths.length;
  const lookUps = isWhole
    ? perField.reduce((product, bounds) => product * (bounds?.intervals.length ?? 1), 1)
    : undefined;
  const multikeyPaths = [...facts.multikeyPaths];
  return {
    branch: {
      kind: 'ixscan',
      index: spec,
      bounds: { fields },
      direction: direction ?? 1,
      isMultikey: multikeyPaths.length > 0,
      multikeyPaths,
      isExact: isExactFor(facts, perField, input),
    },
    equalityFields,
    boundedFields,
    providesSort: input.sort.length > 0 && (direction !== undefined || lookUps === 1),
    lookUps,
    merged: merged?.bounds,
  };
}

const OPEN: FieldBounds['intervals'] = [
  { low: new MinKey(), high: new MaxKey(), isLowIncluded: true, isHighIncluded: true },
];

function isMissingPossible(key: { readonly [path: string]: unknown }, predicates: readonly PathPredicate[]): boolean {
  // A document is in a sparse index when it has at least one of the fields.
  return Object.keys(key).every((path) => mayMatchMissing(predicates.filter((one) => one.path === path)));
}

function boundPerField(
  facts: IndexFacts,
  paths: readonly string[],
  input: CandidateInput,
): (FieldBounds | undefined)[] {
  const boundArrays = new Set<string>();
  return paths.map((path) => {
    const isMultikey = facts.multikeyPaths.has(path);
    const root = path.split('.')[0] as string;
    // Fields below one array: a query may find its values in different elements, which no single entry holds.
    if (isMultikey && boundArrays.has(root)) return undefined;
    const bounds = combined(path, isMultikey, facts, input);
    if (bounds !== undefined && isMultikey) boundArrays.add(root);
    return bounds;
  });
}

function combined(
  path: string,
  isMultikey: boolean,
  facts: IndexFacts,
  input: CandidateInput,
): FieldBounds | undefined {
  const usable: FieldBounds[] = [];
  for (const predicate of input.predicates) {
    const parts = predicate.op === '$elemMatch' ? elementPredicates(predicate.path, predicate.operand) : [predicate];
    const found = parts.filter((part) => part.path === path).map(boundsOf);
    const known = found.filter((bounds) => bounds !== undefined).filter((bounds) => isUsable(bounds, facts, input));
    const isElement = predicate.op === '$elemMatch';
    if (isElement && known.length > 0) usable.push({ ...known.reduce(intersect), isExact: false });
    else usable.push(...known);
  }
  if (usable.length === 0) return undefined;
  // Two conditions on one array may be met by different elements: only one of them can bound the scan.
  return isMultikey ? usable.reduce(narrower) : usable.reduce(intersect);
}

function narrower(a: FieldBounds, b: FieldBounds): FieldBounds {
  const rank = (bounds: FieldBounds): number => (arePoints(bounds) ? bounds.intervals.length : 10_000);
  return rank(b) < rank(a) ? b : a;
}

/** Under a collation only equality can be looked up; under another one than the index's only values without text. */
function isUsable(bounds: FieldBounds, facts: IndexFacts, input: CandidateInput): boolean {
  if (!holdsText(bounds)) return true;
  if (!isSameCollation(facts.spec.collation, input.collation)) return false;
  return facts.spec.collation === undefined || arePoints(bounds);
}

function isSameCollation(a: CollationOptions | undefined, b: CollationOptions | undefined): boolean {
  const text = (collation: CollationOptions | undefined): string =>
    collation === undefined || collation.locale === 'simple'
      ? ''
      : JSON.stringify(
          Object.entries({ strength: 3, ...collation })
            .map(([name, value]) => [name, String(value)])
            .sort(),
        );
  return text(a) === text(b);
}

/** Scans that are merged; MongoDB has the same limit on its own. */
const MERGED_SCANS_MAX = 200;

/** An order that the index gives for each combination of several values of its leading fields (an `$in`). */
function mergedScans(
  facts: IndexFacts,
  paths: readonly string[],
  perField: readonly (FieldBounds | undefined)[],
  sort: CandidateInput['sort'],
): { direction: ScanDirection; bounds: readonly IndexBounds[] } | undefined {
  const direction = sortDirection(facts, paths, perField, sort, MERGED_SCANS_MAX);
  if (direction === undefined) return undefined;
  let combinations: FieldBounds['intervals'][] = [[]];
  let fixed = 0;
  for (; perField[fixed] !== undefined && arePoints(perField[fixed] as FieldBounds); fixed++) {
    const points = (perField[fixed] as FieldBounds).intervals;
    combinations = combinations.flatMap((before) => points.map((value) => [...before, value]));
    if (combinations.length > MERGED_SCANS_MAX) return undefined;
  }
  const rest = perField.slice(fixed).map((bounds) => bounds?.intervals ?? OPEN);
  while (rest.length > 0 && rest.at(-1) === OPEN) rest.pop();
  return {
    direction,
    bounds: combinations.map((values) => ({ fields: [...values.map((value) => [value]), ...rest] })),
  };
}

/**
 * In which direction the index gives the wanted order; undefined: in neither. A field counts as fixed when it has at most
 * `valuesMax` values: with one the scan is in order, with several each value's scan is.
 */
function sortDirection(
  facts: IndexFacts,
  paths: readonly string[],
  perField: readonly (FieldBounds | undefined)[],
  sort: CandidateInput['sort'],
  valuesMax: number,
): ScanDirection | undefined {
  if (!facts.isOrdered || facts.spec.collation !== undefined || sort.length === 0) return undefined;
  let direction: ScanDirection | undefined;
  let at = 0;
  for (const [path, order] of sort) {
    const isFixed = (field: number): boolean => {
      const bounds = perField[field];
      return bounds !== undefined && bounds.intervals.length <= valuesMax && arePoints(bounds);
    };
    const fixedAt = paths.indexOf(path);
    // Sorting by a list means by its least or greatest element, whatever value of it is looked up; and sorting by a
    // field with several values means something.
    const isConstant = (field: number): boolean =>
      isFixed(field) && perField[field]?.intervals.length === 1 && !facts.multikeyPaths.has(paths[field] as string);
    if (fixedAt >= 0 && fixedAt !== at && isConstant(fixedAt)) continue;
    while (at < paths.length && paths[at] !== path && isFixed(at)) at++;
    if (paths[at] !== path || facts.multikeyPaths.has(path)) return undefined;
    if (!isConstant(at)) {
      const needed: ScanDirection = order === (facts.spec.key[path] as number) ? 1 : -1;
      if (direction !== undefined && direction !== needed) return undefined;
      direction = needed;
    }
    at++;
  }
  return direction ?? 1;
}

function isExactFor(facts: IndexFacts, perField: readonly (FieldBounds | undefined)[], input: CandidateInput): boolean {
  if (!input.arePredicatesComplete || facts.multikeyPaths.size > 0 || !facts.isOrdered) return false;
  if (perField.some((bounds) => bounds !== undefined && !bounds.isExact)) return false;
  const paths = Object.keys(facts.spec.key);
  return input.predicates.every((predicate) => {
    const at = paths.indexOf(predicate.path);
    return at >= 0 && perField[at] !== undefined && boundsOf(predicate)?.isExact === true;
  });
}

/** `{ a: 1, b: -1 }` as pairs; an order that is no plain direction (a `$meta`) makes the whole sort unusable. */
export function sortPairs(sort: Document | undefined): [string, number][] | undefined {
  if (sort === undefined) return [];
  const pairs = Object.entries(sort).map(([path, order]): [string, number] => [path, Number(order)]);
  return pairs.every(([, order]) => order === 1 || order === -1) ? pairs : undefined;
}
