/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** A signed change of stock, all lines or none. */
export type AdjustStockInput = {
  /** Made by the client, 1 to 255 visible ASCII characters: the same key has one effect. */
  idempotencyKey: string;
  /** What changes, 1 to 2,000 lines. */
  lines: Array<AdjustStockLineInput>;
  /** A word for colleagues, up to 500 characters. */
  note?: string | null | undefined;
  /** Why. */
  reason: AdjustmentReason;
};

/** One line of an adjustment. */
export type AdjustStockLineInput = {
  /** Where. */
  branchId: string | number;
  /** Signed change of on hand, not 0. */
  delta: number;
  /** Lot of a variant that is tracked by lot: needed for what comes in; left out, what leaves is the first to expire. */
  lot?: LotInput | null | undefined;
  /** Serial numbers of units of a variant that is tracked by them, at most 500: all of what comes in; of what leaves, those left out are the oldest. */
  serials?: Array<string> | null | undefined;
  /** Cost of one incoming unit, in the tenant's currency. */
  unitCost?: MoneyInput | null | undefined;
  /** What. */
  variantId: string | number;
};

/** Why stock was adjusted. */
export type AdjustmentReason =
  /** An earlier entry was wrong. */
  | 'CORRECTION'
  /** A count found another number. */
  | 'CYCLE_COUNT'
  /** Units were damaged. */
  | 'DAMAGED'
  /** Units passed their date. */
  | 'EXPIRED'
  /** Units were used in the house. */
  | 'INTERNAL_USE'
  /** Another reason; say it in the note. */
  | 'OTHER'
  /** Units were given away. */
  | 'PROMOTION'
  /** Goods arrived; a positive delta becomes a RECEIPT. */
  | 'RECEIVED'
  /** Units were put back. */
  | 'RESTOCK'
  /** Units are missing. */
  | 'SHRINKAGE'
  /** Units were stolen. */
  | 'THEFT';

/** Which count to approve, and how. */
export type ApproveStockCountInput = {
  /** Made by the client, 1 to 255 visible ASCII characters: the same key has one effect. */
  idempotencyKey: string;
  /** What becomes of lines whose stock moved since they were counted. */
  movedLines: MovedLineChoice;
  /** Which count. */
  stockCountId: string | number;
};

/** What a shopper is told about a branch's stock. */
export type AvailabilityStatus =
  /** Can be ordered and comes later. */
  | 'BACKORDER'
  /** Available. */
  | 'IN_STOCK'
  /** Available, but few are left. */
  | 'LOW_STOCK'
  /** Not available now. */
  | 'OUT_OF_STOCK';

/** Units of one variant that were found. */
export type CountedLineInput = {
  /** How many, 0 or more. */
  quantity: number;
  /** What. */
  variantId: string | number;
};

/** A file to be read: its kind, how it is written, and how it is to be applied. */
export type CreateImportInput = {
  /** True writes all rows or none. False when left out. */
  allOrNothing?: boolean | null | undefined;
  /** Text of the file, at most 512 KiB as UTF-8; cut it anywhere between two characters. With it, the import starts at once. */
  content?: string | null | undefined;
  /** Found by the amounts when left out. */
  decimalMark?: DecimalMark | null | undefined;
  /** Found by the header when left out. */
  delimiter?: CsvDelimiter | null | undefined;
  /** True judges every row and writes nothing. False when left out. */
  dryRun?: boolean | null | undefined;
  /** Name of the file, for people; at most 255 characters. */
  fileName: string;
  /** Made by the client, 1 to 255 visible ASCII characters: the same key has one effect. */
  idempotencyKey: string;
  /** What the rows are. */
  kind: ImportKind;
};

/** A sale over the counter. */
export type CreatePosSaleInput = {
  /** The till's own id of the sale; the same one is never stored twice. */
  clientOrderId?: string | null | undefined;
  /** Made by the client, 1 to 255 visible ASCII characters: the same key has one effect. */
  idempotencyKey: string;
  /** What is sold, 1 to 2,000 lines. */
  lines: Array<PosSaleLineInput>;
  /** When it was sold, within the last year and not in the future; now when left out. */
  occurredAt?: string | null | undefined;
  /** How it is paid, up to 20; none for a sale of 0. */
  payments: Array<TenderInput>;
  /** The till that sells. */
  registerId: string | number;
};

/** A new product with its variants. */
export type CreateProductInput = {
  /** Plain text about the product. */
  description?: string | null | undefined;
  /** Made by the client, 1 to 255 visible ASCII characters: the same key has one effect. */
  idempotencyKey: string;
  /** Pictures and films, up to 20, in the order to show them. */
  media?: Array<MediaInput> | null | undefined;
  /** Up to three. */
  options?: Array<ProductOptionInput> | null | undefined;
  /** Lower-case letters and digits with single hyphens; unique. Made from the title when left out. */
  slug?: string | null | undefined;
  /** ACTIVE when left out. */
  status?: ProductStatus | null | undefined;
  /** Name for people, 1 to 255 characters. */
  title: string;
  /** 1 to 100 variants. */
  variants: Array<VariantInput>;
};

/** What to move, and between which branches. */
export type CreateStockTransferInput = {
  /** Where the goods are. */
  fromBranchId: string | number;
  /** Made by the client, 1 to 255 visible ASCII characters: the same key has one effect. */
  idempotencyKey: string;
  /** 1 to 1,000 lines; quantities of one variant are added up. */
  lines: Array<StockTransferLineInput>;
  /** A word for colleagues, up to 500 characters. */
  note?: string | null | undefined;
  /** Where they go; another branch. */
  toBranchId: string | number;
};

/** What stands between the cells of a file. */
export type CsvDelimiter =
  /** A comma. */
  | 'COMMA'
  /** A semicolon, as spreadsheets write where the comma is the decimal mark. */
  | 'SEMICOLON'
  /** A tab. */
  | 'TAB';

/** The decimal mark of amounts. */
export type DecimalMark =
  /** 12,50 */
  | 'COMMA'
  /** 12.50 */
  | 'POINT';

/** What was seen of the settings of an entry. What is left out is not compared. */
export type ExpectedStockSettingsInput = {
  /** Reorder point that you saw; null when there was none. */
  reorderPoint?: number | null | undefined;
  /** Safety stock that you saw; null when there was none. */
  safetyStock?: number | null | undefined;
};

/** What a written file holds. Bringing it in again as it is changes nothing. */
export type ExportKind =
  /** Variants with their products, in the columns of an import of the catalogue. */
  | 'CATALOG'
  /** Quantities on hand by SKU and branch; expected_quantity guards what is edited meanwhile. */
  | 'STOCK';

/** State of an export. */
export type ExportStatus =
  /** There is no file; failure says why. */
  | 'FAILED'
  /** Waits for a worker. */
  | 'QUEUED'
  /** A worker writes it. */
  | 'RUNNING'
  /** The file is there. */
  | 'SUCCEEDED';

/** A place on Earth (WGS 84). */
export type GeoPointInput = {
  /** Degrees, -90 to 90; north is positive. */
  latitude: number;
  /** Degrees, -180 to 180; east is positive. */
  longitude: number;
};

/** What the rows of a file are. */
export type ImportKind =
  /** Variants with their products, found by SKU. Columns: sku, slug, title, description, status, categories, option1_name, option1_value (to 3), barcodes, pack_barcodes (units*code), price, compare_at_price, cost_price, tax_rate, tax_class (its code). An empty cell leaves things as they are, [clear] removes. */
  | 'CATALOG'
  /** Quantities on hand. Columns: sku, branch (its code), quantity, expected_quantity, reason. */
  | 'STOCK';

/** What an import does, or did last. */
export type ImportPhase =
  /** Writes. */
  | 'APPLYING'
  /** Judges every row and writes nothing. */
  | 'CHECKING'
  /** Reads the file. */
  | 'READING'
  /** Takes back what it wrote, because all or nothing was asked. */
  | 'UNDOING';

/** State of an import. */
export type ImportStatus =
  /** Stopped by a person; rowsDone says how far it came. */
  | 'CANCELLED'
  /** Takes parts of the file. */
  | 'DRAFT'
  /** The file or all rows were refused, or some where all or nothing was asked: no row is done. Or it was given up by our fault: fileError says what is done. */
  | 'FAILED'
  /** Some rows failed, see importIssues; the others are done. */
  | 'PARTLY_FAILED'
  /** Waits for a worker. */
  | 'QUEUED'
  /** A worker is at it, or it waits for its next try after an error of ours. */
  | 'RUNNING'
  /** Every row is good. */
  | 'SUCCEEDED';

/** A lot of units. */
export type LotInput = {
  /** Code as printed on the goods, 1 to 64 characters; case does not matter. */
  code: string;
  /** From then on it is not sold. Left out: as the lot is known, else it keeps. */
  expiresAt?: string | null | undefined;
};

/** A picture or film. */
export type MediaInput = {
  /** What is to be seen, up to 500 characters. */
  alt?: string | null | undefined;
  /** IMAGE when left out. */
  kind?: MediaKind | null | undefined;
  /** https address of at most 2,048 visible characters, without user and password. */
  url: string;
};

/** What stands behind an address. */
export type MediaKind =
  /** A picture. */
  | 'IMAGE'
  /** A film. */
  | 'VIDEO';

/** Integer amount in the currency's minor unit. */
export type MoneyInput = {
  /** Amount in minor units: 1250 is 12.50 in a currency with two decimals. */
  amountMinor: number;
  /** ISO 4217 code. */
  currency: string;
};

