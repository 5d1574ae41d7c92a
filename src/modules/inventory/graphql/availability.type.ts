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

  constructor(branch: BranchType, status: AvailabilityStatus, quantity: number | null) {
    this.branch = branch;
    this.status = status;
    this.quantity = quantity;
  }
}
