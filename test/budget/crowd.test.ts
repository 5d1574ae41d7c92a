import { newId } from '../../src/kernel/ids';
import { adjustStock } from '../../src/modules/inventory';
import { issueSession } from '../../src/modules/tenants';
import { line, memberOf, nextKey } from '../api/inventory/stock-scenario';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';
import { warm } from './list-world';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());

const CROWD = 40;
const PAGE = `{ products(first: 10) { nodes { title variants { nodes { sku stock { quantityAvailable branch { code } } } } } } }`;
const SHELF = `{ products(first: 10) { nodes { title variants { nodes { sku price { gross { amountMinor } } } } } } }`;
const MINE = `{ reservations(first: 5) { nodes { id } } }`;
const ONE = `query ($id: ID!) { reservation(id: $id) { id } }`;
const RESERVE = `mutation ($input: ReserveStockInput!) { reserveStock(input: $input) {
  __typename ... on ReservationPayload { reservation { id } } } }`;
const SCAN = `query ($barcode: String) { variant(barcode: $barcode) { sku stock { quantityAvailable } } }`;

function times(commands: readonly string[], name: string): number {
  return commands.filter((command) => command === name).length;
}

describe('commands of a crowd', () => {
  const guest = async (): Promise<string> =>
    (await issueSession(t.app, t.tenant._id, { kind: 'guest', guestId: newId() })).accessToken;

  test('of different shoppers on one page are those of a few readers', async () => {
    const { variants } = await t.makeProduct({ variants: [{}, {}] });
    await t.makeStock(...variants.map((variant) => ({ branch: t.branches.north, variant, quantity: 7 })));
    await warm(t);
    const guests = await Promise.all(Array.from({ length: CROWD }, guest));
    const { commands, result } = await t.countCommands(() =>
      Promise.all(guests.map((token) => t.gql(SHELF, {}, token))),
    );
    expect(times(commands, 'find products')).toBeGreaterThanOrEqual(1);
    expect(commands.length).toBeLessThanOrEqual(5 * 3);
    for (const answer of result) expect(answer).toEqual(result[0]);
    expect(result[0]?.data.products.nodes.length).toBeGreaterThan(0);
  });

  test('who ask for what is theirs get theirs alone, whoever asked first', async () => {
    const { variants } = await t.makeProduct({ variants: [{}] });
    await t.makeStock({ branch: t.branches.north, variant: variants[0]!, quantity: CROWD });
    const guests = await Promise.all(Array.from({ length: 8 }, guest));
    const held = await Promise.all(
      guests.map(async (token) => {
        const input = { idempotencyKey: nextKey(), lines: [line(t, variants[0]!, 1)] };
        return memberOf(await t.gql(RESERVE, { input }, token)).reservation.id as string;
      }),
    );
    await t.countCommands(async () => {
      const lists = await Promise.all(guests.map((token) => t.gql(MINE, {}, token)));
      expect(lists.map(({ data }) => data.reservations.nodes.map(({ id }: { id: string }) => id))).toEqual(
        held.map((id) => [id]),
      );
      const [id] = held;
      for (const order of [guests, [...guests].reverse()]) {
        const answers = await Promise.all(order.map((token) => t.gql(ONE, { id }, token)));
        expect(answers.map(({ data }) => data.reservation?.id ?? null)).toEqual(
          order.map((token) => (token === guests[0] ? id : null)),
        );
      }
    });
  });

  test('that wants one page are those of a few readers, and all get the same answer', async () => {
    const { variants } = await t.makeProduct({ variants: [{}, {}] });
    await t.makeStock(...variants.map((variant) => ({ branch: t.branches.north, variant, quantity: 7 })));
    await warm(t);
    const crowd = (): Promise<unknown[]> =>
      Promise.all(Array.from({ length: CROWD }, () => t.gql(PAGE, {}, t.tokens.manager)));
    const { commands, result } = await t.countCommands(crowd);
    for (const command of ['find products', 'find variants', 'find stock_entries']) {
      expect([command, times(commands, command)]).toEqual([command, expect.any(Number)]);
      expect(times(commands, command)).toBeLessThanOrEqual(5);
    }
    for (const answer of result) expect(answer).toEqual(result[0]);
  });

  test('that scans different codes share their look-ups, and each gets their own', async () => {
    const made = await Promise.all(
      Array.from({ length: CROWD }, (_, n) => t.makeProduct({ variants: [{ barcodes: [`CROWD-${n}`] }] })),
    );
    await warm(t);
    const { commands, result } = await t.countCommands(() =>
      Promise.all(made.map((_, n) => t.gql(SCAN, { barcode: `CROWD-${n}` }, t.tokens.manager))),
    );
    expect(times(commands, 'find variants')).toBeLessThanOrEqual(5);
    expect(times(commands, 'find stock_entries')).toBeLessThanOrEqual(5);
    expect(result.map((answer) => answer.data.variant.sku)).toEqual(made.map(({ variants }) => variants[0]?.sku));
  });

  test('sees at once what any of them has written', async () => {
    const { variants } = await t.makeProduct({ variants: [{ barcodes: ['CROWD-FRESH'] }] });
    const [variant] = variants;
    await t.makeStock({ branch: t.branches.north, variant: variant!, quantity: 1 });
    const scan = () => t.gql(SCAN, { barcode: 'CROWD-FRESH' }, t.tokens.manager);
    // Counted only so that each scan runs once: the comparison of two executors would race with the writes.
    await t.countCommands(async () => {
      for (let quantity = 2; quantity < 12; quantity += 1) {
        // Others read all the while; the reader after the write must not be served by one of their reads.
        const others = Array.from({ length: 5 }, scan);
        const lines = [{ branchId: t.branches.north._id, variantId: variant!._id, delta: 1 }];
        await adjustStock(t.ctx, { input: { idempotencyKey: `crowd-${quantity}` }, reason: 'CORRECTION', lines });
        for (const answer of await Promise.all(Array.from({ length: 5 }, scan))) {
          expect(answer.data.variant.stock).toEqual([{ quantityAvailable: quantity }]);
        }
        await Promise.all(others);
      }
    });
  });
});
