import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { MoneyType } from '../../../graphql/money.type';
import { Node } from '../../../graphql/node.type';
import { connectionTypes } from '../../../graphql/pagination';
import { GraphQLDateTime } from '../../../graphql/scalars';
import { toGlobalId } from '../../../kernel/ids';
import { barcodeKindOf } from '../barcode';
import type { BarcodeKind } from '../barcode';
import { codesOf } from '../variant-codes';
import type { PackBarcode, SelectedOption, VariantDoc } from '../variant.model';
import { MediaType } from './media.type';

@ObjectType('SelectedOption', { simpleResolvers: true, description: 'Which value of an option a variant has.' })
export class SelectedOptionType {
  @Field(() => String, { description: 'Name of the option.' })
  readonly name: string;

  @Field(() => String, { description: 'Value of this variant.' })
  readonly value: string;

  constructor(selected: SelectedOption) {
    this.name = selected.name;
    this.value = selected.value;
  }
}

@ObjectType('OptionCombination', {
  simpleResolvers: true,
  description: "One value for each of a product's options.",
})
export class OptionCombinationType {
  @Field(() => [SelectedOptionType], { description: 'The values, in the order of the options.' })
  readonly selectedOptions: SelectedOptionType[];

  constructor(selected: readonly SelectedOption[]) {
    this.selectedOptions = selected.map((one) => new SelectedOptionType(one));
  }
}

/** The schema's enum of kinds of barcodes. */
export const BarcodeKindEnum = {
  GTIN_8: 'GTIN_8',
  GTIN_12: 'GTIN_12',
  GTIN_13: 'GTIN_13',
  GTIN_14: 'GTIN_14',
  OTHER: 'OTHER',
} as const satisfies Record<BarcodeKind, BarcodeKind>;
registerEnumType(BarcodeKindEnum, {
  name: 'BarcodeKind',
  description: 'What a barcode is, by its digits.',
  valuesConfig: {
    GTIN_8: { description: 'EAN-8.' },
    GTIN_12: { description: 'UPC-A; the same number as the EAN-13 with a 0 in front.' },
    GTIN_13: { description: 'EAN-13.' },
    GTIN_14: { description: 'ITF-14, on cases.' },
    OTHER: { description: 'Any other text, such as a code of the shop itself.' },
  },
});

@ObjectType('VariantBarcode', {
  simpleResolvers: true,
  description: 'A barcode with the units that a scan stands for.',
})
export class VariantBarcodeType {
  @Field(() => String, { description: 'The code, as it was typed.' })
  readonly code: string;

  @Field(() => Int, { description: 'Units that one scan stands for: 1, or more for a case.' })
  readonly packQuantity: number;

  @Field(() => BarcodeKindEnum, { description: 'What kind of code it is.' })
  readonly kind: BarcodeKind;

  constructor({ code, packQuantity }: PackBarcode) {
    this.code = code;
    this.packQuantity = packQuantity;
    this.kind = barcodeKindOf(code);
  }
}

@ObjectType('Variant', {
  implements: Node,
  simpleResolvers: true,
  description: 'The thing with a SKU: what is stocked, priced and sold.',
})
export class VariantType implements Node {
  constructor(readonly doc: VariantDoc) {}

  @Field(() => ID, { description: 'Opaque global id.' })
  get id(): string {
    return toGlobalId('Variant', this.doc._id);
  }

  @Field(() => String, { description: 'Stock keeping unit; unique in the tenant without regard to case.' })
  get sku(): string {
    return this.doc.sku;
  }

  @Field(() => [String], { description: 'Codes of a single unit that a scanner reads; each unique in the tenant.' })
  get barcodes(): string[] {
    return this.doc.barcodes;
  }

  @Field(() => [VariantBarcodeType], {
    description:
      'All codes with the units that one scan stands for: those of a single unit first, then those of packs.',
  })
  get barcodeDetails(): VariantBarcodeType[] {
    return codesOf(this.doc).map((code) => new VariantBarcodeType(code));
  }

  @Field(() => String, { description: 'The option values, such as "M / Blue"; the product\'s title without options.' })
  get title(): string {
    return this.doc.title;
  }

  @Field(() => [MediaType], {
    description: 'Pictures and films of this variant, in the order to show them; at most 20.',
  })
  get media(): MediaType[] {
    return (this.doc.media ?? []).map((item) => new MediaType(item));
  }

  @Field(() => [SelectedOptionType], { description: "One value for each of the product's options, in their order." })
  get selectedOptions(): SelectedOptionType[] {
    return this.doc.selectedOptions.map((selected) => new SelectedOptionType(selected));
  }

  @Field(() => MoneyType, {
    nullable: true,
    description: 'Price of one unit before a reduction, to be shown struck through; always above the price.',
  })
  get compareAtPrice(): MoneyType | null {
    return MoneyType.orNull(this.doc.compareAtPriceMinor, this.doc.currency);
  }

  @Field(() => MoneyType, {
    nullable: true,
    description: 'What one unit cost, without tax; null when unknown. Only for those allowed to see cost.',
  })
  get costPrice(): MoneyType | null {
    return MoneyType.orNull(this.doc.costPriceMinor, this.doc.currency);
  }

  @Field(() => Boolean, {
    description: 'True for what is sold without stock, such as postage: it has no stock entries.',
  })
  get isService(): boolean {
    return this.doc.isService;
  }

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When it was removed from sale for good; null while it stands.',
  })
  get deletedAt(): Date | null {
    return this.doc.deletedAt;
  }
}

export const { Connection: VariantConnection, Edge: VariantEdge } = connectionTypes('Variant', () => VariantType);
