import type { Context } from '../../kernel/context';
import { ValidationError, badInput } from '../../kernel/errors';
import type { Id } from '../../kernel/ids';
import { runIdempotent } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import { OPTIONS_PER_PRODUCT_MAX } from './catalog.policy';
import { changeProductIn } from './change-product';
import type { RemovalGuard } from './change-product';
import { variantTitleOf } from './new-product';
import type { StoredProduct } from './new-product';
import { assertSelections, foldOption } from './options';
import type { ProductDoc } from './product.model';
import type { SelectedOption, VariantDoc } from './variant.model';

/** An option as it shall be. */
export interface ChangedOption {
  readonly name: string;
  /** Its present name, when it is renamed. */
  readonly was?: string | null;
  readonly values: readonly { readonly value: string; readonly was?: string | null }[];
}

export interface UpdateProductOptionsRequest {
  /** As sent, for the idempotency key. */
  readonly input: IdempotentRequest['input'];
  readonly productId: Id;
  /** All options of the product from now on. */
  readonly options: readonly ChangedOption[];
  /** Decides what becomes of the stock of variants that lose their value. */
  readonly onRemove: RemovalGuard;
}

/**
 * Sets the options of a product and brings its variants in line: renamed options and values are renamed in them (another
 * spelling is a new name), a new option gives them its first value, and variants whose value is gone are removed, if
 * `onRemove` lets them. Added values make no variants; they are offered as `missingCombinations`.
 * Throws NotFoundError; ValidationError OPTIONS_INVALID when two variants would be the same, or none would be left.
 */
export async function updateProductOptions(ctx: Context, request: UpdateProductOptionsRequest): Promise<StoredProduct> {
  const { input, productId, options, onRemove } = request;
  if (options.length > OPTIONS_PER_PRODUCT_MAX) {
    throw badInput(`Expected at most ${OPTIONS_PER_PRODUCT_MAX} options, got ${options.length}.`, 'options');
  }
  return runIdempotent(ctx, { operation: 'updateProductOptions', input }, (tx) =>
    changeProductIn(tx, {
      productId,
      onRemove,
      apply: (product, variants, now) => applyOptions(options, product, variants, now),
    }),
  );
}

/** The same on documents; pure but for writing into them. */
export function applyOptions(
  asked: readonly ChangedOption[],
  product: ProductDoc,
  variants: readonly VariantDoc[],
  now: Date,
): void {
  const options = asked.map((option) => withSources(option, product));
  assertSources(options, product);
  const before = new Set(product.options.map(({ name }) => name));
  for (const variant of variants) {
    const selected = options.map((option) => valueFor(option, variant.selectedOptions, before));
    if (selected.every((one) => one !== null)) {
      variant.selectedOptions = selected;
    } else {
      variant.deletedAt ??= now;
    }
  }
  product.options = options.map(({ name, values }) => ({ name, values: values.map(({ value }) => value) }));
  const live = variants.filter((variant) => variant.deletedAt === null);
  if (live.length === 0) {
    throw new ValidationError(
      'options',
      'Expected a variant to be left. Delete the product instead.',
      'OPTIONS_INVALID',
    );
  }
  assertSelections(
    product.options,
    live.map((variant) => variant.selectedOptions),
    () => 'options',
  );
  // Without options nothing but the SKU would tell several variants apart, which were told apart by their values before.
  if (product.options.length === 0 && live.length > 1 && before.size > 0) {
    throw new ValidationError('options', 'Two variants would have the same option values.', 'OPTIONS_INVALID');
  }
  for (const variant of live) variant.title = variantTitleOf(product, variant.selectedOptions);
}

/** The variant's choice under the changed option; null when its value is gone. */
function valueFor(
  option: ChangedOption,
  selected: readonly SelectedOption[],
  before: ReadonlySet<string>,
): SelectedOption | null {
  const source = option.was ?? option.name;
  const { name, values } = option;
  if (!before.has(source)) return { name, value: values[0]?.value ?? '' };
  const present = selected.find((one) => one.name === source)?.value;
  const kept = values.find(({ value, was }) => (was ?? value) === present);
  return kept === undefined ? null : { name, value: kept.value };
}

/**
 * The option with the names that it and its values have now, where they differ by spelling only: as something new, "size"
 * would give every variant of "Size" its first value, and a variant with stock another name than its goods.
 */
function withSources(option: ChangedOption, product: ProductDoc): ChangedOption {
  const was =
    option.was ??
    spelledAs(
      option.name,
      product.options.map(({ name }) => name),
    );
  const present = product.options.find(({ name }) => name === was)?.values ?? [];
  const values = option.values.map((one) => ({ ...one, was: one.was ?? spelledAs(one.value, present) }));
  return { name: option.name, was, values };
}

function spelledAs(text: string, known: readonly string[]): string | null {
  if (known.includes(text)) return text;
  return known.find((one) => foldOption(one) === foldOption(text)) ?? null;
}

/** A rename from something that isn't there, or of one thing into two, is a slip that would remove variants. */
function assertSources(options: readonly ChangedOption[], product: ProductDoc): void {
  const names = options.map(({ name, was }) => was ?? name);
  if (new Set(names).size !== names.length) throw invalid('options', 'Expected each option to be renamed only once.');
  options.forEach((option, index) => {
    const field = `options.${index}`;
    const present = product.options.find(({ name }) => name === (option.was ?? option.name));
    if (present === undefined && typeof option.was === 'string') {
      throw invalid(`${field}.was`, 'The product has no option of this name.');
    }
    const sources = option.values.map(({ value, was }) => was ?? value);
    if (new Set(sources).size !== sources.length) {
      throw invalid(`${field}.values`, 'Expected each value to be renamed only once.');
    }
    option.values.forEach(({ was }, place) => {
      if (typeof was !== 'string' || present?.values.includes(was) === true) return;
      throw invalid(`${field}.values.${place}.was`, 'The option has no such value.');
    });
  });
}

function invalid(field: string, message: string): ValidationError {
  return new ValidationError(field, message, 'OPTIONS_INVALID');
}
