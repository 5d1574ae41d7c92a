import { GraphQLError } from 'graphql';
import type { ExecutionResult } from 'graphql';
import type { Connection } from 'mongoose';
import { GraphqlContext } from '../../../src/graphql/graphql-context';
import type { RequestFacts } from '../../../src/graphql/graphql-context';
import { SharedAnswers } from '../../../src/graphql/plugins/shared-answers';
import { SystemClock } from '../../../src/kernel/clock';
import { actorId, principalKey } from '../../../src/kernel/context';
import type { Actor, StaffRole } from '../../../src/kernel/context';
import { newId } from '../../../src/kernel/ids';
import { can } from '../../../src/kernel/permissions';

const tenantId = newId();

function contextOf(actor: Actor | null, tenant = tenantId): GraphqlContext {
  const nothing = (): void => undefined;
  const logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };
  const facts = {
    ...{ db, clock: new SystemClock(), logger, correlationId: newId().toHexString(), ip: '192.0.2.7' },
    ...{ clientKey: () => 'client', live: {} as RequestFacts['live'] },
  };
  return new GraphqlContext(facts, actor && { tenantId: tenant, actor });
}

const db = {} as Connection;
const guest = (): GraphqlContext => contextOf({ kind: 'guest', guestId: newId() });
const staff = (role: StaffRole): GraphqlContext => contextOf({ kind: 'staff', userId: newId(), role });
const queryOf = (key: string): { key: string; isPersonal: boolean } => ({ key, isPersonal: false });

/** Asks for all of them in one turn; `look` is what a resolver does with the context that it is given. */
async function askAll(
  callers: readonly GraphqlContext[],
  query: ReturnType<typeof queryOf>,
  look: Look,
  variables = {},
) {
  const shared = new SharedAnswers();
  const seenBy: GraphqlContext[] = [];
  const results = await Promise.all(
    callers.map((caller) =>
      shared.answer(query, caller, variables, async (context): Promise<ExecutionResult> => {
        seenBy.push(context);
        await Promise.resolve();
        const value = look(context);
        return value instanceof GraphQLError ? { data: { value: null }, errors: [value] } : { data: { value } };
      }),
    ),
  );
  return { shared, seenBy, values: results.map(({ data }) => data?.['value']), results };
}
type Look = (context: GraphqlContext) => unknown;

describe('answers for many', () => {
  test('different shoppers who ask the same get one execution and one text', async () => {
    const query = queryOf('page');
    const { shared, seenBy, results } = await askAll([guest(), guest(), guest()], query, () => 'the page');
    expect(seenBy).toHaveLength(1);
    expect(query.isPersonal).toBe(false);
    const texts = results.map((result) => shared.text(result as never));
    expect(texts).toEqual(Array.from(results, () => '{"data":{"value":"the page"}}\n'));
  });

  test('what callers may do may be asked without making the answer personal', async () => {
    const callers = [staff('MANAGER'), staff('MANAGER')];
    const rights = ({ actor, ctx }: GraphqlContext): unknown => [can(actor, 'cost:read'), ctx.tenantId, ctx.actor.kind];
    const { seenBy, values } = await askAll(callers, queryOf('rights'), rights);
    expect(seenBy).toHaveLength(1);
    expect(values[0]).toEqual([true, tenantId, 'staff']);
  });

  test.each<[string, Look]>([
    ['the id of the actor', ({ actor }) => actorId(actor)?.toHexString()],
    ['its key', ({ ctx }) => principalKey(ctx.actor)],
    ['a copy of the actor', ({ ctx }) => ({ ...ctx.actor })],
    ['the address', ({ facts }) => facts.ip],
    ['the key of the address', ({ ctx }) => ctx.clientKey?.()],
  ])('who looks at %s answers nobody else', async (_what, look) => {
    const callers = [guest(), guest(), guest()];
    const query = queryOf(`personal ${_what}`);
    const { seenBy, values } = await askAll(callers, query, look);
    expect(values).toEqual(callers.map((caller) => look(caller)));
    // The leader's is its own; the others ran theirs with their own context.
    expect(seenBy.slice(1)).toEqual(callers.slice(1));
    expect(query.isPersonal).toBe(true);
    const again = await askAll(callers, query, look);
    expect(again.seenBy).toEqual(callers);
  });

  test('an answer with an error is told to one caller only', async () => {
    const { seenBy, results } = await askAll([guest(), guest()], queryOf('failing'), () => new GraphQLError('no'));
    expect(seenBy).toHaveLength(2);
    expect(new Set(results).size).toBe(2);
  });

  test('other rights, another tenant, other variables, another query, nobody: each their own', async () => {
    const manager = staff('MANAGER');
    const apart = [manager, staff('CASHIER'), guest(), contextOf({ kind: 'guest', guestId: newId() }, newId())];
    expect((await askAll(apart, queryOf('apart'), () => 1)).seenBy).toHaveLength(4);
    expect((await askAll([contextOf(null), contextOf(null)], queryOf('nobody'), () => 1)).seenBy).toHaveLength(2);
    const shared = new SharedAnswers();
    let runs = 0;
    const ask = (query: string, variables: object): Promise<ExecutionResult> =>
      shared.answer(queryOf(query), manager, { ...variables }, () => ({ data: { run: (runs += 1) } }));
    await Promise.all([ask('a', { n: 1 }), ask('a', { n: 2 }), ask('b', { n: 1 }), ask('b', { n: 1 })]);
    expect(runs).toBe(3);
  });

  test('long variables are nobody else’s', async () => {
    const variables = { ids: 'x'.repeat(1_000) };
    expect((await askAll([guest(), guest()], queryOf('long'), () => 1, variables)).seenBy).toHaveLength(2);
  });
});
