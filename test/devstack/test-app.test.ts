import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());

describe('the test service', () => {
  test('every token opens what its role may see', async () => {
    for (const [role, token] of Object.entries(t.tokens)) {
      const { errors, data } = await t.gql('{ branches { code } }', {}, token);
      expect({ role, errors }).toEqual({ role, errors: undefined });
      expect(data.branches).toHaveLength(role === 'foreignAdmin' ? 0 : 3);
    }
    const anonymous = await t.gql('{ branches { code } }');
    expect(anonymous.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  test('factories make products and stock that the API shows, and the ledger agrees', async () => {
    const { variant } = await t.makeProduct({ variants: [{ sku: 'FIRST-1', priceMinor: 500 }] });
    await t.makeStock(
      { branch: t.branches.north, variant, quantity: 3 },
      { branch: t.branches.south, variant, quantity: 4 },
    );
    const document = '{ variant(sku: "first-1") { sku stock { quantityAvailable branch { code } } } }';
    const { data } = await t.gql(document, {}, t.tokens.clerk);
    expect(data.variant).toEqual({
      sku: 'FIRST-1',
      stock: expect.arrayContaining([
        { quantityAvailable: 3, branch: { code: 'NORTH' } },
        { quantityAvailable: 4, branch: { code: 'SOUTH' } },
      ]),
    });
    await t.expectStockConsistent();
  });

  test('commands are counted with their collections, on one executor', async () => {
    const counted = await t.countCommands(() =>
      t.gql('{ products(first: 5) { nodes { title } } }', {}, t.tokens.clerk),
    );
    expect(counted.commands).toEqual(['find products']);
    expect(counted.count).toBe(1);
    expect(counted.result.errors).toBeUndefined();
  });
});
