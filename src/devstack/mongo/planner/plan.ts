import type { CollectionInfo } from '../bson-types';
import type { EngineTransaction } from '../storage';
import type { Plan, QueryRequest } from './types';

/** Chooses how to find the records. Throws 2 BadValue for a hint that names no index. */
export function planQuery(_tx: EngineTransaction, coll: CollectionInfo, request: QueryRequest): Plan {
  return {
    coll,
    request,
    branches: [{ kind: 'collscan', direction: 1 }],
    needsSort: request.sort !== undefined,
    isCovered: false,
  };
}
