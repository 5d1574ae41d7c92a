import { IdempotencyKeyReusedError } from '../../../src/kernel/errors';
import { assertSameInput, hashFields } from '../../../src/platform/idempotency';

describe('the fingerprint of an input', () => {
  it('does not depend on the order of fields, on nulls or on the key itself', () => {
    const one = hashFields({ idempotencyKey: 'a', lines: [{ x: 1, y: 2 }], note: null });
    const other = hashFields({ lines: [{ y: 2, x: 1 }], idempotencyKey: 'b', note: undefined });
    expect(one).toEqual(other);
  });

  it('depends on every value, on types and on the order of lists', () => {
    const base = hashFields({ lines: [1, 2] });
    expect(hashFields({ lines: [2, 1] })).not.toEqual(base);
    expect(hashFields({ lines: ['1', 2] })).not.toEqual(base);
    expect(hashFields({ at: new Date(0) })).toEqual(hashFields({ at: new Date(0) }));
    expect(hashFields({ at: new Date(0) })).not.toEqual(hashFields({ at: new Date(1) }));
  });

  it('names the field that differs', () => {
    const compare = () => assertSameInput(hashFields({ a: 1, b: 2 }), hashFields({ a: 1, b: 3 }));
    expect(compare).toThrow(IdempotencyKeyReusedError);
    expect(compare).toThrow('"b"');
    expect(() => assertSameInput(hashFields({ a: 1 }), hashFields({ a: 1, c: 1 }))).toThrow('"c"');
  });
});
