import type { ListBudget } from '../list-budget';
import { bulkLists } from './bulk.lists';
import { catalogLists } from './catalog.lists';
import { inventoryLists } from './inventory.lists';
import { movesLists } from './moves.lists';
import { ordersLists } from './orders.lists';
import { posLists } from './pos.lists';
import { reservationsLists } from './reservations.lists';
import { tenantsLists } from './tenants.lists';

/** One row for every list field of the schema; a file a subject, so that rows are added side by side. */
export const LIST_BUDGETS: readonly ListBudget[] = [
  ...tenantsLists,
  ...bulkLists,
  ...catalogLists,
  ...inventoryLists,
  ...movesLists,
  ...reservationsLists,
  ...ordersLists,
  ...posLists,
];
