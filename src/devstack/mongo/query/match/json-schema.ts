import type { Document, Value } from '../../bson-types';
import { MongoError } from '../../errors';
import { isDocument, bsonType, TYPE_BY_ALIAS, typeName } from '../value/bson-type';
import { compareWith, equalWith } from '../value/compare';
import { remainderDecimals } from '../value/decimal';
import { exactInteger, isNumeric, toDecimal } from '../value/number';
import { ValueSet } from '../value/value-set';
import { badValue, parseTypes } from './array-operators';
import type { Matcher } from './path';
import { boundedTest, compileRegex } from './regex';

type Check = (value: Value) => boolean;
type Keyword = (operand: Value, schema: Document) => Check | undefined;

function failedToParse(message: string): MongoError {
  return new MongoError(9, 'FailedToParse', message);
}

const mismatch = (message: string): MongoError => new MongoError(14, 'TypeMismatch', message);

/**
 * Compiles `$jsonSchema` (keywords of JSON Schema draft 4 and `bsonType`, as MongoDB has them).
 *
 * @throws MongoError 9 for an unknown keyword, 14 for an operand of the wrong type
 */
export function compileJsonSchema(schema: Value): Matcher {
  if (!isDocument(schema)) throw mismatch('$jsonSchema must be an object');
  return compileSchema(schema);
}

function compileSchema(schema: Value, keyword = '$jsonSchema'): Check {
  if (!isDocument(schema))
    throw mismatch(
      `$jsonSchema keyword '${keyword}' must be an object, but found an element of type ${typeName(schema)}`,
    );
  const checks: Check[] = [];
  if ('type' in schema && 'bsonType' in schema) {
    throw failedToParse("Cannot specify both $jsonSchema keywords 'type' and 'bsonType'");
  }
  for (const [name, operand] of Object.entries(schema)) {
    const build = KEYWORDS.get(name);
    if (!build) throw failedToParse(`Unknown $jsonSchema keyword: ${name}`);
    const check = build(operand, schema);
    if (check) checks.push(check);
  }
  return (value) => checks.every((check) => check(value));
}

const JSON_TYPES = new Set(['object', 'array', 'number', 'boolean', 'string', 'null']);

function typeKeyword(isBson: boolean): Keyword {
  return (operand) => {
    const names = Array.isArray(operand) ? (operand as Value[]) : [operand];
    const aliases = names.map((name) => {
      const label = isBson ? 'bsonType' : 'type';
      if (typeof name !== 'string')
        throw mismatch(`$jsonSchema keyword '${label}' must be either a string or an array of strings`);
      if (isBson) return name;
      if (name === 'integer') throw failedToParse("$jsonSchema type 'integer' is not currently supported.");
      if (!JSON_TYPES.has(name)) throw badValue(`Unknown type name alias: ${name}`);
      return name === 'boolean' ? 'bool' : name;
    });
    for (const alias of aliases) {
      if (alias !== 'number' && !TYPE_BY_ALIAS.has(alias)) throw badValue(`Unknown type name alias: ${alias}`);
    }
    const types = parseTypes(aliases);
    return (value) => types.has(bsonType(value));
  };
}

function onType(isOfType: (value: Value) => boolean, check: Check): Check {
  return (value) => !isOfType(value) || check(value);
}

const isString = (value: Value): value is string => typeof value === 'string';
const isList = (value: Value): value is Value[] => Array.isArray(value);

function sizeOf(operand: Value, keyword: string): number {
  const n = isNumeric(operand) ? exactInteger(operand) : undefined;
  if (n === undefined)
    throw mismatch(`$jsonSchema keyword '${keyword}' must be a number, and representable as a 64-bit integer`);
  if (n < 0n) throw failedToParse(`$jsonSchema keyword '${keyword}' must be a non-negative integer`);
  return Number(n);
}

function bound(keyword: 'minimum' | 'maximum', exclusive: 'exclusiveMinimum' | 'exclusiveMaximum'): Keyword {
  return (operand, schema) => {
    if (!isNumeric(operand)) throw mismatch(`$jsonSchema keyword '${keyword}' must be a number`);
    const isExclusive = schema[exclusive] === true;
    const sign = keyword === 'minimum' ? 1 : -1;
    return onType(isNumeric, (value) => {
      const order = compareWith(value, operand, undefined) * sign;
      return isExclusive ? order > 0 : order >= 0;
    });
  };
}

