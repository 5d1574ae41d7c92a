import { Double, Int32, Long, type Decimal128 } from 'bson';

import type { Value } from '../../bson-types';
import type { MongoError } from '../../errors';
import { bsonType, T, typeName } from '../value/bson-type';
import {
  decimalFromDouble,
  decimalToNumber,
  decodeDecimal,
  encodeDecimal,
  exactDecimalFromDouble,
  multiplyDecimals,
  roundDecimal,
  type Decimal,
  type Rounding,
} from '../value/decimal';
import { exactInteger, fitsLong, isNumeric, toBigInt, toDecimal, toDouble } from '../value/number';
import { binary, isNullish, location, several, typeMismatch, unary } from './arguments';
import type { Builder } from './types';

function numberArgument(value: Value, name: string): void {
  if (!isNumeric(value)) throw location(28765, `${name} only supports numeric types, not ${typeName(value)}`);
}

const abs = unary((value, name) => {
  if (isNullish(value)) return null;
  numberArgument(value, name);
  switch (bsonType(value)) {
    case T.INT: {
      const n = Math.abs(toDouble(value));
      return n > 2147483647 ? Long.fromNumber(n) : new Int32(n);
    }
    case T.LONG: {
      const n = toBigInt(value);
      if (n === -(2n ** 63n)) throw location(28680, "can't take $abs of long long min");
      return Long.fromBigInt(n < 0n ? -n : n);
    }
    case T.DECIMAL: {
      const d = decodeDecimal(value as Decimal128);
      return encodeDecimal(d.kind === 'nan' ? d : { ...d, negative: false });
    }
    default:
      return new Double(Math.abs(toDouble(value)));
  }
});

function integral(whole: (d: number) => number, mode: Rounding): Builder {
  return unary((value, name) => {
    if (isNullish(value)) return null;
    numberArgument(value, name);
    const type = bsonType(value);
    if (type === T.DOUBLE) return new Double(whole(toDouble(value)));
    if (type === T.DECIMAL) return encodeDecimal(roundDecimal(decodeDecimal(value as Decimal128), 0, mode));
    return value;
  });
}

function rounding(mode: Rounding): Builder {
  return several(1, 2, ([value, places], name) => {
    if (isNullish(value)) return null;
    numberArgument(value, name);
    if (places === null) return null;
    const digits = places === undefined ? 0n : exactInteger(places);
    if (digits === undefined || !isNumeric(places ?? new Int32(0))) {
      throw location(51082, `precision argument to  ${name} must be a integral value`);
    }
    if (digits < -20n || digits > 100n) {
      throw location(51083, `cannot apply ${name} with precision value ${digits} value must be in [-20, 100]`);
    }
    return roundNumber(value, Number(digits), mode);
  });
}

function roundNumber(value: Value, places: number, mode: Rounding): Value {
  const type = bsonType(value);
  if (type === T.DECIMAL) return encodeDecimal(roundDecimal(decodeDecimal(value as Decimal128), places, mode));
  if (type === T.DOUBLE) return roundDouble(toDouble(value), places, mode);
  if (places >= 0) return value;
  const rounded = roundDecimal(toDecimal(value), places, mode) as Extract<Decimal, { kind: 'finite' }>;
  const magnitude = rounded.coefficient * 10n ** BigInt(Math.max(0, rounded.exponent));
  const n = rounded.negative ? -magnitude : magnitude;
  if (type === T.INT && n >= -2147483648n && n <= 2147483647n) return new Int32(Number(n));
  if (!fitsLong(n))
    throw location(51080, 'invalid conversion from Decimal128 result in $round resulting from arguments');
  return Long.fromBigInt(n);
}

function roundDouble(d: number, places: number, mode: Rounding): Value {
  if (!Number.isFinite(d) || d === 0) return new Double(d);
  if (places === 0 && mode === 'down') return new Double(Math.trunc(d));
  // Through 34 digits: MongoDB too rounds the exact decimal expansion, not the 15 digits of display.
  const rounded = roundDecimal(exactDecimalFromDouble(d), places, mode);
  return new Double(decimalToNumber(rounded));
}

function float(fn: (d: number) => number, check?: (d: number) => MongoError | undefined): Builder {
  return unary((value, name) => {
    if (isNullish(value)) return null;
    numberArgument(value, name);
    const d = toDouble(value);
    const error = check?.(d);
    if (error) throw error;
    const result = fn(d);
    // MongoDB computes these in 34 digits for decimals; this server has them to double precision only.
    return bsonType(value) === T.DECIMAL ? encodeDecimal(decimalFromDouble(result)) : new Double(result);
  });
}

function positive(code: number, name: string): (d: number) => MongoError | undefined {
  return (d) =>
    d > 0 || Number.isNaN(d) ? undefined : location(code, `${name}'s argument must be a positive number, but is ${d}`);
}

function within(low: number, high: number, name: string): (d: number) => MongoError | undefined {
  return (d) =>
    (d >= low && d <= high) || Number.isNaN(d)
      ? undefined
      : location(50989, `cannot apply ${name} to ${d}, value must be in [${low},${high}]`);
}

