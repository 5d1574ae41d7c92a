/** One thing that MongoDB 7.0 has and this server refuses. */
export interface Unsupported {
  readonly kind: 'command' | 'option' | 'operator' | 'stage' | 'index' | 'type' | 'protocol';
  readonly name: string;
  /** How it is refused: MongoDB's own error code. */
  readonly code: number;
  readonly note?: string;
}

/** The one list of what is refused; `main --unsupported` prints it. Anything unknown to MongoDB is refused as well. */
export const UNSUPPORTED: readonly Unsupported[] = [
  {
    kind: 'command',
    name: 'mapReduce, eval, group, $where functions on the server',
    code: 59,
    note: 'no JavaScript engine',
  },
  {
    kind: 'command',
    name: 'users, roles, saslStart, authenticate',
    code: 59,
    note: 'no authentication; loopback only (saslStart: 18)',
  },
  {
    kind: 'command',
    name: 'replSetInitiate, replSetStepDown, replSetReconfig and other replication commands',
    code: 59,
  },
  { kind: 'command', name: 'sharding commands', code: 59 },
  {
    kind: 'command',
    name: 'bulkWrite (as a command)',
    code: 59,
    note: 'MongoDB 8.0; drivers do not send it to a 7.0 server',
  },
  { kind: 'command', name: 'compact, reIndex, convertToCapped, cloneCollectionAsCapped, planCache*', code: 59 },
  {
    kind: 'command',
    name: 'createSearchIndexes, updateSearchIndex, dropSearchIndex, listSearchIndexes',
    code: 31082,
    note: 'as a server outside Atlas',
  },
  { kind: 'command', name: 'setParameter', code: 72 },
  { kind: 'command', name: 'profile above level 0', code: 2 },
  { kind: 'command', name: 'fsync with lock', code: 115 },
  {
    kind: 'command',
    name: 'explain of find, count, distinct and writes on a view',
    code: 166,
    note: 'explain an aggregate instead',
  },
  { kind: 'option', name: 'a transaction that writes more than 8,000 documents', code: 257 },
  { kind: 'option', name: 'create: capped, encryptedFields', code: 72 },
  {
    kind: 'option',
    name: 'find: tailable, awaitData',
    code: 2,
    note: 'as MongoDB does on a collection that is not capped',
  },
  { kind: 'option', name: 'find: min, max, returnKey, showRecordId', code: 2 },
  { kind: 'option', name: 'aggregate: explain', code: 115, note: 'the explain command works' },
  {
    kind: 'stage',
    name: '$changeStream, $setWindowFields, $redact, $densify, $fill, $geoNear, $planCacheStats',
    code: 40324,
  },
  { kind: 'stage', name: '$search, $searchMeta, $vectorSearch, $listSearchIndexes', code: 31082 },
  {
    kind: 'operator',
    name: '$text, $where, $function, $accumulator, $median, $percentile, $meta, geospatial operators',
    code: 2,
    note: '$text: 27 without a text index',
  },
  { kind: 'index', name: 'text, 2d, 2dsphere, hashed, wildcard, columnstore and clustered indexes', code: 67 },
  { kind: 'option', name: 'createIndexes: weights, wildcardProjection, prepareUnique, storageEngine, ...', code: 197 },
  { kind: 'type', name: 'deprecated BSON types undefined and DBPointer; dates beyond the year 275760', code: 2 },
  { kind: 'protocol', name: 'OP_COMPRESSED, TLS, OP_QUERY other than hello', code: 352 },
];

/** What is answered differently from MongoDB and not refused. Each is a debt; there should be none. */
const DIFFERENCES: readonly string[] = [
  'field names that look like array positions ("0", "10") come first within their document, as in any JavaScript object',
  'collation: alternate "shifted", backwards and strengths 4 and 5 are refused; maxVariable and normalization are ignored',
  '$sqrt, $exp, logarithms and trigonometry of a Decimal128 have the precision of a double',
];

/** The list as text, one line each. */
export function describeUnsupported(): string {
  const refused = UNSUPPORTED.map(
    ({ kind, name, code, note }) => `${kind.padEnd(9)} ${name} -> ${code}${note === undefined ? '' : ` (${note})`}`,
  );
  return [...refused, 'Answered differently:', ...DIFFERENCES.map((text) => `  ${text}`)].join('\n');
}
