import { badInput } from '../../kernel/errors';
import type { Id } from '../../kernel/ids';
import { COLLECTION_CONDITIONS_MAX, SEARCH_LENGTH_MAX } from './catalog.policy';
import { filterConditions } from './product-filter';
import { searchTerms } from './search-words';

export const RULE_MATCHES = ['ALL', 'ANY'] as const;
export type RuleMatch = (typeof RULE_MATCHES)[number];

/** One condition: exactly one of the four is not null. */
export interface CollectionCondition {
  /** In this category, or in one below it. */
  readonly categoryId: Id | null;
  /** Found by these words, as the search of products finds them. */
  readonly word: string | null;
  /** A variant has one of these values. */
  readonly option: { readonly name: string; readonly values: readonly string[] } | null;
  /** A variant costs at least the one and at most the other; null for no bound, but not both. */
  readonly price: { readonly minMinor: number | null; readonly maxMinor: number | null } | null;
}

/** Which products belong to a collection: those for which all conditions hold, or any. */
export interface CollectionRule {
  readonly match: RuleMatch;
  readonly conditions: readonly CollectionCondition[];
}

/** Refuses (BAD_USER_INPUT) a rule with no condition or too many, and a condition that says nothing or two things. */
export function assertRule({ conditions }: CollectionRule): void {
  if (conditions.length < 1 || conditions.length > COLLECTION_CONDITIONS_MAX) {
    throw badInput(
      `Expected 1 to ${COLLECTION_CONDITIONS_MAX} conditions, got ${conditions.length}.`,
      'rule.conditions',
    );
  }
  for (const [index, condition] of conditions.entries()) assertCondition(condition, `rule.conditions.${index}`);
}

function assertCondition(condition: CollectionCondition, field: string): void {
  const { categoryId, word, option, price } = condition;
  const given = [categoryId, word, option, price].filter((one) => one !== null).length;
  if (given !== 1) {
    throw badInput(`Expected exactly one of categoryId, word, option and price, got ${given}.`, field);
  }
  if (word !== null && (word.length > SEARCH_LENGTH_MAX || searchTerms(word).length === 0)) {
    throw badInput(
      `Expected "word" to hold a letter or digit and at most ${SEARCH_LENGTH_MAX} characters.`,
      `${field}.word`,
    );
  }
  if (option !== null && option.values.length === 0) {
    throw badInput('Expected at least one value.', `${field}.option.values`);
  }
  if (price === null) return;
  const { minMinor, maxMinor } = price;
  if (minMinor === null && maxMinor === null) throw badInput('Expected minMinor, maxMinor or both.', `${field}.price`);
  if (minMinor !== null && maxMinor !== null && minMinor > maxMinor) {
    throw badInput(`Expected minMinor to be at most maxMinor, got ${minMinor} and ${maxMinor}.`, `${field}.price`);
  }
}

/** The categories that a rule names. */
export function categoriesOfRule(rule: CollectionRule | null): Id[] {
  return (rule?.conditions ?? []).flatMap(({ categoryId }) => categoryId ?? []);
}

/**
 * The rule as conditions of the query of products; `withBelow` are the ids of each category that it names with those
 * below it. A category that was removed since holds no product.
 */
export function ruleConditions(rule: CollectionRule, withBelow: ReadonlyMap<string, readonly Id[]>): object[] {
  const each = rule.conditions.map(({ categoryId, word, option, price }): object => {
    if (categoryId !== null) return { categoryIds: { $in: withBelow.get(categoryId.toHexString()) ?? [] } };
    if (word !== null) return { $and: searchTerms(word) };
    const options = option === null ? null : [option];
    const filter = { options, priceMinMinor: price?.minMinor ?? null, priceMaxMinor: price?.maxMinor ?? null };
    return { $and: filterConditions(filter) };
  });
  return rule.match === 'ALL' ? each : [{ $or: each }];
}
