import type { ModuleFace } from '../../../graphql/face';
import { holding } from '../../../graphql/guard';
import { StockLotResolver, VariantTrackingResolver } from './stock-lot.resolver';

/** The GraphQL face of stock that is tracked by lot. */
export const stockLotsFace: ModuleFace = {
  resolvers: [StockLotResolver, VariantTrackingResolver],
  rules: {
    Query: { stockLots: holding('stock:read'), lotTrace: holding('stock:read') },
    Mutation: { setVariantTracking: holding('catalog:write') },
  },
};
