import { addressKey } from '../../../src/platform/address-key';

const keyOf = (address: string) => addressKey('secret', address);

describe('addressKey', () => {
  it.each([
    ['2001:db8::1', '2001:0db8:0:0:ffff::2'],
    ['2001:db8:0:0:1:2:3:4', '2001:DB8::9'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['fe80::1%eth0', 'fe80::2'],
    ['::1', '::2'],
  ])('is one for %s and %s', (one, other) => {
    expect(keyOf(one)).toBe(keyOf(other));
  });

  it.each([
    ['192.0.2.1', '192.0.2.2'],
    ['2001:db8:0:1::1', '2001:db8::1'],
    ['2001:db8::1', '192.0.2.1'],
  ])('differs for %s and %s', (one, other) => {
    expect(keyOf(one)).not.toBe(keyOf(other));
  });

  it('tells nothing without the secret', () => {
    expect(addressKey('another secret', '192.0.2.1')).not.toBe(keyOf('192.0.2.1'));
    expect(keyOf('192.0.2.1')).toMatch(/^[\w-]{22}$/);
  });
});
