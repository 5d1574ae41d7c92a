import { Field, ID, Int, InterfaceType, ObjectType } from 'type-graphql';
import type * as Domain from '../kernel/errors';
import { toGlobalId } from '../kernel/ids';

@InterfaceType('UserError', {
  description: 'A failure that the client can act on. Every error type of a result union implements it.',
})
export abstract class UserErrorType {
  @Field(() => String, { description: 'Stable code in upper snake case.' })
  readonly code: string;

  @Field(() => String, { description: 'What was expected, what was got, and what to do; in English, for people.' })
  readonly message: string;

  constructor(error: Domain.DomainError) {
    this.code = error.code;
    this.message = error.message;
  }
}

@ObjectType('ShortLine', { simpleResolvers: true, description: 'A line that stock does not cover.' })
export class ShortLineType {
  @Field(() => ID, { description: 'Global id of the variant.' })
  readonly variantId: string;

  @Field(() => ID, { description: 'Global id of the branch.' })
  readonly branchId: string;

  @Field(() => Int, { description: 'Units asked for, summed over all lines with this variant and branch.' })
  readonly requested: number;

  @Field(() => Int, { description: 'Units that were available at that moment; 0 or more.' })
  readonly available: number;

  constructor(line: Domain.ShortLine) {
    this.variantId = toGlobalId('Variant', line.variantId);
    this.branchId = toGlobalId('Branch', line.branchId);
    this.requested = line.requested;
    this.available = Math.max(0, line.available);
  }
}

@ObjectType('InsufficientStockError', {
  implements: UserErrorType,
  simpleResolvers: true,
  description: 'Stock does not cover the demand; nothing was changed. Lists every short line at once.',
})
export class InsufficientStockErrorType extends UserErrorType {
  @Field(() => [ShortLineType], { description: 'Every short line.' })
  readonly lines: ShortLineType[];

  constructor(error: Domain.InsufficientStockError) {
    super(error);
    this.lines = error.lines.map((line) => new ShortLineType(line));
  }
}

@ObjectType('NotFoundError', {
  implements: UserErrorType,
  simpleResolvers: true,
  description: 'Nothing with this id, code or slug exists for the caller.',
})
export class NotFoundErrorType extends UserErrorType {
  @Field(() => ID, { nullable: true, description: 'The id, code or slug that was not found, as it was sent.' })
  readonly id: string | null;

  constructor(error: Domain.NotFoundError) {
    super(error);
    this.id = error.id;
  }
}

@ObjectType('InvalidStateError', {
  implements: UserErrorType,
  simpleResolvers: true,
  description: 'The thing exists, but its state does not allow the action.',
})
export class InvalidStateErrorType extends UserErrorType {
  @Field(() => String, { description: 'The state that it is in.' })
  readonly currentStatus: string;

  constructor(error: Domain.InvalidStateError) {
    super(error);
    this.currentStatus = error.currentStatus;
  }
}

@ObjectType('IdempotencyKeyReusedError', {
  implements: UserErrorType,
  simpleResolvers: true,
  description: 'The idempotency key was used before with another input.',
})
export class IdempotencyKeyReusedErrorType extends UserErrorType {
  @Field(() => String, { nullable: true, description: 'The first input field that differs, if known.' })
  readonly field: string | null;

  constructor(error: Domain.IdempotencyKeyReusedError) {
    super(error);
    this.field = error.field;
  }
}

@ObjectType('StaleQuantityError', {
  implements: UserErrorType,
  simpleResolvers: true,
  description: 'The expected quantity is no longer the stored one; nothing was changed.',
})
export class StaleQuantityErrorType extends UserErrorType {
  @Field(() => Int, { description: 'The quantity now.' })
  readonly currentQuantity: number;

  constructor(error: Domain.StaleQuantityError) {
    super(error);
    this.currentQuantity = error.currentQuantity;
  }
}

@ObjectType('LimitExceededError', {
  implements: UserErrorType,
  simpleResolvers: true,
  description: 'A limit of the tenant would be passed; nothing was changed.',
})
export class LimitExceededErrorType extends UserErrorType {
  @Field(() => Int, { description: 'The limit.' })
  readonly limit: number;

  constructor(error: Domain.LimitExceededError) {
    super(error);
    this.limit = error.limit;
  }
}

@ObjectType('PaymentDeclinedError', {
  implements: UserErrorType,
  simpleResolvers: true,
  description: 'The payment provider declined.',
})
export class PaymentDeclinedErrorType extends UserErrorType {
  @Field(() => String, { nullable: true, description: "The provider's public reason code." })
  readonly reason: string | null;

  constructor(error: Domain.PaymentDeclinedError) {
    super(error);
    this.reason = error.reason;
  }
}

@ObjectType('ValidationError', {
  implements: UserErrorType,
  simpleResolvers: true,
  description: 'The input is well formed, but breaks a business rule; nothing was changed.',
})
export class ValidationErrorType extends UserErrorType {
  @Field(() => String, { nullable: true, description: 'Path of the input field, such as "variants.0.sku".' })
  readonly field: string | null;

  constructor(error: Domain.ValidationError) {
    super(error);
    this.field = error.field;
  }
}
