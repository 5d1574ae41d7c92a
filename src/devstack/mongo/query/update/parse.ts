import type { Document, Value } from '../../bson-types';
import { MongoError } from '../../errors';
import { badValue } from '../match/array-operators';
import type { CompiledFilter, UpdateOptions } from '../types';
import { isDocument, typeName } from '../value/bson-type';
import { collatorFor, type StringOrder } from '../value/collation';
import { describeDocument, describeElement } from '../value/print';
import { addToSetModifier, popModifier, pullAllModifier, pullModifier, pushModifier } from './array-modifiers';
import {
  arithmeticModifier,
  bitModifier,
  compareModifier,
  currentDateModifier,
  renameModifier,
  setModifier,
  unsetModifier,
} from './modifiers';
import { addToTree, sortTree, type FieldsNode, type Modifier } from './node';

type Factory = (path: string, operand: Value, options: UpdateOptions, strings: StringOrder | undefined) => Modifier;

const FACTORIES: ReadonlyMap<string, Factory> = new Map<string, Factory>([
  ['$set', (_path, operand) => setModifier(operand, false)],
  ['$setOnInsert', (_path, operand) => setModifier(operand, true)],
  ['$unset', () => unsetModifier()],
  ['$inc', (path, operand) => arithmeticModifier('$inc', path, operand)],
  ['$mul', (path, operand) => arithmeticModifier('$mul', path, operand)],
  ['$min', (_path, operand, _options, strings) => compareModifier('$min', operand, { strings })],
  ['$max', (_path, operand, _options, strings) => compareModifier('$max', operand, { strings })],
  ['$currentDate', (_path, operand) => currentDateModifier(operand)],
  ['$bit', (_path, operand) => bitModifier(operand)],
  ['$push', (_path, operand, options, strings) => pushModifier(operand, options, strings)],
  ['$addToSet', (_path, operand, _options, strings) => addToSetModifier(operand, strings)],
  ['$pull', (_path, operand, options, strings) => pullModifier(operand, options, strings)],
  ['$pullAll', (_path, operand, _options, strings) => pullAllModifier(operand, strings)],
  ['$pop', (path, operand) => popModifier(path, operand)],
]);

/** Parses `{ $set: {...}, $inc: {...} }` into the tree that `applyNode` runs. */
export function parseOperatorUpdate(
  update: Document,
  options: UpdateOptions,
  filters: ReadonlyMap<string, CompiledFilter>,
): { root: FieldsNode; usesPosition: boolean } {
  const root: FieldsNode = { kind: 'fields', children: new Map() };
  const strings = collatorFor(options.collation);
  const used = new Set<string>();
  let usesPosition = false;
  for (const [operator, operand] of Object.entries(update)) {
    const factory = FACTORIES.get(operator);
    if (!factory && operator !== '$rename') {
      throw new MongoError(
        9,
        'FailedToParse',
        `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`,
      );
    }
    if (!isDocument(operand)) throw notADocument(operator, operand);
    for (const [path, value] of Object.entries(operand)) {
      usesPosition = checkPath(path, filters, used) || usesPosition;
      if (factory) addToTree(root, path, factory(path, value, options, strings), filters);
      else addRename(root, path, value, filters);
    }
  }
  for (const name of filters.keys()) {
    if (!used.has(name)) {
      throw new MongoError(
        9,
        'FailedToParse',
        `The array filter for identifier '${name}' was not used in the update ${describeDocument(update)}`,
      );
    }
  }
  sortTree(root);
  return { root, usesPosition };
}

function notADocument(operator: string, operand: Value): MongoError {
  return new MongoError(
    9,
    'FailedToParse',
    `Modifiers operate on fields but we found type ${typeName(operand)} instead. For example: {$mod: {<field>: ...}} ` +
      `not {${describeElement(operator, operand)}}`,
  );
}

/** Checks a path of an update; true when it has a positional `$`. */
function checkPath(path: string, filters: ReadonlyMap<string, CompiledFilter>, used: Set<string>): boolean {
  if (path === '') throw new MongoError(56, 'EmptyFieldName', 'An empty update path is not valid.');
  const parts = path.split('.');
  if (parts.includes('')) {
    throw new MongoError(
      56,
      'EmptyFieldName',
      `The update path '${path}' contains an empty field name, which is not allowed.`,
    );
  }
  const positional = parts.filter((part) => part === '$').length;
  if (parts[0] === '$') {
    throw badValue(`Cannot have positional (i.e. '$') element in the first position in path '${path}'`);
  }
  if (positional > 1) throw badValue(`Too many positional (i.e. '$') elements found in path '${path}'`);
  for (const [i, part] of parts.entries()) {
    if (part.startsWith('$[') && part.endsWith(']')) checkIdentifier(part, i, path, filters, used);
    else if (part.startsWith('$') && part !== '$' && i === 0) {
      throw new MongoError(
        52,
        'DollarPrefixedFieldName',
        `The dollar ($) prefixed field '${part}' in '${path}' is not allowed in the context of an update's replacement ` +
          'document. Consider using an aggregation pipeline with $replaceWith.',
      );
    }
  }
  return positional === 1;
}

function checkIdentifier(
  part: string,
  index: number,
  path: string,
  filters: ReadonlyMap<string, CompiledFilter>,
  used: Set<string>,
): void {
  if (index === 0) {
    throw badValue(
      `Cannot have array filter identifier (i.e. '$[<id>]') element in the first position in path '${path}'`,
    );
  }
  const name = part.slice(2, -1);
  if (name === '') return;
  if (!filters.has(name)) throw badValue(`No array filter found for identifier '${name}' in path '${path}'`);
  used.add(name);
}

function addRename(root: FieldsNode, from: string, to: Value, filters: ReadonlyMap<string, CompiledFilter>): void {
  if (typeof to !== 'string') {
    throw badValue(`The 'to' field for $rename must be a string: ${describeElement(from, to)}`);
  }
  if (to.includes('\0')) throw badValue("The 'to' field for $rename cannot contain an embedded null byte");
  const shown = describeElement(from, to);
  checkPath(to, filters, new Set());
  if (from === to) throw badValue(`The source and target field for $rename must differ: ${shown}`);
  if (`${from}.`.startsWith(`${to}.`) || `${to}.`.startsWith(`${from}.`)) {
    throw badValue(`The source and target field for $rename must not be on the same path: ${shown}`);
  }
  if (isDynamic(from)) throw badValue(`The source field for $rename may not be dynamic: ${from}`);
  if (isDynamic(to)) throw badValue(`The destination field for $rename may not be dynamic: ${to}`);
  addToTree(root, from, unsetModifier(), filters);
  addToTree(root, to, renameModifier(from), filters);
}

function isDynamic(path: string): boolean {
  return path.split('.').some((part) => part === '$' || part.startsWith('$['));
}
