import { Arg, Args, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { GraphqlContext } from '../../../graphql/graphql-context';
import { outcomeOf } from '../../../graphql/result';
import { fromGlobalId, parseGlobalId } from '../../../kernel/ids';
import { findCustomer } from '../find-customer';
import { setCustomerGroup } from '../set-customer-group';
import {
  CUSTOMER_ERRORS,
  CustomerArgs,
  CustomerPayload,
  CustomerType,
  SetCustomerGroupInput,
  SetCustomerGroupResult,
} from './customer.type';

@Resolver()
export class CustomerResolver {
  @Query(() => CustomerType, { nullable: true, description: 'One customer by id or e-mail; null when there is none.' })
  async customer(
    @Args(() => CustomerArgs) args: CustomerArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<CustomerType | null> {
    const id = typeof args.id === 'string' ? parseGlobalId(args.id) : undefined;
    // A malformed id and an id of another type name nothing, like an unknown one.
    if (id !== undefined && id?.typeName !== 'Customer') return null;
    const doc = await findCustomer(context.ctx, { id: id?.id, email: args.email ?? undefined });
    return doc === null ? null : new CustomerType(doc);
  }

  @Mutation(() => SetCustomerGroupResult, {
    description: 'Puts a customer into a group, whose price lists then count for new orders.',
  })
  async setCustomerGroup(
    @Arg('input', () => SetCustomerGroupInput, { description: 'Who, and which group.' }) input: SetCustomerGroupInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof SetCustomerGroupResult> {
    return outcomeOf(CUSTOMER_ERRORS, async () => {
      const customerId = fromGlobalId('Customer', input.customerId);
      const { group = null, expectedGroup } = input;
      return new CustomerPayload(
        new CustomerType(await setCustomerGroup(context.ctx, { input, customerId, group, expectedGroup })),
      );
    });
  }
}