/** Units that go from one bucket of their branch into another, all lines or none. */
export type MoveStockInput = {
  /** Where they are. */
  from: StockBucket;
  /** Made by the client, 1 to 255 visible ASCII characters: the same key has one effect. */
  idempotencyKey: string;
  /** How many of what, 1 to 2,000 lines. */
  lines: Array<StockLineInput>;
  /** A word for colleagues, up to 500 characters. */
  note?: string | null | undefined;
  /** Where they go; another bucket. */
  to: StockBucket;
};

/** What an approval does with lines whose stock moved after they were counted. */
export type MovedLineChoice =
  /** Books the difference of the moment of counting on top of what is there now. */
  | 'REBASE'
  /** Leaves them out and opens the count again for them. */
  | 'RECOUNT';

/** Values of one option. */
export type OptionFilterInput = {
  /** Name of the option as products have it, such as Size; see productFacets. */
  name: string;
  /** A variant must have one of these; 1 to 50. */
  values: Array<string>;
};

/** Where an order was placed. */
export type OrderChannel =
  /** By staff. */
  | 'ADMIN'
  /** By a group-buy. */
  | 'CAMPAIGN'
  /** Over the counter. */
  | 'POS'
  /** By a shopper in the storefront. */
  | 'WEB';

/** Where an order stands. */
export type OrderStatus =
  /** All of it was cancelled. */
  | 'CANCELLED'
  /** Paid in full; its stock is sold. */
  | 'CONFIRMED'
  /** The hold ended before it was paid. */
  | 'EXPIRED'
  /** All of it was handed over, cancelled units aside. */
  | 'FULFILLED'
  /** Some of it was handed over. */
  | 'PARTIALLY_FULFILLED'
  /** Money may have moved and the outcome is not known, or must go back. */
  | 'PAYMENT_REVIEW'
  /** Its stock is held until it is paid or the hold ends. */
  | 'PENDING_PAYMENT';

/** The barcode of a case or another pack of several units. */
export type PackBarcodeInput = {
  /** 1 to 48 visible characters; unique in the tenant; a GTIN must have the right check digit. */
  code: string;
  /** Units in the pack, 2 to 100,000: one scan sells as many. */
  packQuantity: number;
};

/** A payment towards an order. */
export type PayOrderInput = {
  /** All that is due when left out; less is a part payment. */
  amount?: MoneyInput | null | undefined;
  /** Made by the client, 1 to 255 visible ASCII characters: the same key has one effect. */
  idempotencyKey: string;
  /** What is paid with. CASH and BANK_TRANSFER are recorded by staff. */
  method: PaymentMethod;
  /** Which order. */
  orderId: string | number;
  /** The payment provider's token; needed for what it charges. */
  token?: string | null | undefined;
};

/** What was paid with. */
export type PaymentMethod =
  /** A transfer that staff saw arrive. */
  | 'BANK_TRANSFER'
  /** Debit or credit card. */
  | 'CARD'
  /** Notes and coins, counted by staff. */
  | 'CASH'
  /** A gift card. */
  | 'GIFT_CARD'
  /** A wallet on a phone. */
  | 'MOBILE'
  /** Credit that the tenant gave to a customer. */
  | 'STORE_CREDIT';

/** Where a payment stands. */
export type PaymentStatus =
  /** The provider holds the money for us. */
  | 'AUTHORIZED'
  /** The money is ours. */
  | 'CAPTURED'
  /** The provider declined. */
  | 'FAILED'
  /** Some of it went back, or is on its way. */
  | 'PARTIALLY_REFUNDED'
  /** Sent to the provider; its answer is not known yet. */
  | 'PENDING'
  /** All of it went back, or is on its way. */
  | 'REFUNDED'
  /** An authorisation that was given back. */
  | 'VOIDED';

/** What to order: lines, or what a reservation holds. */
export type PlaceOrderInput = {
  /** Made by the client, 1 to 255 visible ASCII characters: the same key has one effect. */
  idempotencyKey: string;
  /** What to order, 1 to 2,000 lines; held at once. Together with reservationId it only says how the held units are cut into lines, and must add up to them. */
  lines?: Array<StockLineInput> | null | undefined;
  /** Orders what this reservation holds. */
  reservationId?: string | number | null | undefined;
  /** One unit price per line of "lines"; null keeps the catalogue price. For managers. */
  unitPriceOverrides?: Array<MoneyInput | null | undefined> | null | undefined;
};

/** A line of a sale; exactly one of variantId, barcode and sku. */
export type PosSaleLineInput = {
  /** Barcode, exactly as scanned. */
  barcode?: string | null | undefined;
  /** Units, 1 or more; packs when the barcode is that of a pack: 2 scans of a case of 12 sell 24 units at the price of a unit. */
  quantity: number;
  /** Which units of a variant that is tracked by serial number, one number a unit, at most 500; those left out are the oldest. */
  serials?: Array<string> | null | undefined;
  /** SKU, in upper or lower case. */
  sku?: string | null | undefined;
  /** Another price of one unit than the catalogue price, also for packs. For managers. */
  unitPriceOverride?: MoneyInput | null | undefined;
  /** Global id of the variant. */
  variantId?: string | number | null | undefined;
};

/** What became of a list's price, and why. */
export type PriceVerdict =
  /** It is the price. */
  | 'CHOSEN'
  /** Its list does not count any more. */
  | 'ENDED'
  /** Its list is switched off. */
  | 'INACTIVE'
  /** It applies, but another one goes before it. */
  | 'LOWER_PRECEDENCE'
  /** Its list does not count yet. */
  | 'NOT_STARTED'
  /** Its list is for other branches. */
  | 'OTHER_BRANCH'
  /** Its list is for other customer groups. */
  | 'OTHER_GROUP'
  /** It counts from a larger quantity on. */
  | 'QUANTITY_TOO_SMALL';

/** Which products; all that is given must hold. */
export type ProductFilterInput = {
  /** In stock at this branch, as a job last saw it some seconds ago. Variant.availability says what is true now. */
  inStockAtBranchId?: string | number | null | undefined;
  /** Options, each of which must fit; at most 10. */
  options?: Array<OptionFilterInput> | null | undefined;
  /** The same variant costs at most this, in minor units. */
  priceMaxMinor?: number | null | undefined;
  /** A variant costs at least this, in minor units. */
  priceMinMinor?: number | null | undefined;
};

/** A property that tells a product's variants apart. */
export type ProductOptionInput = {
  /** Name, such as "Size". */
  name: string;
  /** Values, in the order to show them. */
  values: Array<string>;
};

/** Order of a list of products. */
export type ProductSort =
  /** The newest first. */
  | 'NEWEST'
  /** In the order of creation; new ones come at the end. */
  | 'OLDEST'
  /** By the lowest price of their variants, the lowest first. */
  | 'PRICE_ASC'
  /** By the lowest price of their variants, the highest first. */
  | 'PRICE_DESC'
  /** By title, without case and accents. */
  | 'TITLE';

/** Who may see a product. */
export type ProductStatus =
  /** On sale; everybody sees it. */
  | 'ACTIVE'
  /** Not on sale any more; staff only. */
  | 'ARCHIVED'
  /** Not on sale yet; staff only. */
  | 'DRAFT';

/** What arrived. */
export type ReceiveStockTransferInput = {
  /** Why all that is in transit after this receipt will never arrive. Left out, it stays in transit. */
  closeRest?: StockTransferDiscrepancyReason | null | undefined;
  /** Made by the client, 1 to 255 visible ASCII characters: the same key has one effect. */
  idempotencyKey: string;
  /** Up to 1,000 lines, one a variant; may be empty with closeRest. */
  lines: Array<ReceivedTransferLineInput>;
  /** A word for colleagues, up to 500 characters. */
  note?: string | null | undefined;
  /** Which transfer. */
  stockTransferId: string | number;
};

/** What arrived of one variant. */
export type ReceivedTransferLineInput = {
  /** What did not arrive as shipped, up to 6. Units that are neither received nor here stay in transit. */
  discrepancies?: Array<StockTransferDiscrepancyInput> | null | undefined;
  /** Units taken into stock now, those beyond the shipment included; 0 or more. */
  receivedQuantity: number;
  /** What. */
  variantId: string | number;
};

/** What was found. */
export type RecordStockCountInput = {
  /** Made by the client, 1 to 255 visible ASCII characters: the same key has one effect. */
  idempotencyKey: string;
  /** 1 to 1,000 lines; quantities of one variant are added up. */
  lines: Array<CountedLineInput>;
  /** What it does to variants that were counted before. */
  mode: StockCountRecordMode;
  /** Which count. */
  stockCountId: string | number;
};

/** Where a reservation stands. */
export type ReservationStatus =
  /** Holds its lines until it expires. */
  | 'ACTIVE'
  /** Ended: its units were sold. */
  | 'COMMITTED'
  /** Ended: its time ran out and its units were given back. */
  | 'EXPIRED'
  /** Does not hold stock yet. */
  | 'PENDING'
  /** Ended: its units were given back on request. */
  | 'RELEASED'
  /** Its time is over; a worker is giving its stock back. */
  | 'RELEASING';

/** Lines to hold, all or none. */
export type ReserveStockInput = {
  /** Made by the client, 1 to 255 visible ASCII characters: the same key has one effect. */
  idempotencyKey: string;
  /** What to hold and where, 1 to 2,000 lines; left out with sourcing. */
  lines?: Array<StockLineInput> | null | undefined;
  /** Your active hold that this one takes the place of, in one step; its units count as available to you. */
  replacesReservationId?: string | number | null | undefined;
  /** In place of lines: what to hold, wherever it is. */
  sourcing?: StockSourcingInput | null | undefined;
  /** Seconds until it ends, 1 to 86,400; 900 when left out. */
  ttlSeconds?: number | null | undefined;
};

