import { Schema } from 'mongoose';
import type { StaffRole } from '../../kernel/context';
import type { Id } from '../../kernel/ids';
import { defineModel } from '../../platform/mongo';

export const STAFF_ROLES: readonly StaffRole[] = ['ADMIN', 'MANAGER', 'BUYER', 'STOCK_CLERK', 'CASHIER'];

/** Somebody who works for the tenant. */
export interface StaffUserDoc {
  _id: Id;
  tenantId: Id;
  email: string;
  /** The e-mail folded for comparison; see `account-email.ts`. */
  emailKey: string;
  /** argon2id in PHC format. */
  passwordHash: string;
  /** argon2id of the cashier PIN under the tenant's salt; absent for those who may not work at a till. */
  pinHash?: string;
  role: StaffRole;
  active: boolean;
  createdAt: Date;
}

const schema = new Schema<StaffUserDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  email: { type: String, required: true },
  emailKey: { type: String, required: true },
  passwordHash: { type: String, required: true },
  pinHash: { type: String },
  role: { type: String, required: true, enum: STAFF_ROLES },
  active: { type: Boolean, required: true },
  createdAt: { type: Date, required: true },
});
export const STAFF_EMAIL_INDEX = 'staff_users_email';
export const STAFF_PIN_INDEX = 'staff_users_pin';
// Sign-in by e-mail.
schema.index({ tenantId: 1, emailKey: 1 }, { name: STAFF_EMAIL_INDEX, unique: true });
// A till knows only the PIN; it must mean one person. Partial, because most staff have none.
schema.index(
  { tenantId: 1, pinHash: 1 },
  { name: STAFF_PIN_INDEX, unique: true, partialFilterExpression: { pinHash: { $gt: '' } } },
);

export const staffUsers = defineModel<StaffUserDoc>('StaffUser', 'staff_users', schema);
