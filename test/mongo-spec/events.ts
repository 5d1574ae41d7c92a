import { ReadConcern } from 'mongodb';
import type { Document, MongoClient } from 'mongodb';
import type { ExpectedEvents } from './format';
import { Mismatch } from './format';
import { match, show } from './matcher';
import type { MatchContext } from './matcher';

export type EventKind = 'command' | 'cmap' | 'sdam';

export interface ObservedEvent {
  readonly name: string;
  readonly kind: EventKind;
  readonly event: Document;
}

const COMMAND_EVENTS = ['commandStarted', 'commandSucceeded', 'commandFailed'];
const CMAP_EVENTS = [
  'connectionPoolCreated',
  'connectionPoolReady',
  'connectionPoolCleared',
  'connectionPoolClosed',
  'connectionCreated',
  'connectionReady',
  'connectionClosed',
  'connectionCheckOutStarted',
  'connectionCheckOutFailed',
  'connectionCheckedOut',
  'connectionCheckedIn',
];
const SDAM_EVENTS = [
  'serverDescriptionChanged',
  'topologyDescriptionChanged',
  'topologyOpening',
  'topologyClosed',
  'serverHeartbeatStarted',
  'serverHeartbeatSucceeded',
  'serverHeartbeatFailed',
];

/** The driver's event names differ from the format's in a few places. */
function formatName(name: string): string {
  const renamed: { [name: string]: string } = { poolCreated: 'connectionPoolCreated' };
  return `${renamed[name] ?? name}Event`;
}

const SENSITIVE = new Set([
  'authenticate',
  'saslStart',
  'saslContinue',
  'getnonce',
  'createUser',
  'updateUser',
  'copydbgetnonce',
  'copydbsaslstart',
  'copydb',
]);

/** Collects the events of one client. */
export class EventLog {
  readonly events: ObservedEvent[] = [];
  private readonly waiting = new Set<() => void>();

  constructor(client: MongoClient, settings: Document) {
    const observed = new Set<string>(settings['observeEvents'] ?? []);
    const ignored = new Set<string>([...(settings['ignoreCommandMonitoringEvents'] ?? []), 'configureFailPoint']);
    const seesSensitive = settings['observeSensitiveCommands'] === true;
    const listen = (names: string[], kind: EventKind): void => {
      for (const name of names) {
        if (!observed.has(formatName(name))) continue;
        client.on(name as 'commandStarted', (event) => {
          const fields = event as unknown as Document;
          if (kind === 'command' && isIgnored(fields, ignored, seesSensitive)) return;
          this.events.push({ name: formatName(name), kind, event: kind === 'command' ? frozenCopy(fields) : fields });
          for (const wake of this.waiting) wake();
        });
      }
    };
    listen(COMMAND_EVENTS, 'command');
    listen(CMAP_EVENTS, 'cmap');
    listen(SDAM_EVENTS, 'sdam');
  }

  /** How many events so far look like the one given (`{ commandStartedEvent: { ... } }`). */
  count(pattern: Document, context: MatchContext): number {
    return this.events.filter((observed) => isLike(pattern, observed, context)).length;
  }

  /** Resolves when so many events like the pattern were seen. @throws Mismatch after 10 s */
  async waitFor(pattern: Document, count: number, context: MatchContext): Promise<void> {
    const until = Date.now() + 10_000;
    while (this.count(pattern, context) < count) {
      if (Date.now() > until) throw new Mismatch(`waited 10 s for ${count} of ${show(pattern)}`);
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          this.waiting.delete(done);
          resolve();
        };
        const timer = setTimeout(done, 100);
        this.waiting.add(done);
      });
    }
  }

  /** @throws Mismatch unless the events seen are those expected */
  check(expected: ExpectedEvents, context: MatchContext): void {
    const kind = expected.eventType ?? 'command';
    const seen = this.events.filter((event) => event.kind === kind);
    const names = seen
      .map(({ name, event }) => (kind === 'command' ? `${name}(${String(event['commandName'])})` : name))
      .join(', ');
    expected.events.forEach((pattern, i) => {
      const observed = seen[i];
      if (observed === undefined) {
        throw new Mismatch(`event ${i}: expected ${show(pattern)}, but only ${seen.length} came: ${names}`);
      }
      matchEvent(pattern, observed, context, `event ${i}`);
    });
    if (seen.length > expected.events.length && expected.ignoreExtraEvents !== true) {
      throw new Mismatch(`expected ${expected.events.length} events, got ${seen.length}: ${names}`);
    }
  }
}

