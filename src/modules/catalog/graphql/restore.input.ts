import { Field, ID, InputType } from 'type-graphql';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key';

@InputType({ description: 'Which product to bring back.' })
export class RestoreProductInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which product.' })
  readonly productId: string;
}

@InputType({ description: 'Which variant to bring back.' })
export class RestoreVariantInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which variant.' })
  readonly variantId: string;
}
