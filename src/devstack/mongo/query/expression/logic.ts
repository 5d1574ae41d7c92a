import { Int32 } from 'bson';

import type { Value } from '../../bson-types';
import { MongoError } from '../../errors';
import { isDocument, typeName } from '../value/bson-type';
import { compareWith } from '../value/compare';
import { binary, compileArguments, failedToParse, isNullish, location, truthy } from './arguments';
import { checkVariableName, compile, withVariables } from './compile';
import type { Builder, Expression } from './types';

function comparison(test: (order: number) => Value): Builder {
  return binary((a, b, _name, scope) => test(compareWith(a, b, scope.strings)));
}

const and: Builder = (operand, scope) => {
  const list = compileArguments(operand, scope);
  return (frame) => list.every((expression) => truthy(expression(frame)));
};

const or: Builder = (operand, scope) => {
  const list = compileArguments(operand, scope);
  return (frame) => list.some((expression) => truthy(expression(frame)));
};

const not: Builder = (operand, scope, name) => {
  const list = compileArguments(operand, scope);
  const [only] = list;
  if (!only || list.length !== 1) {
    throw location(16020, `Expression ${name} takes exactly 1 arguments. ${list.length} were passed in.`);
  }
  return (frame) => !truthy(only(frame));
};

const cond: Builder = (operand, scope, name) => {
  const [test, yes, no] = condParts(operand, name).map((part) => compile(part, scope)) as [
    Expression,
    Expression,
    Expression,
  ];
  return (frame) => (truthy(test(frame)) ? yes(frame) : no(frame));
};

function condParts(operand: Value, name: string): Value[] {
  if (!isDocument(operand)) {
    const list = Array.isArray(operand) ? (operand as Value[]) : [operand];
    if (list.length !== 3) {
      throw location(16020, `Expression ${name} takes exactly 3 arguments. ${list.length} were passed in.`);
    }
    return list;
  }
  for (const field of Object.keys(operand)) {
    if (!['if', 'then', 'else'].includes(field)) throw location(17083, `Unrecognized parameter to $cond: ${field}`);
  }
  const codes = { if: 17080, then: 17081, else: 17082 };
  return (['if', 'then', 'else'] as const).map((field) => {
    if (!Object.hasOwn(operand, field)) throw location(codes[field], `Missing '${field}' parameter to $cond`);
    return operand[field];
  });
}

const ifNull: Builder = (operand, scope) => {
  const list = compileArguments(operand, scope);
  if (list.length < 2) {
    throw location(1257300, `$ifNull needs at least two arguments, had: ${list.length}`);
  }
  return (frame) => {
    let value: Value;
    for (const expression of list) {
      value = expression(frame);
      if (!isNullish(value)) return value;
    }
    return value;
  };
};

const switchCase: Builder = (operand, scope) => {
  if (!isDocument(operand)) {
    throw location(40060, `$switch requires an object as an argument, found: ${typeName(operand)}`);
  }
  for (const field of Object.keys(operand)) {
    if (field !== 'branches' && field !== 'default') {
      throw location(40067, `$switch found an unknown argument: ${field}`);
    }
  }
  const { branches } = operand;
  if (branches !== undefined && !Array.isArray(branches)) {
    throw location(40061, `$switch expected an array for 'branches', found: ${typeName(branches)}`);
  }
  if (branches === undefined || branches.length === 0) throw location(40068, '$switch requires at least one branch.');
  const cases = (branches as Value[]).map((branch) => {
    if (!isDocument(branch)) {
      throw location(40062, `$switch expected each branch to be an object, found: ${typeName(branch)}`);
    }
    for (const field of Object.keys(branch)) {
      if (field !== 'case' && field !== 'then') {
        throw location(40063, `$switch found an unknown argument to a branch: ${field}`);
      }
    }
    if (!Object.hasOwn(branch, 'case')) throw location(40064, "$switch requires each branch have a 'case' expression");
    if (!Object.hasOwn(branch, 'then')) throw location(40065, "$switch requires each branch have a 'then' expression.");
    return { test: compile(branch['case'], scope), then: compile(branch['then'], scope) };
  });
  const otherwise = Object.hasOwn(operand, 'default') ? compile(operand['default'], scope) : undefined;
  return (frame) => {
    for (const { test, then } of cases) if (truthy(test(frame))) return then(frame);
    if (!otherwise) {
      throw location(40066, '$switch could not find a matching branch for an input, and no default was specified.');
    }
    return otherwise(frame);
  };
};

const letIn: Builder = (operand, scope) => {
  if (!isDocument(operand)) throw location(16874, '$let only supports an object as its argument');
  for (const field of Object.keys(operand)) {
    if (field !== 'vars' && field !== 'in') throw location(16875, `Unrecognized parameter to $let: ${field}`);
  }
  if (!Object.hasOwn(operand, 'vars')) throw location(16876, "Missing 'vars' parameter to $let");
  if (!Object.hasOwn(operand, 'in')) throw location(16877, "Missing 'in' parameter to $let");
  const { vars } = operand;
  if (!isDocument(vars)) throw failedToParse('invalid parameter: expected an object (vars)');
  const names = Object.keys(vars);
  names.forEach(checkVariableName);
  const values = names.map((name) => compile(vars[name], scope));
  const inner = withVariables(scope, names);
  const body = compile(operand['in'], inner.scope);
  return (frame) => {
    // All values are taken before any is set: they see the outer variables only.
    const computed = values.map((value) => value(frame));
    computed.forEach((value, i) => {
      frame.slots[inner.slots[i] as number] = value;
    });
    return body(frame);
  };
};

const literal: Builder = (operand) => () => operand;

function refused(name: string): Builder {
  return () => {
    throw new MongoError(168, 'InvalidPipelineOperator', `Unrecognized expression '${name}'`);
  };
}

export const logicOperators: Record<string, Builder> = {
  $cmp: comparison((order) => new Int32(Math.sign(order))),
  $eq: comparison((order) => order === 0),
  $ne: comparison((order) => order !== 0),
  $gt: comparison((order) => order > 0),
  $gte: comparison((order) => order >= 0),
  $lt: comparison((order) => order < 0),
  $lte: comparison((order) => order <= 0),
  $and: and,
  $or: or,
  $not: not,
  $cond: cond,
  $ifNull: ifNull,
  $switch: switchCase,
  $let: letIn,
  $literal: literal,
  $const: literal,
  $function: refused('$function'),
  $meta: refused('$meta'),
};
