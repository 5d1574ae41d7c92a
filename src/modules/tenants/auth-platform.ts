import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import type { Clock } from '../../kernel/clock';
import type { Logger } from '../../kernel/context';

/** What sign-in needs of the app: there is no tenant and no actor yet, so there is no `Context` either. */
export interface AuthPlatform {
  readonly db: Connection;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Holds the throttles; when it is away, each process counts for itself. */
  readonly redis: Redis;
  readonly config: { readonly tokenSecret: string; readonly redisPrefix: string };
}
