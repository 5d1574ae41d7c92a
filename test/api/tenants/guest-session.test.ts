import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';

const START = `mutation Start($input: StartGuestSessionInput!) {
  startGuestSession(input: $input) {
    __typename
    ... on SignInSuccess { session { accessToken refreshToken } }
    ... on NotFoundError { code id message }
  }
}`;

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());

describe('startGuestSession', () => {
  it('lets a shopper without an account in, each time as another guest', async () => {
    const first = (await t.gql(START, { input: { tenant: 'acme' } })).data.startGuestSession;
    const second = (await t.gql(START, { input: { tenant: 'acme' } })).data.startGuestSession;

    expect(first.__typename).toBe('SignInSuccess');
    const guestOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).actor;
    expect(guestOf(first.session.accessToken)).toEqual({
      kind: 'guest',
      guestId: expect.stringMatching(/^[0-9a-f]{24}$/),
    });
    expect(guestOf(first.session.accessToken)).not.toEqual(guestOf(second.session.accessToken));
    const list = await t.gql('{ products { nodes { title } } }', {}, first.session.accessToken);
    expect(list.data).toEqual({ products: { nodes: [] } });
  });

  it('opens no door but the shop', async () => {
    const { session } = (await t.gql(START, { input: { tenant: 'acme' } })).data.startGuestSession;
    const document = 'mutation M($input: CreateProductInput!) { createProduct(input: $input) { __typename } }';
    const input = {
      idempotencyKey: 'k',
      title: 'x',
      variants: [{ sku: 'A', price: { amountMinor: 1, currency: 'GBP' } }],
    };

    const answer = await t.gql(document, { input }, session.accessToken);

    expect(answer.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await t.gql('{ products { nodes { title } } }', {}, t.tokens.admin)).data.products.nodes).toEqual([]);
  });

  it('answers NOT_FOUND for a shop that does not exist', async () => {
    const answer = await t.gql(START, { input: { tenant: 'nowhere' } });

    expect(answer.data.startGuestSession).toEqual({
      __typename: 'NotFoundError',
      code: 'NOT_FOUND',
      id: 'nowhere',
      message: 'No Tenant with the slug "nowhere". Check the slug.',
    });
  });
});
