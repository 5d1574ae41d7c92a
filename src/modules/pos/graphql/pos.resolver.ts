import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { GraphqlContext } from '../../../graphql/graphql-context';
import { toConnection } from '../../../graphql/pagination';
import type { ConnectionOf } from '../../../graphql/pagination';
import { outcomeOf } from '../../../graphql/result';
import { ValidationErrorType } from '../../../graphql/user-error.type';
import { badInput, invariant } from '../../../kernel/errors';
import { fromGlobalId, parseGlobalId } from '../../../kernel/ids';
import { listProducts } from '../../catalog';
import { ProductConnection, ProductType, productById } from '../../catalog/graphql';
import { StockEntryType } from '../../inventory/graphql';
import { findOrdersByIds } from '../../orders';
import { OrderType } from '../../orders/graphql';
import type { AuthPlatform } from '../../tenants';
import { BranchType, SignInSuccess, branchOf } from '../../tenants/graphql';
import { createPosSale } from '../create-pos-sale';
import { findReceipt } from '../find-receipt';
import { branchOfRegister } from '../find-register';
import { posLookup } from '../pos-lookup';
import type { ReceiptDoc } from '../receipt.model';
import type { SaleLine } from '../resolve-lines';
import { signInRegister } from '../sign-in-register';
import { CreatePosSaleInput, PosLookupArgs, PosProductsArgs, ReceiptArgs, SignInRegisterInput } from './pos.input';
import type { PosSaleLineInput } from './pos.input';
import {
  CreatePosSaleResult,
  PosProductType,
  PosSalePayload,
  ReceiptType,
  RegisterType,
  SALE_ERRORS,
  SignInRegisterResult,
} from './pos.type';

@Resolver()
export class PosResolver {
  constructor(private readonly platform: AuthPlatform) {}

  @Query(() => PosProductType, {
    nullable: true,
    description:
      "What the till shows for a scan: the variant and this register's branch's stock entry, in at most two database commands.",
  })
  async posLookup(
    @Args(() => PosLookupArgs) { registerId, barcode, sku }: PosLookupArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<PosProductType | null> {
    const found = await posLookup(context.ctx, {
      registerId: fromGlobalId('Register', registerId),
      barcode: barcode ?? undefined,
      sku: sku ?? undefined,
    });
    if (found === null) return null;
    const stock = found.entry === null ? null : new StockEntryType(found.entry);
    return new PosProductType(found, stock);
  }

  @Query(() => ProductConnection, { description: 'What a till may sell: products on sale, in the order of creation.' })
  async posProducts(
    @Args(() => PosProductsArgs) { registerId, first, after, search }: PosProductsArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<ConnectionOf<ProductType>> {
    // Only to refuse a till that is not the caller's: prices and products are the same in every branch.
    await branchOfRegister(context.ctx, fromGlobalId('Register', registerId));
    const page = await listProducts(context.ctx, { first, after, search, status: 'ACTIVE' });
    return toConnection(page, (doc) => {
      context.load(productById).prime(doc._id.toHexString(), doc);
      return new ProductType(doc);
    });
  }

  @Mutation(() => CreatePosSaleResult, {
    description: 'Sells over the counter in one step: stock, payment and receipt.',
  })
  async createPosSale(
    @Arg('input', () => CreatePosSaleInput, { description: 'The sale.' }) input: CreatePosSaleInput,
    @Ctx() context: GraphqlContext,
  ): Promise<typeof CreatePosSaleResult> {
    return outcomeOf(SALE_ERRORS, async () => {
      const { payments, occurredAt, clientOrderId } = input;
      const registerId = fromGlobalId('Register', input.registerId);
      const lines = input.lines.map(saleLineOf);
      return new PosSalePayload(
        await createPosSale(context.ctx, { input, registerId, lines, payments, occurredAt, clientOrderId }),
      );
    });
  }

  @Mutation(() => SignInRegisterResult, { description: 'Signs a cashier in at a till.' })
  async signInRegister(
    @Arg('input', () => SignInRegisterInput, { description: "The terminal's token and the cashier's PIN." })
    input: SignInRegisterInput,
  ): Promise<typeof SignInRegisterResult> {
    return outcomeOf([ValidationErrorType], async () => new SignInSuccess(await signInRegister(this.platform, input)));
  }
}

@Resolver(() => RegisterType)
export class RegisterResolver {
  @FieldResolver(() => BranchType, { description: 'Where it stands.' })
  branch(@Root() { doc }: RegisterType, @Ctx() context: GraphqlContext): BranchType | Promise<BranchType> {
    return branchOf(context, doc.branchId);
  }
}

@Resolver(() => ReceiptType)
export class ReceiptResolver {
  @Query(() => ReceiptType, {
    nullable: true,
    description: 'A receipt by id or number; null when there is none that the caller may see.',
  })
  async receipt(
    @Args(() => ReceiptArgs) args: ReceiptArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<ReceiptType | null> {
    const id = args.id ?? undefined;
    const number = args.number ?? undefined;
    if (number !== undefined && id === undefined) return viewOf(await findReceipt(context.ctx, { number }));
    if (id === undefined || number !== undefined) throw badInput('Expected exactly one of id and number.');
    const parsed = parseGlobalId(id);
    return parsed?.typeName === 'Receipt' ? viewOf(await findReceipt(context.ctx, { id: parsed.id })) : null;
  }

  @FieldResolver(() => OrderType, { description: 'The sale.' })
  async order(@Root() { doc }: ReceiptType, @Ctx() context: GraphqlContext): Promise<OrderType> {
    const found = await findOrdersByIds(context.ctx, [doc.orderId]);
    const order = found.get(doc.orderId.toHexString());
    invariant(order !== undefined, 'a receipt names an order');
    return new OrderType(order);
  }
}

function viewOf(doc: ReceiptDoc | null): ReceiptType | null {
  return doc === null ? null : new ReceiptType(doc);
}

function saleLineOf({ variantId, barcode, sku, quantity, unitPriceOverride, serials }: PosSaleLineInput): SaleLine {
  return {
    variantId: typeof variantId === 'string' ? fromGlobalId('Variant', variantId) : null,
    barcode,
    sku,
    quantity,
    unitPriceOverride,
    serials,
  };
}