/** Which value of an option a variant has. */
export type SelectedOptionInput = {
  /** Name of one of the product's options. */
  name: string;
  /** One of its values. */
  value: string;
};

/** Where a unit with a serial number is. */
export type SerialNumberStatus =
  /** On hand in its branch. */
  | 'IN_STOCK'
  /** It was sent to another branch and has not come in. */
  | 'IN_TRANSIT'
  /** It left by a sale. */
  | 'SOLD'
  /** It left by a write-off, a count or another adjustment. */
  | 'WRITTEN_OFF';

/** Settings of one variant in one branch. What is left out stays as it is; null removes. */
export type SetStockSettingsInput = {
  /** Where. */
  branchId: string | number;
  /** What you saw; refused with ValidationError STALE_SETTINGS if it moved. */
  expected?: ExpectedStockSettingsInput | null | undefined;
  /** Made by the client, 1 to 255 visible ASCII characters: the same key has one effect. */
  idempotencyKey: string;
  /** At this many available units, order again. */
  reorderPoint?: number | null | undefined;
  /** Units that are kept back from shoppers. */
  safetyStock?: number | null | undefined;
  /** What. */
  variantId: string | number;
};

/** Which transfer to ship. */
export type ShipStockTransferInput = {
  /** The version that was loaded; another by now answers ValidationError STALE_VERSION. */
  expectedVersion?: number | null | undefined;
  /** Made by the client, 1 to 255 visible ASCII characters: the same key has one effect. */
  idempotencyKey: string;
  /** Which transfer; all of it is shipped. */
  stockTransferId: string | number;
};

/** Credentials of a staff user or a customer. */
export type SignInInput = {
  /** E-mail, in upper or lower case. */
  email: string;
  /** Password. */
  password: string;
  /** The tenant's slug. */
  tenant: string;
};

/** What a cashier signs in with at a till. */
export type SignInRegisterInput = {
  /** The cashier's PIN. */
  cashierPin: string;
  /** The tenant's slug. */
  tenant: string;
  /** The terminal's token, given when the till was set up. */
  terminalToken: string;
};

/** Which branches serve an order. Ties go to the lower priority, then to the first code. */
export type SourcingStrategy =
  /** As few branches as possible: exact for up to 12 branches that have any of it, close above that. */
  | 'FEWEST_SPLITS'
  /** Those that can serve most of the wanted units first. */
  | 'MOST_STOCK'
  /** The nearest first; branches without a location come last. */
  | 'NEAREST'
  /** Branches in the order of their priority, lowest first, each as far as its stock goes. */
  | 'PRIORITY';

/** What to write into a file. */
export type StartExportInput = {
  /** POINT when left out. */
  decimalMark?: DecimalMark | null | undefined;
  /** COMMA when left out. */
  delimiter?: CsvDelimiter | null | undefined;
  /** Made by the client, 1 to 255 visible ASCII characters: the same key has one effect. */
  idempotencyKey: string;
  /** What to write. */
  kind: ExportKind;
};

/** Whose shop a guest enters. */
export type StartGuestSessionInput = {
  /** The tenant's slug. */
  tenant: string;
};

/** What to count. */
export type StartStockCountInput = {
  /** Counters do not see what is expected; false when left out. */
  blind?: boolean | null | undefined;
  /** Where. */
  branchId: string | number;
  /** Count only this category with those below it. Not with variantIds. */
  categoryId?: string | number | null | undefined;
  /** Made by the client, 1 to 255 visible ASCII characters: the same key has one effect. */
  idempotencyKey: string;
  /** A word for colleagues, up to 500 characters. */
  note?: string | null | undefined;
  /** Count only these variants, 1 to 1,000. Not with categoryId. */
  variantIds?: Array<string | number> | null | undefined;
};

/** Where units of one branch are: for sale, or in the bucket of a reason why not. */
export type StockBucket =
  /** For sale. */
  | 'AVAILABLE'
  /** Broken or soiled. */
  | 'DAMAGED'
  /** Past their date. */
  | 'EXPIRED'
  /** Shown in the shop and not sold from there. */
  | 'ON_DISPLAY'
  /** Another reason; say it in the note. */
  | 'OTHER'
  /** Locked until someone has checked them. */
  | 'QUARANTINE'
  /** Came back from a customer and not checked yet. */
  | 'RETURNED_TO_CHECK';

/** Where a line of a count stands. */
export type StockCountLineStatus =
  /** Approved and booked. */
  | 'APPLIED'
  /** Left out: fewer were found than are held. End holds first, then approve again. */
  | 'BELOW_HELD'
  /** Counted; waits for approval. */
  | 'COUNTED'
  /** Left out: its stock moved since. Count it again with mode REPLACE. */
  | 'MOVED_SINCE_COUNTED';

/** What a recorded quantity does to a variant that was counted before. */
export type StockCountRecordMode =
  /** Is added to it: one variant stands on several shelves. */
  | 'ADD'
  /** Takes its place, as of now: a slip, or counted again. */
  | 'REPLACE';

/** Where a count stands. */
export type StockCountStatus =
  /** Ended: all differences are booked. */
  | 'APPROVED'
  /** A large approval is under way. If it stopped, send it again. */
  | 'APPROVING'
  /** Ended: given up. */
  | 'CANCELLED'
  /** Being counted, or counted again after an approval that left lines out. */
  | 'OPEN'
  /** Counted; waits for approval. */
  | 'SUBMITTED';

/** Units of one variant in one branch. */
export type StockLineInput = {
  /** Where. */
  branchId: string | number;
  /** How many, 1 or more. */
  quantity: number;
  /** What. */
  variantId: string | number;
};

/** What a movement did. RESERVE and RELEASE change what is held, all others what is on hand or whether it is for sale. */
export type StockMovementType =
  /** A correction with a reason. */
  | 'ADJUSTMENT'
  /** A count found another number. */
  | 'COUNT'
  /** Units were sold over the counter. */
  | 'POS_SALE'
  /** Goods arrived. */
  | 'RECEIPT'
  /** Held units were given back. */
  | 'RELEASE'
  /** Units were held. */
  | 'RESERVE'
  /** Sold units came back. */
  | 'RETURN'
  /** Held units left with an order. */
  | 'SALE'
  /** Units came from another branch. */
  | 'TRANSFER_IN'
  /** Units left for another branch. */
  | 'TRANSFER_OUT'
  /** Units were written off. */
  | 'WRITE_OFF';

/** What to hold, and how the branches are chosen that serve it. */
export type StockSourcingInput = {
  /** False: one branch must serve all. True when left out. */
  allowSplit?: boolean | null | undefined;
  /** Only these branches, up to 100; all active ones when left out. */
  branchIds?: Array<string | number> | null | undefined;
  /** Where the shopper is; NEAREST needs it. */
  near?: GeoPointInput | null | undefined;
  /** Which branches serve. */
  strategy: SourcingStrategy;
  /** What to hold, up to 500 variants. */
  wanted: Array<WantedLineInput>;
};

/** Units of a line that did not arrive as shipped. */
export type StockTransferDiscrepancyInput = {
  /** A word for colleagues, up to 500 characters. */
  note?: string | null | undefined;
  /** How many, 1 or more. */
  quantity: number;
  /** Why. */
  reason: StockTransferDiscrepancyReason;
};

/** Why units of a transfer did not arrive as shipped. */
export type StockTransferDiscrepancyReason =
  /** Arrived unusable and not taken into stock; lost. */
  | 'DAMAGED'
  /** Left and never arrived; lost. */
  | 'LOST'
  /** Another reason, said in the note; lost. */
  | 'OTHER'
  /** More arrived than was shipped. Taken into stock by an ADJUSTMENT; not to close the rest. */
  | 'OVER'
  /** Sent back: into the source's stock. */
  | 'REFUSED'
  /** Never loaded: back into the source's stock. */
  | 'SHORT_SHIPPED';

/** Units of one variant to move. */
export type StockTransferLineInput = {
  /** How many, 1 or more. */
  quantity: number;
  /** What. */
  variantId: string | number;
};

/** Where a transfer stands. */
export type StockTransferStatus =
  /** Ended: given up; what had left is back at the source. */
  | 'CANCELLED'
  /** Planned; no stock has moved, none is held for it. */
  | 'DRAFT'
  /** Left the source; incoming at the destination. */
  | 'IN_TRANSIT'
  /** Some of it is settled, the rest is still in transit. */
  | 'PARTIALLY_RECEIVED'
  /** Ended: every unit was received or explained. */
  | 'RECEIVED';

/** Which count to submit. */
export type SubmitStockCountInput = {
  /** Made by the client, 1 to 255 visible ASCII characters: the same key has one effect. */
  idempotencyKey: string;
  /** Which count. */
  stockCountId: string | number;
};

/** One way in which a sale is paid. */
export type TenderInput = {
  /** What counts towards the sale; all tenders add up to its total. */
  amount: MoneyInput;
  /** What is paid with. */
  method: PaymentMethod;
  /** The till's own reference, such as a card slip's number. */
  reference?: string | null | undefined;
  /** Cash that was handed over; more than "amount" gives change. */
  tenderedAmount?: MoneyInput | null | undefined;
};

