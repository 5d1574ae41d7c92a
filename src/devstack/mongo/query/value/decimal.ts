import { Decimal128 } from 'bson';

/** An exact decimal: (-1)^negative x coefficient x 10^exponent, or an infinity, or NaN. */
export type Decimal =
  | { readonly kind: 'finite'; readonly negative: boolean; readonly coefficient: bigint; readonly exponent: number }
  | { readonly kind: 'infinity'; readonly negative: boolean }
  | { readonly kind: 'nan' };

type Finite = Extract<Decimal, { kind: 'finite' }>;

const MAX_DIGITS = 34;
const MAX_EXPONENT = 6111;
const MIN_EXPONENT = -6176;
const LIMIT = 10n ** 34n;
const NAN: Decimal = { kind: 'nan' };

const powers: bigint[] = [1n];
export function pow10(n: number): bigint {
  if (n > 400) return 10n ** BigInt(n);
  for (let i = powers.length; i <= n; i += 1) powers.push((powers[i - 1] as bigint) * 10n);
  return powers[n] as bigint;
}

function digitsOf(n: bigint): number {
  return n === 0n ? 1 : n.toString().length;
}

/** Reads the 16 bytes of a Decimal128 (binary integer decimal form). */
export function decodeDecimal(value: Decimal128): Decimal {
  const { bytes } = value;
  const view = new DataView(bytes.buffer, bytes.byteOffset, 16);
  const high = view.getBigUint64(8, true);
  const negative = high >> 63n === 1n;
  const combination = Number((high >> 58n) & 0x1fn);
  if (combination === 31) return NAN;
  if (combination === 30) return { kind: 'infinity', negative };
  if (combination >> 3 === 3) {
    // This form can only hold coefficients beyond 34 digits, which the standard reads as zero.
    return { kind: 'finite', negative, coefficient: 0n, exponent: Number((high >> 47n) & 0x3fffn) + MIN_EXPONENT };
  }
  const exponent = Number((high >> 49n) & 0x3fffn) + MIN_EXPONENT;
  const coefficient = ((high & 0x1ffffffffffffn) << 64n) | view.getBigUint64(0, true);
  return { kind: 'finite', negative, coefficient: coefficient >= LIMIT ? 0n : coefficient, exponent };
}

function fromHigh(high: bigint, low: bigint): Decimal128 {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, low, true);
  view.setBigUint64(8, high, true);
  return new Decimal128(bytes);
}

/** Rounds to 34 digits (half to even) and to the exponent range; overflow becomes infinity. */
export function encodeDecimal(value: Decimal): Decimal128 {
  if (value.kind === 'nan') return fromHigh(0x7c00000000000000n, 0n);
  const sign = value.negative ? 1n << 63n : 0n;
  if (value.kind === 'infinity') return fromHigh(sign | 0x7800000000000000n, 0n);
  let { coefficient, exponent } = value;
  const surplus = Math.max(digitsOf(coefficient) - MAX_DIGITS, MIN_EXPONENT - exponent);
  if (surplus > 0) {
    coefficient = divideHalfEven(coefficient, pow10(surplus));
    exponent += surplus;
    if (coefficient >= LIMIT) {
      coefficient /= 10n;
      exponent += 1;
    }
  }
  if (coefficient === 0n) exponent = Math.min(exponent, MAX_EXPONENT);
  while (exponent > MAX_EXPONENT && coefficient * 10n < LIMIT) {
    coefficient *= 10n;
    exponent -= 1;
  }
  if (exponent > MAX_EXPONENT) return fromHigh(sign | 0x7800000000000000n, 0n);
  const high = sign | (BigInt(exponent - MIN_EXPONENT) << 49n) | (coefficient >> 64n);
  return fromHigh(high, coefficient & 0xffffffffffffffffn);
}

function divideHalfEven(n: bigint, divisor: bigint): bigint {
  const quotient = n / divisor;
  const twice = (n % divisor) * 2n;
  if (twice > divisor || (twice === divisor && quotient % 2n === 1n)) return quotient + 1n;
  return quotient;
}

export function decimalFromBigInt(n: bigint): Decimal {
  return { kind: 'finite', negative: n < 0n, coefficient: n < 0n ? -n : n, exponent: 0 };
}

