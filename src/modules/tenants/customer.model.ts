import { Schema } from 'mongoose';
import type { Id } from '../../kernel/ids';
import { defineModel } from '../../platform/mongo';

/** A shopper with an account. Guests have none: they are only an id in their session. */
export interface CustomerDoc {
  _id: Id;
  tenantId: Id;
  email: string;
  /** The e-mail folded for comparison; see `account-email.ts`. */
  emailKey: string;
  /** argon2id in PHC format. */
  passwordHash: string;
  name: string | null;
  /** Which price lists count for the customer, such as `trade`; null: those for everybody. */
  group: string | null;
  active: boolean;
  createdAt: Date;
}

const schema = new Schema<CustomerDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  email: { type: String, required: true },
  emailKey: { type: String, required: true },
  passwordHash: { type: String, required: true },
  name: { type: String, default: null },
  group: { type: String, default: null },
  active: { type: Boolean, required: true },
  createdAt: { type: Date, required: true },
});
export const CUSTOMER_EMAIL_INDEX = 'customers_email';
// Sign-in by e-mail.
schema.index({ tenantId: 1, emailKey: 1 }, { name: CUSTOMER_EMAIL_INDEX, unique: true });

export const customers = defineModel<CustomerDoc>('Customer', 'customers', schema);
