import type { Document, Value } from '../../bson-types';
import type { StringOrder } from '../value/collation';

/** What an expression sees while it is evaluated. */
export interface Frame {
  readonly root: Document;
  /** Values of the variables of `$let`, `$map`, ..., by slot; each expression writes only the slots that it made. */
  readonly slots: Value[];
}

/** A compiled expression. Gives undefined for a missing value. */
export type Expression = (frame: Frame) => Value;

/** What the compiler knows at one place of an expression. */
export interface Scope {
  /** Name of a variable (without `$$`) -> slot. */
  readonly slots: ReadonlyMap<string, number>;
  /** Values of the command's `let`. */
  readonly constants: ReadonlyMap<string, Value>;
  readonly strings: StringOrder | undefined;
  readonly now: Date;
  readonly clusterTime: Value;
  /** Shared by all scopes of one command: how many slots a frame needs. */
  readonly size: { slots: number };
}

/** Makes an expression of an operator's operand. */
export type Builder = (operand: Value, scope: Scope, name: string) => Expression;

export interface CompiledExpression {
  /** The value for a document; undefined for a missing value. */
  readonly evaluate: (doc: Document) => Value;
}
