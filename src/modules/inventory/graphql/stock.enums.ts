import { registerEnumType } from 'type-graphql';
import type { BackorderKind, AdjustmentReason, StockBucket, StockMovementType, UnavailableReason } from '..';

/** The schema's enum of movement types. */
export const StockMovementTypeEnum = {
  RECEIPT: 'RECEIPT',
  SALE: 'SALE',
  POS_SALE: 'POS_SALE',
  RETURN: 'RETURN',
  ADJUSTMENT: 'ADJUSTMENT',
  COUNT: 'COUNT',
  WRITE_OFF: 'WRITE_OFF',
  TRANSFER_OUT: 'TRANSFER_OUT',
  TRANSFER_IN: 'TRANSFER_IN',
  RESERVE: 'RESERVE',
  RELEASE: 'RELEASE',
} as const satisfies Record<StockMovementType, StockMovementType>;
registerEnumType(StockMovementTypeEnum, {
  name: 'StockMovementType',
  description:
    'What a movement did. RESERVE and RELEASE change what is held, all others what is on hand or whether it is for sale.',
  valuesConfig: {
    RECEIPT: { description: 'Goods arrived.' },
    SALE: { description: 'Held units left with an order.' },
    POS_SALE: { description: 'Units were sold over the counter.' },
    RETURN: { description: 'Sold units came back.' },
    ADJUSTMENT: { description: 'A correction with a reason.' },
    COUNT: { description: 'A count found another number.' },
    WRITE_OFF: { description: 'Units were written off.' },
    TRANSFER_OUT: { description: 'Units left for another branch.' },
    TRANSFER_IN: { description: 'Units came from another branch.' },
    RESERVE: { description: 'Units were held.' },
    RELEASE: { description: 'Held units were given back.' },
  },
});

/** The schema's enum of adjustment reasons. */
export const AdjustmentReasonEnum = {
  CORRECTION: 'CORRECTION',
  CYCLE_COUNT: 'CYCLE_COUNT',
  DAMAGED: 'DAMAGED',
  EXPIRED: 'EXPIRED',
  INTERNAL_USE: 'INTERNAL_USE',
  OTHER: 'OTHER',
  PROMOTION: 'PROMOTION',
  RECEIVED: 'RECEIVED',
  RESTOCK: 'RESTOCK',
  SHRINKAGE: 'SHRINKAGE',
  THEFT: 'THEFT',
} as const satisfies Record<AdjustmentReason, AdjustmentReason>;
registerEnumType(AdjustmentReasonEnum, {
  name: 'AdjustmentReason',
  description: 'Why stock was adjusted.',
  valuesConfig: {
    CORRECTION: { description: 'An earlier entry was wrong.' },
    CYCLE_COUNT: { description: 'A count found another number.' },
    DAMAGED: { description: 'Units were damaged.' },
    EXPIRED: { description: 'Units passed their date.' },
    INTERNAL_USE: { description: 'Units were used in the house.' },
    OTHER: { description: 'Another reason; say it in the note.' },
    PROMOTION: { description: 'Units were given away.' },
    RECEIVED: { description: 'Goods arrived; a positive delta becomes a RECEIPT.' },
    RESTOCK: { description: 'Units were put back.' },
    SHRINKAGE: { description: 'Units are missing.' },
    THEFT: { description: 'Units were stolen.' },
  },
});

/** The schema's enum of reasons why units are not for sale. */
export const UnavailableReasonEnum = {
  DAMAGED: 'DAMAGED',
  EXPIRED: 'EXPIRED',
  ON_DISPLAY: 'ON_DISPLAY',
  QUARANTINE: 'QUARANTINE',
  RETURNED_TO_CHECK: 'RETURNED_TO_CHECK',
  OTHER: 'OTHER',
} as const satisfies Record<UnavailableReason, UnavailableReason>;
const UNAVAILABLE_VALUES = {
  DAMAGED: { description: 'Broken or soiled.' },
  EXPIRED: { description: 'Past their date.' },
  ON_DISPLAY: { description: 'Shown in the shop and not sold from there.' },
  QUARANTINE: { description: 'Locked until someone has checked them.' },
  RETURNED_TO_CHECK: { description: 'Came back from a customer and not checked yet.' },
  OTHER: { description: 'Another reason; say it in the note.' },
};
registerEnumType(UnavailableReasonEnum, {
  name: 'UnavailableReason',
  description: 'Why units that are there are not for sale; each reason is a bucket with a quantity of its own.',
  valuesConfig: UNAVAILABLE_VALUES,
});

/** The schema's enum of buckets. */
export const StockBucketEnum = { AVAILABLE: 'AVAILABLE', ...UnavailableReasonEnum } as const satisfies Record<
  StockBucket,
  StockBucket
>;
registerEnumType(StockBucketEnum, {
  name: 'StockBucket',
  description: 'Where units of one branch are: for sale, or in the bucket of a reason why not.',
  valuesConfig: { AVAILABLE: { description: 'For sale.' }, ...UNAVAILABLE_VALUES },
});

/** The schema's enum of kinds of backorder. */
export const BackorderKindEnum = { BACKORDER: 'BACKORDER', PREORDER: 'PREORDER' } as const satisfies Record<
  BackorderKind,
  BackorderKind
>;
registerEnumType(BackorderKindEnum, {
  name: 'BackorderKind',
  description: 'Why shoppers may order what is not there.',
  valuesConfig: {
    BACKORDER: { description: 'Sold out for a while; more is coming.' },
    PREORDER: { description: 'Not out yet.' },
  },
});

/** What a shopper is told about a branch's stock. */
export const AvailabilityStatusEnum = {
  IN_STOCK: 'IN_STOCK',
  LOW_STOCK: 'LOW_STOCK',
  OUT_OF_STOCK: 'OUT_OF_STOCK',
  BACKORDER: 'BACKORDER',
} as const;
export type AvailabilityStatus = keyof typeof AvailabilityStatusEnum;
registerEnumType(AvailabilityStatusEnum, {
  name: 'AvailabilityStatus',
  description: "What a shopper is told about a branch's stock.",
  valuesConfig: {
    IN_STOCK: { description: 'Available.' },
    LOW_STOCK: { description: 'Available, but few are left.' },
    OUT_OF_STOCK: { description: 'Not available now.' },
    BACKORDER: { description: 'Can be ordered and comes later.' },
  },
});
