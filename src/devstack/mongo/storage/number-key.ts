import type { Decimal128 } from 'bson';
import type { ByteWriter } from './byte-writer';

/**
 * Numbers of all types in one exact order: 8 bytes of the double nearest towards zero, then what is missing from it
 * (a Long beyond 2^53 or a Decimal128 may lie between two doubles). A key made of doubles alone would call different
 * numbers equal, and a unique index would then refuse what MongoDB accepts.
 */
const EXACT = 0x80;
const NAN_DOUBLE = Buffer.alloc(8, 0);

/** |value| = coefficient * 10^exponent. */
interface Magnitude {
  readonly coefficient: bigint;
  readonly exponent: number;
}

/** Appends a number that is exactly a double; -0 equals 0, NaN sorts below all other numbers. */
export function appendDouble(out: ByteWriter, value: number): void {
  if (value !== value) out.raw(NAN_DOUBLE);
  else out.orderedDouble(value === 0 ? 0 : value);
  out.byte(EXACT);
}

/** Appends a 64-bit integer. */
export function appendBigInt(out: ByteWriter, value: bigint): void {
  const near = Number(value);
  const magnitude = value < 0n ? -value : value;
  appendMagnitude(out, value < 0n, near, { coefficient: magnitude, exponent: 0 });
}

/** Appends a Decimal128. */
export function appendDecimal(out: ByteWriter, value: Decimal128): void {
  const near = Number(value.toString());
  if (near !== near) return appendDouble(out, near);
  const parts = decimalParts(value);
  if (parts === undefined) return appendDouble(out, near);
  if (parts.coefficient === 0n) return appendDouble(out, 0);
  return appendMagnitude(out, parts.isNegative, near, parts);
}

function decimalParts(value: Decimal128): (Magnitude & { isNegative: boolean }) | undefined {
  const view = Buffer.from(value.bytes);
  const high = view.readBigUInt64LE(8);
  const low = view.readBigUInt64LE(0);
  const isNegative = high >> 63n === 1n;
  const combination = Number((high >> 58n) & 31n);
  if (combination >= 30) return undefined;
  // The second form of the coefficient can only hold values above 34 digits, which IEEE 754 reads as zero.
  if (combination >= 24) return { coefficient: 0n, exponent: 0, isNegative };
  const exponent = Number((high >> 49n) & 0x3fffn) - 6176;
  const coefficient = ((high & 0x1ffffffffffffn) << 64n) | low;
  if (coefficient >= 10n ** 34n) return { coefficient: 0n, exponent: 0, isNegative };
  return { coefficient, exponent, isNegative };
}

function appendMagnitude(out: ByteWriter, isNegative: boolean, near: number, exact: Magnitude): void {
  let double = Math.min(Math.abs(near), Number.MAX_VALUE);
  let missing = subtract(exact, ofDouble(double));
  if (missing.coefficient < 0n) {
    double = previousDouble(double);
    missing = subtract(exact, ofDouble(double));
  }
  out.orderedDouble(isNegative && double !== 0 ? -double : double);
  if (missing.coefficient === 0n) return out.byte(EXACT);
  // Negative numbers that truncate to 0 share their double with positive ones; the byte after it tells them apart.
  out.byte(isNegative ? EXACT - 1 : EXACT + 1);
  const start = out.length;
  // Above the largest double all numbers share it, so their own digits order them (the difference would be long).
  const { coefficient, exponent } = double === Number.MAX_VALUE ? exact : missing;
  const digits = coefficient.toString().replace(/0+$/, '');
  const lead = coefficient.toString().length + exponent + 20_000;
  out.byte(lead >> 8);
  out.byte(lead & 255);
  for (let at = 0; at < digits.length; at++) out.byte(digits.charCodeAt(at));
  out.byte(0);
  if (isNegative) out.invert(start);
  return undefined;
}

const doubleView = new DataView(new ArrayBuffer(8));

function ofDouble(value: number): Magnitude {
  doubleView.setFloat64(0, value);
  const bits = doubleView.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n;
  const exponent = (biased === 0 ? 1 : biased) - 1075;
  if (exponent >= 0) return { coefficient: mantissa << BigInt(exponent), exponent: 0 };
  return { coefficient: mantissa * 5n ** BigInt(-exponent), exponent };
}

function previousDouble(value: number): number {
  doubleView.setFloat64(0, value);
  doubleView.setBigUint64(0, doubleView.getBigUint64(0) - 1n);
  return doubleView.getFloat64(0);
}

function subtract(a: Magnitude, b: Magnitude): Magnitude {
  if (a.coefficient === 0n || b.coefficient === 0n)
    return b.coefficient === 0n ? a : { ...b, coefficient: -b.coefficient };
  const exponent = Math.min(a.exponent, b.exponent);
  const left = a.coefficient * 10n ** BigInt(a.exponent - exponent);
  const right = b.coefficient * 10n ** BigInt(b.exponent - exponent);
  return { coefficient: left - right, exponent };
}
