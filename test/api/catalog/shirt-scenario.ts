import { toGlobalId } from '../../../src/kernel/ids';
import { createProduct } from '../../../src/modules/catalog';
import type { StoredProduct } from '../../../src/modules/catalog';
import type { TestApp } from '../../support/test-app';

const PRODUCT = `product { title deletedAt options { name values } variants { nodes { sku title } }
  missingCombinations { selectedOptions { value } } }`;
const OUTCOME = '... on UserError { code message } ... on ValidationError { field }';
const DOCUMENTS: Record<string, string> = {
  generateVariants: `mutation M($input: GenerateVariantsInput!) { generateVariants(input: $input) {
    __typename ... on ProductPayload { ${PRODUCT} } ${OUTCOME} } }`,
  updateProductOptions: `mutation M($input: UpdateProductOptionsInput!) { updateProductOptions(input: $input) {
    __typename ... on ProductPayload { ${PRODUCT} } ${OUTCOME} } }`,
  deleteProduct: `mutation M($input: DeleteProductInput!) { deleteProduct(input: $input) {
    __typename ... on ProductPayload { ${PRODUCT} } ${OUTCOME} } }`,
  restoreProduct: `mutation M($input: RestoreProductInput!) { restoreProduct(input: $input) {
    __typename ... on ProductPayload { ${PRODUCT} } ${OUTCOME} } }`,
  deleteVariant: `mutation M($input: DeleteVariantInput!) { deleteVariant(input: $input) {
    __typename ... on VariantPayload { variant { sku deletedAt } } ${OUTCOME} } }`,
  restoreVariant: `mutation M($input: RestoreVariantInput!) { restoreVariant(input: $input) {
    __typename ... on VariantPayload { variant { sku deletedAt } } ${OUTCOME} } }`,
};

let made = 0;

export type Fields = Record<string, unknown>;

/** Runs one of the mutations, by the buyer unless another token is given; answers its outcome, with refusals as `errors`. */
export async function run(t: TestApp, mutation: string, fields: Fields, token = t.tokens.buyer) {
  const input = { idempotencyKey: `change-${(made += 1)}`, ...fields };
  const answer = await t.gql(DOCUMENTS[mutation] ?? '', { input }, token);
  return { ...answer.data?.[mutation], errors: answer.errors };
}

export const SIZES = ['S', 'M', 'L'];
export const COLOURS = ['Red', 'Navy blue'];

/** A shirt in three sizes and two colours, of which only S / Red and M / Red have variants. */
export async function makeShirt(t: TestApp): Promise<StoredProduct & { id: string; prefix: string }> {
  made += 1;
  const prefix = `SHIRT${made}`;
  const stored = await createProduct(t.ctx, {
    input: { idempotencyKey: prefix },
    product: {
      title: `Shirt ${made}`,
      options: [
        { name: 'Size', values: SIZES },
        { name: 'Colour', values: COLOURS },
      ],
      variants: ['S', 'M'].map((size) => ({
        sku: `${prefix}-${size}-RED`,
        priceMinor: 2_000,
        selectedOptions: [
          { name: 'Size', value: size },
          { name: 'Colour', value: 'Red' },
        ],
      })),
    },
  });
  return { ...stored, id: toGlobalId('Product', stored.product._id), prefix };
}

export const optionsOf = (
  sizes: readonly Fields[],
  colours: readonly Fields[] = COLOURS.map((value) => ({ value })),
) => [
  { name: 'Size', values: sizes },
  { name: 'Colour', values: colours },
];
export const titlesOf = (result: { product: { variants: { nodes: { title: string }[] } } }) =>
  result.product.variants.nodes.map((node) => node.title);
export const skusOf = (result: { product: { variants: { nodes: { sku: string }[] } } }) =>
  result.product.variants.nodes.map((node) => node.sku);
export const missingOf = (result: { product: { missingCombinations: { selectedOptions: { value: string }[] }[] } }) =>
  result.product.missingCombinations.map((one) => one.selectedOptions.map(({ value }) => value).join(' / '));
export const variantAt = (shirt: StoredProduct, index: number) => {
  const variant = shirt.variants[index];
  if (variant === undefined) throw new Error('Expected the shirt to have this variant.');
  return { variant, id: toGlobalId('Variant', variant._id) };
};
