/** The door to query semantics: pure functions over BSON values, no I/O. Other folders import only from here. */
export { compareValues, canonicalType } from './value/compare';
export { validateCollation } from './value/collation';
export { compileFilter } from './match/filter';
export { compileUpdate } from './update/update';
export { upsertSeed } from './update/upsert';
export { compileProjection } from './projection/projection';
export { compileSort, sortDocuments, sortDocumentsAsync, parseSortSpec } from './sort/sort';
export { compilePipeline } from './stage/pipeline';
export { evaluateLet } from './expression/variables';
export { checkStorable } from './update/storage-rules';
export { distinctValues } from './match/distinct';
export type * from './types';
