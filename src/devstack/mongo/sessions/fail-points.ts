import type { Document } from '../bson-types';
import { badValue, failure } from '../errors';
import { toNumber } from '../commands/arguments';

type Mode =
  | { kind: 'off' }
  | { kind: 'alwaysOn' }
  | { kind: 'times' | 'skip'; left: number }
  | { kind: 'chance'; probability: number };

interface FailPoint {
  mode: Mode;
  data: Document;
  timesEntered: number;
}

/** What is known of a command when the server decides whether a fail point hits it. */
export interface FailPointSubject {
  readonly commandName: string;
  readonly aliases: readonly string[];
  readonly namespace: string | undefined;
  readonly appName: string | undefined;
}

const KNOWN = new Set(['failCommand', 'onPrimaryTransactionalWrite', 'failGetMoreAfterCursorCheckout']);

/** Deliberate failures that tests switch on with `configureFailPoint`. */
export class FailPoints {
  private readonly points = new Map<string, FailPoint>();

  /** @throws MongoError 2 for a fail point or mode that does not exist */
  configure(name: string, mode: unknown, data: Document): number {
    if (!KNOWN.has(name)) throw failure(200, `Fail point ${name} was not found`);
    const before = this.points.get(name)?.timesEntered ?? 0;
    const parsed = parseMode(mode);
    if (parsed.kind === 'off') this.points.delete(name);
    else this.points.set(name, { mode: parsed, data, timesEntered: 0 });
    return before;
  }

  /** The data of `failCommand` when it hits this command now; counts down its mode. */
  hitCommand(subject: FailPointSubject): Document | undefined {
    const point = this.points.get('failCommand');
    if (point === undefined) return undefined;
    const { data } = point;
    const names = data['failCommands'];
    if (!Array.isArray(names)) return undefined;
    if (!names.includes(subject.commandName) && !subject.aliases.some((alias) => names.includes(alias)))
      return undefined;
    if (data['appName'] !== undefined && data['appName'] !== subject.appName) return undefined;
    if (data['namespace'] !== undefined && data['namespace'] !== subject.namespace) return undefined;
    if (data['failLocalClients'] === false) return undefined;
    return this.enter(point);
  }

  /** The data of a fail point without further conditions when it fires now. */
  hit(name: string): Document | undefined {
    const point = this.points.get(name);
    return point === undefined ? undefined : this.enter(point);
  }

  private enter(point: FailPoint): Document | undefined {
    const { mode } = point;
    if (mode.kind === 'off') return undefined;
    if (mode.kind === 'skip' && mode.left > 0) {
      mode.left -= 1;
      return undefined;
    }
    if (mode.kind === 'chance' && Math.random() >= mode.probability) return undefined;
    if (mode.kind === 'times') {
      if (mode.left <= 0) return undefined;
      mode.left -= 1;
    }
    point.timesEntered += 1;
    return point.data;
  }
}

function parseMode(mode: unknown): Mode {
  if (mode === 'off') return { kind: 'off' };
  if (mode === 'alwaysOn') return { kind: 'alwaysOn' };
  if (typeof mode === 'object' && mode !== null) {
    const fields = mode as Document;
    if (fields['times'] !== undefined) return { kind: 'times', left: toNumber(fields['times'], 'mode.times') };
    if (fields['skip'] !== undefined) return { kind: 'skip', left: toNumber(fields['skip'], 'mode.skip') };
    if (fields['activationProbability'] !== undefined) {
      return { kind: 'chance', probability: toNumber(fields['activationProbability'], 'mode.activationProbability') };
    }
  }
  throw badValue('unknown mode of fail point');
}
