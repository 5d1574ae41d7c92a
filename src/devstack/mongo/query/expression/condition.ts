import type { Value } from '../../bson-types';
import type { Matcher } from '../match/path';
import type { FilterOptions } from '../types';
import { truthy } from './arguments';
import { compileExpression, rootScope } from './compile';
import './operators';

/** Compiles the operand of `$expr`: true where the expression is. */
export function compileCondition(expression: Value, options: FilterOptions): Matcher {
  const { evaluate } = compileExpression(expression, rootScope(options));
  return (doc) => truthy(evaluate(doc));
}
