import { Field, ID, ObjectType } from 'type-graphql';
import { MoneyType } from '../../../graphql/money.type';
import { Node } from '../../../graphql/node.type';
import { connectionTypes } from '../../../graphql/pagination';
import { GraphQLDateTime } from '../../../graphql/scalars';
import { toGlobalId } from '../../../kernel/ids';
import type { SelectedOption, VariantDoc } from '../variant.model';

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

  @Field(() => [String], { description: 'Codes that a scanner reads; each unique in the tenant.' })
  get barcodes(): string[] {
    return this.doc.barcodes;
  }

  @Field(() => String, { description: 'The option values, such as "M / Blue"; the product\'s title without options.' })
  get title(): string {
    return this.doc.title;
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

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When it was removed from sale for good; null while it stands.',
  })
  get deletedAt(): Date | null {
    return this.doc.deletedAt;
  }
}

export const { Connection: VariantConnection, Edge: VariantEdge } = connectionTypes('Variant', () => VariantType);
