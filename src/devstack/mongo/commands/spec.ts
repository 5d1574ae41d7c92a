import type { Document } from '../bson-types';
import type { CommandContext } from './context';

/** One command of the server. */
export interface CommandSpec {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** Fields beside the command's own and the generic ones; anything else is refused with 40415. */
  readonly fields: readonly string[] | 'any';
  readonly isAdminOnly?: boolean;
  readonly isAllowedInTransaction?: boolean;
  /** Takes `txnNumber` outside a transaction. */
  readonly isRetryableWrite?: boolean;
  /** Read concern levels; absent = only local and majority (which are the same on one node) are taken. */
  readonly takesSnapshot?: boolean;
  readonly isWrite?: boolean;
  /** May run before and beside everything else, and is not counted as an operation on data. */
  readonly isMonitoring?: boolean;
  run(ctx: CommandContext): Promise<Document> | Document;
}
