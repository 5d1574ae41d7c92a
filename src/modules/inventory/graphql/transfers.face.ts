import type { ModuleFace } from '../../../graphql/face';
import type { GraphqlContext } from '../../../graphql/graphql-context';
import { holding } from '../../../graphql/guard';
import type { Id } from '../../../kernel/ids';
import { can } from '../../../kernel/permissions';
import { findStockTransfer } from '../transfers';
import { StockTransferLineResolver, StockTransferResolver } from './stock-transfer.resolver';
import { StockTransferType } from './stock-transfer.type';

const readers = holding('stock:read');
const writers = holding('stock:write');
const costReaders = holding('cost:read');

/** The GraphQL face of stock transfers. */
export const stockTransfersFace: ModuleFace = {
  resolvers: [StockTransferResolver, StockTransferLineResolver],
  rules: {
    Query: { stockTransfer: readers, stockTransfers: readers },
    Mutation: {
      createStockTransfer: writers,
      updateStockTransfer: writers,
      shipStockTransfer: writers,
      receiveStockTransfer: writers,
      cancelStockTransfer: writers,
    },
    StockTransferLine: {
      shippedValue: costReaders,
      receivedValue: costReaders,
      lostValue: costReaders,
      returnedValue: costReaders,
    },
  },
  nodes: {
    StockTransfer: async (context: GraphqlContext, id: Id) => {
      if (!can(context.actor, 'stock:read')) return null;
      const transfer = await findStockTransfer(context.ctx, id);
      return transfer === null ? null : new StockTransferType(transfer);
    },
  },
};
