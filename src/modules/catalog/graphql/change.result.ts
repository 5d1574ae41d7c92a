import { Field, ObjectType, createUnionType } from 'type-graphql';
import {
  IdempotencyKeyReusedErrorType,
  InvalidStateErrorType,
  LimitExceededErrorType,
  NotFoundErrorType,
  ValidationErrorType,
} from '../../../graphql/user-error.type';
import { ProductPayload } from './create-product.result';
import { VariantType } from './variant.type';

@ObjectType('VariantPayload', { simpleResolvers: true, description: 'The variant after the change.' })
export class VariantPayload {
  @Field(() => VariantType, { description: 'The variant.' })
  readonly variant: VariantType;

  constructor(variant: VariantType) {
    this.variant = variant;
  }
}

/** The error members that every union of a change has. */
export const CHANGE_ERRORS = [ValidationErrorType, NotFoundErrorType, IdempotencyKeyReusedErrorType] as const;

export const UpdateProductResult = createUnionType({
  name: 'UpdateProductResult',
  description: 'Outcome of updateProduct. Code of ValidationError: SLUG_TAKEN.',
  types: () => [ProductPayload, ...CHANGE_ERRORS] as const,
});

export const UpdateVariantResult = createUnionType({
  name: 'UpdateVariantResult',
  description:
    'Outcome of updateVariant. Codes of ValidationError: STALE_PRICE, TAX_CLASS_UNKNOWN, BARCODE_TAKEN, BARCODE_CHECK_DIGIT, ' +
    'PRICE_OUT_OF_RANGE, COMPARE_AT_PRICE_TOO_LOW, CURRENCY_MISMATCH.',
  types: () => [VariantPayload, ...CHANGE_ERRORS] as const,
});

export const GENERATE_ERRORS = [...CHANGE_ERRORS, LimitExceededErrorType] as const;
export const GenerateVariantsResult = createUnionType({
  name: 'GenerateVariantsResult',
  description:
    'Outcome of generateVariants. Codes of ValidationError: NO_OPTIONS, OPTIONS_INVALID, SKU_TAKEN, PRICE_OUT_OF_RANGE, ' +
    'COMPARE_AT_PRICE_TOO_LOW, CURRENCY_MISMATCH.',
  types: () => [ProductPayload, ...GENERATE_ERRORS] as const,
});

export const RESTORE_ERRORS = [...CHANGE_ERRORS, InvalidStateErrorType, LimitExceededErrorType] as const;
export const RestoreProductResult = createUnionType({
  name: 'RestoreProductResult',
  description: 'Outcome of restoreProduct. Code of InvalidStateError: NOT_REMOVED.',
  types: () => [ProductPayload, ...RESTORE_ERRORS] as const,
});
export const RestoreVariantResult = createUnionType({
  name: 'RestoreVariantResult',
  description:
    'Outcome of restoreVariant. Code of InvalidStateError: NOT_REMOVED; of ValidationError: OPTIONS_INVALID when its ' +
    "option values are no longer the product's, or another variant has them by now.",
  types: () => [VariantPayload, ...RESTORE_ERRORS] as const,
});
