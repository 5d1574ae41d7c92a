import { createCustomer, createStaffUser, createTenant } from '../../../src/modules/tenants';
import { staffUsers } from '../../../src/modules/tenants/staff-user.model';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';

const SIGN_IN = `mutation SignIn($input: SignInInput!) {
  signIn(input: $input) {
    __typename
    ... on SignInSuccess { session { accessToken refreshToken expiresAt } }
    ... on ValidationError { code message field }
  }
}`;
const WHO_AM_I = '{ tenant { slug status currency } }';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());

function signIn(email: string, password: string, tenant = 'acme') {
  return t.gql(SIGN_IN, { input: { tenant, email, password } });
}

describe('signIn', () => {
  it.each(['admin', 'manager', 'buyer', 'clerk', 'cashier', 'customer'])(
    'gives the %s a session whose access token opens the tenant for 30 minutes',
    async (name) => {
      const answer = await signIn(`${name}@example.test`, t.password);

      expect(answer.errors).toBeUndefined();
      expect(answer.data.signIn.__typename).toBe('SignInSuccess');
      const { accessToken, expiresAt } = answer.data.signIn.session;
      expect(expiresAt).toBe(new Date(t.clock.now().getTime() + 30 * 60_000).toISOString());
      const who = await t.gql(WHO_AM_I, {}, accessToken);
      expect(who.data.tenant).toEqual({ slug: 'acme', status: 'ACTIVE', currency: 'GBP' });
    },
  );

  it('gives each role its own rights', async () => {
    const tokenOf = async (name: string) =>
      (await signIn(`${name}@example.test`, t.password)).data.signIn.session.accessToken as string;
    const mayCreate = async (name: string) => {
      const input = { idempotencyKey: `role-${name}`, title: name, variants: [] };
      const document = 'mutation M($input: CreateProductInput!) { createProduct(input: $input) { __typename } }';
      const answer = await t.gql(document, { input }, await tokenOf(name));
      return answer.errors?.[0]?.extensions.code;
    };

    // Those who may create get as far as the empty list of variants.
    expect(await mayCreate('admin')).toBe('BAD_USER_INPUT');
    expect(await mayCreate('manager')).toBe('BAD_USER_INPUT');
    expect(await mayCreate('buyer')).toBe('BAD_USER_INPUT');
    expect(await mayCreate('clerk')).toBe('FORBIDDEN');
    expect(await mayCreate('cashier')).toBe('FORBIDDEN');
    expect(await mayCreate('customer')).toBe('FORBIDDEN');
  });

  it('does not care about the case of the e-mail and of the tenant', async () => {
    const answer = await signIn('Admin@Example.TEST', t.password, 'ACME');

    expect(answer.data.signIn.__typename).toBe('SignInSuccess');
  });

  it('answers a wrong password, an unknown e-mail and an unknown tenant with the very same words', async () => {
    const wrong = await signIn('manager@example.test', 'not the password');
    const unknown = await signIn('nobody@example.test', t.password);
    const elsewhere = await signIn('manager@example.test', t.password, 'no-such-tenant');
    const foreign = await signIn('manager@example.test', t.password, 'other');

    expect(wrong.data.signIn).toEqual({
      __typename: 'ValidationError',
      code: 'INVALID_CREDENTIALS',
      message: 'The tenant, e-mail or password is wrong. Check all three.',
      field: null,
    });
    expect(unknown.data).toEqual(wrong.data);
    expect(elsewhere.data).toEqual(wrong.data);
    expect(foreign.data).toEqual(wrong.data);
  });

  it('takes about as long for an unknown e-mail as for a wrong password', async () => {
    const timeOf = async (email: string) => {
      const startedAt = performance.now();
      await signIn(email, 'not the password');
      return performance.now() - startedAt;
    };
    const known: number[] = [];
    const unknown: number[] = [];
    for (let round = 0; round < 4; round += 1) {
      known.push(await timeOf('buyer@example.test'));
      unknown.push(await timeOf(`nobody-${round}@example.test`));
    }

    // Without the decoy hash an unknown e-mail would be more than ten times quicker.
    expect(Math.min(...unknown)).toBeGreaterThan(Math.min(...known) / 3);
  });

  it('refuses an account after ten failures, also with the right password, and no other account', async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const answer = await signIn('clerk@example.test', `guess ${attempt}`);
      expect(answer.data.signIn.code).toBe('INVALID_CREDENTIALS');
    }

    const locked = await signIn('clerk@example.test', t.password);
    const sameInCapitals = await signIn('CLERK@EXAMPLE.TEST', t.password, 'Acme');
    const other = await signIn('admin@example.test', t.password);

    expect(locked.data).toBeNull();
    expect(locked.errors?.[0]?.extensions.code).toBe('RATE_LIMITED');
    expect(locked.errors?.[0]?.extensions['retryAfterMs']).toBeGreaterThan(14 * 60_000);
    expect(sameInCapitals.errors?.[0]?.extensions.code).toBe('RATE_LIMITED');
    expect(other.data.signIn.__typename).toBe('SignInSuccess');
  });

  it('lets no more than ten of thirty guesses through that come at once', async () => {
    await createCustomer(t.ctx, { email: 'flooded@example.test', password: 'right password' });

    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) => signIn('flooded@example.test', `guess ${index}`)),
    );

    const wrong = answers.filter((answer) => answer.data?.signIn.code === 'INVALID_CREDENTIALS');
    const limited = answers.filter((answer) => answer.errors?.[0]?.extensions.code === 'RATE_LIMITED');
    expect([wrong.length, limited.length]).toEqual([10, 20]);
  });

  it('does not count successes', async () => {
    await createCustomer(t.ctx, { email: 'often@example.test', password: 'right password' });
    for (let attempt = 0; attempt < 12; attempt += 1) {
      const answer = await signIn('often@example.test', 'right password');
      expect(answer.data.signIn.__typename).toBe('SignInSuccess');
    }
  });

  it('answers a closed account like a wrong password', async () => {
    const user = await createStaffUser(t.ctx, {
      email: 'left@example.test',
      password: 'right password',
      role: 'ADMIN',
    });
    const filter = { tenantId: t.tenant._id, _id: user._id };
    await staffUsers(t.app.db).updateOne(filter, { $set: { active: false } });

    expect((await signIn('left@example.test', 'right password')).data.signIn.code).toBe('INVALID_CREDENTIALS');
    await staffUsers(t.app.db).updateOne(filter, { $set: { active: true } });
    expect((await signIn('left@example.test', 'right password')).data.signIn.__typename).toBe('SignInSuccess');
  });

  it('shuts a suspended tenant', async () => {
    const tenant = await createTenant(t.app.db, t.clock, {
      slug: 'shut',
      name: 'Shut',
      currency: 'GBP',
      status: 'SUSPENDED',
    });
    const ctx = t.app.newContext(tenant._id, { kind: 'system', job: 'test' });
    await createCustomer(ctx, { email: 'a@example.test', password: 'right password' });

    const answer = await signIn('a@example.test', 'right password', 'shut');

    expect(answer.data.signIn.code).toBe('INVALID_CREDENTIALS');
  });

  it.each([
    ['an empty tenant', { tenant: '', email: 'a@example.test', password: 'x' }, 'tenant'],
    ['an empty e-mail', { tenant: 'acme', email: '', password: 'x' }, 'email'],
    ['an e-mail of 255 characters', { tenant: 'acme', email: 'a'.repeat(255), password: 'x' }, 'email'],
    ['an empty password', { tenant: 'acme', email: 'a@example.test', password: '' }, 'password'],
    ['a password of 10 KB', { tenant: 'acme', email: 'a@example.test', password: 'x'.repeat(10_240) }, 'password'],
  ])('refuses %s as malformed, without repeating it', async (_what, input, field) => {
    const answer = await t.gql(SIGN_IN, { input });

    expect(answer.data).toBeNull();
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field });
    expect(answer.errors?.[0]?.message.length).toBeLessThan(200);
  });

  it.each([
    ['a number as password', { tenant: 'acme', email: 'a@example.test', password: 1 }],
    ['an object as e-mail', { tenant: 'acme', email: { $gt: '' }, password: 'x' }],
    ['no tenant', { email: 'a@example.test', password: 'x' }],
    ['a field too many', { tenant: 'acme', email: 'a@example.test', password: 'x', role: 'ADMIN' }],
  ])('refuses %s by its type', async (_what, input) => {
    const answer = await t.gql(SIGN_IN, { input });

    expect(answer.data).toBeUndefined();
    expect(answer.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('a request', () => {
  it('without a token, with a broken one or with an ended one is not signed in', async () => {
    const { accessToken } = (await signIn('manager@example.test', t.password)).data.signIn.session;
    for (const token of [undefined, 'x', `${accessToken.slice(0, -3)}abc`]) {
      const answer = await t.gql(WHO_AM_I, {}, token);
      expect(answer.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    }

    t.clock.tick(30 * 60_000);
    const late = await t.gql(WHO_AM_I, {}, accessToken);

    expect(late.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });
});
