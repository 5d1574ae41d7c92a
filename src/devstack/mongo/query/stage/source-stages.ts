import type { Document, Value } from '../../bson-types';
import { MongoError } from '../../errors';
import { location } from '../expression/arguments';
import { compileExpression } from '../expression/compile';
import { isDocument, typeName } from '../value/bson-type';
import type { StageBuilder } from './types';

const documents: StageBuilder = (spec, { scope }) => {
  const list = compileExpression(spec, scope).evaluate({});
  if (!Array.isArray(list)) throw location(5858203, `an array is expected, found: ${typeName(list)}`);
  for (const item of list as Value[]) {
    if (!isDocument(item)) throw location(40228, `$documents array elements must be objects, found: ${typeName(item)}`);
  }
  return {
    kind: 'source',
    run: async function* run() {
      yield* list as Document[];
    },
  };
};

/** Stages whose documents only the server can make. */
const server: StageBuilder = (spec, { env }, name) => {
  const { serverSource } = env;
  if (!serverSource) throw new MongoError(72, 'InvalidOptions', `${name} is not allowed in this context`);
  return {
    kind: 'source',
    run: async function* run() {
      yield* serverSource(name, spec);
    },
  };
};

export const sourceStages: Record<string, StageBuilder> = {
  $documents: documents,
  $indexStats: server,
  $collStats: server,
  $listSessions: server,
  $listLocalSessions: server,
  $currentOp: server,
  $listSearchIndexes: server,
  $search: server,
  $searchMeta: server,
  $vectorSearch: server,
};
