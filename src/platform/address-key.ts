import { createHmac } from 'node:crypto';
import { isIPv6 } from 'node:net';

/**
 * A stable text in place of a client's network address: equal addresses give equal texts, and without the installation's
 * secret nobody can tell which address it was (a plain or salted hash of IPv4 is reversed by trying all four milliards).
 * An IPv6 client owns a whole /64, so the first 64 bits count.
 */
export function addressKey(secret: string, address: string): string {
  return createHmac('sha256', secret)
    .update(`address|${networkOf(address)}`)
    .digest('base64url')
    .slice(0, 22);
}

function networkOf(address: string): string {
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  const bare = address.split('%')[0] ?? address;
  if (!isIPv6(bare)) return address;
  const [head = '', tail] = bare.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - after.length);
  const full = [...groups, ...Array<string>(zeros).fill('0'), ...after];
  return full
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}
