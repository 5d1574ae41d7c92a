import { z } from 'zod';

/** `npm run dev` and tests may leave out what production must state. */
const variables = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
  MONGODB_URI: z.string().regex(/^mongodb(\+srv)?:\/\//, 'Expected mongodb://... or mongodb+srv://...'),
  MONGO_POOL_SIZE_MAX: z.coerce.number().int().min(1).max(500).default(30),
  REDIS_URL: z.string().regex(/^rediss?:\/\//, 'Expected redis://... or rediss://...'),
  /** 32 bytes or more; signs session tokens. Every process of one installation has the same. */
  TOKEN_SECRET: z.string().min(32, 'Expected at least 32 characters'),
  /** Prefix of every Redis key and queue, so that several installations can share a Redis. */
  REDIS_PREFIX: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .default('holdfast'),
  LOG_LEVEL: z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug']).default('info'),
  /** Origins that browsers may call from, separated by commas; empty means the same origin only. */
  CORS_ORIGINS: z.string().default(''),
  /** The built-in test provider takes no money, so production must ask for it in so many words. */
  PAYMENT_PROVIDER: z.literal('test', 'Expected "test", the only provider that is built in').optional(),
  /** Proxies in front of every API process; each appends the caller's address to X-Forwarded-For. */
  TRUSTED_PROXY_COUNT: z.coerce.number().int().min(0).max(10).default(0),
  PAYMENT_TIMEOUT_MS: z.coerce.number().int().min(100).max(120_000).default(10_000),
});

const schema = variables.refine((values) => values.NODE_ENV !== 'production' || values.PAYMENT_PROVIDER !== undefined, {
  path: ['PAYMENT_PROVIDER'],
  message: 'Expected to be stated in production, got nothing',
});

/** Everything that can be set from outside, checked and frozen. */
export interface Config {
  readonly nodeEnv: 'development' | 'test' | 'production';
  readonly host: string;
  readonly port: number;
  readonly mongoUri: string;
  readonly mongoPoolSizeMax: number;
  readonly redisUrl: string;
  readonly redisPrefix: string;
  readonly tokenSecret: string;
  readonly logLevel: string;
  readonly corsOrigins: readonly string[];
  readonly paymentTimeoutMs: number;
  readonly trustedProxyCount: number;
}

/**
 * Reads and checks the environment; the only reader of it.
 * Throws one Error that lists every wrong variable with what was expected; values are never repeated, they may be secret.
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const parsed = schema.safeParse(env);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The environment is not usable:\n${lines.join('\n')}\nSee README, section "Settings".`);
  }
  const values = parsed.data;
  return Object.freeze({
    nodeEnv: values.NODE_ENV,
    host: values.HOST,
    port: values.PORT,
    mongoUri: values.MONGODB_URI,
    mongoPoolSizeMax: values.MONGO_POOL_SIZE_MAX,
    redisUrl: values.REDIS_URL,
    redisPrefix: values.REDIS_PREFIX,
    tokenSecret: values.TOKEN_SECRET,
    logLevel: values.LOG_LEVEL,
    corsOrigins: values.CORS_ORIGINS.split(',').filter((origin) => origin !== ''),
    paymentTimeoutMs: values.PAYMENT_TIMEOUT_MS,
    trustedProxyCount: values.TRUSTED_PROXY_COUNT,
  });
}
