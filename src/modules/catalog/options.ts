import { ValidationError, badInput } from '../../kernel/errors';
import { OPTION_TEXT_LENGTH_MAX, VALUES_PER_OPTION_MAX } from './catalog.policy';
import type { ProductOption } from './product.model';
import type { SelectedOption } from './variant.model';

/**
 * Checks that options are well formed and that each variant chooses exactly one known value of each of them, no two
 * variants the same ones. A product without options may still have several variants, told apart by their SKUs.
 * Refuses with BAD_USER_INPUT or ValidationError OPTIONS_INVALID, with the field's path.
 * @param pathOf where a selection stands in the input.
 */
export function assertSelections(
  options: readonly ProductOption[],
  selections: readonly (readonly SelectedOption[])[],
  pathOf: (position: number) => string = (position) => `variants.${position}.selectedOptions`,
): void {
  options.forEach(assertOption);
  assertDistinct(
    options.map((option) => option.name),
    'options',
  );
  const seen = new Set<string>();
  selections.forEach((selected, position) => {
    const field = pathOf(position);
    if (selected.length !== options.length) {
      throw invalid(field, `Expected one value for each of the ${options.length} options, got ${selected.length}.`);
    }
    const choice = options.map((option) => chosenValue(option, selected, field));
    const key = JSON.stringify(choice);
    if (options.length > 0 && seen.has(key)) throw invalid(field, 'Another variant has the same option values.');
    seen.add(key);
  });
}

function chosenValue(option: ProductOption, selected: readonly SelectedOption[], field: string): string {
  const matches = selected.filter(({ name }) => name === option.name);
  const value = matches[0]?.value;
  if (matches.length !== 1 || value === undefined || !option.values.includes(value)) {
    throw invalid(field, `Expected exactly one of the values of option ${JSON.stringify(option.name)}.`);
  }
  return value;
}

function assertOption(option: ProductOption, index: number): void {
  const field = `options.${index}`;
  if (option.values.length < 1 || option.values.length > VALUES_PER_OPTION_MAX) {
    throw badInput(`Expected "${field}.values" to have 1 to ${VALUES_PER_OPTION_MAX} values.`, `${field}.values`);
  }
  for (const text of [option.name, ...option.values]) {
    if (text.trim() === '' || text.length > OPTION_TEXT_LENGTH_MAX) {
      throw badInput(`Expected names and values of "${field}" to be 1 to ${OPTION_TEXT_LENGTH_MAX} characters.`, field);
    }
  }
  assertDistinct(option.values, `${field}.values`);
}

/** A name or value of an option as two spellings of it are compared. */
export function foldOption(text: string): string {
  return text.trim().toLowerCase();
}

function assertDistinct(texts: readonly string[], field: string): void {
  const folded = texts.map(foldOption);
  if (new Set(folded).size !== folded.length) throw invalid(field, 'Expected each only once.');
}

function invalid(field: string, message: string): ValidationError {
  return new ValidationError(field, message, 'OPTIONS_INVALID');
}
