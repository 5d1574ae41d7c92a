import { getNamedType, isObjectType } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { createTestApp } from '../support/test-app';
import type { GraphqlAnswer, TestApp } from '../support/test-app';
import { newId, toGlobalId } from '../../src/kernel/ids';
import { createCustomer, issueSession } from '../../src/modules/tenants';
import { buildGraphqlSchema } from '../../src/graphql-schema';
import { documentOf, joinVariables, placesOf, rootFields, variablesOf } from './root-fields';
import type { InputPlace, RootField } from './root-fields';
import { samplesOf } from './samples';
import { makeShop, must } from './shop';
import type { Shop } from './shop';
import { readStored } from './stored-state';

let test: TestApp;
let schema: GraphQLSchema;
let fields: RootField[];
let own: Shop;
let foreign: Shop;

beforeAll(async () => {
  test = await createTestApp();
  schema = await buildGraphqlSchema(null);
  fields = rootFields(schema);
  own = await makeShop(test.app, test.gql, 'own');
  foreign = await makeShop(test.app, test.gql, 'foreign');
});

afterAll(async () => test.close());

/** Inputs that name something by another key than its id. */
const NATURAL_KEYS = [
  'product.slug',
  'variant.sku',
  'variant.barcode',
  'posLookup.sku',
  'posLookup.barcode',
  'PosSaleLineInput.sku',
  'PosSaleLineInput.barcode',
];

const isNaming = (place: InputPlace) => place.typeName === 'ID' || NATURAL_KEYS.includes(place.name);
const labelOf = ({ root, path }: InputPlace) => `${root.name}(${path.join('.')})`;

function namingPlaces(): InputPlace[] {
  return fields.flatMap(placesOf).filter(isNaming);
}

/** The value that names the shop's own thing in this place. */
function nameIn(shop: Shop, place: InputPlace): string {
  const samples: Record<string, () => unknown> = {
    ...samplesOf(shop),
    'product.slug': () => shop.productSlug,
    'PosSaleLineInput.barcode': () => shop.barcode,
  };
  const bare = place.name.slice(place.name.indexOf('.') + 1);
  const sample = samples[place.name] ?? samples[bare];
  if (sample === undefined) throw new Error(`Expected a sample for ${place.name}. Add it to test/auth/samples.ts.`);
  return String(sample());
}

async function callWith(place: InputPlace, value: unknown, token: string, shop = own): Promise<GraphqlAnswer> {
  const variables = variablesOf(place.root, samplesOf(shop), { place, value });
  return test.gql(documentOf(place.root, 2), joinVariables([variables]), token);
}

/** The answer in one word: `null`, `empty`, the type of an error member, the code of an error; else what was given. */
function outcomeOf({ data, errors }: GraphqlAnswer): string {
  const code = errors?.[0]?.extensions.code;
  if (code !== undefined) return code;
  const result = data?.a0;
  if (result === null) return 'null';
  if ((Array.isArray(result?.nodes) && result.nodes.length === 0) || result?.productCount === 0) return 'empty';
  return String(result?.__typename);
}

/** The hold is the caller's own: what it does not hold is a wrong quantity, for units of anybody. */
const OF_OWN_HOLD = /^(commit|release)Reservation\(input\.lines\.0\.(branchId|variantId)\)$/;

const NOT_THERE = ['null', 'empty', 'NotFoundError', 'NOT_FOUND', 'BAD_USER_INPUT'];

/** What the answer tells of the shop besides the value that was sent. */
function leaksOf(answer: GraphqlAnswer, shop: Shop, sent: string): string[] {
  const text = JSON.stringify(answer).replaceAll(sent, '');
  return [shop.marker, ...Object.values(shop.ids)].filter((secret) => text.includes(secret));
}

it('an id of another tenant in any place names nothing, tells nothing and changes nothing', async () => {
  const places = namingPlaces();
  expect(places.length).toBeGreaterThan(50);
  const before = await readStored(test.app);
  const wrong: string[] = [];
  for (const place of places) {
    const value = nameIn(foreign, place);
    const answer = await callWith(place, value, own.adminToken);
    const outcome = outcomeOf(answer);
    const label = labelOf(place);
    const isRefused = NOT_THERE.includes(outcome) || (OF_OWN_HOLD.test(label) && outcome === 'ValidationError');
    if (!isRefused) wrong.push(`${label} gave ${outcome}: ${JSON.stringify(answer)}`);
    for (const leak of leaksOf(answer, foreign, value)) wrong.push(`${labelOf(place)} tells ${leak}`);
  }
  expect(wrong).toEqual([]);
  expect(await readStored(test.app)).toEqual(before);
});

it('an id that never existed answers as one of another tenant', async () => {
  const different: string[] = [];
  for (const place of namingPlaces().filter(({ typeName }) => typeName === 'ID')) {
    const value = nameIn(foreign, place);
    const typeName = Buffer.from(value, 'base64url').toString().split(':')[0] ?? '';
    const unknown = toGlobalId(typeName, newId());
    const outcomes = [
      outcomeOf(await callWith(place, value, own.adminToken)),
      outcomeOf(await callWith(place, unknown, own.adminToken)),
    ];
    if (outcomes[0] !== outcomes[1]) different.push(`${labelOf(place)}: ${outcomes.join(', ')}`);
  }
  expect(different).toEqual([]);
}, 120_000);

