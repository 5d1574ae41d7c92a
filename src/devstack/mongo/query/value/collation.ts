import type { CollationOptions } from 'mongodb';

import type { Document, Value } from '../../bson-types';
import { MongoError } from '../../errors';
import type { CollationInput } from '../types';
import { isDocument, typeName } from './bson-type';
import { describeValue } from './print';

/** Order of two strings: negative, 0 or positive. */
export type StringOrder = (a: string, b: string) => number;

const FIELDS = new Set([
  'locale',
  'caseLevel',
  'caseFirst',
  'strength',
  'numericOrdering',
  'alternate',
  'maxVariable',
  'normalization',
  'backwards',
  'version',
]);

function bad(message: string, code = 2, codeName = 'BadValue'): MongoError {
  return new MongoError(code, codeName, message);
}

function numberOf(v: Value): number {
  return typeof v === 'number' ? v : Number((v as { valueOf(): unknown }).valueOf());
}

function booleanField(collation: Document, field: string): boolean | undefined {
  const value = collation[field];
  if (value === undefined) return undefined;
  if (typeof value !== 'boolean') throw typeMismatch(field, value, 'bool');
  return value;
}

function typeMismatch(field: string, value: Value, expected: string): MongoError {
  return bad(
    `BSON field 'collation.${field}' is the wrong type '${typeName(value)}', expected type '${expected}'`,
    14,
    'TypeMismatch',
  );
}

/**
 * Checks a collation document.
 *
 * @returns its options, or undefined for `{ locale: 'simple' }`
 * @throws MongoError 2, 9, 14 or 40415 as MongoDB does; 2 also for what this server does not support (strength 4-5
 *   by identical code points, `alternate: 'shifted'`, `backwards`), because ignoring it would change the order
 */
export function validateCollation(collation: Document): CollationOptions | undefined {
  if (!isDocument(collation)) throw bad('collation has to be a document', 14, 'TypeMismatch');
  for (const field of Object.keys(collation)) {
    if (!FIELDS.has(field)) {
      throw bad(`BSON field 'collation.${field}' is an unknown field.`, 40415, 'Location40415');
    }
  }
  const locale = collation['locale'];
  if (locale === undefined) {
    throw bad("BSON field 'collation.locale' is missing but a required field", 40414, 'Location40414');
  }
  if (typeof locale !== 'string') throw typeMismatch('locale', locale, 'string');
  if (locale === 'simple') {
    if (Object.keys(collation).length > 1) {
      throw bad("If the locale is 'simple', no other collation options may be specified");
    }
    return undefined;
  }
  const strength = collation['strength'] === undefined ? 3 : numberOf(collation['strength']);
  if (!Number.isInteger(strength) || strength < 1 || strength > 5) {
    throw bad("Enumeration value '" + String(strength) + "' for field 'collation.strength' is not a valid value.");
  }
  const options: CollationOptions = {
    locale: checkLocale(locale),
    strength,
    caseLevel: booleanField(collation, 'caseLevel') ?? false,
    caseFirst: (collation['caseFirst'] as string | undefined) ?? 'off',
    numericOrdering: booleanField(collation, 'numericOrdering') ?? false,
  };
  refuseUnsupported(collation, strength);
  return options;
}

function refuseUnsupported(collation: Document, strength: number): void {
  const alternate = collation['alternate'] ?? 'non-ignorable';
  if (alternate !== 'non-ignorable' && alternate !== 'shifted') {
    throw bad(`Enumeration value '${describeValue(alternate)}' for field 'collation.alternate' is not a valid value.`);
  }
  if (strength > 3) throw bad(`collation strength ${strength} is not supported by this server`);
  if (alternate === 'shifted') throw bad("collation option alternate: 'shifted' is not supported by this server");
  if (booleanField(collation, 'backwards') === true) {
    throw bad('collation option backwards: true is not supported by this server');
  }
  const caseFirst = collation['caseFirst'] ?? 'off';
  if (caseFirst !== 'off' && caseFirst !== 'upper' && caseFirst !== 'lower') {
    throw bad(`Enumeration value '${describeValue(caseFirst)}' for field 'collation.caseFirst' is not a valid value.`);
  }
}

function checkLocale(locale: string): string {
  // MongoDB writes `en_US`, Intl wants `en-US`; `@collation=` variants have no equivalent.
  const tag = locale.replaceAll('_', '-');
  let known = false;
  try {
    known = Intl.Collator.supportedLocalesOf([tag]).length === 1;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  if (!known) throw bad(`Field 'locale' is invalid in: { locale: "${locale}" }`);
  return locale;
}

const byObject = new WeakMap<object, { order: StringOrder | undefined }>();
const byKey = new Map<string, StringOrder>();

/** The string order of a collation, made once; undefined for the simple collation. */
export function collatorFor(collation: CollationInput | undefined): StringOrder | undefined {
  if (collation === undefined) return undefined;
  const known = byObject.get(collation);
  if (known) return known.order;
  const options = validateCollation(collation as Document);
  const order = options && orderOf(options);
  byObject.set(collation, { order });
  return order;
}

function orderOf(options: CollationOptions): StringOrder {
  const key = JSON.stringify(options);
  const known = byKey.get(key);
  if (known) return known;
  const order = makeOrder(options);
  byKey.set(key, order);
  return order;
}

function makeOrder(options: CollationOptions): StringOrder {
  const strength = options.strength ?? 3;
  const tag = options.locale.replaceAll('_', '-');
  const shared = {
    numeric: options.numericOrdering ?? false,
    caseFirst: (options.caseFirst === 'off' || !options.caseFirst ? 'false' : options.caseFirst) as 'false',
    usage: 'sort' as const,
    ignorePunctuation: false,
  };
  const main = new Intl.Collator(tag, { ...shared, sensitivity: sensitivityOf(strength, options.caseLevel ?? false) });
  return (a, b) => (a === b ? 0 : main.compare(a, b));
}

function sensitivityOf(strength: number, caseLevel: boolean): 'base' | 'accent' | 'case' | 'variant' {
  if (strength === 1) return caseLevel ? 'case' : 'base';
  if (strength === 2) return caseLevel ? 'variant' : 'accent';
  return 'variant';
}
