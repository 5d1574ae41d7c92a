import fc from 'fast-check';
import {
  EXACT_BRANCHES_MAX,
  SOURCING_STRATEGIES,
  chooseSources,
} from '../../../src/modules/reservations/choose-sources';
import type { SourceBranch, SourcedLine, WantedUnits } from '../../../src/modules/reservations/choose-sources';

const VARIANTS = ['v1', 'v2', 'v3'];

function branch(code: string, stock: readonly number[], more: Partial<SourceBranch> = {}): SourceBranch {
  const available = new Map(stock.map((units, index) => [VARIANTS[index] ?? '', units]));
  return { branch: code, code, priority: 100, distanceKm: null, available, ...more };
}

const want = (...quantities: number[]): WantedUnits[] =>
  quantities
    .map((quantity, index) => ({ variant: VARIANTS[index] ?? '', quantity }))
    .filter((line) => line.quantity > 0);

function linesOf(choice: ReturnType<typeof chooseSources>): readonly SourcedLine[] {
  if (!('lines' in choice)) throw new Error(`Expected lines, got ${JSON.stringify(choice)}`);
  return choice.lines;
}

const taken = (choice: ReturnType<typeof chooseSources>) =>
  linesOf(choice).map(({ branch: code, variant, quantity }) => `${code} ${variant} ${quantity}`);

describe('chooseSources', () => {
  it('PRIORITY empties the lowest priority first, and takes only what is left to serve from the next (vendure#4030)', () => {
    const branches = [branch('B', [15], { priority: 2 }), branch('A', [10], { priority: 1 })];
    expect(taken(chooseSources(want(13), branches, 'PRIORITY', true))).toEqual(['A v1 10', 'B v1 3']);
  });

  it('NEAREST goes by distance, unknown places last', () => {
    const branches = [
      branch('A', [5], { priority: 1 }),
      branch('B', [1], { distanceKm: 40 }),
      branch('C', [1], { distanceKm: 4 }),
    ];
    expect(taken(chooseSources(want(3), branches, 'NEAREST', true))).toEqual(['C v1 1', 'B v1 1', 'A v1 1']);
  });

  it('MOST_STOCK counts wanted units, not what else lies there', () => {
    const branches = [branch('A', [1, 900]), branch('B', [3, 0])];
    expect(taken(chooseSources(want(3), branches, 'MOST_STOCK', true))).toEqual(['B v1 3']);
  });

  it('FEWEST_SPLITS finds two branches where going by stock would take three', () => {
    const branches = [branch('A', [4, 4, 0]), branch('B', [5, 0, 1]), branch('C', [0, 5, 4])];
    expect(
      new Set(linesOf(chooseSources(want(5, 5, 5), branches, 'FEWEST_SPLITS', true)).map((l) => l.branch)),
    ).toEqual(new Set(['B', 'C']));
  });

  it('without splitting takes the first branch that has all, or tells what the closest one lacks', () => {
    const branches = [branch('A', [9, 0]), branch('B', [2, 2]), branch('C', [3, 3])];
    expect(taken(chooseSources(want(2, 2), branches, 'PRIORITY', false))).toEqual(['B v1 2', 'B v2 2']);
    expect(chooseSources(want(4, 4), branches, 'PRIORITY', false)).toEqual({
      short: [
        { branch: 'C', variant: 'v1', requested: 4, available: 3 },
        { branch: 'C', variant: 'v2', requested: 4, available: 3 },
      ],
    });
  });

  it('tells what all branches together lack', () => {
    expect(chooseSources(want(4, 1), [branch('A', [1, 1]), branch('B', [2])], 'NEAREST', true)).toEqual({
      short: [{ branch: 'A', variant: 'v1', requested: 4, available: 3 }],
    });
  });

  const anyBranches = (max: number) =>
    fc.array(
      fc.record({
        stock: fc.array(fc.integer({ min: -2, max: 6 }), { minLength: 3, maxLength: 3 }),
        priority: fc.nat(2),
        distanceKm: fc.option(fc.nat(3)),
      }),
      { minLength: 1, maxLength: max },
    );
  const anyWant = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.nat(9), fc.nat(9));
  const made = (rows: { stock: number[]; priority: number; distanceKm: number | null }[]) =>
    rows.map(({ stock, ...rest }, index) => branch(`B${String(index).padStart(2, '0')}`, stock, rest));
  const totalOf = (branches: readonly SourceBranch[], variant: string) =>
    branches.reduce((sum, { available }) => sum + Math.max(0, available.get(variant) ?? 0), 0);
  const coversAll = (branches: readonly SourceBranch[], wanted: readonly WantedUnits[]) =>
    wanted.every(({ variant, quantity }) => totalOf(branches, variant) >= quantity);

  it('serves exactly what is wanted and never more than a branch has, or says what is short; same input, same answer', () => {
    fc.assert(
      fc.property(
        anyBranches(16),
        anyWant,
        fc.constantFrom(...SOURCING_STRATEGIES),
        fc.boolean(),
        (rows, quantities, strategy, allowSplit) => {
          const branches = made(rows);
          const wanted = want(...quantities);
          const choice = chooseSources(wanted, branches, strategy, allowSplit);
          expect(chooseSources(wanted, [...branches].reverse(), strategy, allowSplit)).toEqual(choice);
          const feasible = allowSplit ? coversAll(branches, wanted) : branches.some((one) => coversAll([one], wanted));
          expect('lines' in choice).toBe(feasible);
          if (!('lines' in choice)) {
            expect(choice.short.every(({ requested, available }) => available < requested)).toBe(true);
            expect(choice.short.length).toBeGreaterThan(0);
            return;
          }
          for (const { variant, quantity } of wanted) {
            const lines = choice.lines.filter((line) => line.variant === variant);
            expect(lines.reduce((sum, line) => sum + line.quantity, 0)).toBe(quantity);
          }
          for (const line of choice.lines) {
            const source = branches.find(({ code }) => code === line.branch);
            expect(line.quantity).toBeGreaterThan(0);
            expect(line.quantity).toBeLessThanOrEqual(source?.available.get(line.variant) ?? 0);
          }
          if (!allowSplit) expect(new Set(choice.lines.map((line) => line.branch)).size).toBe(1);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('FEWEST_SPLITS uses as few branches as trying every set does', () => {
    fc.assert(
      fc.property(anyBranches(9), anyWant, (rows, quantities) => {
        const branches = made(rows);
        const wanted = want(...quantities);
        if (!coversAll(branches, wanted)) return;
        let fewest = branches.length;
        for (let set = 1; set < 2 ** branches.length; set += 1) {
          const chosen = branches.filter((_branch, index) => (set & (1 << index)) !== 0);
          if (chosen.length < fewest && coversAll(chosen, wanted)) fewest = chosen.length;
        }
        const lines = linesOf(chooseSources(wanted, branches, 'FEWEST_SPLITS', true));
        expect(new Set(lines.map((line) => line.branch)).size).toBe(fewest);
      }),
      { numRuns: 1_000 },
    );
  });

  it('FEWEST_SPLITS answers for a hundred branches at once, greedily', () => {
    const branches = Array.from({ length: 100 }, (_unused, index) => branch(`B${index}`, [1 + (index % 3), 2, 1]));
    expect(branches.length).toBeGreaterThan(EXACT_BRANCHES_MAX);
    const lines = linesOf(chooseSources(want(60, 60, 60), branches, 'FEWEST_SPLITS', true));
    expect(new Set(lines.map((line) => line.branch)).size).toBeLessThanOrEqual(60);
  });
});
