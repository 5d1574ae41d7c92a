import { Field, ID, Int, ObjectType, createUnionType, registerEnumType } from 'type-graphql';
import { MoneyType, TaxedMoneyType } from '../../../graphql/money.type';
import { Node } from '../../../graphql/node.type';
import { connectionTypes } from '../../../graphql/pagination';
import { GraphQLDateTime } from '../../../graphql/scalars';
import { LimitExceededErrorType } from '../../../graphql/user-error.type';
import { toGlobalId } from '../../../kernel/ids';
import { BranchType } from '../../tenants/graphql';
import type { PriceVerdict } from '../choose-price';
import type { ListPrice, PriceListDoc } from '../price-list.model';
import { CHANGE_ERRORS } from './change.result';
import { VariantType } from './variant.type';

/** The schema's enum of what became of a list's price. */
export const PriceVerdictEnum = {
  CHOSEN: 'CHOSEN',
  LOWER_PRECEDENCE: 'LOWER_PRECEDENCE',
  INACTIVE: 'INACTIVE',
  NOT_STARTED: 'NOT_STARTED',
  ENDED: 'ENDED',
  OTHER_BRANCH: 'OTHER_BRANCH',
  OTHER_GROUP: 'OTHER_GROUP',
  QUANTITY_TOO_SMALL: 'QUANTITY_TOO_SMALL',
} as const satisfies Record<PriceVerdict, PriceVerdict>;
registerEnumType(PriceVerdictEnum, {
  name: 'PriceVerdict',
  description: "What became of a list's price, and why.",
  valuesConfig: {
    CHOSEN: { description: 'It is the price.' },
    LOWER_PRECEDENCE: { description: 'It applies, but another one goes before it.' },
    INACTIVE: { description: 'Its list is switched off.' },
    NOT_STARTED: { description: 'Its list does not count yet.' },
    ENDED: { description: 'Its list does not count any more.' },
    OTHER_BRANCH: { description: 'Its list is for other branches.' },
    OTHER_GROUP: { description: 'Its list is for other customer groups.' },
    QUANTITY_TOO_SMALL: { description: 'It counts from a larger quantity on.' },
  },
});

@ObjectType('PriceList', {
  implements: Node,
  simpleResolvers: true,
  description: "Prices that replace the variants' own in some branches, for some customers, for some time.",
})
export class PriceListType implements Node {
  constructor(
    readonly doc: PriceListDoc,
    private readonly found: readonly BranchType[],
  ) {}

  @Field(() => ID, { description: 'Opaque global id.' })
  get id(): string {
    return toGlobalId('PriceList', this.doc._id);
  }

  @Field(() => String, { description: 'Name for people; unique in the tenant.' })
  get name(): string {
    return this.doc.name;
  }

  @Field(() => Boolean, { description: 'False while it is switched off.' })
  get active(): boolean {
    return this.doc.active;
  }

  @Field(() => Int, { description: 'The list of the higher priority goes first.' })
  get priority(): number {
    return this.doc.priority;
  }

  @Field(() => [BranchType], { description: 'Only in these branches; in all when empty.' })
  get branches(): readonly BranchType[] {
    return this.found;
  }

  @Field(() => [String], { description: 'Only for these customer groups; for all when empty.' })
  get customerGroups(): string[] {
    return this.doc.customerGroups;
  }

  @Field(() => GraphQLDateTime, { nullable: true, description: 'From when on; null: always.' })
  get startsAt(): Date | null {
    return this.doc.startsAt;
  }

  @Field(() => GraphQLDateTime, { nullable: true, description: 'Until when, that instant left out; null: for ever.' })
  get endsAt(): Date | null {
    return this.doc.endsAt;
  }
}

@ObjectType('ListPrice', {
  simpleResolvers: true,
  description: 'The price of one variant in a list, from a quantity on.',
})
export class ListPriceType {
  constructor(
    readonly doc: ListPrice,
    private readonly currency: string,
  ) {}

  @Field(() => ID, { description: 'Global id of the list.' })
  get priceListId(): string {
    return toGlobalId('PriceList', this.doc.priceListId);
  }

