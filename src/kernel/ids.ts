import { Types } from 'mongoose';
import { NotFoundError } from './errors';

/** Storage ids are MongoDB ObjectIds; clients see opaque global ids that carry the type's name. */
export type Id = Types.ObjectId;

/** A new storage id. Made before a transaction begins, because its work may run more than once. */
export function newId(): Id {
  return new Types.ObjectId();
}

/** Storage id from 24 hexadecimal characters; throws on anything else. */
export function idFromHex(hex: string): Id {
  return Types.ObjectId.createFromHexString(hex);
}

const GLOBAL_ID = /^([A-Z][A-Za-z]{1,40}):([0-9a-f]{24})$/;

/** The opaque id that clients hold, for instance of type `Product`. Clients must not parse it. */
export function toGlobalId(typeName: string, id: Id | string): string {
  const hex = typeof id === 'string' ? id : id.toHexString();
  return Buffer.from(`${typeName}:${hex}`, 'latin1').toString('base64url');
}

/** Splits a global id; null when it is not one of ours. */
export function parseGlobalId(globalId: string): { typeName: string; id: Id } | null {
  if (globalId.length > 100) return null;
  const text = Buffer.from(globalId, 'base64url').toString('latin1');
  const match = GLOBAL_ID.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return null;
  return { typeName: match[1], id: idFromHex(match[2]) };
}

/**
 * Storage id out of a global id that must be of the given type.
 * A malformed id and an id of another type answer as a missing one (NotFoundError), so that ids tell nothing.
 */
export function fromGlobalId(typeName: string, globalId: string): Id {
  const parsed = parseGlobalId(globalId);
  if (parsed?.typeName !== typeName) throw new NotFoundError(typeName, globalId.slice(0, 100));
  return parsed.id;
}
