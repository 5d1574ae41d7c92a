import type { Value } from '../../bson-types';
import { typeName } from '../value/bson-type';
import { compareWith } from '../value/compare';
import { ValueSet } from '../value/value-set';
import { binary, isNullish, location, several, truthy, unary } from './arguments';
import type { Builder, Scope } from './types';

function setOf(list: readonly Value[], scope: Scope): ValueSet {
  const set = new ValueSet(scope.strings);
  for (const item of list) set.add(item);
  return set;
}

/** MongoDB gives the results of set operators in the order of values. */
function sorted(values: Value[], scope: Scope): Value[] {
  return values.sort((a, b) => compareWith(a, b, scope.strings));
}

const union = several(0, Infinity, (lists, _name, scope) => {
  const set = new ValueSet(scope.strings);
  for (const list of lists) {
    if (isNullish(list)) return null;
    if (!Array.isArray(list))
      throw location(17043, `All operands of $setUnion must be arrays. One argument is of type: ${typeName(list)}`);
    for (const item of list as Value[]) set.add(item);
  }
  return sorted(set.values, scope);
});

const intersection = several(0, Infinity, (lists, _name, scope) => {
  let common: Value[] | undefined;
  for (const list of lists) {
    if (isNullish(list)) return null;
    if (!Array.isArray(list)) {
      throw location(
        17047,
        `All operands of $setIntersection must be arrays. One argument is of type: ${typeName(list)}`,
      );
    }
    const set = setOf(list as Value[], scope);
    common = common === undefined ? set.values : common.filter((item) => set.has(item));
  }
  return sorted(common ?? [], scope);
});

const difference = binary((a, b, _name, scope) => {
  if (isNullish(a) || isNullish(b)) return null;
  if (!Array.isArray(a))
    throw location(17048, `both operands of $setDifference must be arrays. First argument is of type: ${typeName(a)}`);
  if (!Array.isArray(b))
    throw location(17049, `both operands of $setDifference must be arrays. Second argument is of type: ${typeName(b)}`);
  const taken = setOf(b as Value[], scope);
  return (a as Value[]).filter((item) => taken.add(item));
});

const equals = several(2, Infinity, (lists, _name, scope) => {
  const sets = lists.map((list) => {
    if (!Array.isArray(list)) {
      throw location(17044, `All operands of $setEquals must be arrays. One argument is of type: ${typeName(list)}`);
    }
    return setOf(list as Value[], scope);
  });
  const [first, ...others] = sets as [ValueSet, ...ValueSet[]];
  return others.every((other) => other.size === first.size && other.values.every((item) => first.has(item)));
});

const isSubset = binary((a, b, _name, scope) => {
  if (!Array.isArray(a))
    throw location(17046, `both operands of $setIsSubset must be arrays. First argument is of type: ${typeName(a)}`);
  if (!Array.isArray(b))
    throw location(17042, `both operands of $setIsSubset must be arrays. Second argument is of type: ${typeName(b)}`);
  const whole = setOf(b as Value[], scope);
  return (a as Value[]).every((item) => whole.has(item));
});

const allElementsTrue = unary((list) => {
  if (!Array.isArray(list))
    throw location(17040, `$allElementsTrue's argument must be an array, but is ${typeName(list)}`);
  return (list as Value[]).every(truthy);
});

const anyElementTrue = unary((list) => {
  if (!Array.isArray(list))
    throw location(17041, `$anyElementTrue's argument must be an array, but is ${typeName(list)}`);
  return (list as Value[]).some(truthy);
});

export const setOperators: Record<string, Builder> = {
  $setUnion: union,
  $setIntersection: intersection,
  $setDifference: difference,
  $setEquals: equals,
  $setIsSubset: isSubset,
  $allElementsTrue: allElementsTrue,
  $anyElementTrue: anyElementTrue,
};
