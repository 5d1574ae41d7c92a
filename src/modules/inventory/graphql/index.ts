import type { ModuleFace } from '../../../graphql/face';
import type { GraphqlContext } from '../../../graphql/graphql-context';
import { holding } from '../../../graphql/guard';
import type { Id } from '../../../kernel/ids';
import { can } from '../../../kernel/permissions';
import { movementsByIds } from '..';
import { BackorderResolver } from './backorder.resolver';
import { RemovalResolver } from './removal.resolver';
import { StockBucketResolver } from './stock-bucket.resolver';
import { StockAsOfResolver } from './stock-as-of.resolver';
import { StockEntryType } from './stock-entry.type';
import { StockMovementType } from './stock-movement.type';
import { StockLiveResolver } from './stock-live.resolver';
import { stockEntryById } from './stock.loaders';
import { StockEntryResolver, StockMovementResolver } from './stock.resolver';
import { VariantStockResolver } from './variant-stock.resolver';

export { stockCountsFace } from './counts.face';
export { stockTransfersFace } from './transfers.face';
export { stockLotsFace } from './stock-lots.face';
export { StockEntryType } from './stock-entry.type';
export { StockMovementType } from './stock-movement.type';
export { StockLineInput } from './stock.input';
export { stockEntriesByVariant, stockEntryById } from './stock.loaders';

/** The GraphQL face of inventory: balances, ledger, adjustments, and stock on Variant. */
export const inventoryFace: ModuleFace = {
  resolvers: [
    StockEntryResolver,
    StockMovementResolver,
    VariantStockResolver,
    RemovalResolver,
    StockBucketResolver,
    BackorderResolver,
    StockAsOfResolver,
    StockLiveResolver,
  ],
  rules: {
    Query: {
      stockEntries: holding('stock:read'),
      stockMovements: holding('stock:read'),
      stockAsOf: holding('stock:read'),
      stockValuation: holding('cost:read'),
    },
    Mutation: {
      adjustStock: holding('stock:write'),
      setStock: holding('stock:write'),
      moveStock: holding('stock:write'),
      writeOffStock: holding('stock:write'),
      setStockSettings: holding('stock:write'),
      setBackorderPolicy: holding('stock:write'),
      deleteProduct: holding('catalog:write'),
      deleteVariant: holding('catalog:write'),
      updateProductOptions: holding('catalog:write'),
    },
    Subscription: { stockChanged: holding('stock:read'), lowStock: holding('stock:read') },
    Variant: { stock: holding('stock:read') },
    StockBalance: { value: holding('cost:read') },
    StockMovement: { unitCost: holding('cost:read') },
  },
  nodes: {
    StockEntry: async (context: GraphqlContext, id: Id) => {
      if (!can(context.actor, 'stock:read')) return null;
      const entry = await context.load(stockEntryById).load(id.toHexString());
      return entry === null ? null : new StockEntryType(entry);
    },
    StockMovement: async (context: GraphqlContext, id: Id) => {
      if (!can(context.actor, 'stock:read')) return null;
      const [movement] = await movementsByIds(context.ctx, [id]);
      return movement === undefined ? null : new StockMovementType(movement);
    },
  },
};
