import type { ModuleFace } from '../../../graphql/face';
import type { GraphqlContext } from '../../../graphql/graphql-context';
import { anyone, holding } from '../../../graphql/guard';
import type { Id } from '../../../kernel/ids';
import { can } from '../../../kernel/permissions';
import type { AuthPlatform } from '../../tenants';
import { findReceipt } from '../find-receipt';
import { findRegister } from '../find-register';
import { PosResolver, ReceiptResolver, RegisterResolver } from './pos.resolver';
import { ReceiptType, RegisterType } from './pos.type';

const sellers = holding('pos:sell');

/** The GraphQL face of the point of sale. */
export const posFace: ModuleFace<AuthPlatform> = {
  resolvers: [PosResolver, RegisterResolver, ReceiptResolver],
  rules: {
    Query: { posLookup: sellers, posProducts: sellers, receipt: holding('pos:sell', 'orders:all') },
    Mutation: { createPosSale: sellers, signInRegister: anyone },
  },
  nodes: {
    Register: async (context: GraphqlContext, id: Id) => {
      const doc = can(context.actor, 'pos:sell') ? await findRegister(context.ctx, id) : null;
      return doc === null ? null : new RegisterType(doc);
    },
    Receipt: async (context: GraphqlContext, id: Id) => {
      const mayRead = can(context.actor, 'pos:sell') || can(context.actor, 'orders:all');
      const doc = mayRead ? await findReceipt(context.ctx, { id }) : null;
      return doc === null ? null : new ReceiptType(doc);
    },
  },
  provide: (platform) => [new PosResolver(platform)],
};
