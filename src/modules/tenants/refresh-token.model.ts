import { Schema } from 'mongoose';
import type { Id } from '../../kernel/ids';
import { defineModel } from '../../platform/mongo';
import type { SessionActor } from './access-token';

/**
 * One refresh token. Each serves once and is followed by the next of its family; a token that comes a second time was
 * stolen from one side or the other, so the whole family ends (RFC 9700 §4.14.2).
 */
export interface RefreshTokenDoc {
  _id: Id;
  tenantId: Id;
  /** SHA-256 of the token: enough for 256 random bits, and a stolen table signs nobody in. */
  tokenHash: string;
  /** One sign-in and everything that it was refreshed into. */
  familyId: Id;
  /** `principalKey` of the actor, to end all sessions of one principal. */
  principal: string;
  actor: SessionActor;
  createdAt: Date;
  expiresAt: Date;
  usedAt: Date | null;
  revokedAt: Date | null;
}

const schema = new Schema<RefreshTokenDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  tokenHash: { type: String, required: true },
  familyId: { type: Schema.Types.ObjectId, required: true },
  principal: { type: String, required: true },
  actor: { type: Schema.Types.Mixed, required: true },
  createdAt: { type: Date, required: true },
  expiresAt: { type: Date, required: true },
  usedAt: { type: Date, default: null },
  revokedAt: { type: Date, default: null },
});
// Refresh and sign-out find the token by its hash.
schema.index({ tenantId: 1, tokenHash: 1 }, { name: 'refresh_tokens_hash', unique: true });
// A replayed token and a sign-out end the whole family.
schema.index({ tenantId: 1, familyId: 1 }, { name: 'refresh_tokens_family' });
// Ending all sessions of one user or till.
schema.index({ tenantId: 1, principal: 1 }, { name: 'refresh_tokens_principal' });
// Pruning, oldest first. Not a TTL index: that would follow the server's clock and not ours.
schema.index({ tenantId: 1, expiresAt: 1 }, { name: 'refresh_tokens_expiry' });

export const refreshTokens = defineModel<RefreshTokenDoc>('RefreshToken', 'refresh_tokens', schema);
