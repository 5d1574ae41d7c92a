import type { Document, IndexSpec, Value } from '../bson-types';
import { MongoError } from '../errors';
import type { CompiledFilter } from '../query';
import { compileFilter } from '../query';
import type { ByteString } from './byte-writer';
import { ByteWriter } from './byte-writer';
import { collationMapper } from './collation-key';
import { cutKey } from './key-limit';
import type { TextMapper } from './value-key';
import { appendValue } from './value-key';

interface IndexedField {
  readonly path: string;
  readonly parts: readonly string[];
  readonly isDescending: boolean;
}

/** One entry to be stored: its key without index id and record, and the values it was made of (for messages). */
export interface MadeKey {
  readonly key: ByteString;
  readonly values: readonly Value[];
}

/** The entries of one document in one index. */
export interface MadeKeys {
  readonly keys: readonly MadeKey[];
  /** Paths of the key on which an array was met. */
  readonly arrayPaths: readonly string[];
  readonly isCut: boolean;
}

const NO_KEYS: MadeKeys = { keys: [], arrayPaths: [], isCut: false };
const writer = new ByteWriter();

/** An index ready to make keys. One object per index for its whole life, so its facts may be set by any commit. */
export class IndexDefinition {
  readonly fields: readonly IndexedField[];
  readonly isUnique: boolean;
  /** Grows only: once a document with an array was indexed the index stays multikey, as in MongoDB. */
  readonly multikeyPaths = new Set<string>();
  /** False once an entry had to be cut, and always under a collation: byte order is then not value order. */
  isOrdered: boolean;
  /** False while `multikeyPaths` or `isOrdered` are ahead of what is stored. Set at once rather than at the commit, so
   * that they are never behind the entries; after an abort they only make plans more careful than needed. */
  areFactsStored = true;
  readonly mapText: TextMapper | undefined;
  private readonly partial: CompiledFilter | undefined;
  /** True when no field is inside another: then most documents have one entry, of the values as they stand. */
  private readonly isFlat: boolean;
  /** Top-level fields that decide about the entries of a document; undefined: any may. */
  private readonly roots: readonly string[] | undefined;

  constructor(
    readonly id: number,
    readonly spec: IndexSpec,
  ) {
    this.fields = Object.entries(spec.key).map(([path, order]) => ({
      path,
      parts: path.split('.'),
      isDescending: Number(order) < 0,
    }));
    this.isUnique = spec.unique === true || spec.name === '_id_';
    this.mapText = collationMapper(spec.collation);
    this.isOrdered = this.mapText === undefined;
    this.partial = spec.partialFilterExpression && compileFilter(spec.partialFilterExpression);
    const asked = Object.keys(spec.partialFilterExpression ?? {});
    const paths = [...this.fields.map(({ path }) => path), ...asked];
    if (!asked.some((path) => path.startsWith('$'))) {
      this.roots = [...new Set(paths.map((path) => path.split('.')[0] as string))];
    }
    this.isFlat = this.fields.every(({ parts }) => parts.length === 1);
  }

  /** Same index (same entries), changed spec: hidden, expireAfterSeconds. */
  withSpec(spec: IndexSpec): IndexDefinition {
    const changed = new IndexDefinition(this.id, spec);
    for (const path of this.multikeyPaths) changed.multikeyPaths.add(path);
    changed.isOrdered = this.isOrdered;
    return changed;
  }

  /** The entries that the document has in this index. Throws 171 CannotIndexParallelArrays. */
  keysOf(document: Document): MadeKeys {
    if (this.partial !== undefined && !this.partial.matches(document)) return NO_KEYS;
    const flat = this.isFlat ? this.flatValues(document) : undefined;
    if (flat !== undefined) return flat.length === 0 ? NO_KEYS : this.encodeAll([flat], []);
    const arrayPaths = new Set<string>();
    const tuples: Value[][] = [];
    const start = this.fields.map((field): Position => ({ node: document, depth: 0, field, isMissing: false }));
    const anyPresent = this.expand(start, tuples, arrayPaths);
    if (this.spec.sparse === true && !anyPresent) return NO_KEYS;
    return this.encodeAll(tuples, [...arrayPaths]);
  }

  /** False when no entry can differ between the two: what the index and its filter look at are the same values. */
  isAffected(before: Document, after: Document): boolean {
    if (this.roots === undefined) return true;
    for (const root of this.roots) {
      if (before[root] !== after[root] || Object.hasOwn(before, root) !== Object.hasOwn(after, root)) return true;
    }
    return false;
  }

