import type { ModuleFace } from '../../../graphql/face';

export { PaymentMethodEnum, PaymentStatusEnum, PaymentType } from './payment.type';
export { paymentsByOrder } from './payments.loaders';

/** Payments are read and made through their orders; `Payment` nodes are read by the orders' face, which knows whose they are. */
export const paymentsFace: ModuleFace = { resolvers: [], rules: {} };
