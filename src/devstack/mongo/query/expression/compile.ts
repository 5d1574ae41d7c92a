import type { Timestamp } from 'bson';

import type { Value } from '../../bson-types';
import type { FilterOptions } from '../types';
import { MongoError } from '../../errors';
import { collatorFor } from '../value/collation';
import type { CompiledExpression, Scope } from './types';

/** The outermost scope: the command's `let` and the system variables. */
export function rootScope(options: FilterOptions & { clusterTime?: Value }): Scope {
  return {
    slots: new Map(),
    constants: new Map(Object.entries(options.variables ?? {})),
    strings: collatorFor(options.collation),
    now: options.now ?? new Date(),
    clusterTime: options.clusterTime as Timestamp | undefined,
    size: { slots: 0 },
  };
}

/** Compiles an expression for documents. */
export function compileExpression(_spec: Value, _scope: Scope): CompiledExpression {
  throw new MongoError(2, 'BadValue', 'expressions are not supported by this server');
}
