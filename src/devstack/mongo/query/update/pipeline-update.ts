import type { Document } from '../../bson-types';
import { MongoError } from '../../errors';
import { rootScope } from '../expression/compile';
import { compileAddFields, compileProject, compileReplaceRoot, compileUnset } from '../stage/transform-stages';
import type { UpdateContext, UpdateOptions } from '../types';
import { isDocument } from '../value/bson-type';

/**
 * Compiles an update pipeline to a function of the document.
 *
 * @throws MongoError 72 for a stage that is not allowed in an update, 40324 for an unknown one
 */
export function compilePipelineUpdate(
  stages: readonly Document[],
  options: UpdateOptions,
): (doc: Document, ctx: UpdateContext) => Document {
  const scope = rootScope(options);
  const maps = stages.map((stage) => {
    const names = isDocument(stage) ? Object.keys(stage) : [];
    const [name = ''] = names;
    if (names.length !== 1) {
      throw new MongoError(
        40323,
        'Location40323',
        'A pipeline stage specification object must contain exactly one field.',
      );
    }
    switch (name) {
      case '$set':
      case '$addFields':
        return compileAddFields(stage[name], scope, name);
      case '$unset':
        return compileUnset(stage[name]);
      case '$project':
        return compileProject(stage[name], scope);
      case '$replaceRoot':
      case '$replaceWith':
        return compileReplaceRoot(stage[name], scope, name);
      default:
        throw refusal(name);
    }
  });
  return (doc) => maps.reduce((current, apply) => apply(current), doc);
}

function refusal(name: string): MongoError {
  if (KNOWN.has(name))
    return new MongoError(72, 'InvalidOptions', `${name} is not allowed to be used within an update`);
  return new MongoError(40324, 'Location40324', `Unrecognized pipeline stage name: '${name}'`);
}

const KNOWN = new Set([
  '$match',
  '$group',
  '$sort',
  '$limit',
  '$skip',
  '$unwind',
  '$lookup',
  '$count',
  '$facet',
  '$sortByCount',
  '$bucket',
  '$bucketAuto',
  '$sample',
  '$unionWith',
  '$graphLookup',
  '$setWindowFields',
  '$out',
  '$merge',
  '$documents',
  '$indexStats',
  '$collStats',
  '$redact',
  '$geoNear',
  '$densify',
  '$fill',
  '$currentOp',
  '$listSessions',
  '$listLocalSessions',
  '$changeStream',
  '$planCacheStats',
]);
