import { Field, ID, Int, ObjectType, createUnionType } from 'type-graphql';
import { MoneyType } from '../../../graphql/money.type';
import { Node } from '../../../graphql/node.type';
import { GraphQLDateTime } from '../../../graphql/scalars';
import {
  IdempotencyKeyReusedErrorType,
  InsufficientStockErrorType,
  InvalidStateErrorType,
  NotFoundErrorType,
  ValidationErrorType,
} from '../../../graphql/user-error.type';
import { toGlobalId } from '../../../kernel/ids';
import { priceOfLabel } from '../../catalog';
import { VariantType } from '../../catalog/graphql';
import { StockEntryType } from '../../inventory/graphql';
import { OrderType } from '../../orders/graphql';
import { SignInSuccess } from '../../tenants/graphql';
import type { PosSale } from '../create-pos-sale';
import type { PosFinding } from '../pos-lookup';
import type { ReceiptDoc } from '../receipt.model';
import type { RegisterDoc } from '../register.model';
import { renderReceiptHtml, renderReceiptText } from '../render-receipt';

@ObjectType('Register', { implements: Node, simpleResolvers: true, description: 'A till.' })
export class RegisterType implements Node {
  constructor(readonly doc: RegisterDoc) {}

  @Field(() => ID, { description: 'Opaque global id.' })
  get id(): string {
    return toGlobalId('Register', this.doc._id);
  }

  @Field(() => String, { description: 'Short code, unique in its branch; part of the receipt numbers.' })
  get code(): string {
    return this.doc.code;
  }

  @Field(() => String, { description: 'Name for people.' })
  get name(): string {
    return this.doc.name;
  }

  @Field(() => Boolean, { description: 'False when it is switched off and sells nothing.' })
  get active(): boolean {
    return this.doc.active;
  }
}

@ObjectType('Receipt', { implements: Node, simpleResolvers: true, description: 'The paper of one sale.' })
export class ReceiptType implements Node {
  constructor(readonly doc: ReceiptDoc) {}

  @Field(() => ID, { description: 'Opaque global id.' })
  get id(): string {
    return toGlobalId('Receipt', this.doc._id);
  }

  @Field(() => String, { description: "Branch, register and a count without gaps in the register's series." })
  get number(): string {
    return this.doc.number;
  }

  @Field(() => GraphQLDateTime, { description: 'When the sale was made.' })
  get issuedAt(): Date {
    return this.doc.issuedAt;
  }

  @Field(() => Int, { description: 'Copies that were printed after the original.' })
  get copies(): number {
    return this.doc.copies;
  }

  @Field(() => String, { description: 'For a printer of 42 columns; plain text, lines end with a line feed.' })
  get text(): string {
    return renderReceiptText(this.doc);
  }

  @Field(() => String, { description: 'A complete HTML page; every value in it is escaped.' })
  get html(): string {
    return renderReceiptHtml(this.doc);
  }
}

@ObjectType('PosProduct', { simpleResolvers: true, description: 'What a till shows for a scan.' })
export class PosProductType {
  @Field(() => VariantType, { description: 'What was scanned.' })
  readonly variant: VariantType;

  @Field(() => StockEntryType, {
    nullable: true,
    description: "Its stock in the till's branch; null when the branch never had it.",
  })
  readonly stock: StockEntryType | null;

  @Field(() => Int, {
    description: 'Units that one scan stands for: 1, or those of the pack whose barcode was scanned.',
  })
  readonly packQuantity: number;

  @Field(() => MoneyType, {
    nullable: true,
    description:
      "The price in a label of the shop's scales, with tax if the tenant's prices are: a sale by this barcode costs it. Null for other codes.",
  })
  readonly embeddedPrice: MoneyType | null;

  @Field(() => Int, {
    nullable: true,
    description:
      "The weight in a label of the shop's scales, in grams. `embeddedPrice` is then that weight at the variant's own price of one kilogram; price lists count in the sale. Null for other codes.",
  })
  readonly embeddedWeightGrams: number | null;

  constructor({ variant, packQuantity, label }: PosFinding, stock: StockEntryType | null) {
    this.variant = new VariantType(variant);
    this.stock = stock;
    this.packQuantity = packQuantity;
    this.embeddedPrice =
      label === null ? null : new MoneyType(priceOfLabel(label, variant.priceMinor), variant.currency);
    this.embeddedWeightGrams = label !== null && 'weightGrams' in label ? label.weightGrams : null;
  }
}

@ObjectType('PosSalePayload', { simpleResolvers: true, description: 'A sale that was made.' })
export class PosSalePayload {
  @Field(() => OrderType, { description: 'The order, paid and handed over.' })
  readonly order: OrderType;

  @Field(() => ReceiptType, { description: 'Its receipt.' })
  readonly receipt: ReceiptType;

  @Field(() => MoneyType, { description: 'Cash to give back.' })
  readonly changeDue: MoneyType;

  @Field(() => [StockEntryType], {
    description:
      'Entries below 0 after the sale, in a branch with the negative stock policy WARN: count them. Empty elsewhere.',
  })
  readonly oversold: StockEntryType[];

  constructor({ order, receipt, changeDueMinor, oversold }: PosSale) {
    this.order = new OrderType(order);
    this.receipt = new ReceiptType(receipt);
    this.changeDue = new MoneyType(changeDueMinor, order.currency);
    this.oversold = oversold.map((entry) => new StockEntryType(entry));
  }
}

/** Outcomes of createPosSale. */
export const SALE_ERRORS = [
  InsufficientStockErrorType,
  NotFoundErrorType,
  InvalidStateErrorType,
  ValidationErrorType,
  IdempotencyKeyReusedErrorType,
] as const;

export const CreatePosSaleResult = createUnionType({
  name: 'CreatePosSaleResult',
  description: 'Outcome of createPosSale.',
  types: () => [PosSalePayload, ...SALE_ERRORS] as const,
});

export const SignInRegisterResult = createUnionType({
  name: 'SignInRegisterResult',
  description: 'Outcome of signInRegister. Whatever is wrong is a ValidationError with code INVALID_CREDENTIALS.',
  types: () => [SignInSuccess, ValidationErrorType] as const,
});
