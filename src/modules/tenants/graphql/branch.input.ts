import { IsOptional, Length, Max, Min, ValidateNested } from 'class-validator';
import { Field, Float, ID, InputType, Int, ObjectType, createUnionType } from 'type-graphql';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key';
import {
  IdempotencyKeyReusedErrorType,
  NotFoundErrorType,
  ValidationErrorType,
} from '../../../graphql/user-error.type';
import { badInput } from '../../../kernel/errors';
import type { BranchDoc, GeoPoint } from '../branch.model';
import { BRANCH_NAME_LENGTH_MAX, BRANCH_PRIORITY_MAX } from '../tenants.policy';
import type { UpdateBranchRequest } from '../update-branch';
import { BranchType } from './branch.type';

@InputType({ description: 'A place on Earth (WGS 84).' })
export class GeoPointInput implements GeoPoint {
  @Field(() => Float, { description: 'Degrees, -90 to 90; north is positive.' })
  @Min(-90)
  @Max(90)
  readonly latitude: number;

  @Field(() => Float, { description: 'Degrees, -180 to 180; east is positive.' })
  @Min(-180)
  @Max(180)
  readonly longitude: number;
}

@InputType({ description: 'What to change of a branch. Fields that are left out stay as they are.' })
export class UpdateBranchInput {
  @Field(() => String, IDEMPOTENCY_KEY)
  @Length(1, 255)
  readonly idempotencyKey: string;

  @Field(() => ID, { description: 'Which branch.' })
  readonly branchId: string;

  @Field(() => String, { nullable: true, description: 'Name for people, 1 to 100 characters.' })
  @IsOptional()
  @Length(1, BRANCH_NAME_LENGTH_MAX)
  readonly name?: string | null;

  @Field(() => Int, { nullable: true, description: 'Lower serves web orders first, 0 to 1,000,000.' })
  @IsOptional()
  @Min(0)
  @Max(BRANCH_PRIORITY_MAX)
  readonly priority?: number | null;

  @Field(() => GeoPointInput, { nullable: true, description: 'Where it stands; null forgets it.' })
  @IsOptional()
  @ValidateNested()
  readonly location?: GeoPointInput | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'False closes it: no new holds, sales or goods there. Holds and orders run to their end; stock can be counted and ' +
      'sent away. True opens it again.',
  })
  @IsOptional()
  readonly active?: boolean | null;
}

/** The changes that an input names. Refuses null where only leaving out is meant. */
export function branchChangesOf(input: UpdateBranchInput): UpdateBranchRequest['changes'] {
  const { name, priority, location, active } = input;
  if (name === null) throw badInput('Expected a name; leave it out to keep it.', 'name');
  if (priority === null) throw badInput('Expected a priority; leave it out to keep it.', 'priority');
  if (active === null) throw badInput('Expected true or false; leave it out to keep it.', 'active');
  return {
    ...(active !== undefined && { active }),
    ...(name !== undefined && { name }),
    ...(priority !== undefined && { priority }),
    ...(location !== undefined && {
      location: location === null ? null : { latitude: location.latitude, longitude: location.longitude },
    }),
  };
}

@ObjectType({ simpleResolvers: true, description: 'The branch after the change.' })
export class BranchPayload {
  @Field(() => BranchType, { description: 'The branch.' })
  readonly branch: BranchType;

  constructor(doc: BranchDoc) {
    this.branch = new BranchType(doc);
  }
}

/** Outcomes of updateBranch. */
export const BRANCH_ERRORS = [NotFoundErrorType, ValidationErrorType, IdempotencyKeyReusedErrorType] as const;

export const UpdateBranchResult = createUnionType({
  name: 'UpdateBranchResult',
  description: 'Outcome of updateBranch.',
  types: () => [BranchPayload, ...BRANCH_ERRORS] as const,
});
