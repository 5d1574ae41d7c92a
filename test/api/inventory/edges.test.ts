import { newId } from '../../../src/kernel/ids';
import { setVariantTracking } from '../../../src/modules/inventory';
import { stockEntries } from '../../../src/modules/inventory/stock-entry.model';
import { createBranch } from '../../../src/modules/tenants';
import type { BranchDoc } from '../../../src/modules/tenants';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { counted, countStep, found, openCount } from './count-scenario';
import { serialVariant, unitsOf } from './serial-scenario';
import {
  ADJUST,
  SET,
  balances,
  branchGid,
  line,
  memberOf,
  nextKey,
  refusalOf,
  stocked,
  variantGid,
} from './stock-scenario';

/** What the largest quantity is that clients can read: GraphQL's Int. */
const MOST = 2_147_483_647;

const RECORD = 'mutation ($input: RecordStockCountInput!) { recordStockCount(input: $input) { __typename } }';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

describe('one adjustment with several lines of one entry', () => {
  const adjust = (variant: Parameters<typeof line>[1], lines: readonly object[]) => {
    const { branchId, variantId } = line(t, variant, 1);
    const placed = lines.map((one) => ({ branchId, variantId, ...one }));
    const input = { idempotencyKey: nextKey(), reason: 'CORRECTION', lines: placed };
    return t.gql(ADJUST, { input }, t.tokens.clerk);
  };

  it('writes no balance into the ledger that no client could read, not even between two lines', async () => {
    const variant = await stocked(t, 5);
    const answer = memberOf(await adjust(variant, [{ delta: MOST - 3 }, { delta: -3 }]));
    expect(answer.__typename).toBe('LimitExceededError');
    expect(await balances(t, variant)).toEqual([5, 0, 5]);
  });

  it('refuses lines whose sum leaves 32 bits, in either direction', async () => {
    const variant = await stocked(t, 5);
    for (const sign of [1, -1]) {
      const lines = [{ delta: sign * MOST }, { delta: sign * MOST }];
      expect(refusalOf(await adjust(variant, lines))).toBe('BAD_USER_INPUT');
    }
    expect(await balances(t, variant)).toEqual([5, 0, 5]);
  });

  it('keeps a unit that one line names from the lines that name none', async () => {
    const variant = await serialVariant(t, 'N-1', 'N-2', 'N-3');
    const answer = memberOf(await adjust(variant, [{ delta: -1 }, { delta: -1, serials: ['n-1'] }]));
    expect(answer.__typename).toBe('StockMovementsPayload');
    expect(await unitsOf(t, variant)).toEqual({
      'N-1': 'WRITTEN_OFF NORTH',
      'N-2': 'WRITTEN_OFF NORTH',
      'N-3': 'IN_STOCK NORTH',
    });
  });
});

describe('setStock of units with serial numbers', () => {
  const set = async (variant: Parameters<typeof line>[1], quantity: number, serials?: string[]) => {
    const { branchId, variantId } = line(t, variant, 1);
    const input = { idempotencyKey: nextKey(), reason: 'CORRECTION', branchId, variantId, quantity, serials };
    return t.gql(SET, { input }, t.tokens.clerk);
  };

  it('names those that come in, and may name those that leave', async () => {
    const variant = await serialVariant(t, 'U-1');
    expect(memberOf(await set(variant, 3)).code).toBe('SERIAL_REQUIRED');
    expect(refusalOf(await set(variant, 1, ['U-2']))).toBe('BAD_USER_INPUT');
    expect(memberOf(await set(variant, 3, ['U-2', 'U-3'])).__typename).toBe('StockMovementsPayload');
    expect(memberOf(await set(variant, 2, ['u-3'])).__typename).toBe('StockMovementsPayload');
    expect(await unitsOf(t, variant)).toEqual({
      'U-1': 'IN_STOCK NORTH',
      'U-2': 'IN_STOCK NORTH',
      'U-3': 'WRITTEN_OFF NORTH',
    });
  });
});

it('a count whose differences no client could read is not submitted: it is a slip, and can be corrected', async () => {
  const [one, two] = [await stocked(t, 1), await stocked(t, 1)];
  const stockCountId = await openCount(t);
  for (const variant of [one, two]) await found(t, stockCountId, variant, MOST);
  expect((await countStep(t, 'submit', { stockCountId })).code).toBe('VARIANCE_OUT_OF_RANGE');
  for (const variant of [one, two]) await found(t, stockCountId, variant, 2);
  expect(await counted(t, 'submit', { stockCountId })).toMatchObject({ varianceUnits: 2 });
});

describe('a count of what is not in stock yet', () => {
  /** Counts units in a new branch and answers what approving it says. */
  async function countIn(branch: BranchDoc, variant: Parameters<typeof found>[2]) {
    const stockCountId = (await counted(t, 'start', { branchId: branchGid(branch) })).id as string;
    await found(t, stockCountId, variant, 3);
    await counted(t, 'submit', { stockCountId });
    return countStep(t, 'approve', { stockCountId, movedLines: 'REBASE' }, t.tokens.admin);
  }
  const newBranch = () =>
    createBranch(t.ctx, {
      code: `B${newId().toHexString().slice(-8).toUpperCase()}`,
      name: 'New',
      kind: 'STORE',
      timeZone: 'Europe/London',
    });
  const entriesIn = (branch: BranchDoc) =>
    stockEntries(t.app.db).countDocuments({ tenantId: t.tenant._id, branchId: branch._id });

  it.each([
    ['LOT', 'LOT_REQUIRED'],
    ['SERIAL', 'SERIAL_REQUIRED'],
  ] as const)('makes no stock without a name where units are told apart by %s', async (tracking, code) => {
    const { variant } = await t.makeProduct();
    await setVariantTracking(t.ctx, { input: { idempotencyKey: nextKey() }, variantId: variant._id, tracking });
    const branch = await newBranch();
    expect((await countIn(branch, variant)).code).toBe(code);
    expect(await entriesIn(branch)).toBe(0);
  });

  it('takes no service: there is none on a shelf', async () => {
    const { variant } = await t.makeProduct({ variants: [{ isService: true }] });
    const stockCountId = await openCount(t);
    const lines = [{ variantId: variantGid(variant), quantity: 1 }];
    const answer = await t.gql(RECORD, { input: { idempotencyKey: nextKey(), stockCountId, lines } }, t.tokens.clerk);
    expect(refusalOf(answer)).toBe('BAD_USER_INPUT');
  });
});
