import { Schema } from 'mongoose';
import type { Id } from '../../kernel/ids';
import { defineModel } from '../../platform/mongo';

/** A till. */
export interface RegisterDoc {
  _id: Id;
  tenantId: Id;
  branchId: Id;
  /** Unique in its branch; part of the receipt numbers. */
  code: string;
  name: string;
  active: boolean;
  /** SHA-256 of the terminal's token, in hex: the token has 256 random bits, so a slow hash would add nothing. */
  terminalTokenHash: string;
  /** Receipts issued so far; moved in the sale's own transaction, so the numbers have no gap (DESIGN I6). */
  receiptCount: number;
  createdAt: Date;
}

const schema = new Schema<RegisterDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  branchId: { type: Schema.Types.ObjectId, required: true },
  code: { type: String, required: true },
  name: { type: String, required: true },
  active: { type: Boolean, required: true },
  terminalTokenHash: { type: String, required: true },
  receiptCount: { type: Number, required: true },
  createdAt: { type: Date, required: true },
});
export const REGISTER_CODE_INDEX = 'register_code';
// Codes are unique in their branch; also lists a branch's tills.
schema.index({ tenantId: 1, branchId: 1, code: 1 }, { name: REGISTER_CODE_INDEX, unique: true });
// Sign-in of a terminal finds its register by the token.
schema.index({ tenantId: 1, terminalTokenHash: 1 }, { name: 'register_token', unique: true });

export const registers = defineModel<RegisterDoc>('Register', 'registers', schema);
