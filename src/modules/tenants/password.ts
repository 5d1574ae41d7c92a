import { hash, hashRaw, verify } from '@node-rs/argon2';
import { ValidationError } from '../../kernel/errors';
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from './tenants.policy';

/** OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane. Algorithm 2 is argon2id. */
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

let decoy: Promise<string> | undefined;

/** Checks a new account's password; ValidationError PASSWORD_INVALID with field `password`. */
export function assertPassword(password: string): void {
  if (password.length >= PASSWORD_LENGTH_MIN && password.length <= PASSWORD_LENGTH_MAX) return;
  throw new ValidationError(
    'password',
    `Expected a password of ${PASSWORD_LENGTH_MIN} to ${PASSWORD_LENGTH_MAX} characters.`,
    'PASSWORD_INVALID',
  );
}

/** argon2id hash of a password, in PHC format. */
export async function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), ARGON2ID);
}

/**
 * True when the password is the one of `passwordHash`. Null stands for an account that does not exist: it takes the
 * same time and is false, so that answers don't tell which accounts exist.
 */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  decoy ??= hash('no account has this password', ARGON2ID);
  const matches = await verify(passwordHash ?? (await decoy), password.normalize('NFKC'));
  return passwordHash !== null && matches;
}

/** argon2id of a PIN under a fixed salt (hexadecimal), so that it can be looked up. */
export async function hashPin(pin: string, saltHex: string): Promise<string> {
  const raw = await hashRaw(pin, { ...ARGON2ID, salt: Buffer.from(saltHex, 'hex') });
  return raw.toString('base64url');
}
