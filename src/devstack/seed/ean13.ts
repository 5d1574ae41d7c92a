/** GS1 prefix 20: numbers for use inside a company, so that no made-up barcode is a real product's. */
const IN_STORE_PREFIX = '20';

/** A valid EAN-13 for the n-th article, n from 0 to 9,999,999,999. */
export function inStoreEan13(n: number): string {
  const body = IN_STORE_PREFIX + String(n).padStart(10, '0');
  return body + checkDigit(body);
}

/** GS1 mod-10 check digit of the digits before it. */
export function checkDigit(body: string): string {
  let sum = 0;
  for (let index = 0; index < body.length; index += 1) {
    const fromRight = body.length - index;
    sum += Number(body[index]) * (fromRight % 2 === 1 ? 3 : 1);
  }
  return String((10 - (sum % 10)) % 10);
}
