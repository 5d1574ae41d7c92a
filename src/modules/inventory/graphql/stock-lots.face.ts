import type { ModuleFace } from '../../../graphql/face';
import { holding } from '../../../graphql/guard';
import { SerialNumberResolver } from './serial-number.resolver';
import { StockLotResolver, VariantTrackingResolver } from './stock-lot.resolver';

/** The GraphQL face of stock that is tracked by lot or by serial number. */
export const stockLotsFace: ModuleFace = {
  resolvers: [StockLotResolver, SerialNumberResolver, VariantTrackingResolver],
  rules: {
    Query: {
      stockLots: holding('stock:read'),
      lotTrace: holding('stock:read'),
      serialNumber: holding('stock:read'),
    },
    Mutation: { setVariantTracking: holding('catalog:write') },
  },
};
