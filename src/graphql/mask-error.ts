import { GraphQLError } from 'graphql';
import type { GraphQLFormattedError } from 'graphql';
import type { Logger } from '../kernel/context';
import { DomainError, RefusalError } from '../kernel/errors';

/** Codes that Apollo and graphql-js give to requests they refuse themselves; their texts quote only the request. */
const PUBLIC_CODES = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/** graphql-js ends its message with it. */
const SUGGESTION = / ?Did you mean.+$/s;

export interface MaskContext {
  readonly correlationId: string;
  readonly logger: Logger;
  readonly now: Date;
  /** Whether introspection is closed: then a suggestion ("Did you mean ...") would tell the names that it hides. */
  readonly hidesNames?: boolean;
  /** Counts a masked fault. */
  readonly onFault?: () => void;
}

/**
 * The error as a client may see it: code, message, timestamp, correlationId. Outcomes and refusals pass with their
 * codes; anything else is a fault: logged once with its stack, counted, and answered as INTERNAL without a detail.
 */
export function maskError(
  error: unknown,
  { correlationId, logger, now, hidesNames = false, onFault }: MaskContext,
): GraphQLFormattedError {
  const graphqlError = error instanceof GraphQLError ? error : null;
  const cause = rootCause(error);
  const place = graphqlError === null ? {} : { path: graphqlError.path, locations: graphqlError.locations };
  const extensions = { timestamp: now.toISOString(), correlationId };
  if (cause instanceof RefusalError) {
    return { ...place, message: cause.message, extensions: { code: cause.code, ...cause.details, ...extensions } };
  }
  if (cause instanceof DomainError) {
    return { ...place, message: cause.message, extensions: { code: cause.code, ...extensions } };
  }
  const code = graphqlError === null ? undefined : publicCode(graphqlError, cause);
  if (graphqlError !== null && code !== undefined) {
    const message = hidesNames ? graphqlError.message.replace(SUGGESTION, '') : graphqlError.message;
    return { ...place, message, extensions: { code, ...extensions } };
  }
  onFault?.();
  logger.error({ correlationId, path: graphqlError?.path, stack: stackOf(cause) }, 'a request failed by our fault');
  return {
    ...place,
    message: `Something went wrong on our side. Try again; if it stays, report the correlation id ${correlationId}.`,
    extensions: { code: 'INTERNAL', ...extensions },
  };
}

function rootCause(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && cause.originalError !== undefined) cause = cause.originalError;
  return cause;
}

function publicCode(error: GraphQLError, cause: unknown): string | undefined {
  // graphql-jit 0.8.9 makes its errors without `extensions`, whatever the type says.
  const given = (error.extensions as GraphQLError['extensions'] | undefined)?.['code'];
  if (typeof given === 'string' && PUBLIC_CODES.has(given)) return given;
  // An error without an original one was made by the executor about the request: a variable of the wrong type.
  return cause === error && error.path === undefined ? 'BAD_USER_INPUT' : undefined;
}

function stackOf(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : `a non-error was thrown: ${typeof cause}`;
}
