import { Field, ObjectType, createUnionType } from 'type-graphql';
import {
  IdempotencyKeyReusedErrorType,
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

/** The error members of every union of this file. */
export const CHANGE_ERRORS = [ValidationErrorType, NotFoundErrorType, IdempotencyKeyReusedErrorType] as const;

export const UpdateProductResult = createUnionType({
  name: 'UpdateProductResult',
  description: 'Outcome of updateProduct. Code of ValidationError: SLUG_TAKEN.',
  types: () => [ProductPayload, ...CHANGE_ERRORS] as const,
});

export const UpdateVariantResult = createUnionType({
  name: 'UpdateVariantResult',
  description:
    'Outcome of updateVariant. Codes of ValidationError: STALE_PRICE, BARCODE_TAKEN, BARCODE_CHECK_DIGIT, ' +
    'PRICE_OUT_OF_RANGE, COMPARE_AT_PRICE_TOO_LOW, CURRENCY_MISMATCH.',
  types: () => [VariantPayload, ...CHANGE_ERRORS] as const,
});
