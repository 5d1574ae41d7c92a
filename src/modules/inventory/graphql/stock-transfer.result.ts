import { Field, ObjectType, createUnionType } from 'type-graphql';
import {
  IdempotencyKeyReusedErrorType,
  InsufficientStockErrorType,
  InvalidStateErrorType,
  LimitExceededErrorType,
  NotFoundErrorType,
  ValidationErrorType,
} from '../../../graphql/user-error.type';
import type { StockTransferDoc } from '../transfers';
import { StockTransferType } from './stock-transfer.type';

@ObjectType({ simpleResolvers: true, description: 'The transfer after the action.' })
export class StockTransferPayload {
  @Field(() => StockTransferType, { description: 'The transfer.' })
  readonly stockTransfer: StockTransferType;

  constructor(doc: StockTransferDoc) {
    this.stockTransfer = new StockTransferType(doc);
  }
}

/** Outcomes of createStockTransfer. */
export const CREATE_TRANSFER_ERRORS = [
  InvalidStateErrorType,
  NotFoundErrorType,
  ValidationErrorType,
  IdempotencyKeyReusedErrorType,
] as const;

/** Outcomes of updateStockTransfer. */
export const UPDATE_TRANSFER_ERRORS = CREATE_TRANSFER_ERRORS;

/** Outcomes of receiveStockTransfer and cancelStockTransfer, which bring stock in. */
export const RECEIVE_TRANSFER_ERRORS = [LimitExceededErrorType, ...UPDATE_TRANSFER_ERRORS] as const;

/** Outcomes of shipStockTransfer. */
export const SHIP_TRANSFER_ERRORS = [InsufficientStockErrorType, ...RECEIVE_TRANSFER_ERRORS] as const;

export const CreateStockTransferResult = createUnionType({
  name: 'CreateStockTransferResult',
  description:
    'Outcome of createStockTransfer. Code of ValidationError: TRANSFER_SAME_BRANCH; of InvalidStateError: BRANCH_CLOSED.',
  types: () => [StockTransferPayload, ...CREATE_TRANSFER_ERRORS] as const,
});

export const UpdateStockTransferResult = createUnionType({
  name: 'UpdateStockTransferResult',
  description: 'Outcome of updateStockTransfer. Codes of ValidationError: STALE_VERSION, TRANSFER_SAME_BRANCH.',
  types: () => [StockTransferPayload, ...UPDATE_TRANSFER_ERRORS] as const,
});

export const ShipStockTransferResult = createUnionType({
  name: 'ShipStockTransferResult',
  description: 'Outcome of shipStockTransfer. Code of ValidationError: STALE_VERSION.',
  types: () => [StockTransferPayload, ...SHIP_TRANSFER_ERRORS] as const,
});

export const ReceiveStockTransferResult = createUnionType({
  name: 'ReceiveStockTransferResult',
  description:
    'Outcome of receiveStockTransfer. Codes of ValidationError: OVER_RECEIPT, DISCREPANCY_TOO_LARGE, ' +
    'NOTHING_RECEIVED, REST_NOT_OVER.',
  types: () => [StockTransferPayload, ...RECEIVE_TRANSFER_ERRORS] as const,
});

export const CancelStockTransferResult = createUnionType({
  name: 'CancelStockTransferResult',
  description: 'Outcome of cancelStockTransfer.',
  types: () => [StockTransferPayload, ...RECEIVE_TRANSFER_ERRORS] as const,
});