/** The double's value rounded to 15 significant digits, as MongoDB converts a double before decimal arithmetic. */
export function decimalFromDouble(d: number): Decimal {
  if (Number.isNaN(d)) return NAN;
  if (!Number.isFinite(d)) return { kind: 'infinity', negative: d < 0 };
  if (d === 0) return { kind: 'finite', negative: Object.is(d, -0), coefficient: 0n, exponent: 0 };
  const [mantissa = '0', exponent = '0'] = Math.abs(d).toExponential(14).split('e');
  return {
    kind: 'finite',
    negative: d < 0,
    coefficient: BigInt(mantissa.replace('.', '')),
    exponent: Number(exponent) - 14,
  };
}

const SCRATCH = new DataView(new ArrayBuffer(8));

/** The double's exact value (needed for comparison; up to about 770 digits). */
export function exactDecimalFromDouble(d: number): Decimal {
  if (!Number.isFinite(d)) return decimalFromDouble(d);
  SCRATCH.setFloat64(0, d);
  const bits = SCRATCH.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n;
  const shift = (biased === 0 ? 1 : biased) - 1075;
  const negative = d < 0;
  if (shift >= 0) return { kind: 'finite', negative, coefficient: mantissa << BigInt(shift), exponent: 0 };
  return { kind: 'finite', negative, coefficient: mantissa * 5n ** BigInt(-shift), exponent: shift };
}

/** Exact comparison; NaN is below everything and equal to itself. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.kind === 'nan') return b.kind === 'nan' ? 0 : -1;
  if (b.kind === 'nan') return 1;
  const left = signOf(a);
  const right = signOf(b);
  if (left !== right) return left < right ? -1 : 1;
  if (left === 0) return 0;
  const magnitude = compareMagnitudes(a, b);
  return left > 0 ? magnitude : -magnitude;
}

function signOf(d: Exclude<Decimal, { kind: 'nan' }>): number {
  if (d.kind === 'finite' && d.coefficient === 0n) return 0;
  return d.negative ? -1 : 1;
}

function compareMagnitudes(a: Exclude<Decimal, { kind: 'nan' }>, b: Exclude<Decimal, { kind: 'nan' }>): number {
  if (a.kind === 'infinity') return b.kind === 'infinity' ? 0 : 1;
  if (b.kind === 'infinity') return -1;
  const leftTop = digitsOf(a.coefficient) + a.exponent;
  const rightTop = digitsOf(b.coefficient) + b.exponent;
  if (leftTop !== rightTop) return leftTop < rightTop ? -1 : 1;
  const low = Math.min(a.exponent, b.exponent);
  const left = a.coefficient * pow10(a.exponent - low);
  const right = b.coefficient * pow10(b.exponent - low);
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Beyond this distance the smaller operand of a sum cannot reach the 34 digits, except as a sticky digit. */
const FAR = 2 * MAX_DIGITS + 4;

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  if (a.kind === 'nan' || b.kind === 'nan') return NAN;
  if (a.kind === 'infinity') return b.kind === 'infinity' && a.negative !== b.negative ? NAN : a;
  if (b.kind === 'infinity') return b;
  const [x, y] = a.exponent >= b.exponent ? [a, b] : [b, a];
  const near = x.exponent - y.exponent > FAR && x.coefficient !== 0n ? nearer(x, y) : y;
  const exponent = Math.min(x.exponent, near.exponent);
  const left = signed(x) * pow10(x.exponent - exponent);
  const sum = left + signed(near) * pow10(near.exponent - exponent);
  const negative = sum < 0n || (sum === 0n && a.negative && b.negative);
  return { kind: 'finite', negative, coefficient: sum < 0n ? -sum : sum, exponent };
}

function nearer(x: Finite, y: Finite): Finite {
  return { ...y, coefficient: y.coefficient === 0n ? 0n : 1n, exponent: x.exponent - FAR };
}

function signed(d: Finite): bigint {
  return d.negative ? -d.coefficient : d.coefficient;
}

export function negateDecimal(d: Decimal): Decimal {
  return d.kind === 'nan' ? d : { ...d, negative: !d.negative };
}

