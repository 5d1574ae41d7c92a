/**
 * Tenants: who owns the data, where the stock stands, and who may come in.
 * Owns the collections tenants, branches, staff_users, customers and refresh_tokens.
 * A tenant is PROVISIONING, ACTIVE, SUSPENDED or CLOSED; only in an ACTIVE one does anybody sign in or any job run.
 * A refresh token is live, spent or revoked: it serves once, and a spent one that comes again revokes its family.
 * Holds: slugs, branch codes, e-mails and PINs are unique; no secret is stored as it is; wrong credentials answer alike.
 */
export { verifyAccessToken } from './access-token';
export type { SessionActor, VerifiedSession } from './access-token';
export { activeTenants, everyTenant } from './active-tenants';
export type { AuthPlatform } from './auth-platform';
export { BRANCH_KINDS, NEGATIVE_STOCK_POLICIES } from './branch.model';
export type { BranchDoc, BranchKind, GeoPoint, NegativeStockPolicy } from './branch.model';
export { createBranch } from './create-branch';
export type { NewBranch } from './create-branch';
export { createCustomer } from './create-customer';
export type { NewCustomer } from './create-customer';
export { createStaffUser } from './create-staff-user';
export type { NewStaffUser } from './create-staff-user';
export { createTenant } from './create-tenant';
export type { NewTenant } from './create-tenant';
export type { CustomerDoc } from './customer.model';
export { customerGroupsOf, findCustomer } from './find-customer';
export { isSessionLive } from './is-session-live';
export { assertBranchesOpen } from './open-branches';
export { issueSession } from './issue-session';
export type { SessionTokens } from './issue-session';
export { refreshSession } from './refresh-session';
export { pruneRefreshTokens, revokeSessionsOf } from './revoke-sessions';
export { createTaxClass, updateTaxClass } from './save-tax-class';
export { setScaleBarcodeRules } from './set-scale-barcode-rules';
export { isCustomerGroup, setCustomerGroup } from './set-customer-group';
export type { CustomerProfile } from './set-customer-group';
export { signIn } from './sign-in';
export type { Credentials } from './sign-in';
export { signOut } from './sign-out';
export type { StaffUserDoc } from './staff-user.model';
export { reservationLimitsOf } from './reservation-limits';
export type { ReservationLimits, StoredReservationLimits } from './reservation-limits';
export { startGuestSession } from './start-guest-session';
export { tenantDirectory } from './tenant-directory';
export type { TenantDirectory, TenantFacts } from './tenant-directory';
export { TENANT_STATUSES } from './tenant.model';
export type { ScaleBarcodeRule, TaxClass, TenantDoc, TenantStatus } from './tenant.model';
export { TokenVerifier } from './token-verifier';
export { updateBranch } from './update-branch';
export type { UpdateBranchRequest } from './update-branch';
export { updateReservationLimits } from './update-reservation-limits';
export type { UpdateReservationLimitsRequest } from './update-reservation-limits';
export { verifyCashierPin } from './verify-cashier-pin';
