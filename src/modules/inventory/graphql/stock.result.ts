import { Field, ObjectType, createUnionType } from 'type-graphql';
import {
  IdempotencyKeyReusedErrorType,
  InsufficientStockErrorType,
  InvalidStateErrorType,
  LimitExceededErrorType,
  NotFoundErrorType,
  StaleQuantityErrorType,
  ValidationErrorType,
} from '../../../graphql/user-error.type';
import type { AppliedStock } from '..';
import { StockEntryType } from './stock-entry.type';
import { StockMovementType } from './stock-movement.type';

@ObjectType({ simpleResolvers: true, description: 'What a change of stock did.' })
export class StockMovementsPayload {
  @Field(() => [StockMovementType], { description: 'The movements, one per line.' })
  readonly movements: StockMovementType[];

  @Field(() => [StockEntryType], { description: 'The entries after it.' })
  readonly entries: StockEntryType[];

  constructor(applied: AppliedStock) {
    this.movements = applied.movements.map((doc) => new StockMovementType(doc));
    this.entries = applied.entries.map((doc) => new StockEntryType(doc));
  }
}

const COMMON_ERRORS = [
  InsufficientStockErrorType,
  NotFoundErrorType,
  IdempotencyKeyReusedErrorType,
  LimitExceededErrorType,
  ValidationErrorType,
] as const;

/** Outcomes of adjustStock. */
export const ADJUST_ERRORS = [InvalidStateErrorType, ...COMMON_ERRORS] as const;

/** Outcomes of setStock. */
export const SET_ERRORS = [StaleQuantityErrorType, ...COMMON_ERRORS] as const;

export const AdjustStockResult = createUnionType({
  name: 'AdjustStockResult',
  description: 'Outcome of adjustStock. Code of InvalidStateError: BRANCH_CLOSED.',
  types: () => [StockMovementsPayload, ...ADJUST_ERRORS] as const,
});

export const SetStockResult = createUnionType({
  name: 'SetStockResult',
  description: 'Outcome of setStock.',
  types: () => [StockMovementsPayload, ...SET_ERRORS] as const,
});
