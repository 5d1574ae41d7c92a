import { ArrayMaxSize, ArrayMinSize, IsOptional, Length, ValidateNested } from 'class-validator';
import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key';
import type { RemovedStockDecision } from '..';

/** The schema's enum of what becomes of the stock of removed variants. */
export const RemovedStockDecisionEnum = {
  REFUSE: 'REFUSE',
  WRITE_OFF: 'WRITE_OFF',
  KEEP: 'KEEP',
} as const satisfies Record<RemovedStockDecision, RemovedStockDecision>;
registerEnumType(RemovedStockDecisionEnum, {
  name: 'RemovedStockDecision',
  description: 'What becomes of the stock of variants that are removed.',
  valuesConfig: {
    REFUSE: { description: 'Only variants without holds and stock, also on its way, may go.' },
    WRITE_OFF: {
      description:
        'What is on hand is written off. Variants with holds, unavailable units or units on their way may not go.',
    },
    KEEP: { description: 'Stock and holds stay as they are; a restored variant has its stock back.' },
  },
});

const STOCK = 'What becomes of their stock; REFUSE when left out.';

@InputType({ description: 'Which product to remove.' })
export class DeleteProductInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which product; all its variants go with it.' })
  readonly productId: string;

  @Field(() => RemovedStockDecisionEnum, { nullable: true, description: STOCK })
  readonly stock?: RemovedStockDecision | null;
}

@InputType({ description: 'Which variant to remove.' })
export class DeleteVariantInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which variant; not the last one of its product.' })
  readonly variantId: string;

  @Field(() => RemovedStockDecisionEnum, { nullable: true, description: STOCK })
  readonly stock?: RemovedStockDecision | null;
}

@InputType({ description: 'A value of an option, as it shall be.' })
export class ChangedOptionValueInput {
  @Field(() => String, { description: 'The value.' })
  @Length(1, 100)
  readonly value: string;

  @Field(() => String, { nullable: true, description: 'What it is now, when it is renamed.' })
  @IsOptional()
  @Length(1, 100)
  readonly was?: string | null;
}

@InputType({ description: 'An option, as it shall be.' })
export class ChangedOptionInput {
  @Field(() => String, { description: 'Name, such as "Size".' })
  @Length(1, 100)
  readonly name: string;

  @Field(() => String, { nullable: true, description: 'Its name now, when it is renamed.' })
  @IsOptional()
  @Length(1, 100)
  readonly was?: string | null;

  @Field(() => [ChangedOptionValueInput], {
    description: 'All values from now on, in the order to show them. Variants of a value that is gone are removed.',
  })
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  readonly values: ChangedOptionValueInput[];
}

@InputType({ description: 'The options of a product, as they shall be.' })
export class UpdateProductOptionsInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which product.' })
  readonly productId: string;

  @Field(() => [ChangedOptionInput], {
    description: 'All options from now on, up to three. Variants get the first value of an option that is new.',
  })
  @ArrayMaxSize(3)
  @ValidateNested({ each: true })
  readonly options: ChangedOptionInput[];

  @Field(() => RemovedStockDecisionEnum, { nullable: true, description: STOCK })
  readonly stock?: RemovedStockDecision | null;
}