/** Why units that are there are not for sale; each reason is a bucket with a quantity of its own. */
export type UnavailableReason =
  /** Broken or soiled. */
  | 'DAMAGED'
  /** Past their date. */
  | 'EXPIRED'
  /** Shown in the shop and not sold from there. */
  | 'ON_DISPLAY'
  /** Another reason; say it in the note. */
  | 'OTHER'
  /** Locked until someone has checked them. */
  | 'QUARANTINE'
  /** Came back from a customer and not checked yet. */
  | 'RETURNED_TO_CHECK';

/** What to change of a branch. Fields that are left out stay as they are. */
export type UpdateBranchInput = {
  /** False closes it: no new holds, sales or goods there. Holds and orders run to their end; stock can be counted and sent away. True opens it again. */
  active?: boolean | null | undefined;
  /** Which branch. */
  branchId: string | number;
  /** Made by the client, 1 to 255 visible ASCII characters: the same key has one effect. */
  idempotencyKey: string;
  /** Where it stands; null forgets it. */
  location?: GeoPointInput | null | undefined;
  /** Name for people, 1 to 100 characters. */
  name?: string | null | undefined;
  /** Lower serves web orders first, 0 to 1,000,000. */
  priority?: number | null | undefined;
};

/** New limits of what one shopper may hold. */
export type UpdateReservationLimitsInput = {
  /** The revision that you saw; refused with STALE_REVISION if it moved. */
  expectedRevision: number;
  /** Live holds from one network address. What is left out stays; null lifts the limit; else 1 to 10,000. */
  holdsPerAddress?: number | null | undefined;
  /** Live holds of one customer. What is left out stays; null lifts the limit; else 1 to 10,000. */
  holdsPerCustomer?: number | null | undefined;
  /** Live holds of one guest session. What is left out stays; null lifts the limit; else 1 to 10,000. */
  holdsPerGuest?: number | null | undefined;
  /** Made by the client, 1 to 255 visible ASCII characters: the same key has one effect. */
  idempotencyKey: string;
  /** Units of one variant that one shopper holds. What is left out stays; null lifts the limit. */
  unitsPerVariant?: number | null | undefined;
};

/** A new variant. */
export type VariantInput = {
  /** Codes of a single unit: up to 10 of 1 to 48 visible characters; a GTIN must have the right check digit. */
  barcodes?: Array<string> | null | undefined;
  /** Price before a reduction; above the price. */
  compareAtPrice?: MoneyInput | null | undefined;
  /** What one unit cost, without tax. */
  costPrice?: MoneyInput | null | undefined;
  /** True for what is sold without stock, such as postage. False when left out; it never changes. */
  isService?: boolean | null | undefined;
  /** Pictures and films of this variant, up to 20, in the order to show them. */
  media?: Array<MediaInput> | null | undefined;
  /** Codes of cases and other packs, up to 10. */
  packBarcodes?: Array<PackBarcodeInput> | null | undefined;
  /** Price of one unit in the tenant's currency; with tax if the tenant's prices are. */
  price: MoneyInput;
  /** One value for each of the product's options. */
  selectedOptions?: Array<SelectedOptionInput> | null | undefined;
  /** 1 to 64 letters, digits, dots, hyphens or underscores, beginning with a letter or digit; unique in the tenant without regard to case. */
  sku: string;
  /** Code of one of the tenant's tax classes, instead of a rate. */
  taxClassCode?: string | null | undefined;
  /** Tax rate of its own: 2000 is 20 %. The tenant's default when both this and the class are left out. */
  taxRateBasisPoints?: number | null | undefined;
};

/** Units of one variant, wherever they are. */
export type WantedLineInput = {
  /** How many, 1 or more. */
  quantity: number;
  /** What. */
  variantId: string | number;
};

export type AdminSignInMutationVariables = Exact<{
  input: SignInInput;
}>;