const log = binary((value, base) => {
  if (isNullish(value) || isNullish(base)) return null;
  if (!isNumeric(value)) throw location(28756, `$log's argument must be numeric, not ${typeName(value)}`);
  if (!isNumeric(base)) throw location(28757, `$log's base must be numeric, not ${typeName(base)}`);
  const x = toDouble(value);
  const b = toDouble(base);
  if (!(x > 0)) throw location(28758, `$log's argument must be a positive number, but is ${x}`);
  if (!(b > 0) || b === 1) throw location(28759, `$log's base must be a positive number not equal to 1, but is ${b}`);
  const result = Math.log(x) / Math.log(b);
  if (bsonType(value) === T.DECIMAL || bsonType(base) === T.DECIMAL) return encodeDecimal(decimalFromDouble(result));
  return new Double(result);
});

const pow = binary((base, exponent) => {
  if (isNullish(base) || isNullish(exponent)) return null;
  if (!isNumeric(base)) throw location(28762, `$pow's base must be numeric, not ${typeName(base)}`);
  if (!isNumeric(exponent)) throw location(28763, `$pow's exponent must be numeric, not ${typeName(exponent)}`);
  if (toDouble(base) === 0 && toDouble(exponent) < 0) {
    throw location(28764, '$pow cannot take a base of 0 and a negative exponent');
  }
  return power(base, exponent);
});

function power(base: Value, exponent: Value): Value {
  const left = bsonType(base);
  const right = bsonType(exponent);
  if (left === T.DECIMAL || right === T.DECIMAL) return decimalPower(base, exponent);
  if (left === T.DOUBLE || right === T.DOUBLE) return new Double(toDouble(base) ** toDouble(exponent));
  const n = toBigInt(base);
  const e = toBigInt(exponent);
  if (e >= 0n && (e < 64n || (n >= -1n && n <= 1n))) {
    const result = n ** (n >= -1n && n <= 1n ? 2n - (e % 2n) - (e === 0n ? 2n : 0n) : e);
    if (fitsLong(result)) {
      const isInt = left === T.INT && right === T.INT && result >= -2147483648n && result <= 2147483647n;
      return isInt ? new Int32(Number(result)) : Long.fromBigInt(result);
    }
  }
  return new Double(toDouble(base) ** toDouble(exponent));
}

function decimalPower(base: Value, exponent: Value): Value {
  const e = exactInteger(exponent);
  if (e === undefined || e < 0n || e > 1000n) {
    return encodeDecimal(decimalFromDouble(toDouble(base) ** toDouble(exponent)));
  }
  let result: Decimal = { kind: 'finite', negative: false, coefficient: 1n, exponent: 0 };
  for (let i = 0n; i < e; i += 1n) result = decodeDecimal(encodeDecimal(multiplyDecimals(result, toDecimal(base))));
  return encodeDecimal(result);
}

const PI_OVER_180 = Math.PI / 180;

const rand: Builder = (operand) => {
  const isEmpty = Array.isArray(operand) ? operand.length === 0 : Object.keys(operand as object).length === 0;
  if (!isEmpty) throw location(3040501, '$rand does not currently accept arguments');
  return () => new Double(Math.random());
};

const finite =
  (name: string) =>
  (d: number): MongoError | undefined =>
    Number.isFinite(d) || Number.isNaN(d)
      ? undefined
      : location(50989, `cannot apply ${name} to ${d}, value must be in (-inf,inf)`);

export const mathematicsOperators: Record<string, Builder> = {
  $abs: abs,
  $ceil: integral(Math.ceil, 'ceiling'),
  $floor: integral(Math.floor, 'floor'),
  $round: rounding('half-even'),
  $trunc: rounding('down'),
  $sqrt: float(Math.sqrt, (d) =>
    d < 0 ? location(28714, "$sqrt's argument must be greater than or equal to 0") : undefined,
  ),
  $exp: float(Math.exp),
  $ln: float(Math.log, positive(28766, '$ln')),
  $log10: float(Math.log10, positive(28761, '$log10')),
  $log: log,
  $pow: pow,
  $sin: float(Math.sin, finite('$sin')),
  $cos: float(Math.cos, finite('$cos')),
  $tan: float(Math.tan, finite('$tan')),
  $asin: float(Math.asin, within(-1, 1, '$asin')),
  $acos: float(Math.acos, within(-1, 1, '$acos')),
  $atan: float(Math.atan),
  $sinh: float(Math.sinh),
  $cosh: float(Math.cosh),
  $tanh: float(Math.tanh),
  $asinh: float(Math.asinh),
  $acosh: float(Math.acosh, within(1, Infinity, '$acosh')),
  $atanh: float(Math.atanh, within(-1, 1, '$atanh')),
  $atan2: binary((y, x) => {
    if (isNullish(y) || isNullish(x)) return null;
    if (!isNumeric(y) || !isNumeric(x)) {
      throw typeMismatch(`$atan2 only supports numeric types, not ${typeName(isNumeric(y) ? x : y)}`);
    }
    return new Double(Math.atan2(toDouble(y), toDouble(x)));
  }),
  $degreesToRadians: float((d) => d * PI_OVER_180),
  $radiansToDegrees: float((d) => d / PI_OVER_180),
  $rand: rand,
};
