import { Field, ID, InputType } from 'type-graphql';

@InputType({ description: 'Which product to bring back.' })
export class RestoreProductInput {
  @Field(() => String, { description: 'Made by the client, new for each change; a repeat answers the first result.' })
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which product.' })
  readonly productId: string;
}

@InputType({ description: 'Which variant to bring back.' })
export class RestoreVariantInput {
  @Field(() => String, { description: 'Made by the client, new for each change; a repeat answers the first result.' })
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which variant.' })
  readonly variantId: string;
}
