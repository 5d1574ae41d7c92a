import { Field, Int, ObjectType } from 'type-graphql';
import { BranchType } from '../../tenants/graphql';
import { AvailabilityStatusEnum } from './stock.enums';
import type { AvailabilityStatus } from './stock.enums';

@ObjectType({ simpleResolvers: true, description: "What a shopper may be told about one branch's stock of a variant." })
export class BranchAvailability {
  @Field(() => BranchType, { description: 'Where.' })
  readonly branch: BranchType;

  @Field(() => AvailabilityStatusEnum, { description: 'Whether it can be had there now.' })
  readonly status: AvailabilityStatus;

  @Field(() => Int, { nullable: true, description: 'Exact number, where the tenant shows it; null else.' })
  readonly quantity: number | null;

  @Field(() => Date, {
    nullable: true,
    description: 'When it is expected, for the status BACKORDER; null when it is there, or nobody knows.',
  })
  readonly availableAt: Date | null;

  constructor(branch: BranchType, status: AvailabilityStatus, quantity: number | null, availableAt: Date | null) {
    this.branch = branch;
    this.status = status;
    this.quantity = quantity;
    this.availableAt = availableAt;
  }
}
