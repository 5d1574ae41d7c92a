import { createHmac } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { toGlobalId } from '../../src/kernel/ids';
import { issueSession } from '../../src/modules/tenants';
import { buildServer } from '../../src/server';
import { bearer, request } from '../support/http-request';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';

let test: TestApp;
let server: FastifyInstance;

beforeAll(async () => {
  test = await createTestApp();
  server = await buildServer(test.app);
});

afterAll(async () => {
  await server.close();
  await test.close();
});

const post = (query: string, headers: Record<string, string> = {}) =>
  request({ headers, payload: JSON.stringify({ query }) }, server);

describe('tokens', () => {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const partsOf = (token: string) => token.split('.') as [string, string, string];
  const sign = (secret: string, header: object, payload: string, hash = 'sha256') => {
    const signed = `${part(header)}.${payload}`;
    return `${signed}.${createHmac(hash, secret).update(signed).digest('base64url')}`;
  };
  const HEADER = { alg: 'HS256', typ: 'at+jwt' };

  function forgeries(): Record<string, string> {
    const [header, payload, signature] = partsOf(test.tokens.admin);
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const secret = test.app.config.tokenSecret;
    const changed = (change: object) => sign(secret, HEADER, part({ ...claims, ...change }));
    return {
      'alg none': `${part({ alg: 'none', typ: 'at+jwt' })}.${payload}.`,
      'alg None with the signature': `${part({ alg: 'None', typ: 'at+jwt' })}.${payload}.${signature}`,
      'another secret': sign('x'.repeat(64), HEADER, payload),
      'an empty secret': sign('', HEADER, payload),
      'HS512 with the right secret': sign(secret, { ...HEADER, alg: 'HS512' }, payload, 'sha512'),
      'no signature': `${header}.${payload}.`,
      'two parts': `${header}.${payload}`,
      'another payload': `${header}.${part({ ...claims, tenant: toGlobalId('Tenant', test.tenant._id) })}.${signature}`,
      'another typ': sign(secret, { alg: 'HS256', typ: 'JWT' }, payload),
      'a kid that is a path': sign('', { ...HEADER, kid: '../../../../dev/null' }, payload),
      'a jwk of its own': sign('mine', { ...HEADER, jwk: { kty: 'oct', k: part('mine') } }, payload),
      'a critical header nobody knows': sign(secret, { ...HEADER, crit: ['x'], x: 1 }, payload),
      'another issuer': changed({ iss: 'other' }),
      'another audience': changed({ aud: 'other' }),
      'no end': changed({ exp: undefined }),
      'an end as a text': changed({ exp: '9999999999' }),
      'not yet begun': changed({ nbf: claims.exp }),
      'a system job': changed({ actor: { kind: 'system', job: 'x' } }),
      'a role that is none': changed({ actor: { ...claims.actor, role: 'ROOT' } }),
      'a tenant that is none': changed({ tenant: '000000000000000000000000' }),
      'an operator for a tenant': changed({ tenant: { $ne: null } }),
      '15 KB': 'a'.repeat(15_000),
      nothing: '',
    };
  }

  it('the secret of this test does sign, so that what follows proves something', async () => {
    const [, payload] = partsOf(test.tokens.admin);
    const token = sign(test.app.config.tokenSecret, HEADER, payload);
    expect((await post('{ tenant { id } }', bearer(token))).codes).toEqual([]);
  });

  it('every forgery is nobody, with one and the same answer', async () => {
    const answers: Record<string, string[]> = {};
    const bodies = new Set<string>();
    for (const [name, token] of Object.entries(forgeries())) {
      const reply = await post('{ tenant { id } }', { ...bearer(token), 'x-request-id': 'same-for-all' });
      answers[name] = reply.codes;
      bodies.add(reply.text);
    }
    const expected = Object.fromEntries(Object.keys(answers).map((name) => [name, ['UNAUTHENTICATED']]));
    expect(answers).toEqual(expected);
    expect(bodies.size).toBe(1);
  });

  it('headers that claim a tenant or a user change nothing', async () => {
    const claims = {
      'x-tenant-id': test.tenant._id.toHexString(),
      'x-user-id': 'admin',
      'x-role': 'ADMIN',
      host: 'acme',
    };
    expect((await post('{ tenant { id } }', claims)).codes).toEqual(['UNAUTHENTICATED']);
    const foreign = await post('{ tenant { slug } }', { ...claims, ...bearer(test.tokens.foreignAdmin) });
    expect(JSON.parse(foreign.text).data).toEqual({ tenant: { slug: 'other' } });
  });

  it('a refresh token is no access token, and an access token no refresh token', async () => {
    const session = await issueSession(test.app, test.tenant._id, { kind: 'customer', customerId: test.ids.customer });
    expect((await post('{ tenant { id } }', bearer(session.refreshToken))).codes).toEqual(['UNAUTHENTICATED']);
    const document = `mutation { refreshSession(input: { refreshToken: "${session.accessToken.slice(0, 200)}" }) {
      __typename ... on ValidationError { code }
    } }`;
    expect((await post(document)).text).toContain('"__typename":"ValidationError"');
  });

  // Last, because the clock only goes forward.
  it('a token serves until it ends and not a moment longer, also when it was just remembered', async () => {
    const session = await issueSession(test.app, test.tenant._id, { kind: 'customer', customerId: test.ids.customer });
    const left = session.expiresAt.getTime() - test.clock.now().getTime();
    test.clock.tick(left - 1);
    expect((await post('{ tenant { id } }', bearer(session.accessToken))).codes).toEqual([]);
    test.clock.tick(1);
    expect((await post('{ tenant { id } }', bearer(session.accessToken))).codes).toEqual(['UNAUTHENTICATED']);
    expect((await post('{ tenant { id } }', bearer(test.tokens.admin))).codes).toEqual(['UNAUTHENTICATED']);
  });
});