export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  if (a.kind === 'nan' || b.kind === 'nan') return NAN;
  const negative = a.negative !== b.negative;
  if (a.kind === 'infinity' || b.kind === 'infinity') {
    const zero = (a.kind === 'finite' && a.coefficient === 0n) || (b.kind === 'finite' && b.coefficient === 0n);
    return zero ? NAN : { kind: 'infinity', negative };
  }
  return { kind: 'finite', negative, coefficient: a.coefficient * b.coefficient, exponent: a.exponent + b.exponent };
}

/** Quotient to 34 digits with the exponent nearest to the ideal one; the caller refuses a zero divisor. */
export function divideDecimals(a: Decimal, b: Decimal): Decimal {
  if (a.kind === 'nan' || b.kind === 'nan') return NAN;
  const negative = a.negative !== b.negative;
  if (a.kind === 'infinity') return b.kind === 'infinity' ? NAN : { kind: 'infinity', negative };
  if (b.kind === 'infinity') return { kind: 'finite', negative, coefficient: 0n, exponent: MIN_EXPONENT };
  if (b.coefficient === 0n) return a.coefficient === 0n ? NAN : { kind: 'infinity', negative };
  const ideal = a.exponent - b.exponent;
  if (a.coefficient === 0n) return { kind: 'finite', negative, coefficient: 0n, exponent: ideal };
  const shift = Math.max(0, MAX_DIGITS + 2 + digitsOf(b.coefficient) - digitsOf(a.coefficient));
  const scaled = a.coefficient * pow10(shift);
  let coefficient = scaled / b.coefficient;
  let exponent = ideal - shift;
  // An inexact quotient keeps one sticky digit so that the later rounding to 34 digits is right.
  if (scaled % b.coefficient !== 0n)
    return { kind: 'finite', negative, coefficient: coefficient * 10n + 1n, exponent: exponent - 1 };
  while (exponent < ideal && coefficient % 10n === 0n) {
    coefficient /= 10n;
    exponent += 1;
  }
  return { kind: 'finite', negative, coefficient, exponent };
}

/** Remainder with the dividend's sign. */
export function remainderDecimals(a: Decimal, b: Decimal): Decimal {
  if (a.kind === 'nan' || b.kind === 'nan' || a.kind === 'infinity') return NAN;
  if (b.kind === 'infinity') return a;
  if (b.coefficient === 0n) return NAN;
  const exponent = Math.min(a.exponent, b.exponent);
  const coefficient = (a.coefficient * pow10(a.exponent - exponent)) % (b.coefficient * pow10(b.exponent - exponent));
  return { kind: 'finite', negative: a.negative, coefficient, exponent };
}

export type Rounding = 'half-even' | 'down' | 'floor' | 'ceiling';

/** Rounds to `places` digits behind the point (negative: before it). */
export function roundDecimal(d: Decimal, places: number, mode: Rounding): Decimal {
  if (d.kind !== 'finite' || d.exponent >= -places) return d;
  const divisor = pow10(-places - d.exponent);
  let coefficient = mode === 'half-even' ? divideHalfEven(d.coefficient, divisor) : d.coefficient / divisor;
  const inexact = d.coefficient % divisor !== 0n;
  if (inexact && ((mode === 'floor' && d.negative) || (mode === 'ceiling' && !d.negative))) coefficient += 1n;
  return { ...d, coefficient, exponent: -places };
}

/** Integer part towards zero, or undefined for NaN and infinities. */
export function decimalToBigInt(d: Decimal): bigint | undefined {
  if (d.kind !== 'finite') return undefined;
  if (d.exponent > 6200) return undefined;
  const magnitude = d.exponent >= 0 ? d.coefficient * pow10(d.exponent) : d.coefficient / pow10(-d.exponent);
  return d.negative ? -magnitude : magnitude;
}

export function decimalToNumber(d: Decimal): number {
  if (d.kind === 'nan') return NaN;
  if (d.kind === 'infinity') return d.negative ? -Infinity : Infinity;
  return Number(`${d.negative ? '-' : ''}${d.coefficient}e${d.exponent}`);
}
