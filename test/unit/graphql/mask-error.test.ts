import { GraphQLError } from 'graphql';
import { InsufficientStockError, RefusalError } from '../../../src/kernel/errors';
import { maskError } from '../../../src/graphql/mask-error';

const SECRET = 'E11000 duplicate key mongodb://user:pass@host/src/secret.ts';

function mask(error: unknown, hidesNames = false) {
  const logged: object[] = [];
  const push = (fields: object): void => void logged.push(fields);
  const faults: number[] = [];
  const answer = maskError(error, {
    correlationId: 'request-1',
    now: new Date(0),
    hidesNames,
    logger: { debug: push, info: push, warn: push, error: push },
    onFault: () => faults.push(1),
  });
  return { answer, logged, faults: faults.length };
}

/** As the executor wraps what a resolver threw. */
function thrownInResolver(cause: Error): GraphQLError {
  return new GraphQLError(cause.message, { path: ['order'], originalError: cause });
}

describe('an error on its way to a client', () => {
  it.each([new Error(SECRET), thrownInResolver(new Error(SECRET)), SECRET, null, { stack: SECRET }])(
    'that nobody planned is masked, logged once and counted: %p',
    (error) => {
      const { answer, logged, faults } = mask(error);
      expect(JSON.stringify(answer)).not.toMatch(/E11000|mongodb:|secret/);
      expect(answer.extensions).toMatchObject({
        code: 'INTERNAL',
        correlationId: 'request-1',
        timestamp: expect.any(String),
      });
      expect([logged.length, faults]).toEqual([1, 1]);
    },
  );

  it('suggests a right name only where names are not hidden', () => {
    const error = new GraphQLError('Cannot query field "titel". Did you mean "title"?', {
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    });
    expect(mask(error).answer.message).toBe('Cannot query field "titel". Did you mean "title"?');
    expect(mask(error, true).answer.message).toBe('Cannot query field "titel".');
  });

  it('that is a refusal or an outcome keeps its code and its words, and is not logged', () => {
    const refusal = mask(thrownInResolver(new RefusalError('RATE_LIMITED', 'Too fast.', { retryAfterMs: 5 })));
    expect(refusal.answer).toMatchObject({
      message: 'Too fast.',
      path: ['order'],
      extensions: { code: 'RATE_LIMITED', retryAfterMs: 5 },
    });
    const outcome = mask(thrownInResolver(new InsufficientStockError([])));
    expect(outcome.answer.extensions).toMatchObject({ code: 'INSUFFICIENT_STOCK' });
    expect([refusal.faults, outcome.faults, refusal.logged.length]).toEqual([0, 0, 0]);
  });

  it('about the request itself is bad input, with or without a code', () => {
    expect(mask(new GraphQLError('Variable "$n" got 1.5')).answer.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
    const parse = new GraphQLError('Syntax Error', { extensions: { code: 'GRAPHQL_PARSE_FAILED' } });
    expect(mask(parse).answer.extensions).toMatchObject({ code: 'GRAPHQL_PARSE_FAILED' });
  });

  it('with a code that is not ours is masked all the same', () => {
    const foreign = new GraphQLError(SECRET, { path: ['x'], extensions: { code: 'SOMETHING' } });
    expect(mask(foreign).answer.extensions).toMatchObject({ code: 'INTERNAL' });
  });
});
