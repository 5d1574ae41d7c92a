import type { Timestamp } from 'bson';

import type { Document, Value } from '../../bson-types';
import type { StringOrder } from '../value/collation';

/** What an expression sees while it is evaluated. */
export interface Frame {
  readonly root: Document;
  /** Values of `let` and of the variables of `$let`, `$map`, ..., by slot. Written by their expressions. */
  readonly slots: Value[];
}

/** A compiled expression. Gives undefined for a missing value. */
export type Expression = (frame: Frame) => Value;

/** What the compiler of one expression knows. */
export interface Scope {
  /** Name of a variable (without `$$`) -> slot. */
  readonly slots: ReadonlyMap<string, number>;
  readonly constants: ReadonlyMap<string, Value>;
  readonly strings: StringOrder | undefined;
  readonly now: Date;
  readonly clusterTime: Timestamp | undefined;
  /** Shared by all nested scopes: how many slots a frame needs. */
  readonly size: { slots: number };
}

/** An expression with what a planner of stages may want to know. */
export interface CompiledExpression {
  evaluate(doc: Document): Value;
}