function exclusiveFlag(keyword: string, needed: string): Keyword {
  return (operand, schema) => {
    if (typeof operand !== 'boolean') throw mismatch(`$jsonSchema keyword '${keyword}' must be a boolean`);
    if (!(needed in schema))
      throw failedToParse(`$jsonSchema keyword '${needed}' must be a present if ${keyword} is present`);
    return undefined;
  };
}

function measured(keyword: string, measure: (value: Value) => number | undefined, isMinimum: boolean): Keyword {
  return (operand) => {
    const limit = sizeOf(operand, keyword);
    return (value) => {
      const size = measure(value);
      return size === undefined || (isMinimum ? size >= limit : size <= limit);
    };
  };
}

const textLength = (value: Value): number | undefined => (isString(value) ? [...value].length : undefined);
const listLength = (value: Value): number | undefined => (isList(value) ? value.length : undefined);
const fieldCount = (value: Value): number | undefined => (isDocument(value) ? Object.keys(value).length : undefined);

const required: Keyword = (operand) => {
  if (!isList(operand))
    throw mismatch(
      `$jsonSchema keyword 'required' must be an array, but found an element of type ${typeName(operand)}`,
    );
  if (operand.length === 0) throw failedToParse("$jsonSchema keyword 'required' cannot be an empty array");
  const names = operand.map((name) => {
    if (!isString(name)) throw mismatch("$jsonSchema keyword 'required' must be an array of strings");
    return name;
  });
  return onType(isDocument, (value) => names.every((name) => Object.hasOwn(value as Document, name)));
};

function schemasOf(operand: Value, keyword: string): [string, Check][] {
  if (!isDocument(operand)) throw mismatch(`$jsonSchema keyword '${keyword}' must be an object`);
  return Object.entries(operand).map(([name, schema]) => [name, compileSchema(schema, keyword)]);
}

const properties: Keyword = (operand) => {
  const list = schemasOf(operand, 'properties');
  return onType(isDocument, (value) => {
    const doc = value as Document;
    return list.every(([name, check]) => !Object.hasOwn(doc, name) || check(doc[name]));
  });
};

function patternsOf(operand: Value): [(name: string) => boolean, Check][] {
  return schemasOf(operand, 'patternProperties').map(([pattern, check]) => [
    boundedTest(compileRegex(pattern, '')),
    check,
  ]);
}

const patternProperties: Keyword = (operand) => {
  const list = patternsOf(operand);
  return onType(isDocument, (value) =>
    Object.entries(value as Document).every(([name, field]) =>
      list.every(([matches, check]) => !matches(name) || check(field)),
    ),
  );
};

const additionalProperties: Keyword = (operand, schema) => {
  const known = new Set(isDocument(schema['properties']) ? Object.keys(schema['properties']) : []);
  const patterns = 'patternProperties' in schema ? patternsOf(schema['patternProperties']) : [];
  const check = additional(operand, 'additionalProperties');
  return onType(isDocument, (value) =>
    Object.entries(value as Document).every(
      ([name, field]) => known.has(name) || patterns.some(([matches]) => matches(name)) || check(field),
    ),
  );
};

function additional(operand: Value, keyword: string): Check {
  if (typeof operand === 'boolean') return () => operand;
  if (!isDocument(operand)) throw mismatch(`$jsonSchema keyword '${keyword}' must be either an object or a boolean`);
  return compileSchema(operand, keyword);
}

const dependencies: Keyword = (operand) => {
  if (!isDocument(operand)) throw mismatch("$jsonSchema keyword 'dependencies' must be an object");
  const list = Object.entries(operand).map(([name, needed]): [string, Check] => {
    if (!isList(needed)) return [name, compileSchema(needed, 'dependencies')];
    if (needed.length === 0)
      throw failedToParse(`property '${name}' in $jsonSchema keyword 'dependencies' cannot be an empty array`);
    return [name, (doc) => needed.every((other) => Object.hasOwn(doc as Document, String(other)))];
  });
  return onType(isDocument, (value) =>
    list.every(([name, check]) => !Object.hasOwn(value as Document, name) || check(value)),
  );
};

const items: Keyword = (operand) => {
  if (!isList(operand)) {
    const check = compileSchema(operand, 'items');
    return onType(isList, (value) => (value as Value[]).every(check));
  }
  const checks = operand.map((schema) => compileSchema(schema, 'items'));
  return onType(isList, (value) => (value as Value[]).every((item, i) => checks[i]?.(item) ?? true));
};

