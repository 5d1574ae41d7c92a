import { badInput } from '../../kernel/errors';
import { SLUG_LENGTH_MAX } from './catalog.policy';

const SLUG = /^[\p{Ll}\p{Lo}\p{N}]+(?:-[\p{Ll}\p{Lo}\p{N}]+)*$/u;
const MARKS = /\p{M}+/gu;
const SEPARATORS = /[^\p{L}\p{N}]+/gu;
/** Room for a suffix that makes the slug unique. */
const SUFFIX_LENGTH = 7;

/** Refuses a slug that doesn't belong in an address (BAD_USER_INPUT). */
export function assertSlug(slug: string): void {
  if (slug.length <= SLUG_LENGTH_MAX && SLUG.test(slug)) return;
  throw badInput(
    `Expected "slug" to be 1 to ${SLUG_LENGTH_MAX} lower-case letters and digits, with single hyphens between words.`,
    'slug',
  );
}

/** A slug out of a title; `fallback` when the title has neither letters nor digits. */
export function slugOf(title: string, fallback = 'product'): string {
  const words = title.normalize('NFKD').replace(MARKS, '').toLowerCase().replace(SEPARATORS, '-');
  const slug = words.slice(0, SLUG_LENGTH_MAX - SUFFIX_LENGTH).replace(/^-+|-+$/g, '');
  return slug === '' ? fallback : slug;
}
