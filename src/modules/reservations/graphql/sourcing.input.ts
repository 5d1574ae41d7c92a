import { ArrayMaxSize, ArrayMinSize, IsOptional, Min, ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { fromGlobalId } from '../../../kernel/ids';
import { LINES_PER_REQUEST_MAX } from '../../inventory';
import { GeoPointInput } from '../../tenants/graphql';
import { SOURCING_BRANCHES_MAX } from '..';
import type { SourcingStrategy, SourcingWish } from '..';

/** The schema's enum of sourcing strategies. */
export const SourcingStrategyEnum = {
  PRIORITY: 'PRIORITY',
  NEAREST: 'NEAREST',
  MOST_STOCK: 'MOST_STOCK',
  FEWEST_SPLITS: 'FEWEST_SPLITS',
} as const satisfies Record<SourcingStrategy, SourcingStrategy>;
registerEnumType(SourcingStrategyEnum, {
  name: 'SourcingStrategy',
  description: 'Which branches serve an order. Ties go to the lower priority, then to the first code.',
  valuesConfig: {
    PRIORITY: { description: 'Branches in the order of their priority, lowest first, each as far as its stock goes.' },
    NEAREST: { description: 'The nearest first; branches without a location come last.' },
    MOST_STOCK: { description: 'Those that can serve most of the wanted units first.' },
    FEWEST_SPLITS: {
      description: 'As few branches as possible: exact for up to 12 branches that have any of it, close above that.',
    },
  },
});

@InputType({ description: 'Units of one variant, wherever they are.' })
export class WantedLineInput {
  @Field(() => ID, { description: 'What.' })
  readonly variantId: string;

  @Field(() => Int, { description: 'How many, 1 or more.' })
  @Min(1)
  readonly quantity: number;
}

@InputType({ description: 'What to hold, and how the branches are chosen that serve it.' })
export class StockSourcingInput {
  @Field(() => [WantedLineInput], { description: 'What to hold, up to 500 variants.' })
  @ArrayMinSize(1)
  @ArrayMaxSize(LINES_PER_REQUEST_MAX)
  @ValidateNested({ each: true })
  readonly wanted: WantedLineInput[];

  @Field(() => SourcingStrategyEnum, { description: 'Which branches serve.' })
  readonly strategy: SourcingStrategy;

  @Field(() => GeoPointInput, { nullable: true, description: 'Where the shopper is; NEAREST needs it.' })
  @IsOptional()
  @ValidateNested()
  readonly near?: GeoPointInput | null;

  @Field(() => [ID], { nullable: true, description: 'Only these branches, up to 100; all active ones when left out.' })
  @IsOptional()
  @ArrayMinSize(1)
  @ArrayMaxSize(SOURCING_BRANCHES_MAX)
  readonly branchIds?: string[] | null;

  @Field(() => Boolean, { nullable: true, description: 'False: one branch must serve all. True when left out.' })
  readonly allowSplit?: boolean | null;
}

/** The domain's wish. Malformed ids answer as missing ones. */
export function sourcingOf(input: StockSourcingInput): SourcingWish {
  const { wanted, strategy, near, branchIds, allowSplit } = input;
  return {
    wanted: wanted.map((line) => ({ variantId: fromGlobalId('Variant', line.variantId), quantity: line.quantity })),
    strategy,
    near: near ?? null,
    branchIds: branchIds?.map((id) => fromGlobalId('Branch', id)) ?? null,
    allowSplit: allowSplit ?? null,
  };
}
