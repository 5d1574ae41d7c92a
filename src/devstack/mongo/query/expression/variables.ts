import type { Document, Value } from '../../bson-types';
import { checkVariableName, compileExpression, rootScope } from './compile';
import './operators';

/**
 * Evaluates a command's `let`: constant expressions to values.
 *
 * @throws MongoError for a name that a variable cannot have, or an expression that is not constant
 */
export function evaluateLet(spec: Document, now: Date): Document {
  const result: Record<string, Value> = {};
  for (const [name, expression] of Object.entries(spec)) {
    checkVariableName(name);
    const value = compileExpression(expression, rootScope({ now, variables: result })).evaluate({});
    result[name] = value === undefined ? null : value;
  }
  return result;
}
