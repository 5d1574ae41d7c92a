import pino from 'pino';
import type { Logger } from 'pino';

/** Fields that never reach a log line, at any of the depths that we log. */
const SECRET_PATHS = [
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'terminalToken',
  'cashierPin',
  'authorization',
];

/**
 * JSON lines on stderr, so that stdout stays free for what a command prints.
 * @param level pino's level name, or `silent`.
 */
export function createLogger(level: string): Logger {
  const redact = SECRET_PATHS.flatMap((path) => [path, `*.${path}`, `*.*.${path}`]);
  return pino({ level, redact, base: null }, pino.destination({ dest: 2, sync: false }));
}
