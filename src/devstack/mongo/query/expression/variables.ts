import type { Document } from '../../bson-types';
/** Evaluates a command's `let`: constant expressions to values. */
export function evaluateLet(_spec: Document, _now: Date): Document {
  throw new Error('not implemented yet');
}
