export { Engine } from './engine';
export { FolderError } from './folder';
export { showValue } from './show-value';
export { WriteConflict } from './write-conflict';
export type {
  CollectionStats,
  CreateIndexesResult,
  EngineHealth,
  EngineOptions,
  EngineTransaction,
  IndexBounds,
  IndexBuild,
  IndexEntry,
  IndexFacts,
  ScanDirection,
  ScanStats,
  ValidateResult,
  ValueInterval,
} from './types';
