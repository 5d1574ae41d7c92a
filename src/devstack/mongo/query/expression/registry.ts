import type { Builder } from './types';

/** All operators by name; filled by `operators.ts`, because operators need the compiler and the compiler needs them. */
export const builders = new Map<string, Builder>();
