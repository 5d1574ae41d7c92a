import { Field, ObjectType, createUnionType } from 'type-graphql';
import { IdempotencyKeyReusedErrorType, ValidationErrorType } from '../../../graphql/user-error.type';
import { ProductType } from './product.type';

@ObjectType('ProductPayload', { simpleResolvers: true, description: 'The product after the change.' })
export class ProductPayload {
  @Field(() => ProductType, { description: 'The product.' })
  readonly product: ProductType;

  constructor(product: ProductType) {
    this.product = product;
  }
}

export const CreateProductResult = createUnionType({
  name: 'CreateProductResult',
  description:
    'Outcome of createProduct. Codes of ValidationError: SKU_TAKEN, BARCODE_TAKEN, SLUG_TAKEN, BARCODE_CHECK_DIGIT, ' +
    'CURRENCY_MISMATCH, TAX_CLASS_UNKNOWN, PRICE_OUT_OF_RANGE, COMPARE_AT_PRICE_TOO_LOW, OPTIONS_INVALID.',
  types: () => [ProductPayload, ValidationErrorType, IdempotencyKeyReusedErrorType] as const,
});
