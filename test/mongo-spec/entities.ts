import { ClientSession, Collection, Db, MongoClient, ReadPreference } from 'mongodb';
import type { Document, MongoClientOptions } from 'mongodb';
import { EventLog } from './events';
import { Mismatch, Skip } from './format';
import type { MatchContext } from './matcher';

/** A cursor that the format iterates by hand. */
export interface IterableCursor {
  next(): Promise<unknown>;
  tryNext(): Promise<unknown>;
  close(): Promise<void>;
}

/** Turns `writeConcern` and `readPreference` of a test into what the driver takes. */
export function driverOptions(options: Document): Document {
  const converted: Document = { ...options };
  const concern = options['writeConcern'];
  if (concern !== undefined) {
    const { journal, wtimeoutMS, ...others } = concern as Document;
    converted['writeConcern'] = {
      ...others,
      ...(journal === undefined ? {} : { j: journal }),
      ...(wtimeoutMS === undefined ? {} : { wtimeout: wtimeoutMS }),
    };
  }
  const preference = options['readPreference'];
  if (preference !== undefined) {
    converted['readPreference'] = ReadPreference.fromOptions({
      readPreference: {
        mode: normalMode(String(preference['mode'])),
        tags: preference['tagSets'],
        maxStalenessSeconds: preference['maxStalenessSeconds'],
      },
    } as Document);
  }
  return converted;
}

function normalMode(mode: string): string {
  return mode.charAt(0).toLowerCase() + mode.slice(1);
}

/** The named things of one test: clients, databases, collections, sessions, cursors, results. */
export class Entities implements MatchContext {
  private readonly named = new Map<string, unknown>();
  private readonly clients = new Map<string, MongoClient>();
  private readonly logs = new Map<string, EventLog>();
  private readonly lsids = new Map<string, Document>();

  constructor(private readonly uri: string) {}

  entity(id: string): unknown {
    if (!this.named.has(id)) throw new Mismatch(`there is no entity ${id}`);
    return this.named.get(id);
  }

  set(id: string, value: unknown): void {
    this.named.set(id, value);
  }

  has(id: string): boolean {
    return this.named.has(id);
  }

  sessionLsid(id: string): Document {
    const lsid = this.lsids.get(id);
    if (lsid === undefined) throw new Mismatch(`there is no session ${id}`);
    return lsid;
  }

  client(id: string): MongoClient {
    return this.typed(id, MongoClient);
  }

  collection(id: string): Collection {
    return this.typed(id, Collection);
  }

  database(id: string): Db {
    return this.typed(id, Db);
  }

  session(id: string): ClientSession {
    return this.typed(id, ClientSession);
  }

  cursor(id: string): IterableCursor {
    return this.entity(id) as IterableCursor;
  }

  log(clientId: string): EventLog {
    const log = this.logs.get(clientId);
    if (log === undefined) throw new Mismatch(`client ${clientId} does not exist`);
    return log;
  }

  private typed<T>(id: string, type: abstract new (...args: never[]) => T): T {
    const value = this.entity(id);
    if (!(value instanceof type)) throw new Mismatch(`entity ${id} is no ${type.name}`);
    return value;
  }

  /** Makes entities in the order given. */
  async create(specs: readonly Document[]): Promise<void> {
    for (const spec of specs) {
      const [kind, settings] = Object.entries(spec)[0] as [string, Document];
      await this.createOne(kind, settings);
    }
  }

  private async createOne(kind: string, settings: Document): Promise<void> {
    const id = String(settings['id']);
    switch (kind) {
      case 'client':
        await this.createClient(id, settings);
        return;
      case 'database':
        this.named.set(
          id,
          this.client(settings['client']).db(
            settings['databaseName'],
            driverOptions(settings['databaseOptions'] ?? {}),
          ),
        );
        return;
      case 'collection':
        this.named.set(
          id,
          this.database(settings['database']).collection(
            settings['collectionName'],
            driverOptions(settings['collectionOptions'] ?? {}),
          ),
        );
        return;
      case 'session':
        this.createSession(id, settings);
        return;
      default:
        throw new Skip(`entities of kind ${kind} are not supported by this runner`);
    }
  }

  private async createClient(id: string, settings: Document): Promise<void> {
    if (settings['serverApi'] !== undefined && settings['serverApi']['version'] !== '1')
      throw new Skip('unknown server API');
    if (settings['autoEncryptOpts'] !== undefined)
      throw new Skip('client-side encryption is not supported by this runner');
    const options = uriOptionsToClient(settings['uriOptions'] ?? {});
    const client = new MongoClient(this.uri, {
      monitorCommands: true,
      // After an error the driver looks again at the server; the default of 500 ms would be most of a run's time.
      minHeartbeatFrequencyMS: 10,
      ...(settings['serverApi'] === undefined ? {} : { serverApi: settings['serverApi'] }),
      ...options,
    });
    this.logs.set(id, new EventLog(client, settings));
    this.named.set(id, client);
    this.clients.set(id, client);
    await connect(client);
  }

  private createSession(id: string, settings: Document): void {
    const options: Document = { ...(settings['sessionOptions'] ?? {}) };
    if (options['defaultTransactionOptions'] !== undefined) {
      options['defaultTransactionOptions'] = driverOptions(options['defaultTransactionOptions']);
    }
    const { snapshotTime } = options;
    const session = this.client(settings['client']).startSession(options);
    if (typeof snapshotTime === 'string') {
      // Driver 7.8 has no option for it yet, but keeps the time in this field once it is known.
      (session as unknown as { snapshotTime: unknown }).snapshotTime = this.entity(snapshotTime);
    }
    this.named.set(id, session);
    // Kept apart, since an ended session may no longer be asked.
    this.lsids.set(id, session.id as Document);
  }

  /** Ends everything; errors of closing don't matter any more. */
  async close(): Promise<void> {
    for (const value of this.named.values()) {
      if (value instanceof ClientSession) await value.endSession().catch(() => undefined);
    }
    for (const client of this.clients.values()) await client.close(true).catch(() => undefined);
  }
}

/**
 * Connects as if the client's read preference were primary: on connecting the driver waits for a server of that
 * preference, and a set of one node has no secondary, although no operation of such a test needs one.
 */
async function connect(client: MongoClient): Promise<void> {
  const { options } = (client as unknown as { s: { options: { readPreference: ReadPreference } } }).s;
  const { readPreference } = options;
  options.readPreference = ReadPreference.primary;
  await client.connect();
  options.readPreference = readPreference;
}

/** URI options have their own spelling in connection strings; the driver's options differ in some. */
function uriOptionsToClient(options: Document): MongoClientOptions {
  const renamed: { [name: string]: string } = {
    appname: 'appName',
    readPreferenceTags: 'readPreferenceTags',
    tls: 'tls',
  };
  const converted: Document = {};
  for (const [name, value] of Object.entries(options)) converted[renamed[name] ?? name] = value;
  return converted;
}
