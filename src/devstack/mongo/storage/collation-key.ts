import type { CollationOptions } from 'mongodb';
import type { TextMapper } from './value-key';

/**
 * Node has no sort keys of ICU, so an index under a collation stores a coarser text: strings that the collation calls
 * equal get the same text, and some unequal ones as well. Such an index finds candidates for equality, which are then
 * checked on the document; it is never used for ranges or sorting.
 */
export function collationMapper(collation: CollationOptions | undefined): TextMapper | undefined {
  if (collation === undefined || collation.locale === 'simple') return undefined;
  return coarseText;
}

const primary = new Intl.Collator('en-u-co-standard', { sensitivity: 'base', usage: 'search' });
const known = new Map<string, string>();

function coarseText(text: string): string {
  const folded = text.normalize('NFKD').toUpperCase().toLowerCase().normalize('NFKD');
  let out = '';
  for (const character of folded) out += character < '\u0080' && character > '\u001f' ? character : standIn(character);
  return out;
}

/** Characters that ICU calls equal to plain letters at its first level (æ = ae, ø = o), and ignorable ones (''). */
function standIn(character: string): string {
  const found = known.get(character);
  if (found !== undefined) return found;
  const answer = search(character);
  if (known.size < 10_000) known.set(character, answer);
  return answer;
}

function search(character: string): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  if (primary.compare(character, '') === 0) return '';
  for (const first of letters) if (primary.compare(character, first) === 0) return first;
  for (const first of letters) {
    for (const second of letters) if (primary.compare(character, first + second) === 0) return first + second;
  }
  return character;
}