const additionalItems: Keyword = (operand, schema) => {
  const check = additional(operand, 'additionalItems');
  const { items: listed } = schema;
  if (!isList(listed)) return undefined;
  return onType(isList, (value) => (value as Value[]).slice(listed.length).every(check));
};

const uniqueItems: Keyword = (operand) => {
  if (typeof operand !== 'boolean') throw mismatch("$jsonSchema keyword 'uniqueItems' must be a boolean");
  if (!operand) return undefined;
  return onType(isList, (value) => {
    const seen = new ValueSet(undefined);
    return (value as Value[]).every((item) => seen.add(item));
  });
};

const multipleOf: Keyword = (operand) => {
  if (!isNumeric(operand)) throw mismatch("$jsonSchema keyword 'multipleOf' must be a number");
  const divisor = toDecimal(operand);
  if (divisor.kind !== 'finite' || divisor.negative || divisor.coefficient === 0n) {
    throw failedToParse("$jsonSchema keyword 'multipleOf' must have a positive value");
  }
  return onType(isNumeric, (value) => {
    const rest = remainderDecimals(toDecimal(value), divisor);
    return rest.kind === 'finite' && rest.coefficient === 0n;
  });
};

const enumeration: Keyword = (operand) => {
  if (!isList(operand))
    throw mismatch("$jsonSchema keyword 'enum' must be an array, but found an element of type " + typeName(operand));
  if (operand.length === 0) throw failedToParse("$jsonSchema keyword 'enum' cannot be an empty array");
  return (value) => operand.some((item) => equalWith(item, value, undefined));
};

const pattern: Keyword = (operand) => {
  if (!isString(operand)) throw mismatch("$jsonSchema keyword 'pattern' must be a string");
  const test = boundedTest(compileRegex(operand, ''));
  return onType(isString, (value) => test(value as string));
};

function combined(keyword: string, holds: (passed: number, all: number) => boolean): Keyword {
  return (operand) => {
    if (!isList(operand))
      throw mismatch(
        `$jsonSchema keyword '${keyword}' must be an array, but found an element of type ${typeName(operand)}`,
      );
    if (operand.length === 0) throw badValue(`$jsonSchema keyword '${keyword}' must be a non-empty array`);
    const checks = operand.map((schema) => compileSchema(schema, keyword));
    return (value) => holds(checks.filter((check) => check(value)).length, checks.length);
  };
}

function text(keyword: string): Keyword {
  return (operand) => {
    if (!isString(operand)) throw mismatch(`$jsonSchema keyword '${keyword}' must be of type string`);
    return undefined;
  };
}

const KEYWORDS: ReadonlyMap<string, Keyword> = new Map<string, Keyword>([
  ['type', typeKeyword(false)],
  ['bsonType', typeKeyword(true)],
  ['enum', enumeration],
  ['required', required],
  ['properties', properties],
  ['patternProperties', patternProperties],
  ['additionalProperties', additionalProperties],
  ['dependencies', dependencies],
  ['minProperties', measured('minProperties', fieldCount, true)],
  ['maxProperties', measured('maxProperties', fieldCount, false)],
  ['minimum', bound('minimum', 'exclusiveMinimum')],
  ['maximum', bound('maximum', 'exclusiveMaximum')],
  ['exclusiveMinimum', exclusiveFlag('exclusiveMinimum', 'minimum')],
  ['exclusiveMaximum', exclusiveFlag('exclusiveMaximum', 'maximum')],
  ['multipleOf', multipleOf],
  ['minLength', measured('minLength', textLength, true)],
  ['maxLength', measured('maxLength', textLength, false)],
  ['pattern', pattern],
  ['items', items],
  ['additionalItems', additionalItems],
  ['minItems', measured('minItems', listLength, true)],
  ['maxItems', measured('maxItems', listLength, false)],
  ['uniqueItems', uniqueItems],
  ['allOf', combined('allOf', (passed, all) => passed === all)],
  ['anyOf', combined('anyOf', (passed) => passed > 0)],
  ['oneOf', combined('oneOf', (passed) => passed === 1)],
  [
    'not',
    (operand) => {
      const check = compileSchema(operand, 'not');
      return (value) => !check(value);
    },
  ],
  ['title', text('title')],
  ['description', text('description')],
]);