it('node(id) gives nothing of another tenant, whatever its type', async () => {
  const document = 'query ($id: ID!) { node(id: $id) { __typename id } }';
  for (const [typeName, id] of Object.entries(foreign.ids)) {
    const answer = await test.gql(document, { id }, own.adminToken);
    expect({ typeName, data: answer.data, errors: answer.errors }).toEqual({ typeName, data: { node: null } });
  }
  const nodes = schema.getPossibleTypes(schema.getType('Node') as never).map(({ name }) => name);
  expect(nodes.filter((name) => !(name in foreign.ids))).toEqual([]);
});

it('fields inside that take ids are known, and show nothing of another tenant', async () => {
  const inside = Object.values(schema.getTypeMap()).flatMap((type) =>
    isObjectType(type) && !['Query', 'Mutation', 'Subscription'].includes(type.name)
      ? Object.values(type.getFields()).flatMap((field) =>
          field.args
            .filter((arg) => getNamedType(arg.type).name === 'ID')
            .map((arg) => `${type.name}.${field.name}(${arg.name})`),
        )
      : [],
  );
  expect(inside.sort()).toEqual(['Variant.availability(branchIds)', 'Variant.stock(branchIds)']);
  const variables = { id: own.ids.Variant, branchIds: [foreign.ids.Branch] };
  for (const [field, selection] of [
    ['availability', 'branch { name } quantity'],
    ['stock', 'branch { name } quantityOnHand'],
  ]) {
    const document = `query ($id: ID!, $branchIds: [ID!]) {
      variant(id: $id) { ${field}(branchIds: $branchIds) { ${selection} } }
    }`;
    const answer = await test.gql(document, variables, own.adminToken);
    expect(leaksOf(answer, foreign, foreign.ids.Branch)).toEqual([]);
    expect(answer.data?.variant?.[field ?? ''] ?? []).toEqual([]);
  }
});

it("a shopper's hold and order name nothing for any other shopper, and nothing changes", async () => {
  const { north } = test.branches;
  const { variant } = await test.makeProduct();
  await test.makeStock({ branch: north, variant, quantity: 100 });
  const line = {
    branchId: toGlobalId('Branch', north._id),
    variantId: toGlobalId('Variant', variant._id),
    quantity: 1,
  };
  const { reservation } = await must(test.gql, 'reserveStock', { lines: [line] }, test.tokens.customer);
  const { order } = await must(test.gql, 'placeOrder', { lines: [line] }, test.tokens.customer);
  const paid = await must(test.gql, 'placeOrder', { lines: [line] }, test.tokens.customer);
  const payment = await must(
    test.gql,
    'payOrder',
    { orderId: paid.order.id, method: 'CARD', token: 'tok_ok' },
    test.tokens.customer,
  );
  const neighbour = await createCustomer(test.ctx, { email: 'neighbour@example.test', password: test.password });
  const session = await issueSession(test.app, test.tenant._id, { kind: 'customer', customerId: neighbour._id });
  const theirs: Record<string, string[]> = {
    reservationId: [reservation.id],
    replacesReservationId: [reservation.id],
    orderId: [order.id, paid.order.id],
    orderLineId: [order.lines[0].id],
    'reservation.id': [reservation.id],
    'order.id': [order.id, paid.order.id],
    'order.number': [order.number],
    'node.id': [reservation.id, order.id, payment.order.payments[0].id],
  };
  const placesByValue = fields.flatMap(placesOf).flatMap((place) => {
    const values = theirs[place.name] ?? theirs[place.name.slice(place.name.indexOf('.') + 1)] ?? [];
    return values.map((value) => ({ place, value }));
  });
  expect(placesByValue.length).toBeGreaterThan(15);
  const before = await readStored(test.app);
  const wrong: string[] = [];
  for (const token of [test.tokens.guest, session.accessToken]) {
    for (const { place, value } of placesByValue) {
      const shop = { ...own, ids: { ...own.ids, Order: order.id, Reservation: reservation.id } };
      const answer = await callWith(place, value, token, shop);
      const outcome = outcomeOf(answer);
      if (![...NOT_THERE, 'FORBIDDEN'].includes(outcome)) wrong.push(`${labelOf(place)} gave ${outcome}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(await readStored(test.app)).toEqual(before);
});

it('lists of another shopper hold nothing of the first', async () => {
  const document = '{ orders { nodes { id } } reservations { nodes { id } } }';
  const answer = await test.gql(document, {}, test.tokens.guest);
  expect(answer.data).toEqual({ orders: { nodes: [] }, reservations: { nodes: [] } });
});

// Last, because it uses things up: without it, a place that refuses everything would pass all of the above.
it('an own id is taken in every place that refuses a foreign one', async () => {
  const refused: string[] = [];
  for (const place of namingPlaces()) {
    const answer = await callWith(place, nameIn(own, place), own.adminToken);
    const outcome = outcomeOf(answer);
    if (NOT_THERE.includes(outcome)) refused.push(`${labelOf(place)} gave ${outcome}`);
  }
  expect(refused).toEqual([]);
});
