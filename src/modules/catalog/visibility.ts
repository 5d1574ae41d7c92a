import type { Actor } from '../../kernel/context';

/** Shoppers see only what is on sale; staff, tills and jobs see the tenant's whole catalogue. */
export function seesOnlyOnSale(actor: Actor): boolean {
  return actor.kind === 'guest' || actor.kind === 'customer' || actor.kind === 'anonymous';
}
