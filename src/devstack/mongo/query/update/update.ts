import type { Timestamp } from 'bson';

import type { Document, Value } from '../../bson-types';
import { MongoError } from '../../errors';
import { compileFilter } from '../match/filter';
import type { CompiledFilter, CompiledUpdate, UpdateContext, UpdateOptions, UpdateResult } from '../types';
import { bsonType, getField, isDocument, T } from '../value/bson-type';
import { compareWith } from '../value/compare';
import { identical } from '../value/identical';
import { describeElement } from '../value/print';
import { applyNode } from './apply';
import { nextTimestamp } from './modifiers';
import { UNCHANGED, type ApplyContext } from './node';
import { parseOperatorUpdate } from './parse';
import { compilePipelineUpdate } from './pipeline-update';
import { checkStorable } from './storage-rules';

/**
 * Compiles an update document, a replacement or an update pipeline.
 *
 * @throws MongoError 2, 9, 14, 40, 52, 56 for what MongoDB refuses at parse time
 */
export function compileUpdate(update: Document | Document[], options: UpdateOptions): CompiledUpdate {
  if (Array.isArray(update)) {
    if (options.arrayFilters !== undefined && options.arrayFilters.length > 0) {
      throw new MongoError(9, 'FailedToParse', 'Cannot specify arrayFilters and a pipeline update');
    }
    const transform = compilePipelineUpdate(update, options);
    return {
      kind: 'pipeline',
      usesPosition: false,
      apply: (doc, ctx) => replaced(doc, transform(doc, ctx), ctx, true),
    };
  }
  const first = Object.keys(update)[0];
  if (first?.startsWith('$') !== true) return compileReplacement(update, options);
  const { root, usesPosition } = parseOperatorUpdate(update, options, compileArrayFilters(options));
  return {
    kind: 'operators',
    usesPosition,
    apply: (doc, ctx) => {
      const context: ApplyContext = { root: doc, position: ctx.position, isInsert: ctx.isInsert, now: ctx.now };
      const outcome = applyNode(root, doc, context, '');
      if (outcome === UNCHANGED) return { document: doc, modified: false };
      const document = outcome as Document;
      checkId(doc, document, idPath(update));
      const result = ctx.isInsert ? withIdFirst(document) : document;
      return { document: result, modified: true };
    },
  };
}

function idPath(update: Document): string {
  for (const operand of Object.values(update)) {
    if (!isDocument(operand)) continue;
    for (const path of Object.keys(operand)) if (path === '_id' || path.startsWith('_id.')) return path;
  }
  return '_id';
}

function checkId(before: Document, after: Document, path: string): void {
  const old = getField(before, '_id');
  const id = getField(after, '_id');
  if (old === id) return;
  if (old === undefined) {
    checkStorable({ _id: id });
    return;
  }
  // Even 1 for 1.0 is a change of the stored value, which MongoDB refuses here (a replacement may do it).
  if (!identical(old, id)) {
    throw new MongoError(
      66,
      'ImmutableField',
      `Performing an update on the path '${path}' would modify the immutable field '_id'`,
    );
  }
}

function withIdFirst(doc: Document): Document {
  if (!Object.hasOwn(doc, '_id') || Object.keys(doc)[0] === '_id') return doc;
  const { _id, ...rest } = doc;
  return { _id, ...rest };
}

function compileReplacement(replacement: Document, options: UpdateOptions): CompiledUpdate {
  if (!options.isReplacementAllowed) {
    throw new MongoError(9, 'FailedToParse', 'multi update is not supported for replacement-style update');
  }
  if (options.arrayFilters !== undefined && options.arrayFilters.length > 0) {
    throw new MongoError(9, 'FailedToParse', 'arrayFilters may not be specified for replacement-style updates');
  }
  checkStorable(replacement);
  return {
    kind: 'replacement',
    usesPosition: false,
    apply: (doc, ctx) => replaced(doc, withTimestamps(replacement, ctx.now), ctx, false),
  };
}

/** Top-level `Timestamp(0, 0)` means the present time, except in `_id`. */
function withTimestamps(doc: Document, now: Date): Document {
  let result = doc;
  for (const [name, value] of Object.entries(doc)) {
    if (name === '_id' || bsonType(value) !== T.TIMESTAMP || !(value as Timestamp).isZero()) continue;
    if (result === doc) result = { ...doc };
    result[name] = nextTimestamp(now);
  }
  return result;
}

function replaced(doc: Document, next: Document, ctx: UpdateContext, isPipeline: boolean): UpdateResult {
  if (isPipeline) checkStorable(next, true);
  const old = getField(doc, '_id');
  const id = getField(next, '_id');
  let document = next;
  if (id === undefined && old !== undefined) document = { _id: old, ...next };
  else if (old !== undefined && compareWith(old, id, undefined) !== 0) {
    throw new MongoError(
      66,
      'ImmutableField',
      `After applying the update, the (immutable) field '_id' was found to have been altered to ${describeElement('_id', id)}`,
    );
  }
  if (ctx.isInsert) document = withIdFirst(document);
  if (identical(doc, document)) return { document: doc, modified: false };
  return { document, modified: true };
}

function compileArrayFilters(options: UpdateOptions): Map<string, CompiledFilter> {
  const filters = new Map<string, CompiledFilter>();
  for (const filter of options.arrayFilters ?? []) {
    const name = filterIdentifier(filter);
    if (filters.has(name)) {
      throw new MongoError(
        9,
        'FailedToParse',
        `Found multiple array filters with the same top-level field name ${name}`,
      );
    }
    filters.set(name, compileFilter(filter, options));
  }
  return filters;
}

/** The one name that all paths of an array filter start with. */
function filterIdentifier(filter: Document): string {
  const names = new Set(topLevelNames(filter));
  const [name, second] = [...names];
  if (name === undefined) {
    throw new MongoError(9, 'FailedToParse', 'Cannot use an expression without a top-level field name in arrayFilters');
  }
  if (second !== undefined) {
    throw new MongoError(
      9,
      'FailedToParse',
      `Error parsing array filter :: caused by :: Expected a single top-level field name, found '${name}' and '${second}'`,
    );
  }
  if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) {
    throw new MongoError(
      2,
      'BadValue',
      'Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning ' +
        `with a lowercase letter, found '${name}'`,
    );
  }
  return name;
}

function topLevelNames(filter: Value): string[] {
  if (!isDocument(filter)) return [];
  return Object.entries(filter).flatMap(([field, value]) => {
    if (!field.startsWith('$')) return [field.split('.')[0] as string];
    return Array.isArray(value) ? (value as Value[]).flatMap(topLevelNames) : [];
  });
}
