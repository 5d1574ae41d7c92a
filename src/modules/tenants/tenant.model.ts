import { Schema } from 'mongoose';
import type { Id } from '../../kernel/ids';
import { defineModel } from '../../platform/mongo';
import type { StoredReservationLimits } from './reservation-limits';

/** A closed or suspended tenant keeps its data, but nobody signs in and no job runs for it. */
export const TENANT_STATUSES = ['PROVISIONING', 'ACTIVE', 'SUSPENDED', 'CLOSED'] as const;
export type TenantStatus = (typeof TENANT_STATUSES)[number];

/** A named rate of tax, such as STANDARD: variants name it, so that a new rate is one change. */
export interface TaxClass {
  readonly code: string;
  readonly name: string;
  readonly rateBasisPoints: number;
}

/** What the digits of a scale's label say besides the article. */
export const SCALE_VALUE_KINDS = ['PRICE', 'WEIGHT'] as const;
export type ScaleValueKind = (typeof SCALE_VALUE_KINDS)[number];

/** How the labels of the shop's scales are laid out: EAN-13 of prefix, item number, perhaps a check digit, and value. */
export interface ScaleBarcodeRule {
  /** `02` or `20` to `29`: the numbers that GS1 leaves to shops. */
  readonly prefix: string;
  readonly itemDigits: number;
  readonly valueKind: ScaleValueKind;
  readonly valueDigits: number;
  /** How many of the value's digits stand behind the point. */
  readonly valueDecimals: number;
  /** A check digit of the value stands before it (GS1 General Specifications §7.9.2). */
  readonly hasValueCheckDigit: boolean;
}

/** One shop company. Everything else in the database belongs to exactly one of these. */
export interface TenantDoc {
  _id: Id;
  /** What people type at sign-in; unique in the installation. */
  slug: string;
  name: string;
  /** ISO 4217 code of all the tenant's prices. */
  currency: string;
  status: TenantStatus;
  /** True when `Variant.priceMinor` includes tax. */
  pricesIncludeTax: boolean;
  defaultTaxRateBasisPoints: number;
  /** Absent in tenants that were stored before there were classes. */
  taxClasses?: TaxClass[];
  /** The class of new variants that name neither class nor rate; without one, the default rate counts. */
  defaultTaxClassCode?: string | null;
  /** Absent in tenants that were stored before there were rules. */
  scaleBarcodeRules?: ScaleBarcodeRule[];
  /** Counts the changes of the rules, so that of two at once one is refused. */
  scaleBarcodeRevision?: number;
  /** Whether shoppers are told exact quantities or only "in stock", "low" and "out". */
  showExactAvailability: boolean;
  /** Salt of all cashier PINs of the tenant, in hexadecimal; see `verify-cashier-pin.ts` for why it is one. */
  pinSalt: string;
  /** Absent until somebody changes them; read by `reservationLimitsOf`. */
  reservationLimits?: StoredReservationLimits;
  createdAt: Date;
}

const taxClass = new Schema<TaxClass>(
  {
    code: { type: String, required: true },
    name: { type: String, required: true },
    rateBasisPoints: { type: Number, required: true },
  },
  { _id: false },
);
const scaleBarcodeRule = new Schema<ScaleBarcodeRule>(
  {
    prefix: { type: String, required: true },
    itemDigits: { type: Number, required: true },
    valueKind: { type: String, required: true, enum: SCALE_VALUE_KINDS },
    valueDigits: { type: Number, required: true },
    valueDecimals: { type: Number, required: true },
    hasValueCheckDigit: { type: Boolean, required: true },
  },
  { _id: false },
);
const schema = new Schema<TenantDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  slug: { type: String, required: true },
  name: { type: String, required: true },
  currency: { type: String, required: true },
  status: { type: String, required: true, enum: TENANT_STATUSES },
  pricesIncludeTax: { type: Boolean, required: true },
  defaultTaxRateBasisPoints: { type: Number, required: true },
  taxClasses: { type: [taxClass], default: [] },
  defaultTaxClassCode: { type: String, default: null },
  scaleBarcodeRules: { type: [scaleBarcodeRule], default: [] },
  scaleBarcodeRevision: { type: Number, default: 0 },
  showExactAvailability: { type: Boolean, required: true },
  pinSalt: { type: String, required: true },
  reservationLimits: { type: Schema.Types.Mixed },
  createdAt: { type: Date, required: true },
});
export const TENANT_SLUG_INDEX = 'tenants_slug';
// Sign-in finds the tenant by its slug.
schema.index({ slug: 1 }, { name: TENANT_SLUG_INDEX, unique: true });
// Jobs walk the active tenants in the order of their ids.
schema.index({ status: 1, _id: 1 }, { name: 'tenants_status' });

/** Not tenant scoped: a tenant is the scope. */
export const tenants = defineModel<TenantDoc>('Tenant', 'tenants', schema, { tenantScoped: false });
