import { toGlobalId } from '../../../src/kernel/ids';
import type { ListBudget } from '../list-budget';

const ORDERS = 'orders(first: $first)';

export const ordersLists: readonly ListBudget[] = [
  { field: 'Query.orders', list: ORDERS, select: 'number total { gross { amountMinor } }', commands: ['find orders'] },
  {
    field: 'Order.lines',
    list: ORDERS,
    select: 'lines { quantity branch { code } variant { sku product { title } } }',
    commands: ['find orders', 'find variants', 'find products'],
  },
  {
    field: 'Order.payments',
    list: ORDERS,
    select: 'payments { method amount { amountMinor } }',
    commands: ['find orders', 'find payments'],
  },
  {
    field: 'Order.taxSummary',
    list: ORDERS,
    select: 'taxSummary { net { amountMinor } tax { amountMinor } }',
    commands: ['find orders'],
  },
  {
    field: 'Query.posProducts',
    list: ({ t }) => `posProducts(first: $first, registerId: "${toGlobalId('Register', t.ids.register)}")`,
    select: 'title variants { nodes { sku stock { quantityAvailable } } }',
    commands: ['find products', 'find variants', 'find stock_entries'],
  },
];
