import type { Document, Value } from '../../bson-types';
import { MongoError } from '../../errors';
import { failedToParse, location } from '../expression/arguments';
import { compileExpression } from '../expression/compile';
import type { MergeSpec, Namespace } from '../types';
import { compileUpdate } from '../update/update';
import { getField, isDocument, typeName } from '../value/bson-type';
import type { StageBuilder, StageContext } from './types';

function unknownField(stage: string, field: string): MongoError {
  return new MongoError(40415, 'Location40415', `BSON field '${stage}.${field}' is an unknown field.`);
}

/** Where `$out` or `$merge` writes. */
export function outputNamespace(stage: '$out' | '$merge', spec: Value, db: string): Namespace {
  const target = stage === '$merge' && isDocument(spec) ? spec['into'] : spec;
  if (typeof target === 'string') return checked({ db, coll: target }, stage);
  if (isDocument(target)) {
    for (const field of Object.keys(target)) {
      if (field !== 'db' && field !== 'coll') throw unknownField(stage, field);
    }
    const { db: otherDb = db, coll } = target;
    if (typeof otherDb === 'string' && typeof coll === 'string') return checked({ db: otherDb, coll }, stage);
  }
  throw stage === '$out'
    ? location(16990, `$out only supports a string or object argument, but found ${typeName(spec)}`)
    : location(51178, `$merge 'into' field  must be either a string or an object, but found ${typeName(target)}`);
}

function checked(ns: Namespace, stage: string): Namespace {
  if (ns.coll === '')
    throw new MongoError(73, 'InvalidNamespace', `Invalid ${stage} target namespace, it must specify a collection`);
  if (ns.coll.startsWith('system.')) throw location(17385, `Can't ${stage} to special collection: ${ns.coll}`);
  return ns;
}

const out: StageBuilder = (spec, { env }) => {
  const ns = outputNamespace('$out', spec, env.db);
  return {
    kind: 'stream',
    run: async function* run(source) {
      if (!env.out)
        throw new MongoError(263, 'OperationNotSupportedInTransaction', '$out cannot be used in a transaction');
      await env.out(ns, asAsync(source));
      yield* [];
    },
  };
};

async function* asAsync(source: AsyncIterable<Document> | Iterable<Document>): AsyncIterable<Document> {
  yield* source;
}

const MERGE_FIELDS = ['into', 'on', 'let', 'whenMatched', 'whenNotMatched'];
const WHEN_MATCHED = ['replace', 'keepExisting', 'merge', 'fail'];

/** Parses `$merge`. */
export function parseMerge(spec: Value, context: StageContext): MergeSpec {
  if (typeof spec !== 'string' && !isDocument(spec)) {
    throw location(51182, `$merge requires a string or object argument, but found ${typeName(spec)}`);
  }
  const full: Document = isDocument(spec) ? spec : { into: spec };
  for (const field of Object.keys(full)) if (!MERGE_FIELDS.includes(field)) throw unknownField('$merge', field);
  const into = outputNamespace('$merge', full, context.env.db);
  const { whenMatched = 'merge', whenNotMatched = 'insert' } = full;
  if (!Array.isArray(whenMatched) && !WHEN_MATCHED.includes(String(whenMatched))) {
    throw new MongoError(
      2,
      'BadValue',
      `Enumeration value '${String(whenMatched)}' for field '$merge.whenMatched' is not a valid value.`,
    );
  }
  if (!['insert', 'discard', 'fail'].includes(String(whenNotMatched))) {
    throw new MongoError(
      2,
      'BadValue',
      `Enumeration value '${String(whenNotMatched)}' for field '$merge.whenNotMatched' is not a valid value.`,
    );
  }
  if (full['let'] !== undefined && !Array.isArray(whenMatched)) {
    throw location(51199, "Cannot use 'let' variables with 'whenMatched: " + String(whenMatched) + "' mode");
  }
  const apply = matchedAction(whenMatched, full['let'], context);
  return {
    into,
    on: onFields(full['on']),
    decide: (existing, incoming) => {
      if (!existing) {
        if (whenNotMatched === 'discard') return { action: 'keep' };
        if (whenNotMatched === 'fail') {
          throw location(
            13113,
            '$merge could not find a matching document in the target collection for at least one document in the source collection',
          );
        }
        // With a pipeline too: MongoDB upserts the new document itself, not what the pipeline would make of it.
        return { action: 'insert', document: incoming };
      }
      const document = apply(existing, incoming);
      return document === existing ? { action: 'keep' } : { action: 'replace', document };
    },
  };
}