  /** The values of the fields; none when a sparse index leaves the document out; undefined when one is an array. */
  private flatValues(document: Document): Value[] | undefined {
    const values: Value[] = [];
    let anyPresent = false;
    for (const { path } of this.fields) {
      const isPresent = Object.hasOwn(document, path);
      const value = isPresent ? document[path] : null;
      if (Array.isArray(value)) return undefined;
      anyPresent ||= isPresent;
      values.push(value);
    }
    return this.spec.sparse === true && !anyPresent ? [] : values;
  }

  /** Encodes one value of one field as the bytes stored for it. */
  encodeField(at: number, value: Value): ByteString {
    writer.reset();
    this.appendField(at, value);
    return writer.toText();
  }

  private appendField(at: number, value: Value): void {
    const start = writer.length;
    appendValue(writer, value, this.mapText);
    if (this.fields[at]?.isDescending === true) writer.invert(start);
  }

  private encodeAll(tuples: readonly (readonly Value[])[], arrayPaths: readonly string[]): MadeKeys {
    const keys: MadeKey[] = [];
    const seen = tuples.length > 1 ? new Set<string>() : undefined;
    let isCut = false;
    for (const values of tuples) {
      writer.reset();
      for (let at = 0; at < values.length; at++) this.appendField(at, values[at]);
      const full = writer.toText();
      const key = cutKey(full);
      isCut ||= key !== full;
      if (seen?.has(key) === true) continue;
      seen?.add(key);
      keys.push({ key, values });
    }
    return { keys, arrayPaths, isCut };
  }

  /** Walks all fields down together, because fields below one array take their values from the same element. */
  private expand(positions: readonly Position[], tuples: Value[][], arrayPaths: Set<string>): boolean {
    const walked = positions.map(walk);
    const stop = walked.find((position) => Array.isArray(position.node) && !position.isDone);
    if (stop === undefined) {
      tuples.push(walked.map((position) => (position.isMissing ? null : position.node)));
      return walked.some((position) => !position.isMissing);
    }
    const array = stop.node as Value[];
    let anyPresent = walked.some((position) => !position.isMissing && position.node !== array);
    for (const position of walked) {
      if (position.node === array) arrayPaths.add(position.field.path);
      else if (Array.isArray(position.node) && !position.isDone) throw parallel(stop.field, position.field);
    }
    const elements = array.length === 0 ? [undefined] : array;
    for (const element of elements) {
      const next = walked.map((position) =>
        position.node === array && !position.isDone ? intoElement(position, element, array.length === 0) : position,
      );
      if (this.expand(next, tuples, arrayPaths)) anyPresent = true;
    }
    return anyPresent;
  }
}

interface Position {
  readonly node: Value;
  /** How many parts of the path are behind. */
  readonly depth: number;
  readonly field: IndexedField;
  readonly isMissing: boolean;
  /** An element of an array that the path ended at: indexed as it is, even if it is an array itself. */
  readonly isDone?: boolean;
}

function walk(position: Position): Position {
  const { parts } = position.field;
  let { node, depth } = position;
  if (position.isDone === true || position.isMissing) return position;
  while (depth < parts.length) {
    const part = parts[depth] as string;
    if (Array.isArray(node)) {
      if (!isPosition(part) || !(Number(part) < node.length)) break;
      node = node[Number(part)] as Value;
    } else if (isPlain(node) && Object.hasOwn(node, part)) node = node[part];
    else return { ...position, node: null, depth, isMissing: true };
    depth++;
  }
  return { ...position, node, depth };
}

function intoElement(position: Position, element: Value, isEmptyArray: boolean): Position {
  const isAtEnd = position.depth === position.field.parts.length;
  // An empty array is indexed as undefined where the path ends at it, and as null where the path goes on.
  if (isEmptyArray) return { ...position, node: isAtEnd ? undefined : null, isDone: true };
  if (isAtEnd) return { ...position, node: element, isDone: true };
  if (isPlain(element)) return { ...position, node: element };
  return { ...position, node: null, isMissing: true };
}

function isPosition(part: string): boolean {
  return /^(0|[1-9]\d{0,8})$/.test(part);
}

function isPlain(value: Value): value is Document {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function parallel(a: IndexedField, b: IndexedField): MongoError {
  const name = (field: IndexedField): string => field.parts.at(-1) ?? field.path;
  return new MongoError(171, 'CannotIndexParallelArrays', `cannot index parallel arrays [${name(b)}] [${name(a)}]`);
}
