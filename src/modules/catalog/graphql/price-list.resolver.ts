import { Arg, Args, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { GraphqlContext } from '../../../graphql/graphql-context';
import { TaxedMoneyType } from '../../../graphql/money.type';
import { PageArgs, toConnection } from '../../../graphql/pagination';
import type { ConnectionOf } from '../../../graphql/pagination';
import { outcomeOf } from '../../../graphql/result';
import { fromGlobalId } from '../../../kernel/ids';
import { BranchType, tenantFactsOf } from '../../tenants/graphql';
import { listListPrices, listPriceLists } from '../list-price-lists';
import type { PriceListDoc } from '../price-list.model';
import { explainPrice } from '../resolve-price';
import { createPriceList, deletePriceList, updatePriceList } from '../save-price-list';
import { setListPrices } from '../set-list-prices';
import { CHANGE_ERRORS } from './change.result';
import {
  CreatePriceListInput,
  DeletePriceListInput,
  ExplainPriceArgs,
  ListPricesArgs,
  SetListPricesInput,
  UpdatePriceListInput,
  priceListFieldsOf,
} from './price-list.input';
import * as Types from './price-list.type';
import { VariantType } from './variant.type';

@Resolver()
export class PriceListResolver {
  @Query(() => Types.PriceListConnection, { description: 'Price lists, in the order of creation.' })
  async priceLists(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<ConnectionOf<Types.PriceListType>> {
    const view = await viewOf(context);
    return toConnection(await listPriceLists(context.ctx, args), view);
  }

  @Query(() => Types.ListPriceConnection, { description: 'The prices of one list, by variant and quantity.' })
  async listPrices(
    @Args(() => ListPricesArgs) args: ListPricesArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<ConnectionOf<Types.ListPriceType>> {
    const { tenant } = await tenantFactsOf(context);
    const priceListId = fromGlobalId('PriceList', args.priceListId);
    const page = await listListPrices(context.ctx, { ...args, priceListId });
    return toConnection(page, (row) => new Types.ListPriceType(row, tenant.currency));
  }

  @Query(() => Types.PriceExplanationType, { description: 'Says what one unit costs, and which rule says so.' })
  async explainPrice(
    @Args(() => ExplainPriceArgs) args: ExplainPriceArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<Types.PriceExplanationType> {
    const found = await explainPrice(context.ctx, {
      variantId: fromGlobalId('Variant', args.variantId),
      branchId: typeof args.branchId === 'string' ? fromGlobalId('Branch', args.branchId) : null,
      customerGroups: args.customerGroups ?? [],
      quantity: args.quantity ?? 1,
      at: args.at ?? context.ctx.clock.now(),
    });
    const { currency } = found.variant;
    const view = (row: (typeof found.judged)[number]['row']) => new Types.ListPriceType(row, currency);
    return new Types.PriceExplanationType({
      variant: new VariantType(found.variant),
      unitPrice: new TaxedMoneyType(found.unitPrice, currency),
      rule: found.rule === null ? null : view(found.rule),
      judged: found.judged.map(({ row, verdict }) => new Types.JudgedPriceType(view(row), verdict)),
    });
  }

  @Mutation(() => Types.CreatePriceListResult, { description: 'Makes a price list, without prices yet.' })
  async createPriceList(
    @Arg('input', () => CreatePriceListInput, { description: 'The list.' }) input: CreatePriceListInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof Types.CreatePriceListResult> {
    return outcomeOf(Types.PRICE_LIST_ERRORS, async () => {
      const fields = { ...priceListFieldsOf(input), name: input.name };
      return payload(context, await createPriceList(context.ctx, { input, fields }));
    });
  }

  @Mutation(() => Types.UpdatePriceListResult, { description: 'Changes when and for whom a price list counts.' })
  async updatePriceList(
    @Arg('input', () => UpdatePriceListInput, { description: 'What to change.' }) input: UpdatePriceListInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof Types.UpdatePriceListResult> {
    return outcomeOf(CHANGE_ERRORS, async () => {
      const priceListId = fromGlobalId('PriceList', input.priceListId);
      const fields = priceListFieldsOf(input);
      return payload(context, await updatePriceList(context.ctx, { input, priceListId, fields }));
    });
  }

  @Mutation(() => Types.DeletePriceListResult, { description: 'Removes a price list with its prices.' })
  async deletePriceList(
    @Arg('input', () => DeletePriceListInput, { description: 'Which list.' }) input: DeletePriceListInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof Types.DeletePriceListResult> {
    return outcomeOf(CHANGE_ERRORS, async () => {
      const priceListId = fromGlobalId('PriceList', input.priceListId);
      return payload(context, await deletePriceList(context.ctx, { input, priceListId }));
    });
  }

  @Mutation(() => Types.SetListPricesResult, { description: 'Sets or removes prices of a list, all or none.' })
  async setListPrices(
    @Arg('input', () => SetListPricesInput, { description: 'The prices.' }) input: SetListPricesInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof Types.SetListPricesResult> {
    return outcomeOf(CHANGE_ERRORS, async () => {
      const priceListId = fromGlobalId('PriceList', input.priceListId);
      const lines = input.prices.map(({ variantId, minQuantity, price }) => ({
        variantId: fromGlobalId('Variant', variantId),
        minQuantity: minQuantity ?? 1,
        priceMinor: price?.amountMinor ?? null,
        currency: price?.currency,
      }));
      return payload(context, await setListPrices(context.ctx, { input, priceListId, lines }));
    });
  }
}

async function payload(context: GraphqlContext, list: PriceListDoc): Promise<Types.PriceListPayload> {
  return new Types.PriceListPayload((await viewOf(context))(list));
}

/** Makes views of price lists, with branches out of memory: a page of lists is one command. */
export async function viewOf(context: GraphqlContext): Promise<(list: PriceListDoc) => Types.PriceListType> {
  const { branchById } = await tenantFactsOf(context);
  return (list) => {
    const found = list.branchIds.map((id) => branchById.get(id.toHexString())).filter((branch) => branch !== undefined);
    return new Types.PriceListType(
      list,
      found.map((branch) => new BranchType(branch)),
    );
  };
}
