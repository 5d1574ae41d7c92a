import { Long } from 'bson';

import type { Document, Value } from '../../bson-types';
import { failedToParse, location } from '../expression/arguments';
import { compileExpression, valueAt } from '../expression/compile';
import { compileFilter } from '../match/filter';
import type { Namespace } from '../types';
import { isDocument, setField, typeName } from '../value/bson-type';
import { exactInteger, isNumeric } from '../value/number';
import { ValueSet } from '../value/value-set';
import { withPath } from './flow-stages';
import { findIn, sourceOf } from './join-stages';
import type { StageBuilder, StageContext } from './types';

const GRAPH_FIELDS = [
  'from',
  'startWith',
  'connectFromField',
  'connectToField',
  'as',
  'maxDepth',
  'depthField',
  'restrictSearchWithMatch',
];

const graphLookup: StageBuilder = (spec, context) => {
  if (!isDocument(spec)) throw failedToParse('the $graphLookup specification must be an object');
  for (const [field, value] of Object.entries(spec)) {
    if (!GRAPH_FIELDS.includes(field)) throw location(40104, `Unknown argument to $graphLookup: ${field}`);
    if (['as', 'connectFromField', 'connectToField', 'depthField'].includes(field) && typeof value !== 'string') {
      throw location(40103, `expected string as argument for ${field}, found: ${typeName(value)}`);
    }
  }
  for (const field of ['from', 'startWith', 'connectFromField', 'connectToField', 'as']) {
    if (!Object.hasOwn(spec, field)) {
      throw location(
        40105,
        "$graphLookup requires 'from', 'as', 'startWith', 'connectFromField', and 'connectToField' to be specified.",
      );
    }
  }
  const ns = sourceOf(spec['from'], context, '$graphLookup');
  const start = compileExpression(spec['startWith'], context.scope);
  const fromParts = (spec['connectFromField'] as string).split('.');
  const to = spec['connectToField'] as string;
  const as = (spec['as'] as string).split('.');
  const depthField = spec['depthField'] as string | undefined;
  const restrict = spec['restrictSearchWithMatch'];
  if (restrict !== undefined && !isDocument(restrict)) {
    throw location(40185, `restrictSearchWithMatch must be an object, found ${typeName(restrict)}`);
  }
  const most = maxDepthOf(spec['maxDepth']);
  return {
    kind: 'stream',
    run: async function* run(source) {
      for await (const doc of source) {
        const found = await walkGraph(start.evaluate(doc), { ns, fromParts, to, restrict, most, depthField }, context);
        yield withPath(doc, as, found);
      }
    },
  };
};

function maxDepthOf(value: Value): number {
  if (value === undefined) return Infinity;
  if (!isNumeric(value)) throw location(40100, `maxDepth must be numeric, found type: ${typeName(value)}`);
  const n = exactInteger(value);
  if (n === undefined) throw location(40102, 'maxDepth could not be represented as a long long: ');
  if (n < 0n) throw location(40101, `maxDepth requires a nonnegative argument, found: ${n}`);
  return Number(n);
}

interface GraphSpec {
  readonly ns: Namespace;
  readonly fromParts: readonly string[];
  readonly to: string;
  readonly restrict: Document | undefined;
  readonly most: number;
  readonly depthField: string | undefined;
}

async function walkGraph(start: Value, spec: GraphSpec, context: StageContext): Promise<Document[]> {
  const { strings } = context.scope;
  const seenIds = new ValueSet(strings);
  const seenValues = new ValueSet(strings);
  const found: Document[] = [];
  let frontier = (Array.isArray(start) ? (start as Value[]) : [start]).filter(
    (v) => v !== undefined && seenValues.add(v),
  );
  for (let depth = 0; frontier.length > 0 && depth <= spec.most; depth += 1) {
    const edge = { $or: frontier.map((value) => ({ [spec.to]: { $eq: value } })) };
    const filter = spec.restrict ? { $and: [edge, spec.restrict] } : edge;
    const { matches } = compileFilter(filter, context.options);
    const next: Value[] = [];
    for await (const doc of findIn(spec.ns, filter, context)) {
      if (!matches(doc) || !seenIds.add(doc['_id'])) continue;
      const result = { ...doc };
      if (spec.depthField !== undefined) setField(result, spec.depthField, Long.fromNumber(depth));
      found.push(result);
      const value = valueAt(doc, spec.fromParts, 0);
      for (const item of Array.isArray(value) ? (value as Value[]) : [value]) {
        if (item !== undefined && seenValues.add(item)) next.push(item);
      }
    }
    frontier = next;
    const pause = context.env.yieldNow?.();
    if (pause) await pause;
  }
  return found;
}

export const graphStages: Record<string, StageBuilder> = { $graphLookup: graphLookup };
