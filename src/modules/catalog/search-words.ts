import { SEARCH_TERMS_MAX, SEARCH_WORDS_MAX, SEARCH_WORD_LENGTH_MAX } from './catalog.policy';
import type { ProductDoc } from './product.model';
import { codesOf } from './variant-codes';
import type { VariantDoc } from './variant.model';

const MARKS = /\p{M}+/gu;
const WORD = /[\p{L}\p{N}]+/gu;
/** Sorts behind every word that begins with the prefix before it. */
const PREFIX_END = '\u{10ffff}';

/** The words of texts as they are stored and searched: without case, accents and punctuation, each once. */
export function searchWordsOf(texts: readonly string[]): string[] {
  const words = new Set<string>();
  for (const text of texts) {
    for (const word of fold(text)) {
      if (words.size >= SEARCH_WORDS_MAX) return [...words];
      words.add(word);
    }
  }
  return [...words];
}

/** What a product is found by: its title, and the SKUs, barcodes and option values of its variants. */
export function wordsOfProduct(
  product: Pick<ProductDoc, 'title'>,
  variants: readonly Pick<VariantDoc, 'sku' | 'barcodes' | 'packBarcodes' | 'selectedOptions'>[],
): string[] {
  return searchWordsOf([
    product.title,
    ...variants.flatMap((variant) => [
      variant.sku,
      ...codesOf(variant).map(({ code }) => code),
      ...variant.selectedOptions.map((selected) => selected.value),
    ]),
  ]);
}

/**
 * The conditions that a product has, for each word of the search, a word that begins with it; none when the search
 * holds no word at all. Ranges and not regular expressions: they use the index and can't be made slow from outside.
 */
export function searchTerms(search: string): object[] {
  const terms = [...new Set(fold(search))].slice(0, SEARCH_TERMS_MAX);
  return terms.map((term) => ({ searchWords: { $elemMatch: { $gte: term, $lt: `${term}${PREFIX_END}` } } }));
}

/** A text without case and accents, as it is compared and sorted. */
export function foldText(text: string): string {
  return text.normalize('NFKD').replace(MARKS, '').toLowerCase();
}

function fold(text: string): string[] {
  return (foldText(text).match(WORD) ?? []).map((word) => word.slice(0, SEARCH_WORD_LENGTH_MAX));
}
