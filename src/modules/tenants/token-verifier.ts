import type { Clock } from '../../kernel/clock';
import { verifyAccessToken } from './access-token';
import type { VerifiedSession } from './access-token';
import { VERIFIED_TOKENS_MAX } from './tenants.policy';

/**
 * Verifies access tokens and remembers the good ones until they expire: a client sends the same token with every
 * request, and its signature costs more than a small query. Only tokens that passed are kept, the oldest go first.
 */
export class TokenVerifier {
  private readonly known = new Map<string, VerifiedSession>();

  constructor(
    private readonly secret: string,
    private readonly clock: Clock,
  ) {}

  /** The session of a valid token; null for anything else. */
  async verify(token: string): Promise<VerifiedSession | null> {
    const known = this.known.get(token);
    if (known !== undefined) {
      if (this.clock.now() < known.expiresAt) return known;
      this.known.delete(token);
      return null;
    }
    const verified = await verifyAccessToken(this.secret, token, this.clock);
    if (verified === null) return null;
    this.known.set(token, verified);
    const oldest = this.known.size > VERIFIED_TOKENS_MAX ? this.known.keys().next().value : undefined;
    if (oldest !== undefined) this.known.delete(oldest);
    return verified;
  }
}
