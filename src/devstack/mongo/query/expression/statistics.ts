import { Double, Int32, Long } from 'bson';

import type { Value } from '../../bson-types';
import type { StringOrder } from '../value/collation';
import { bsonType, T } from '../value/bson-type';
import { compareWith } from '../value/compare';
import { divideDecimals, encodeDecimal } from '../value/decimal';
import { fitsLong, isNumeric, toBigInt, toDecimal, toDouble } from '../value/number';
import { addNumbers } from './arithmetic';
import { compileArguments, isNullish } from './arguments';
import type { Builder } from './types';

/**
 * A sum as MongoDB makes it: exact over integers until the end, doubles with compensation (so that
 * 0.1 added ten times is 1), decimals apart.
 */
export class NumberSum {
  private integers = 0n;
  private double = 0;
  private compensation = 0;
  private decimal: Value;
  private widest: number = T.INT;
  count = 0;

  add(value: Value): void {
    if (!isNumeric(value)) return;
    this.count += 1;
    const type = bsonType(value);
    if (type === T.DECIMAL) {
      this.decimal = this.decimal === undefined ? value : addNumbers(this.decimal, value);
      return;
    }
    if (type === T.DOUBLE) {
      this.addDouble(toDouble(value));
      this.widest = T.DOUBLE;
      return;
    }
    if (type === T.LONG && this.widest === T.INT) this.widest = T.LONG;
    this.integers += toBigInt(value);
  }

  private addDouble(d: number): void {
    const sum = this.double + d;
    // Neumaier's summation: keeps what the addition rounds away.
    this.compensation += Math.abs(this.double) >= Math.abs(d) ? this.double - sum + d : d - sum + this.double;
    this.double = sum;
  }

  private doubleTotal(): number {
    const total = this.double + Number(this.integers);
    const result = total + this.compensation;
    return Number.isNaN(result) ? total : result;
  }

  /** The sum in the widest type that was added; int 0 for none. */
  get total(): Value {
    if (this.decimal !== undefined) return addNumbers(this.decimal, this.withoutDecimals());
    return this.withoutDecimals();
  }

  private withoutDecimals(): Value {
    if (this.widest === T.DOUBLE) return new Double(this.doubleTotal());
    const n = this.integers;
    if (this.widest === T.INT && n >= -2147483648n && n <= 2147483647n) return new Int32(Number(n));
    return fitsLong(n) ? Long.fromBigInt(n) : new Double(Number(n));
  }

  /** The mean, or null for none: a double, or a decimal where one was added. */
  get mean(): Value {
    if (this.count === 0) return null;
    if (this.decimal !== undefined) {
      return encodeDecimal(divideDecimals(toDecimal(this.total), toDecimal(new Int32(this.count))));
    }
    return new Double(this.doubleTotal() / this.count);
  }
}

/** The values of `$sum`, `$avg`, ... as an expression: one argument that is an array is walked, several are taken as they are. */
function overValues(finish: (values: readonly Value[], strings: StringOrder | undefined) => Value): Builder {
  return (operand, scope) => {
    const list = compileArguments(operand, scope);
    const [only] = list;
    if (list.length === 1 && only) {
      return (frame) => {
        const value = only(frame);
        return finish(Array.isArray(value) ? (value as Value[]) : [value], scope.strings);
      };
    }
    return (frame) =>
      finish(
        list.map((expression) => expression(frame)),
        scope.strings,
      );
  };
}

function sumOf(values: readonly Value[]): NumberSum {
  const sum = new NumberSum();
  for (const value of values) sum.add(value);
  return sum;
}

/** The least (direction -1) or greatest (1) value that is neither null nor missing; null for none. */
export function extreme(values: readonly Value[], direction: 1 | -1, strings: StringOrder | undefined): Value {
  let best: Value = null;
  for (const value of values) {
    if (isNullish(value)) continue;
    if (best === null || compareWith(value, best, strings) * direction > 0) best = value;
  }
  return best;
}

/** Standard deviation of the numbers among the values; null where there are too few. */
export function deviation(values: readonly Value[], isSample: boolean): Value {
  let count = 0;
  let mean = 0;
  let squares = 0;
  for (const value of values) {
    if (!isNumeric(value)) continue;
    const d = toDouble(value);
    count += 1;
    const delta = d - mean;
    mean += delta / count;
    squares += delta * (d - mean);
  }
  const divisor = isSample ? count - 1 : count;
  return divisor <= 0 ? null : new Double(Math.sqrt(squares / divisor));
}

export const statisticsOperators: Record<string, Builder> = {
  $sum: overValues((values) => sumOf(values).total),
  $avg: overValues((values) => sumOf(values).mean),
  $min: overValues((values, strings) => extreme(values, -1, strings)),
  $max: overValues((values, strings) => extreme(values, 1, strings)),
  $stdDevPop: overValues((values) => deviation(values, false)),
  $stdDevSamp: overValues((values) => deviation(values, true)),
};
