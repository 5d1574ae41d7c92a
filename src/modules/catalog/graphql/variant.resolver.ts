import { Args, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { GraphqlContext } from '../../../graphql/graphql-context';
import { TaxedMoneyType } from '../../../graphql/money.type';
import { invariant } from '../../../kernel/errors';
import { parseGlobalId } from '../../../kernel/ids';
import type { TenantFacts } from '../../tenants';
import { TaxClassType, tenantFactsOf } from '../../tenants/graphql';
import { findVariant } from '../find-variant';
import { taxClassOf, taxRateOf } from '../tax-rate';
import { unitPrice } from '../unit-price';
import type { VariantDoc } from '../variant.model';
import { VariantArgs } from './catalog.args';
import { productById } from './catalog.loaders';
import { ProductType } from './product.type';
import { VariantType } from './variant.type';

@Resolver(() => VariantType)
export class VariantResolver {
  @Query(() => VariantType, {
    nullable: true,
    description: 'One variant by id, SKU or barcode; null when there is none that the caller may see.',
  })
  async variant(
    @Args(() => VariantArgs) args: VariantArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<VariantType | null> {
    const { sku, barcode } = args;
    const id = typeof args.id === 'string' ? parseGlobalId(args.id) : undefined;
    // A malformed id and an id of another type name nothing, like an unknown one.
    if (id !== undefined && id?.typeName !== 'Variant') return null;
    const doc = await findVariant(context.ctx, { id: id?.id, sku: sku ?? undefined, barcode: barcode ?? undefined });
    return doc === null ? null : new VariantType(doc);
  }

  @FieldResolver(() => ProductType, { description: 'The product that it is a variant of.' })
  async product(@Root() { doc }: VariantType, @Ctx() context: GraphqlContext): Promise<ProductType> {
    const product = await context.load(productById).load(doc.productId.toHexString());
    invariant(product !== null, 'a variant names a product that its tenant does not have');
    return new ProductType(product);
  }

  @FieldResolver(() => Int, { description: 'Tax rate that counts for new orders, in basis points: 2000 is 20 %.' })
  async taxRateBasisPoints(@Root() { doc }: VariantType, @Ctx() context: GraphqlContext): Promise<number> {
    return taxRateOf((await tenantFactsOf(context)).tenant, doc);
  }

  @FieldResolver(() => TaxClassType, { nullable: true, description: 'Its tax class; null for a rate of its own.' })
  async taxClass(@Root() { doc }: VariantType, @Ctx() context: GraphqlContext): Promise<TaxClassType | null> {
    const found = taxClassOf((await tenantFactsOf(context)).tenant, doc);
    return found === null ? null : new TaxClassType(found);
  }

  @FieldResolver(() => TaxedMoneyType, { description: 'Price of one unit.' })
  price(@Root() { doc }: VariantType, @Ctx() context: GraphqlContext): TaxedMoneyType | Promise<TaxedMoneyType> {
    const facts = tenantFactsOf(context);
    return facts instanceof Promise ? facts.then((found) => priceOf(found, doc)) : priceOf(facts, doc);
  }
}

function priceOf(facts: TenantFacts, doc: VariantDoc): TaxedMoneyType {
  return new TaxedMoneyType(unitPrice(facts.tenant, doc), doc.currency);
}
