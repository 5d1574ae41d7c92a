import { Field, ObjectType, createUnionType } from 'type-graphql';
import {
  IdempotencyKeyReusedErrorType,
  InvalidStateErrorType,
  LimitExceededErrorType,
  NotFoundErrorType,
  ValidationErrorType,
} from '../../../graphql/user-error.type';
import { StockCountType } from './stock-count.type';

@ObjectType({ simpleResolvers: true, description: 'The count after the action.' })
export class StockCountPayload {
  @Field(() => StockCountType, { description: 'The count.' })
  readonly stockCount: StockCountType;

  constructor(stockCount: StockCountType) {
    this.stockCount = stockCount;
  }
}

/** Outcomes of startStockCount. */
export const START_COUNT_ERRORS = [NotFoundErrorType, ValidationErrorType, IdempotencyKeyReusedErrorType] as const;

/** Outcomes of actions on a count that write no quantity. */
export const COUNT_ERRORS = [InvalidStateErrorType, ...START_COUNT_ERRORS] as const;

/** Outcomes of actions that write quantities. */
export const COUNT_QUANTITY_ERRORS = [LimitExceededErrorType, ...COUNT_ERRORS] as const;

export const StartStockCountResult = createUnionType({
  name: 'StartStockCountResult',
  description: 'Outcome of startStockCount. Code of ValidationError: SCOPE_TWICE.',
  types: () => [StockCountPayload, ...START_COUNT_ERRORS] as const,
});

export const RecordStockCountResult = createUnionType({
  name: 'RecordStockCountResult',
  description: 'Outcome of recordStockCount. Codes of ValidationError: OUT_OF_COUNT_SCOPE, COUNT_LINE_APPLIED.',
  types: () => [StockCountPayload, ...COUNT_QUANTITY_ERRORS] as const,
});

export const SubmitStockCountResult = createUnionType({
  name: 'SubmitStockCountResult',
  description: 'Outcome of submitStockCount. Codes of ValidationError: STOCK_COUNT_EMPTY, VARIANCE_OUT_OF_RANGE.',
  types: () => [StockCountPayload, ...COUNT_ERRORS] as const,
});

export const ApproveStockCountResult = createUnionType({
  name: 'ApproveStockCountResult',
  description:
    'Outcome of approveStockCount: the count APPROVED, or OPEN again for the lines that were left out. Codes of ' +
    'ValidationError: APPROVER_REQUIRED, APPROVER_COUNTED.',
  types: () => [StockCountPayload, ...COUNT_QUANTITY_ERRORS] as const,
});

export const CancelStockCountResult = createUnionType({
  name: 'CancelStockCountResult',
  description: 'Outcome of cancelStockCount.',
  types: () => [StockCountPayload, ...COUNT_ERRORS] as const,
});
