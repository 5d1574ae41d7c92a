import { badInput } from '../../../kernel/errors';
import { LOT_CODE_LENGTH_MAX } from '../inventory.policy';

/** One spelling of a lot's code: people type what is printed on the box in any case and width. Refuses empty ones. */
export function lotCodeOf(text: string, field: string): string {
  const code = text.normalize('NFKC').trim().toUpperCase();
  if (code.length >= 1 && code.length <= LOT_CODE_LENGTH_MAX) return code;
  throw badInput(`Expected a code of 1 to ${LOT_CODE_LENGTH_MAX} characters, got ${code.length}.`, field);
}
