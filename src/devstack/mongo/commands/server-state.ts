import type { Binary, Long, ObjectId } from 'bson';
import type { ClusterClock } from '../sessions/clock';
import type { CursorStore } from '../sessions/cursor-store';
import type { FailPoints } from '../sessions/fail-points';
import type { SessionStore } from '../sessions/session-store';
import type { Snapshots } from '../sessions/snapshots';
import type { Engine } from '../storage';
import type { Pace } from '../sessions/pace';

/** Counters of `serverStatus`. */
export class ServerCounters {
  commands = new Map<string, number>();
  connectionsCreated = 0;
  inserted = 0;
  updated = 0;
  deleted = 0;
  returned = 0;
  transactionsStarted = 0;
  transactionsCommitted = 0;
  transactionsAborted = 0;
  ttlDeleted = 0;
  ttlPasses = 0;
}

/** Everything that commands share. */
export interface ServerState {
  readonly engine: Engine;
  readonly clock: ClusterClock;
  readonly sessions: SessionStore;
  readonly cursors: CursorStore;
  readonly failPoints: FailPoints;
  readonly snapshots: Snapshots;
  readonly counters: ServerCounters;
  readonly parameters: Map<string, unknown>;
  readonly running: Map<number, { pace: Pace; command: string; ns: string; startedMs: number; sessionKey?: string }>;
  readonly topologyVersion: { readonly processId: ObjectId; readonly counter: Long };
  readonly electionId: ObjectId;
  readonly startedMs: number;
  readonly host: () => string;
  readonly newSessionId: () => Binary;
  readonly openConnections: () => number;
  readonly arguments: readonly string[];
  readonly log: (line: string) => void;
  /** Asks the process to stop (the `shutdown` command). */
  readonly requestShutdown: () => void;
}
