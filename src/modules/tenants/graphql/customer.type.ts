import { IsOptional, Length, MaxLength } from 'class-validator';
import { ArgsType, Field, ID, InputType, ObjectType, createUnionType } from 'type-graphql';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key';
import { Node } from '../../../graphql/node.type';
import { GraphQLDateTime } from '../../../graphql/scalars';
import {
  IdempotencyKeyReusedErrorType,
  NotFoundErrorType,
  ValidationErrorType,
} from '../../../graphql/user-error.type';
import { toGlobalId } from '../../../kernel/ids';
import type { CustomerProfile } from '../set-customer-group';
import { EMAIL_LENGTH_MAX } from '../tenants.policy';

@ObjectType('Customer', {
  implements: Node,
  simpleResolvers: true,
  description: 'A shopper with an account, as staff see it.',
})
export class CustomerType implements Node {
  constructor(readonly doc: CustomerProfile) {}

  @Field(() => ID, { description: 'Opaque global id.' })
  get id(): string {
    return toGlobalId('Customer', this.doc._id);
  }

  @Field(() => String, { description: 'E-mail, as it was typed.' })
  get email(): string {
    return this.doc.email;
  }

  @Field(() => String, { nullable: true, description: 'Name for people.' })
  get name(): string | null {
    return this.doc.name;
  }

  @Field(() => String, {
    nullable: true,
    description: 'The group whose price lists count for the customer; null: only those for everybody.',
  })
  get group(): string | null {
    return this.doc.group;
  }

  @Field(() => Boolean, { description: 'False when the account is closed.' })
  get active(): boolean {
    return this.doc.active;
  }

  @Field(() => GraphQLDateTime, { description: 'When the account was made.' })
  get createdAt(): Date {
    return this.doc.createdAt;
  }
}

@ArgsType()
export class CustomerArgs {
  @Field(() => ID, { nullable: true, description: 'Global id. Give this or email.' })
  readonly id?: string | null;

  @Field(() => String, { nullable: true, description: 'E-mail, in upper or lower case. Give this or id.' })
  @IsOptional()
  @MaxLength(EMAIL_LENGTH_MAX)
  readonly email?: string | null;
}

@InputType({ description: 'The group of a customer.' })
export class SetCustomerGroupInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which customer.' })
  readonly customerId: string;

  @Field(() => String, {
    nullable: true,
    description: '1 to 40 letters, digits, "-" or "_", as price lists name it; null or left out: no group.',
  })
  @IsOptional()
  @Length(1, 40)
  readonly group?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The group that you saw, null for none; when it is another by now, the answer is ValidationError STALE_GROUP. Left out: not compared.',
  })
  @IsOptional()
  @MaxLength(40)
  readonly expectedGroup?: string | null;
}

@ObjectType('CustomerPayload', { simpleResolvers: true, description: 'The customer after the change.' })
export class CustomerPayload {
  @Field(() => CustomerType, { description: 'The customer.' })
  readonly customer: CustomerType;

  constructor(customer: CustomerType) {
    this.customer = customer;
  }
}

export const CUSTOMER_ERRORS = [NotFoundErrorType, ValidationErrorType, IdempotencyKeyReusedErrorType] as const;

export const SetCustomerGroupResult = createUnionType({
  name: 'SetCustomerGroupResult',
  description: 'Outcome of setCustomerGroup. Code of ValidationError: STALE_GROUP.',
  types: () => [CustomerPayload, ...CUSTOMER_ERRORS] as const,
});