/** The driver goes on changing the command of an event when it retries, so what was sent is copied at once. */
function frozenCopy(event: Document): Document {
  const copy: Document = {};
  for (const name of [
    'commandName',
    'databaseName',
    'command',
    'reply',
    'failure',
    'serviceId',
    'serverConnectionId',
  ]) {
    if (event[name] !== undefined) copy[name] = copyPlain(event[name]);
  }
  return copy;
}

function copyPlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyPlain);
  if (typeof value !== 'object' || value === null) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null && !(value instanceof ReadConcern)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, copyPlain(inner)]));
}

function isIgnored(event: Document, ignored: ReadonlySet<string>, seesSensitive: boolean): boolean {
  const name = String(event['commandName']);
  if (ignored.has(name)) return true;
  if (seesSensitive) return false;
  if (SENSITIVE.has(name)) return true;
  const isHello = name === 'hello' || name.toLowerCase() === 'ismaster';
  return (
    isHello &&
    (event['command']?.['speculativeAuthenticate'] !== undefined ||
      Object.keys(event['command'] ?? { x: 1 }).length === 0)
  );
}

function isLike(pattern: Document, observed: ObservedEvent, context: MatchContext): boolean {
  try {
    matchEvent(pattern, observed, context, 'event');
    return true;
  } catch (error) {
    if (error instanceof Mismatch) return false;
    throw error;
  }
}

function matchEvent(pattern: Document, observed: ObservedEvent, context: MatchContext, path: string): void {
  const [name, expected] = Object.entries(pattern)[0] as [string, Document];
  if (name !== observed.name)
    throw new Mismatch(`${path}: expected ${name}, got ${observed.name} ${show(observed.event['commandName'])}`);
  const { event } = observed;
  for (const [field, value] of Object.entries(expected)) {
    const at = `${path} ${String(event['commandName'] ?? name)}.${field}`;
    if (field === 'hasServiceId') matchPresence(value, (event['serviceId'] ?? undefined) !== undefined, at);
    else if (field === 'hasServerConnectionId')
      matchPresence(value, (event['serverConnectionId'] ?? undefined) !== undefined, at);
    else if (field === 'interruptInUseConnections')
      match(value, event['interruptInUseConnections'], context, false, at);
    else if (field === 'previousDescription' || field === 'newDescription')
      match(value, describe(event[field]), context, true, at);
    else if (field === 'command') match(value, withoutDriverTimeout(value as Document, event), context, true, at);
    else match(value, event[field], context, field === 'reply', at);
  }
}

/**
 * Driver 7.8 adds `wtimeout: 10000` to the write concern of every commit and abort, not only to repeated ones as the
 * specification says. The driver's own runner does not look at additional nested fields; this one takes only this
 * one out, where the test does not name it.
 */
function withoutDriverTimeout(expected: Document, event: Document): unknown {
  const command = event['command'] as Document;
  const isEnd = event['commandName'] === 'commitTransaction' || event['commandName'] === 'abortTransaction';
  const concern = expected['writeConcern'] as Document | undefined;
  if (!isEnd || command['writeConcern']?.['wtimeout'] !== 10000 || concern === undefined || 'wtimeout' in concern)
    return command;
  const others: Document = { ...command['writeConcern'] };
  delete others['wtimeout'];
  return { ...command, ...(Object.keys(others).length === 0 ? { writeConcern: undefined } : { writeConcern: others }) };
}

function describe(description: Document): Document {
  return { type: description['type'] };
}

function matchPresence(expected: unknown, isPresent: boolean, path: string): void {
  if (expected !== isPresent) throw new Mismatch(`${path}: expected ${String(expected)}, got ${String(isPresent)}`);
}
