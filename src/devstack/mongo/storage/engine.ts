import type { CollectionInfo, RecordId } from '../bson-types';
import { MongoError } from '../errors';
import type { EngineHealth, EngineOptions, EngineTransaction, ValidateResult } from './types';

/** The storage of one server. */
export class Engine {
  readonly health: EngineHealth = 'ok';

  static open(_options: EngineOptions): Promise<Engine> {
    throw new MongoError(1, 'InternalError', 'not built');
  }
  begin(_options: { multiDocument: boolean }): EngineTransaction {
    throw new MongoError(1, 'InternalError', 'not built');
  }
  listDatabases(_tx?: EngineTransaction): { name: string; sizeOnDisk: number; empty: boolean }[] {
    return [];
  }
  /** Records whose TTL index says that they are over at `now`; at most `limit`. */
  findExpired(_tx: EngineTransaction, _coll: CollectionInfo, _indexName: string, _now: Date, _limit: number): RecordId[] {
    return [];
  }
  validate(_tx: EngineTransaction, _coll: CollectionInfo): ValidateResult {
    throw new MongoError(1, 'InternalError', 'not built');
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}
