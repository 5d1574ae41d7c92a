import type { GraphQLFormattedError } from 'graphql';
import type { Clock } from '../../kernel/clock';
import type { Logger } from '../../kernel/context';
import type { GraphqlContext } from '../graphql-context';
import type { LiveConnections, LiveSession } from './live-connections';
import type { LiveLimits } from './live.policy';
import type { LiveOperations } from './live-operations';
import type { StreamPosition } from './stream-position';

/** What both transports stand on. */
export interface LiveServices {
  readonly operations: LiveOperations;
  readonly connections: LiveConnections;
  readonly limits: LiveLimits;
  readonly logger: Logger;
  /** Origins besides the server's own that browsers may connect from. */
  readonly corsOrigins: readonly string[];
  /** The session of a valid access token in an active tenant; null for anything else. */
  readonly authenticate: (token: string) => Promise<LiveSession | null>;
  /** The context of one subscription. */
  readonly contextOf: (
    session: LiveSession,
    ip: string,
    stream?: { readonly correlationId: string; readonly position: StreamPosition },
  ) => GraphqlContext;
  readonly clock: Clock;
  readonly mask: (error: unknown, correlationId: string) => GraphQLFormattedError;
}

/** The token of `Bearer <token>`; null for anything else. */
export function bearerToken(value: unknown): string | null {
  return typeof value === 'string' && /^bearer /i.test(value) ? value.slice('bearer '.length) : null;
}
