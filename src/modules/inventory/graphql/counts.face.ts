import type { ModuleFace } from '../../../graphql/face';
import type { GraphqlContext } from '../../../graphql/graphql-context';
import { holding } from '../../../graphql/guard';
import type { Id } from '../../../kernel/ids';
import { can } from '../../../kernel/permissions';
import { findStockCount } from '../counts';
import { StockCountLineResolver, StockCountResolver, stockCountView } from './stock-count.resolver';

const readers = holding('stock:read');
const writers = holding('stock:write');

/** The GraphQL face of stock counts. */
export const stockCountsFace: ModuleFace = {
  resolvers: [StockCountResolver, StockCountLineResolver],
  rules: {
    Query: { stockCount: readers, stockCounts: readers, stockCountLines: readers },
    Mutation: {
      startStockCount: writers,
      recordStockCount: writers,
      submitStockCount: writers,
      // Small differences need no second person: the domain asks for stock:approve beyond them.
      approveStockCount: holding('stock:write', 'stock:approve'),
      cancelStockCount: writers,
    },
    StockCount: { varianceValue: holding('cost:read') },
    StockCountLine: { varianceValue: holding('cost:read') },
  },
  nodes: {
    StockCount: async (context: GraphqlContext, id: Id) => {
      if (!can(context.actor, 'stock:read')) return null;
      const count = await findStockCount(context.ctx, id);
      return count === null ? null : stockCountView(context, count);
    },
  },
};