export type AdminSignInMutation = { signIn:
    | { __typename: 'SignInSuccess', session: { accessToken: string, refreshToken: string, expiresAt: string } }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type AdminProductsQueryVariables = Exact<{
  search?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type AdminProductsQuery = { products: { nodes: Array<{ id: string, title: string, status: ProductStatus, quantity: number, variants: { nodes: Array<{ id: string, sku: string, price: { gross: { amountMinor: number, currency: string } }, costPrice: { amountMinor: number, currency: string } | null, stock: Array<{ quantityOnHand: number, quantityReserved: number, quantityAvailable: number, branch: { code: string } }> }> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type AdminCreateProductMutationVariables = Exact<{
  input: CreateProductInput;
}>;


export type AdminCreateProductMutation = { createProduct:
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'ProductPayload', product: { id: string, title: string, slug: string, status: ProductStatus, variants: { nodes: Array<{ id: string, sku: string, barcodes: Array<string> }> } } }
    | { __typename: 'ValidationError', field: string | null, code: string, message: string }
   };

export type AdminReceiveStockMutationVariables = Exact<{
  input: AdjustStockInput;
}>;


export type AdminReceiveStockMutation = { adjustStock:
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'InsufficientStockError', code: string, message: string, lines: Array<{ variantId: string, branchId: string, requested: number, available: number }> }
    | { __typename: 'InvalidStateError', code: string, message: string }
    | { __typename: 'LimitExceededError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'StockMovementsPayload', movements: Array<{ id: string, type: StockMovementType, reason: AdjustmentReason | null, onHandDelta: number, onHandAfter: number }>, entries: Array<{ quantityOnHand: number, quantityAvailable: number, branch: { code: string }, variant: { sku: string } }> }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type AdminStockMovementsQueryVariables = Exact<{
  variantId?: string | number | null | undefined;
  branchId?: string | number | null | undefined;
  after?: string | null | undefined;
}>;


export type AdminStockMovementsQuery = { stockMovements: { nodes: Array<{ id: string, sequence: number, type: StockMovementType, reason: AdjustmentReason | null, onHandDelta: number, reservedDelta: number, onHandAfter: number, reservedAfter: number, occurredAt: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type AdminOrdersQueryVariables = Exact<{
  status?: OrderStatus | null | undefined;
  channel?: OrderChannel | null | undefined;
  after?: string | null | undefined;
}>;


export type AdminOrdersQuery = { orders: { nodes: Array<{ id: string, number: string, status: OrderStatus, channel: OrderChannel, createdAt: string, total: { gross: { amountMinor: number, currency: string } } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type AdminReconcileStockMutationVariables = Exact<{
  dryRun: boolean;
}>;


export type AdminReconcileStockMutation = { reconcileStock: { checkedEntries: number, drifts: Array<{ expectedOnHand: number, actualOnHand: number, expectedReserved: number, actualReserved: number, repaired: boolean, entry: { id: string, branch: { code: string }, variant: { sku: string } } }> } };

export type AdminExplainPriceQueryVariables = Exact<{
  variantId: string | number;
  branchId?: string | number | null | undefined;
  quantity?: number | null | undefined;
}>;


export type AdminExplainPriceQuery = { explainPrice: { unitPrice: { gross: { amountMinor: number, currency: string } }, rule: { priceListName: string, minQuantity: number } | null, judged: Array<{ verdict: PriceVerdict, listPrice: { priceListName: string, price: { amountMinor: number } } }> } };

export type AdminImportCatalogueMutationVariables = Exact<{
  input: CreateImportInput;
}>;


export type AdminImportCatalogueMutation = { createImport:
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'ImportJobPayload', importJob: { id: string, status: ImportStatus } }
    | { __typename: 'LimitExceededError', code: string, message: string }
   };

export type AdminStockAsOfQueryVariables = Exact<{
  at: string;
  branchId?: string | number | null | undefined;
  after?: string | null | undefined;
}>;


export type AdminStockAsOfQuery = { stockAsOf: { nodes: Array<{ quantityOnHand: number, quantityReserved: number, quantityAvailable: number, value: { amountMinor: number, currency: string } | null, entry: { branch: { code: string }, variant: { sku: string } } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } }, stockValuation: { at: string, total: { amountMinor: number, currency: string }, branches: Array<{ quantityOnHand: number, branch: { code: string }, total: { amountMinor: number } }> } };

export type AdminImportProgressQueryVariables = Exact<{
  first?: number | null | undefined;
}>;


export type AdminImportProgressQuery = { importJobs: { nodes: Array<{ id: string, fileName: string, status: ImportStatus, phase: ImportPhase, dryRun: boolean, rowsTotal: number | null, rowsDone: number, rowsCreated: number, rowsUpdated: number, rowsUnchanged: number, rowsFailed: number, issuesPath: string, fileError: { code: string, message: string, line: number | null } | null }> } };

export type AdminLotTraceQueryVariables = Exact<{
  variantId: string | number;
  lotCode: string;
  after?: string | null | undefined;
}>;


export type AdminLotTraceQuery = { lotTrace: { nodes: Array<{ type: StockMovementType, occurredAt: string, referenceType: string | null, referenceId: string | null, entry: { branch: { code: string } }, lots: Array<{ code: string, onHandDelta: number, expiredDelta: number }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } }, stockLots: { nodes: Array<{ code: string, expiresAt: string | null, quantityOnHand: number, quantityExpired: number, branch: { code: string } }> } };

export type AdminStartExportMutationVariables = Exact<{
  input: StartExportInput;
}>;


export type AdminStartExportMutation = { startExport:
    | { __typename: 'ExportJobPayload', exportJob: { id: string, status: ExportStatus, filePath: string | null } }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'LimitExceededError', code: string, message: string }
   };

export type AdminSerialNumberQueryVariables = Exact<{
  variantId: string | number;
  serial: string;
  after?: string | null | undefined;
}>;


export type AdminSerialNumberQuery = { serialNumber: { serial: string, status: SerialNumberStatus, updatedAt: string, branch: { code: string }, movements: { nodes: Array<{ type: StockMovementType, occurredAt: string, referenceType: string | null, referenceId: string | null, serials: Array<string> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type AdminLowStockSubscriptionVariables = Exact<{
  branchId?: string | number | null | undefined;
  since?: string | null | undefined;
}>;


export type AdminLowStockSubscription = { lowStock: { id: string, quantityAvailable: number, reorderPoint: number | null, updatedAt: string, branch: { code: string }, variant: { sku: string, title: string } } };

export type AdminReservationLimitsQueryVariables = Exact<{ [key: string]: never; }>;


export type AdminReservationLimitsQuery = { reservationLimits: { holdsPerCustomer: number | null, holdsPerGuest: number | null, holdsPerAddress: number | null, unitsPerVariant: number | null, revision: number } };

export type AdminSetAsideStockMutationVariables = Exact<{
  input: MoveStockInput;
}>;


export type AdminSetAsideStockMutation = { moveStock:
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'InsufficientStockError', code: string, message: string, lines: Array<{ variantId: string, branchId: string, requested: number, available: number }> }
    | { __typename: 'InvalidStateError', code: string, message: string }
    | { __typename: 'LimitExceededError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'StockMovementsPayload', entries: Array<{ quantityOnHand: number, quantityAvailable: number, unavailable: Array<{ reason: UnavailableReason, quantity: number }>, branch: { code: string } }> }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type AdminStockChangedSubscriptionVariables = Exact<{
  branchId?: string | number | null | undefined;
  variantIds?: Array<string | number> | string | number | null | undefined;
  since?: string | null | undefined;
}>;


export type AdminStockChangedSubscription = { stockChanged: { id: string, quantityOnHand: number, quantityReserved: number, quantityAvailable: number, updatedAt: string, branch: { code: string }, variant: { sku: string, title: string } } };

export type AdminStartStockCountMutationVariables = Exact<{
  input: StartStockCountInput;
}>;


export type AdminStartStockCountMutation = { startStockCount:
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'StockCountPayload', stockCount: { id: string, number: string, status: StockCountStatus, blind: boolean, branch: { code: string } } }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type AdminRecordStockCountMutationVariables = Exact<{
  input: RecordStockCountInput;
}>;


export type AdminRecordStockCountMutation = { recordStockCount:
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'InvalidStateError', code: string, message: string }
    | { __typename: 'LimitExceededError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'StockCountPayload', stockCount: { id: string, status: StockCountStatus, lineCount: number } }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type AdminSubmitStockCountMutationVariables = Exact<{
  input: SubmitStockCountInput;
}>;


export type AdminSubmitStockCountMutation = { submitStockCount:
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'InvalidStateError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'StockCountPayload', stockCount: { id: string, status: StockCountStatus, varianceUnits: number | null, needsApprover: boolean | null } }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type AdminApproveStockCountMutationVariables = Exact<{
  input: ApproveStockCountInput;
}>;


export type AdminApproveStockCountMutation = { approveStockCount:
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'InvalidStateError', code: string, message: string }
    | { __typename: 'LimitExceededError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'StockCountPayload', stockCount: { id: string, status: StockCountStatus, approval: { appliedLines: number, movedLineCount: number, belowHeldLineCount: number } | null } }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type AdminStockCountsQueryVariables = Exact<{
  status?: StockCountStatus | null | undefined;
  after?: string | null | undefined;
}>;


export type AdminStockCountsQuery = { stockCounts: { nodes: Array<{ id: string, number: string, status: StockCountStatus, lineCount: number, varianceUnits: number | null, needsApprover: boolean | null, branch: { code: string }, lines: { nodes: Array<{ status: StockCountLineStatus, countedQuantity: number, expectedQuantity: number | null, variance: number | null, variant: { sku: string } }> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type AdminStockSettingsMutationVariables = Exact<{
  input: SetStockSettingsInput;
}>;


export type AdminStockSettingsMutation = { setStockSettings:
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'StockSettingsPayload', entry: { reorderPoint: number | null, safetyStock: number | null, quantityAvailable: number } }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type AdminCreateStockTransferMutationVariables = Exact<{
  input: CreateStockTransferInput;
}>;


export type AdminCreateStockTransferMutation = { createStockTransfer:
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'InvalidStateError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'StockTransferPayload', stockTransfer: { id: string, number: string, status: StockTransferStatus, version: number } }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type AdminShipStockTransferMutationVariables = Exact<{
  input: ShipStockTransferInput;
}>;


export type AdminShipStockTransferMutation = { shipStockTransfer:
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'InsufficientStockError', code: string, message: string, lines: Array<{ variantId: string, branchId: string, requested: number, available: number }> }
    | { __typename: 'InvalidStateError', code: string, message: string }
    | { __typename: 'LimitExceededError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'StockTransferPayload', stockTransfer: { id: string, status: StockTransferStatus, shippedAt: string | null } }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type AdminReceiveStockTransferMutationVariables = Exact<{
  input: ReceiveStockTransferInput;
}>;


export type AdminReceiveStockTransferMutation = { receiveStockTransfer:
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'InvalidStateError', code: string, message: string }
    | { __typename: 'LimitExceededError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'StockTransferPayload', stockTransfer: { id: string, status: StockTransferStatus, lines: Array<{ shippedQuantity: number, receivedQuantity: number, lostQuantity: number, returnedQuantity: number, inTransitQuantity: number, discrepancies: Array<{ reason: StockTransferDiscrepancyReason, quantity: number, note: string | null }> }> } }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type AdminStockTransfersQueryVariables = Exact<{
  status?: StockTransferStatus | null | undefined;
  after?: string | null | undefined;
}>;


export type AdminStockTransfersQuery = { stockTransfers: { nodes: Array<{ id: string, number: string, status: StockTransferStatus, fromBranch: { code: string }, toBranch: { code: string }, lines: Array<{ quantity: number, receivedQuantity: number, inTransitQuantity: number, variant: { sku: string } }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type AdminUpdateBranchMutationVariables = Exact<{
  input: UpdateBranchInput;
}>;


export type AdminUpdateBranchMutation = { updateBranch:
    | { __typename: 'BranchPayload', branch: { id: string, code: string, name: string, priority: number, location: { latitude: number, longitude: number } | null } }
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type AdminUpdateReservationLimitsMutationVariables = Exact<{
  input: UpdateReservationLimitsInput;
}>;


export type AdminUpdateReservationLimitsMutation = { updateReservationLimits:
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'ReservationLimitsPayload', limits: { holdsPerCustomer: number | null, holdsPerGuest: number | null, holdsPerAddress: number | null, unitsPerVariant: number | null, revision: number } }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type TillSignInMutationVariables = Exact<{
  input: SignInRegisterInput;
}>;


export type TillSignInMutation = { signInRegister:
    | { __typename: 'SignInSuccess', session: { accessToken: string, refreshToken: string, expiresAt: string } }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type TillScanQueryVariables = Exact<{
  registerId: string | number;
  barcode?: string | null | undefined;
  sku?: string | null | undefined;
}>;


export type TillScanQuery = { posLookup: { packQuantity: number, variant: { id: string, sku: string, title: string, barcodes: Array<string>, product: { title: string }, price: { gross: { amountMinor: number, currency: string } } }, stock: { quantityOnHand: number, quantityReserved: number, quantityAvailable: number, branch: { code: string, name: string } } | null } | null };

export type TillSellMutationVariables = Exact<{
  input: CreatePosSaleInput;
}>;


export type TillSellMutation = { createPosSale:
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'InsufficientStockError', code: string, message: string, lines: Array<{ variantId: string, branchId: string, requested: number, available: number }> }
    | { __typename: 'InvalidStateError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'PosSalePayload', changeDue: { amountMinor: number, currency: string }, receipt: { id: string, number: string, issuedAt: string, text: string }, order: { id: string, number: string, status: OrderStatus } }
    | { __typename: 'ValidationError', field: string | null, code: string, message: string }
   };

export type TillSearchQueryVariables = Exact<{
  registerId: string | number;
  search?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type TillSearchQuery = { posProducts: { nodes: Array<{ id: string, title: string, variants: { nodes: Array<{ id: string, sku: string, title: string, barcodes: Array<string>, price: { gross: { amountMinor: number, currency: string } } }> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ShopperStartGuestSessionMutationVariables = Exact<{
  input: StartGuestSessionInput;
}>;


export type ShopperStartGuestSessionMutation = { startGuestSession:
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'SignInSuccess', session: { accessToken: string, refreshToken: string, expiresAt: string } }
   };

export type ShopperBrowseQueryVariables = Exact<{
  search?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type ShopperBrowseQuery = { products: { nodes: Array<{ id: string, title: string, variants: { nodes: Array<{ id: string, sku: string, title: string, price: { gross: { amountMinor: number, currency: string } }, availability: Array<{ status: AvailabilityStatus, branch: { id: string, name: string } }> }> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ShopperReserveMutationVariables = Exact<{
  input: ReserveStockInput;
}>;


export type ShopperReserveMutation = { reserveStock:
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'InsufficientStockError', message: string, code: string, lines: Array<{ variantId: string, branchId: string, requested: number, available: number }> }
    | { __typename: 'InvalidStateError', code: string, message: string }
    | { __typename: 'LimitExceededError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ReservationPayload', reservation: { id: string, status: ReservationStatus, expiresAt: string | null, lines: Array<{ quantity: number, variant: { sku: string }, branch: { name: string } }> } }
   };

export type ShopperPlaceOrderMutationVariables = Exact<{
  input: PlaceOrderInput;
}>;


export type ShopperPlaceOrderMutation = { placeOrder:
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'InsufficientStockError', code: string, message: string, lines: Array<{ variantId: string, branchId: string, requested: number, available: number }> }
    | { __typename: 'InvalidStateError', code: string, message: string }
    | { __typename: 'LimitExceededError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'OrderPayload', order: { id: string, number: string, status: OrderStatus, total: { net: { amountMinor: number }, tax: { amountMinor: number }, gross: { amountMinor: number, currency: string } }, lines: Array<{ id: string, quantity: number, variant: { sku: string, title: string } }> } }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type ShopperOrderFragment = { id: string, number: string, status: OrderStatus, total: { net: { amountMinor: number }, tax: { amountMinor: number }, gross: { amountMinor: number, currency: string } }, lines: Array<{ id: string, quantity: number, variant: { sku: string, title: string } }> };

export type ShopperPayMutationVariables = Exact<{
  input: PayOrderInput;
}>;


export type ShopperPayMutation = { payOrder:
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'InvalidStateError', currentStatus: string, code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'OrderPayload', order: { id: string, number: string, status: OrderStatus, amountPaid: { amountMinor: number, currency: string }, payments: Array<{ id: string, method: PaymentMethod, status: PaymentStatus }> } }
    | { __typename: 'PaymentDeclinedError', reason: string | null, code: string, message: string }
    | { __typename: 'ValidationError', code: string, message: string }
   };

export type ShopperOrdersQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type ShopperOrdersQuery = { orders: { nodes: Array<{ id: string, number: string, status: OrderStatus, createdAt: string, total: { gross: { amountMinor: number, currency: string } }, lines: Array<{ quantity: number, fulfilledQuantity: number, variant: { sku: string, title: string } }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ShopperFindQueryVariables = Exact<{
  search?: string | null | undefined;
  filter?: ProductFilterInput | null | undefined;
  sort?: ProductSort | null | undefined;
  after?: string | null | undefined;
}>;


export type ShopperFindQuery = { products: { nodes: Array<{ id: string, title: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } }, productFacets: { productCount: number, options: Array<{ name: string, values: Array<{ value: string, productCount: number }> }>, branches: Array<{ productCount: number, branch: { id: string, name: string } }>, priceMin: { amountMinor: number, currency: string } | null, priceMax: { amountMinor: number } | null } };

export type ShopperCollectionsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type ShopperCollectionsQuery = { collections: { nodes: Array<{ id: string, name: string, slug: string, description: string | null, products: { nodes: Array<{ id: string, title: string, slug: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ShopperOrderChangedSubscriptionVariables = Exact<{
  orderId: string | number;
  since?: string | null | undefined;
}>;


export type ShopperOrderChangedSubscription = { orderChanged: { id: string, number: string, status: OrderStatus, updatedAt: string, amountPaid: { amountMinor: number, currency: string } } };

export type ShopperReservationExpiringSubscriptionVariables = Exact<{
  since?: string | null | undefined;
}>;


export type ShopperReservationExpiringSubscription = { reservationExpiring: { id: string, status: ReservationStatus, expiresAt: string | null, updatedAt: string, lines: Array<{ quantity: number, variant: { sku: string } }> } };

export type ShopperReserveAnywhereMutationVariables = Exact<{
  input: ReserveStockInput;
}>;


export type ShopperReserveAnywhereMutation = { reserveStock:
    | { __typename: 'IdempotencyKeyReusedError', code: string, message: string }
    | { __typename: 'InsufficientStockError', message: string, code: string, lines: Array<{ variantId: string, requested: number, available: number }> }
    | { __typename: 'InvalidStateError', code: string, message: string }
    | { __typename: 'LimitExceededError', limit: number, code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'ReservationPayload', reservation: { id: string, status: ReservationStatus, expiresAt: string | null, lines: Array<{ quantity: number, variant: { sku: string }, branch: { name: string } }> } }
   };

export const ShopperOrderFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ShopperOrder"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Order"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"total"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"net"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amountMinor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"tax"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amountMinor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"gross"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amountMinor"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"lines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"variant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sku"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}}]}}]} as unknown as DocumentNode<ShopperOrderFragment, unknown>;
export const AdminSignInDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AdminSignIn"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SignInInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"signIn"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SignInSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accessToken"}},{"kind":"Field","name":{"kind":"Name","value":"refreshToken"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<AdminSignInMutation, AdminSignInMutationVariables>;
export const AdminProductsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AdminProducts"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"search"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"products"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}},{"kind":"Argument","name":{"kind":"Name","value":"search"},"value":{"kind":"Variable","name":{"kind":"Name","value":"search"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"variants"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sku"}},{"kind":"Field","name":{"kind":"Name","value":"price"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"gross"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amountMinor"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"costPrice"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amountMinor"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}},{"kind":"Field","name":{"kind":"Name","value":"stock"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"quantityOnHand"}},{"kind":"Field","name":{"kind":"Name","value":"quantityReserved"}},{"kind":"Field","name":{"kind":"Name","value":"quantityAvailable"}},{"kind":"Field","name":{"kind":"Name","value":"branch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<AdminProductsQuery, AdminProductsQueryVariables>;
export const AdminCreateProductDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AdminCreateProduct"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateProductInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createProduct"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProductPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"product"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"slug"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"variants"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sku"}},{"kind":"Field","name":{"kind":"Name","value":"barcodes"}}]}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ValidationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<AdminCreateProductMutation, AdminCreateProductMutationVariables>;
export const AdminReceiveStockDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AdminReceiveStock"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"AdjustStockInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"adjustStock"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StockMovementsPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"movements"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"onHandDelta"}},{"kind":"Field","name":{"kind":"Name","value":"onHandAfter"}}]}},{"kind":"Field","name":{"kind":"Name","value":"entries"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"quantityOnHand"}},{"kind":"Field","name":{"kind":"Name","value":"quantityAvailable"}},{"kind":"Field","name":{"kind":"Name","value":"branch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"variant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sku"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InsufficientStockError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"variantId"}},{"kind":"Field","name":{"kind":"Name","value":"branchId"}},{"kind":"Field","name":{"kind":"Name","value":"requested"}},{"kind":"Field","name":{"kind":"Name","value":"available"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<AdminReceiveStockMutation, AdminReceiveStockMutationVariables>;
export const AdminStockMovementsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AdminStockMovements"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"variantId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"branchId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stockMovements"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"variantId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"variantId"}}},{"kind":"Argument","name":{"kind":"Name","value":"branchId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"branchId"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"onHandDelta"}},{"kind":"Field","name":{"kind":"Name","value":"reservedDelta"}},{"kind":"Field","name":{"kind":"Name","value":"onHandAfter"}},{"kind":"Field","name":{"kind":"Name","value":"reservedAfter"}},{"kind":"Field","name":{"kind":"Name","value":"occurredAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<AdminStockMovementsQuery, AdminStockMovementsQueryVariables>;
export const AdminOrdersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AdminOrders"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"status"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"OrderStatus"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"channel"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"OrderChannel"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"orders"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}},{"kind":"Argument","name":{"kind":"Name","value":"status"},"value":{"kind":"Variable","name":{"kind":"Name","value":"status"}}},{"kind":"Argument","name":{"kind":"Name","value":"channel"},"value":{"kind":"Variable","name":{"kind":"Name","value":"channel"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"total"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"gross"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amountMinor"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<AdminOrdersQuery, AdminOrdersQueryVariables>;
export const AdminReconcileStockDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AdminReconcileStock"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"dryRun"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reconcileStock"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"dryRun"},"value":{"kind":"Variable","name":{"kind":"Name","value":"dryRun"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"checkedEntries"}},{"kind":"Field","name":{"kind":"Name","value":"drifts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"expectedOnHand"}},{"kind":"Field","name":{"kind":"Name","value":"actualOnHand"}},{"kind":"Field","name":{"kind":"Name","value":"expectedReserved"}},{"kind":"Field","name":{"kind":"Name","value":"actualReserved"}},{"kind":"Field","name":{"kind":"Name","value":"repaired"}},{"kind":"Field","name":{"kind":"Name","value":"entry"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"branch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"variant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sku"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<AdminReconcileStockMutation, AdminReconcileStockMutationVariables>;
export const AdminExplainPriceDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AdminExplainPrice"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"variantId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"branchId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"quantity"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"explainPrice"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"variantId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"variantId"}}},{"kind":"Argument","name":{"kind":"Name","value":"branchId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"branchId"}}},{"kind":"Argument","name":{"kind":"Name","value":"quantity"},"value":{"kind":"Variable","name":{"kind":"Name","value":"quantity"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"unitPrice"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"gross"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amountMinor"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"rule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"priceListName"}},{"kind":"Field","name":{"kind":"Name","value":"minQuantity"}}]}},{"kind":"Field","name":{"kind":"Name","value":"judged"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"listPrice"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"priceListName"}},{"kind":"Field","name":{"kind":"Name","value":"price"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amountMinor"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<AdminExplainPriceQuery, AdminExplainPriceQueryVariables>;
export const AdminImportCatalogueDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AdminImportCatalogue"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateImportInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createImport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ImportJobPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"importJob"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<AdminImportCatalogueMutation, AdminImportCatalogueMutationVariables>;
export const AdminStockAsOfDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AdminStockAsOf"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"at"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"branchId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stockAsOf"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"at"},"value":{"kind":"Variable","name":{"kind":"Name","value":"at"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"branchId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"branchId"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"quantityOnHand"}},{"kind":"Field","name":{"kind":"Name","value":"quantityReserved"}},{"kind":"Field","name":{"kind":"Name","value":"quantityAvailable"}},{"kind":"Field","name":{"kind":"Name","value":"value"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amountMinor"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}},{"kind":"Field","name":{"kind":"Name","value":"entry"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"branch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"variant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sku"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"stockValuation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"at"},"value":{"kind":"Variable","name":{"kind":"Name","value":"at"}}},{"kind":"Argument","name":{"kind":"Name","value":"branchId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"branchId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"total"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amountMinor"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}},{"kind":"Field","name":{"kind":"Name","value":"branches"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"branch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"quantityOnHand"}},{"kind":"Field","name":{"kind":"Name","value":"total"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amountMinor"}}]}}]}}]}}]}}]} as unknown as DocumentNode<AdminStockAsOfQuery, AdminStockAsOfQueryVariables>;
export const AdminImportProgressDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AdminImportProgress"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"importJobs"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"fileName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"phase"}},{"kind":"Field","name":{"kind":"Name","value":"dryRun"}},{"kind":"Field","name":{"kind":"Name","value":"rowsTotal"}},{"kind":"Field","name":{"kind":"Name","value":"rowsDone"}},{"kind":"Field","name":{"kind":"Name","value":"rowsCreated"}},{"kind":"Field","name":{"kind":"Name","value":"rowsUpdated"}},{"kind":"Field","name":{"kind":"Name","value":"rowsUnchanged"}},{"kind":"Field","name":{"kind":"Name","value":"rowsFailed"}},{"kind":"Field","name":{"kind":"Name","value":"issuesPath"}},{"kind":"Field","name":{"kind":"Name","value":"fileError"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"line"}}]}}]}}]}}]}}]} as unknown as DocumentNode<AdminImportProgressQuery, AdminImportProgressQueryVariables>;
export const AdminLotTraceDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AdminLotTrace"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"variantId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"lotCode"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lotTrace"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"variantId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"variantId"}}},{"kind":"Argument","name":{"kind":"Name","value":"lotCode"},"value":{"kind":"Variable","name":{"kind":"Name","value":"lotCode"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"occurredAt"}},{"kind":"Field","name":{"kind":"Name","value":"referenceType"}},{"kind":"Field","name":{"kind":"Name","value":"referenceId"}},{"kind":"Field","name":{"kind":"Name","value":"entry"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"branch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"lots"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"onHandDelta"}},{"kind":"Field","name":{"kind":"Name","value":"expiredDelta"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"stockLots"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"variantId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"variantId"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"quantityOnHand"}},{"kind":"Field","name":{"kind":"Name","value":"quantityExpired"}},{"kind":"Field","name":{"kind":"Name","value":"branch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]}}]} as unknown as DocumentNode<AdminLotTraceQuery, AdminLotTraceQueryVariables>;
export const AdminStartExportDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AdminStartExport"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"StartExportInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startExport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ExportJobPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"exportJob"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"filePath"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<AdminStartExportMutation, AdminStartExportMutationVariables>;
export const AdminSerialNumberDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AdminSerialNumber"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"variantId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"serial"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"serialNumber"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"variantId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"variantId"}}},{"kind":"Argument","name":{"kind":"Name","value":"serial"},"value":{"kind":"Variable","name":{"kind":"Name","value":"serial"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"serial"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"branch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"movements"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"occurredAt"}},{"kind":"Field","name":{"kind":"Name","value":"referenceType"}},{"kind":"Field","name":{"kind":"Name","value":"referenceId"}},{"kind":"Field","name":{"kind":"Name","value":"serials"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}}]} as unknown as DocumentNode<AdminSerialNumberQuery, AdminSerialNumberQueryVariables>;
export const AdminLowStockDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"AdminLowStock"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"branchId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"since"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lowStock"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"branchId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"branchId"}}},{"kind":"Argument","name":{"kind":"Name","value":"since"},"value":{"kind":"Variable","name":{"kind":"Name","value":"since"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"quantityAvailable"}},{"kind":"Field","name":{"kind":"Name","value":"reorderPoint"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"branch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"variant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sku"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}}]}}]} as unknown as DocumentNode<AdminLowStockSubscription, AdminLowStockSubscriptionVariables>;
export const AdminReservationLimitsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AdminReservationLimits"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reservationLimits"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"holdsPerCustomer"}},{"kind":"Field","name":{"kind":"Name","value":"holdsPerGuest"}},{"kind":"Field","name":{"kind":"Name","value":"holdsPerAddress"}},{"kind":"Field","name":{"kind":"Name","value":"unitsPerVariant"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}}]}}]}}]} as unknown as DocumentNode<AdminReservationLimitsQuery, AdminReservationLimitsQueryVariables>;
export const AdminSetAsideStockDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AdminSetAsideStock"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"MoveStockInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"moveStock"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StockMovementsPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"entries"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"quantityOnHand"}},{"kind":"Field","name":{"kind":"Name","value":"quantityAvailable"}},{"kind":"Field","name":{"kind":"Name","value":"unavailable"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"quantity"}}]}},{"kind":"Field","name":{"kind":"Name","value":"branch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InsufficientStockError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"variantId"}},{"kind":"Field","name":{"kind":"Name","value":"branchId"}},{"kind":"Field","name":{"kind":"Name","value":"requested"}},{"kind":"Field","name":{"kind":"Name","value":"available"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<AdminSetAsideStockMutation, AdminSetAsideStockMutationVariables>;
export const AdminStockChangedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"AdminStockChanged"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"branchId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"variantIds"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"since"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stockChanged"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"branchId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"branchId"}}},{"kind":"Argument","name":{"kind":"Name","value":"variantIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"variantIds"}}},{"kind":"Argument","name":{"kind":"Name","value":"since"},"value":{"kind":"Variable","name":{"kind":"Name","value":"since"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"quantityOnHand"}},{"kind":"Field","name":{"kind":"Name","value":"quantityReserved"}},{"kind":"Field","name":{"kind":"Name","value":"quantityAvailable"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"branch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"variant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sku"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}}]}}]} as unknown as DocumentNode<AdminStockChangedSubscription, AdminStockChangedSubscriptionVariables>;
export const AdminStartStockCountDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AdminStartStockCount"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"StartStockCountInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startStockCount"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StockCountPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stockCount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"blind"}},{"kind":"Field","name":{"kind":"Name","value":"branch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<AdminStartStockCountMutation, AdminStartStockCountMutationVariables>;
export const AdminRecordStockCountDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AdminRecordStockCount"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RecordStockCountInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"recordStockCount"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StockCountPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stockCount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"lineCount"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<AdminRecordStockCountMutation, AdminRecordStockCountMutationVariables>;
export const AdminSubmitStockCountDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AdminSubmitStockCount"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SubmitStockCountInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"submitStockCount"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StockCountPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stockCount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"varianceUnits"}},{"kind":"Field","name":{"kind":"Name","value":"needsApprover"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<AdminSubmitStockCountMutation, AdminSubmitStockCountMutationVariables>;
export const AdminApproveStockCountDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AdminApproveStockCount"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ApproveStockCountInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"approveStockCount"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StockCountPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stockCount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"approval"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"appliedLines"}},{"kind":"Field","name":{"kind":"Name","value":"movedLineCount"}},{"kind":"Field","name":{"kind":"Name","value":"belowHeldLineCount"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<AdminApproveStockCountMutation, AdminApproveStockCountMutationVariables>;
export const AdminStockCountsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AdminStockCounts"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"status"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"StockCountStatus"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stockCounts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"status"},"value":{"kind":"Variable","name":{"kind":"Name","value":"status"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"lineCount"}},{"kind":"Field","name":{"kind":"Name","value":"varianceUnits"}},{"kind":"Field","name":{"kind":"Name","value":"needsApprover"}},{"kind":"Field","name":{"kind":"Name","value":"branch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"lines"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"countedQuantity"}},{"kind":"Field","name":{"kind":"Name","value":"expectedQuantity"}},{"kind":"Field","name":{"kind":"Name","value":"variance"}},{"kind":"Field","name":{"kind":"Name","value":"variant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sku"}}]}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<AdminStockCountsQuery, AdminStockCountsQueryVariables>;
export const AdminStockSettingsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AdminStockSettings"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SetStockSettingsInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"setStockSettings"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StockSettingsPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"entry"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reorderPoint"}},{"kind":"Field","name":{"kind":"Name","value":"safetyStock"}},{"kind":"Field","name":{"kind":"Name","value":"quantityAvailable"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<AdminStockSettingsMutation, AdminStockSettingsMutationVariables>;
export const AdminCreateStockTransferDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AdminCreateStockTransfer"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateStockTransferInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createStockTransfer"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StockTransferPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stockTransfer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<AdminCreateStockTransferMutation, AdminCreateStockTransferMutationVariables>;
export const AdminShipStockTransferDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AdminShipStockTransfer"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ShipStockTransferInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shipStockTransfer"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StockTransferPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stockTransfer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"shippedAt"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InsufficientStockError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"variantId"}},{"kind":"Field","name":{"kind":"Name","value":"branchId"}},{"kind":"Field","name":{"kind":"Name","value":"requested"}},{"kind":"Field","name":{"kind":"Name","value":"available"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<AdminShipStockTransferMutation, AdminShipStockTransferMutationVariables>;
export const AdminReceiveStockTransferDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AdminReceiveStockTransfer"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ReceiveStockTransferInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"receiveStockTransfer"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StockTransferPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stockTransfer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"lines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"shippedQuantity"}},{"kind":"Field","name":{"kind":"Name","value":"receivedQuantity"}},{"kind":"Field","name":{"kind":"Name","value":"lostQuantity"}},{"kind":"Field","name":{"kind":"Name","value":"returnedQuantity"}},{"kind":"Field","name":{"kind":"Name","value":"inTransitQuantity"}},{"kind":"Field","name":{"kind":"Name","value":"discrepancies"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"note"}}]}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<AdminReceiveStockTransferMutation, AdminReceiveStockTransferMutationVariables>;
export const AdminStockTransfersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AdminStockTransfers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"status"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"StockTransferStatus"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stockTransfers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"status"},"value":{"kind":"Variable","name":{"kind":"Name","value":"status"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"fromBranch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"toBranch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"lines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"receivedQuantity"}},{"kind":"Field","name":{"kind":"Name","value":"inTransitQuantity"}},{"kind":"Field","name":{"kind":"Name","value":"variant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sku"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<AdminStockTransfersQuery, AdminStockTransfersQueryVariables>;
export const AdminUpdateBranchDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AdminUpdateBranch"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateBranchInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateBranch"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"BranchPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"branch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"priority"}},{"kind":"Field","name":{"kind":"Name","value":"location"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"latitude"}},{"kind":"Field","name":{"kind":"Name","value":"longitude"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<AdminUpdateBranchMutation, AdminUpdateBranchMutationVariables>;
export const AdminUpdateReservationLimitsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AdminUpdateReservationLimits"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateReservationLimitsInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateReservationLimits"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ReservationLimitsPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"limits"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"holdsPerCustomer"}},{"kind":"Field","name":{"kind":"Name","value":"holdsPerGuest"}},{"kind":"Field","name":{"kind":"Name","value":"holdsPerAddress"}},{"kind":"Field","name":{"kind":"Name","value":"unitsPerVariant"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<AdminUpdateReservationLimitsMutation, AdminUpdateReservationLimitsMutationVariables>;
export const TillSignInDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"TillSignIn"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SignInRegisterInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"signInRegister"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SignInSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accessToken"}},{"kind":"Field","name":{"kind":"Name","value":"refreshToken"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<TillSignInMutation, TillSignInMutationVariables>;
export const TillScanDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"TillScan"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"registerId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"barcode"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"sku"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"posLookup"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"registerId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"registerId"}}},{"kind":"Argument","name":{"kind":"Name","value":"barcode"},"value":{"kind":"Variable","name":{"kind":"Name","value":"barcode"}}},{"kind":"Argument","name":{"kind":"Name","value":"sku"},"value":{"kind":"Variable","name":{"kind":"Name","value":"sku"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"variant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sku"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"barcodes"}},{"kind":"Field","name":{"kind":"Name","value":"product"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}}]}},{"kind":"Field","name":{"kind":"Name","value":"price"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"gross"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amountMinor"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"packQuantity"}},{"kind":"Field","name":{"kind":"Name","value":"stock"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"quantityOnHand"}},{"kind":"Field","name":{"kind":"Name","value":"quantityReserved"}},{"kind":"Field","name":{"kind":"Name","value":"quantityAvailable"}},{"kind":"Field","name":{"kind":"Name","value":"branch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<TillScanQuery, TillScanQueryVariables>;
export const TillSellDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"TillSell"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreatePosSaleInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createPosSale"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PosSalePayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changeDue"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amountMinor"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}},{"kind":"Field","name":{"kind":"Name","value":"receipt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"issuedAt"}},{"kind":"Field","name":{"kind":"Name","value":"text"}}]}},{"kind":"Field","name":{"kind":"Name","value":"order"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InsufficientStockError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"variantId"}},{"kind":"Field","name":{"kind":"Name","value":"branchId"}},{"kind":"Field","name":{"kind":"Name","value":"requested"}},{"kind":"Field","name":{"kind":"Name","value":"available"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ValidationError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<TillSellMutation, TillSellMutationVariables>;
export const TillSearchDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"TillSearch"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"registerId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"search"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"posProducts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"registerId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"registerId"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}},{"kind":"Argument","name":{"kind":"Name","value":"search"},"value":{"kind":"Variable","name":{"kind":"Name","value":"search"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"variants"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sku"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"barcodes"}},{"kind":"Field","name":{"kind":"Name","value":"price"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"gross"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amountMinor"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}}]}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<TillSearchQuery, TillSearchQueryVariables>;
export const ShopperStartGuestSessionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ShopperStartGuestSession"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"StartGuestSessionInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startGuestSession"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SignInSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accessToken"}},{"kind":"Field","name":{"kind":"Name","value":"refreshToken"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<ShopperStartGuestSessionMutation, ShopperStartGuestSessionMutationVariables>;
export const ShopperBrowseDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ShopperBrowse"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"search"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"products"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}},{"kind":"Argument","name":{"kind":"Name","value":"search"},"value":{"kind":"Variable","name":{"kind":"Name","value":"search"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"variants"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sku"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"price"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"gross"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amountMinor"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"availability"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"branch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<ShopperBrowseQuery, ShopperBrowseQueryVariables>;
export const ShopperReserveDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ShopperReserve"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ReserveStockInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reserveStock"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ReservationPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reservation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"lines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"variant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sku"}}]}},{"kind":"Field","name":{"kind":"Name","value":"branch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InsufficientStockError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"lines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"variantId"}},{"kind":"Field","name":{"kind":"Name","value":"branchId"}},{"kind":"Field","name":{"kind":"Name","value":"requested"}},{"kind":"Field","name":{"kind":"Name","value":"available"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<ShopperReserveMutation, ShopperReserveMutationVariables>;
export const ShopperPlaceOrderDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ShopperPlaceOrder"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PlaceOrderInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"placeOrder"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OrderPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"order"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ShopperOrder"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InsufficientStockError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"variantId"}},{"kind":"Field","name":{"kind":"Name","value":"branchId"}},{"kind":"Field","name":{"kind":"Name","value":"requested"}},{"kind":"Field","name":{"kind":"Name","value":"available"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ShopperOrder"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Order"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"total"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"net"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amountMinor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"tax"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amountMinor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"gross"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amountMinor"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"lines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"variant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sku"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}}]}}]} as unknown as DocumentNode<ShopperPlaceOrderMutation, ShopperPlaceOrderMutationVariables>;
export const ShopperPayDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ShopperPay"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PayOrderInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"payOrder"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OrderPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"order"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"amountPaid"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amountMinor"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}},{"kind":"Field","name":{"kind":"Name","value":"payments"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"method"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PaymentDeclinedError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidStateError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"currentStatus"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<ShopperPayMutation, ShopperPayMutationVariables>;
export const ShopperOrdersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ShopperOrders"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"orders"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"total"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"gross"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amountMinor"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"lines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"fulfilledQuantity"}},{"kind":"Field","name":{"kind":"Name","value":"variant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sku"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<ShopperOrdersQuery, ShopperOrdersQueryVariables>;
export const ShopperFindDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ShopperFind"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"search"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ProductFilterInput"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"sort"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ProductSort"}},"defaultValue":{"kind":"EnumValue","value":"PRICE_ASC"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"products"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"search"},"value":{"kind":"Variable","name":{"kind":"Name","value":"search"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"sort"},"value":{"kind":"Variable","name":{"kind":"Name","value":"sort"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"productFacets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"search"},"value":{"kind":"Variable","name":{"kind":"Name","value":"search"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"productCount"}},{"kind":"Field","name":{"kind":"Name","value":"options"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"values"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"productCount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"branches"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"branch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"productCount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"priceMin"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amountMinor"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}},{"kind":"Field","name":{"kind":"Name","value":"priceMax"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amountMinor"}}]}}]}}]}}]} as unknown as DocumentNode<ShopperFindQuery, ShopperFindQueryVariables>;
export const ShopperCollectionsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ShopperCollections"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"collections"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"slug"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"products"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"slug"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<ShopperCollectionsQuery, ShopperCollectionsQueryVariables>;
export const ShopperOrderChangedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"ShopperOrderChanged"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orderId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"since"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"orderChanged"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"orderId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orderId"}}},{"kind":"Argument","name":{"kind":"Name","value":"since"},"value":{"kind":"Variable","name":{"kind":"Name","value":"since"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"amountPaid"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amountMinor"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}}]}}]} as unknown as DocumentNode<ShopperOrderChangedSubscription, ShopperOrderChangedSubscriptionVariables>;
export const ShopperReservationExpiringDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"ShopperReservationExpiring"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"since"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reservationExpiring"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"since"},"value":{"kind":"Variable","name":{"kind":"Name","value":"since"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"lines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"variant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sku"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}}]}}]} as unknown as DocumentNode<ShopperReservationExpiringSubscription, ShopperReservationExpiringSubscriptionVariables>;
export const ShopperReserveAnywhereDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ShopperReserveAnywhere"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ReserveStockInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reserveStock"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ReservationPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reservation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"lines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"variant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sku"}}]}},{"kind":"Field","name":{"kind":"Name","value":"branch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InsufficientStockError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"lines"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"variantId"}},{"kind":"Field","name":{"kind":"Name","value":"requested"}},{"kind":"Field","name":{"kind":"Name","value":"available"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LimitExceededError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"limit"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<ShopperReserveAnywhereMutation, ShopperReserveAnywhereMutationVariables>;