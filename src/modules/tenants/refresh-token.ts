import { createHash, randomBytes } from 'node:crypto';
import { idFromHex } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';

const TOKEN = /^hfr_([0-9a-f]{24})_[A-Za-z0-9_-]{43}$/;

/** A new refresh token: the tenant, so that the look-up is scoped to it, and 256 random bits. */
export function makeRefreshToken(tenantId: Id): string {
  return `hfr_${tenantId.toHexString()}_${randomBytes(32).toString('base64url')}`;
}

/** The tenant and the stored hash of a refresh token; null when it is not shaped like one. */
export function parseRefreshToken(token: string): { tenantId: Id; tokenHash: string } | null {
  const tenantHex = TOKEN.exec(token)?.[1];
  return tenantHex === undefined ? null : { tenantId: idFromHex(tenantHex), tokenHash: hashRefreshToken(token) };
}

/** What is stored instead of the token. */
export function hashRefreshToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