  @Field(() => String, { description: 'Name of the list.' })
  get priceListName(): string {
    return this.doc.priceListName;
  }

  @Field(() => ID, { description: 'Global id of the variant.' })
  get variantId(): string {
    return toGlobalId('Variant', this.doc.variantId);
  }

  @Field(() => Int, { description: 'Counts for lines of at least so many units.' })
  get minQuantity(): number {
    return this.doc.minQuantity;
  }

  @Field(() => MoneyType, { description: "Price of one unit; with tax if the tenant's prices are." })
  get price(): MoneyType {
    return new MoneyType(this.doc.priceMinor, this.currency);
  }
}

@ObjectType('JudgedPrice', { simpleResolvers: true, description: "A list's price with what became of it." })
export class JudgedPriceType {
  @Field(() => ListPriceType, { description: 'The price.' })
  readonly listPrice: ListPriceType;

  @Field(() => PriceVerdictEnum, { description: 'What became of it, and why.' })
  readonly verdict: PriceVerdict;

  constructor(listPrice: ListPriceType, verdict: PriceVerdict) {
    this.listPrice = listPrice;
    this.verdict = verdict;
  }
}

@ObjectType('PriceExplanation', { simpleResolvers: true, description: 'What one unit costs, and which rule says so.' })
export class PriceExplanationType {
  @Field(() => VariantType, { description: 'The variant.' })
  readonly variant: VariantType;

  @Field(() => TaxedMoneyType, { description: 'What one unit costs.' })
  readonly unitPrice: TaxedMoneyType;

  @Field(() => ListPriceType, {
    nullable: true,
    description: "The list's price that says so; null when the variant's own price counts.",
  })
  readonly rule: ListPriceType | null;

  @Field(() => [JudgedPriceType], {
    description:
      'All list prices of the variant in their order of precedence: higher priority; for certain customer groups before ' +
      'for all; for certain branches before for all; larger minimum quantity; lower price; older list.',
  })
  readonly judged: JudgedPriceType[];

  constructor(fields: PriceExplanationType) {
    this.variant = fields.variant;
    this.unitPrice = fields.unitPrice;
    this.rule = fields.rule;
    this.judged = fields.judged;
  }
}

@ObjectType('PriceListPayload', { simpleResolvers: true, description: 'The price list after the change.' })
export class PriceListPayload {
  @Field(() => PriceListType, { description: 'The price list.' })
  readonly priceList: PriceListType;

  constructor(priceList: PriceListType) {
    this.priceList = priceList;
  }
}

export const PRICE_LIST_ERRORS = [...CHANGE_ERRORS, LimitExceededErrorType] as const;
export const CreatePriceListResult = createUnionType({
  name: 'CreatePriceListResult',
  description: 'Outcome of createPriceList. Codes of ValidationError: NAME_TAKEN, DATES_INVALID.',
  types: () => [PriceListPayload, ...PRICE_LIST_ERRORS] as const,
});
export const UpdatePriceListResult = createUnionType({
  name: 'UpdatePriceListResult',
  description: 'Outcome of updatePriceList. Codes of ValidationError: NAME_TAKEN, DATES_INVALID.',
  types: () => [PriceListPayload, ...CHANGE_ERRORS] as const,
});
export const DeletePriceListResult = createUnionType({
  name: 'DeletePriceListResult',
  description: 'Outcome of deletePriceList.',
  types: () => [PriceListPayload, ...CHANGE_ERRORS] as const,
});
export const SetListPricesResult = createUnionType({
  name: 'SetListPricesResult',
  description: 'Outcome of setListPrices. Codes of ValidationError: PRICE_OUT_OF_RANGE, CURRENCY_MISMATCH, TIER_TWICE.',
  types: () => [PriceListPayload, ...CHANGE_ERRORS] as const,
});

export const { Connection: PriceListConnection } = connectionTypes('PriceList', () => PriceListType);
export const { Connection: ListPriceConnection } = connectionTypes('ListPrice', () => ListPriceType);
