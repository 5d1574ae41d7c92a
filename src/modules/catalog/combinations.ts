import { VARIANTS_PER_PRODUCT_MAX } from './catalog.policy';
import type { ProductOption } from './product.model';
import type { SelectedOption } from './variant.model';

/** Text that is equal for equal choices, whatever their order. */
export function choiceKey(
  options: readonly Pick<ProductOption, 'name'>[],
  selected: readonly SelectedOption[],
): string {
  return JSON.stringify(options.map(({ name }) => selected.find((one) => one.name === name)?.value ?? null));
}

/**
 * The combinations of option values that no variant has yet, in the order of the options' values; at most 100, as many
 * as a product may have variants. Walks lazily: three options of 100 values have a million combinations.
 */
export function missingCombinations(
  options: readonly ProductOption[],
  existing: readonly (readonly SelectedOption[])[],
): SelectedOption[][] {
  if (options.length === 0) return [];
  const taken = new Set(existing.map((selected) => choiceKey(options, selected)));
  const missing: SelectedOption[][] = [];
  for (const combination of combinationsOf(options)) {
    if (taken.has(choiceKey(options, combination))) continue;
    missing.push(combination);
    if (missing.length === VARIANTS_PER_PRODUCT_MAX) break;
  }
  return missing;
}

function* combinationsOf(options: readonly ProductOption[]): Generator<SelectedOption[]> {
  const [first, ...rest] = options;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const value of first.values) {
    for (const tail of combinationsOf(rest)) yield [{ name: first.name, value }, ...tail];
  }
}
