import { buildSchema } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { buildGraphqlSchema } from '../../src/graphql-schema';
import { countItems, isPlain, itemType, listFields, selectionsOf } from './list-budget';
import type { ListBudget, ListRequest, ReadListBudget } from './list-budget';
import { makeListWorld, warm } from './list-world';
import type { ListWorld } from './list-world';
import { LIST_BUDGETS } from './lists';

const SIZES = [1, 50];

let world: ListWorld;
let schema: GraphQLSchema;
beforeAll(async () => {
  schema = await buildGraphqlSchema(null);
  world = await makeListWorld();
}, 120_000);
afterAll(async () => {
  await world.t.expectStockConsistent();
  await world.t.close();
});

const rootLists = LIST_BUDGETS.filter((row): row is ReadListBudget => 'list' in row && row.field.startsWith('Query.'));

function nameOf(row: ListBudget): string {
  return row.field.split('.')[1] ?? '';
}

async function requestOf(row: Exclude<ListBudget, { isPlain: true }>, count: number): Promise<ListRequest> {
  if ('request' in row) return row.request(world, count);
  return pageOf(row, row.select, count);
}

function pageOf({ list }: ReadListBudget, select: string, first: number): ListRequest {
  const field = typeof list === 'string' ? list : list(world);
  return { document: `query Page($first: Int) { ${field} { nodes { ${select} } } }`, variables: { first } };
}

async function counted({ document, variables, token }: ListRequest) {
  await warm(world.t);
  const { commands, result } = await world.t.countCommands(() =>
    world.t.gql(document, variables, token ?? world.t.tokens.admin),
  );
  expect(result.errors).toBeUndefined();
  return { commands, data: result.data };
}

it('every list field of the schema has its row, and no row is of a field that is gone', () => {
  const rows = LIST_BUDGETS.map(({ field }) => field);
  expect([...new Set(rows)].sort()).toEqual([...listFields(schema).keys()].sort());
  expect(new Set(rows).size).toBe(rows.length);
});

it('a list field without a row is noticed, at any depth and on interfaces', () => {
  const sample = buildSchema(`
    interface Named { parts: [Part!]! }
    type Part { tags: [String!]! owner: PartConnection }
    type PartConnection { nodes: [Part!]! }
    type Query { part: Part, all(first: Int): PartConnection!, mixed: [[Part]] }
  `);
  expect([...listFields(sample).keys()].sort()).toEqual(['Named.parts', 'Part.owner', 'Query.all', 'Query.mixed']);
});

describe('the commands of', () => {
  for (const row of LIST_BUDGETS) {
    if ('isPlain' in row) {
      it(`${row.field} are its parent's: nothing of it is resolved`, () => {
        const field = listFields(schema).get(row.field);
        expect(field !== undefined && isPlain(field)).toBe(true);
      });
      continue;
    }
    it(`${row.field} are the same for 1 and for 50`, async () => {
      if ('arrange' in row) await row.arrange?.(world);
      // What a tenant has few of is read once and remembered; a request before the first that counts fills that memory.
      if ('list' in row) await counted(await requestOf(row, 1));
      for (const size of SIZES) {
        const { commands, data } = await counted(await requestOf(row, size));
        if ('after' in row) await row.after?.(world, size);
        expect(countItems(data, nameOf(row))).toBeGreaterThanOrEqual(size);
        expect([size, ...commands]).toEqual([size, ...row.commands]);
      }
    });
  }
});

// The rows select what is used most; this selects everything, so that a field that reads for each item is found too.
describe('whatever is selected of an item of', () => {
  it.each(rootLists.map((row) => [row.field, row] as const))('%s, 1 and 50 cost the same', async (_field, row) => {
    const field = listFields(schema).get(row.field);
    await row.arrange?.(world);
    for (const selection of field === undefined ? [] : selectionsOf(itemType(field))) {
      // What is remembered for some seconds, such as a till, is read again before it is counted.
      await counted(pageOf(row, selection, 1));
      const [one, fifty] = [await counted(pageOf(row, selection, 1)), await counted(pageOf(row, selection, 50))];
      expect({ selection, commands: [...fifty.commands].sort() }).toEqual({
        selection,
        commands: [...one.commands].sort(),
      });
    }
  });
});