function onFields(on: Value): string[] {
  if (on === undefined) return ['_id'];
  const fields = Array.isArray(on) ? (on as Value[]) : [on];
  if (fields.length === 0)
    throw location(51187, "If explicitly specifying $merge 'on', must include at least one field");
  return fields.map((field) => {
    if (typeof field !== 'string')
      throw location(51134, `$merge 'on' array elements must be strings, but found ${typeName(field)}`);
    return field;
  });
}

function matchedAction(
  whenMatched: Value,
  variables: Value,
  context: StageContext,
): (existing: Document, incoming: Document) => Document {
  if (Array.isArray(whenMatched)) return pipelineAction(whenMatched as Document[], variables, context);
  switch (whenMatched) {
    case 'keepExisting':
      return (existing) => existing;
    case 'fail':
      return () => {
        throw new MongoError(
          11000,
          'DuplicateKey',
          "$merge found an existing document with the same values for the 'on' fields",
        );
      };
    case 'replace':
      return (existing, incoming) => ({ _id: existing['_id'], ...incoming });
    default:
      return (existing, incoming) => {
        const merged = { ...existing };
        for (const name of Object.keys(incoming)) Object.defineProperty(merged, name, field(incoming[name]));
        return merged;
      };
  }
}

function field(value: Value): PropertyDescriptor {
  return { value, enumerable: true, writable: true, configurable: true };
}

function pipelineAction(
  stages: Document[],
  variables: Value,
  context: StageContext,
): (existing: Document, incoming: Document) => Document {
  if (variables !== undefined && !isDocument(variables)) throw failedToParse("$merge 'let' must be an object");
  const expressions = Object.entries(variables ?? { new: '$$ROOT' }).map(([name, value]) => ({
    name,
    evaluate: compileExpression(value, context.scope).evaluate,
  }));
  return (existing, incoming) => {
    const values: Document = { ...context.env.variables };
    for (const { name, evaluate } of expressions) values[name] = evaluate(incoming);
    const update = compileUpdate(stages, { ...context.options, variables: values, isReplacementAllowed: false });
    return update.apply(existing, { isInsert: false, now: context.env.now }).document;
  };
}

const merge: StageBuilder = (spec, context) => {
  const parsed = parseMerge(spec, context);
  const checkOn = (doc: Document): Document => {
    for (const name of parsed.on) {
      const value = getField(doc, name);
      if (name !== '_id' && (value === undefined || value === null)) {
        throw location(
          51132,
          `$merge write error: 'on' field '${name}' cannot be missing, null, undefined or an array`,
        );
      }
      if (Array.isArray(value)) {
        throw location(
          51185,
          `$merge write error: 'on' field '${name}' cannot be missing, null, undefined or an array`,
        );
      }
    }
    return doc;
  };
  return {
    kind: 'stream',
    run: async function* run(source) {
      const { env } = context;
      if (!env.merge)
        throw new MongoError(263, 'OperationNotSupportedInTransaction', '$merge cannot be used in a transaction');
      await env.merge(parsed, mapped(source, checkOn));
      yield* [];
    },
  };
};

async function* mapped(
  source: AsyncIterable<Document> | Iterable<Document>,
  map: (doc: Document) => Document,
): AsyncIterable<Document> {
  for await (const doc of source) yield map(doc);
}

export const outputStages: Record<string, StageBuilder> = { $out: out, $merge: merge };
