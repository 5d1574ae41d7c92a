import { ValidationError } from '../../kernel/errors';
import { EMAIL_LENGTH_MAX } from './tenants.policy';

// Deliberately loose: only delivery proves an address. Refused is what can't be one.
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/u;

/** The form in which e-mails are compared: people don't remember how they wrote the case of theirs. */
export function emailKeyOf(email: string): string {
  return email.normalize('NFKC').trim().toLowerCase();
}

/** Checks a new account's e-mail; ValidationError EMAIL_INVALID with field `email`. */
export function assertEmail(email: string): void {
  if (email.length > EMAIL_LENGTH_MAX || !EMAIL.test(email)) {
    throw new ValidationError('email', 'Expected an e-mail address such as name@example.com.', 'EMAIL_INVALID');
  }
}
