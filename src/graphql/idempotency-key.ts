/** Of every input's `idempotencyKey`; `platform/idempotency.ts` checks what it says. */
export const IDEMPOTENCY_KEY = {
  description: 'Made by the client, 1 to 255 visible ASCII characters: the same key has one effect.',
};
