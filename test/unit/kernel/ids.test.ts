import { NotFoundError } from '../../../src/kernel/errors';
import { fromGlobalId, newId, parseGlobalId, toGlobalId } from '../../../src/kernel/ids';

describe('global ids', () => {
  it('come back as the id they were made of', () => {
    const id = newId();
    expect(fromGlobalId('Product', toGlobalId('Product', id)).equals(id)).toBe(true);
    expect(parseGlobalId(toGlobalId('Order', id.toHexString()))).toEqual({ typeName: 'Order', id });
  });

  it.each([
    ['empty', ''],
    ['no base64', '{"$ne":null}'],
    ['a bare hex id', '65f0c0ffee65f0c0ffee65f0'],
    ['10 KB', 'A'.repeat(10_240)],
    ['another type', toGlobalId('Variant', newId())],
    ['a short hex part', Buffer.from('Product:1234').toString('base64url')],
    ['trailing text', Buffer.from(`Product:${newId().toHexString()}x`).toString('base64url')],
  ])('answer %s like a missing one', (_name, id) => {
    expect(() => fromGlobalId('Product', id)).toThrow(NotFoundError);
  });
});
