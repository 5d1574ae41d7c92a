import { badInput } from '../../kernel/errors';
import { MEDIA_ALT_LENGTH_MAX, MEDIA_MAX, MEDIA_URL_LENGTH_MAX } from './catalog.policy';
import { assertCount } from './variant-rules';

export const MEDIA_KINDS = ['IMAGE', 'VIDEO'] as const;
export type MediaKind = (typeof MEDIA_KINDS)[number];

/** A picture or film of a product or variant. The server only keeps the address and never fetches it. */
export interface MediaItem {
  readonly url: string;
  /** What is to be seen, for those who don't see it; may be empty. */
  readonly alt: string;
  readonly kind: MediaKind;
}

/** What a client gives: an image without a text, unless it says else. */
export interface GivenMedia {
  readonly url: string;
  readonly alt?: string | null;
  readonly kind?: MediaKind | null;
}

/** The list as it is stored, in its order. Refuses too many, and addresses that are not plain https (BAD_USER_INPUT). */
export function mediaOf(given: readonly GivenMedia[], field: string): MediaItem[] {
  assertCount(field, given.length, 0, MEDIA_MAX);
  return given.map(({ url, alt, kind }, index) => {
    if (!isPlainHttps(url)) {
      throw badInput(
        `Expected an https address of at most ${MEDIA_URL_LENGTH_MAX} characters, without user name and password.`,
        `${field}.${index}.url`,
      );
    }
    const text = (alt ?? '').trim();
    if (text.length > MEDIA_ALT_LENGTH_MAX) {
      throw badInput(`Expected "alt" to be at most ${MEDIA_ALT_LENGTH_MAX} characters.`, `${field}.${index}.alt`);
    }
    return { url, alt: text, kind: kind ?? 'IMAGE' };
  });
}

/** Visible ASCII only: a browser would fold other characters and drop line feeds, and show another address than stored. */
const VISIBLE = /^https:\/\/[\x21-\x7e]+$/;

function isPlainHttps(text: string): boolean {
  if (text.length > MEDIA_URL_LENGTH_MAX || !VISIBLE.test(text) || !URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return protocol === 'https:' && username === '' && password === '';
}
