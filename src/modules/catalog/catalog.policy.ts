/** Limits of one product: generous for shops, small enough that a product with all its variants is one read. */
export const VARIANTS_PER_PRODUCT_MAX = 100;
/** With the removed ones, which keep their SKUs for ever: every change of a product reads all of them. */
export const VARIANTS_EVER_MAX = 1_000;
/** Products whose removed variants one command reads. */
export const REMOVED_PAGES_PER_READ_MAX = 100;
export const OPTIONS_PER_PRODUCT_MAX = 3;
export const VALUES_PER_OPTION_MAX = 100;
export const OPTION_TEXT_LENGTH_MAX = 100;
export const TITLE_LENGTH_MAX = 255;
export const SLUG_LENGTH_MAX = 100;
export const DESCRIPTION_LENGTH_MAX = 10_000;
export const BARCODES_PER_VARIANT_MAX = 10;
/** Codes of cases and pallets, besides those of the unit. */
export const PACK_BARCODES_PER_VARIANT_MAX = 10;
/** Units of one pack; a pallet of small goods has thousands. */
export const PACK_QUANTITY_MAX = 100_000;

/** Pictures and films of one product, and of one variant. */
export const MEDIA_MAX = 20;
export const MEDIA_URL_LENGTH_MAX = 2_048;
export const MEDIA_ALT_LENGTH_MAX = 500;

/** A price times the largest quantity of an order line must stay a safe integer by far. */
export const PRICE_MINOR_MAX = 100_000_000_000;
/** 100 %. */
export const TAX_RATE_BASIS_POINTS_MAX = 10_000;

/** Words of a product that can be searched; more would only bloat the index. */
export const SEARCH_WORDS_MAX = 1_000;
export const SEARCH_WORD_LENGTH_MAX = 64;
/** Words of one search that count. */
export const SEARCH_TERMS_MAX = 8;
export const SEARCH_LENGTH_MAX = 200;

/** Characters of a title that decide its place in a list; what is alike in them stands in the order of creation. */
export const TITLE_ORDER_LENGTH = 80;
/** As many as a product's variants can have. */
export const OPTION_KEYS_MAX = 300;
export const FILTER_OPTIONS_MAX = 10;
export const FILTER_VALUES_MAX = 50;
/** Products that facets look at: counting more would cost more than the page beside them. */
export const FACET_PRODUCTS_MAX = 10_000;
export const FACET_VALUES_MAX = 50;
/** Option values that facets read, of all names together. */
export const OPTION_VALUES_READ_MAX = 500;

/** With three options of 12 characters each behind it, a generated SKU still has room for a number. */
export const SKU_PREFIX_LENGTH_MAX = 20;
/** Tries at making a slug unique before giving up. */
export const SLUG_ATTEMPTS_MAX = 4;

export const PRICE_LISTS_MAX = 500;
export const PRICE_LIST_NAME_LENGTH_MAX = 100;
export const PRICE_LIST_PRIORITY_MAX = 1_000_000;
export const PRICE_LIST_BRANCHES_MAX = 500;
export const CUSTOMER_GROUPS_PER_LIST_MAX = 100;
/** Tiers that one request sets: one transaction stays far from its limits. */
export const LIST_PRICES_PER_REQUEST_MAX = 500;

export const CATEGORIES_MAX = 2_000;
export const CATEGORY_DEPTH_MAX = 8;
export const CATEGORY_NAME_LENGTH_MAX = 100;
export const CATEGORIES_PER_PRODUCT_MAX = 20;

export const COLLECTIONS_MAX = 1_000;
export const COLLECTION_NAME_LENGTH_MAX = 100;
/** Products of one collection that is filled by hand. */
export const COLLECTION_PRODUCTS_MAX = 1_000;
export const COLLECTION_PRODUCTS_PER_REQUEST_MAX = 100;
export const COLLECTION_CONDITIONS_MAX = 10;
/** Collections whose products one command reads. */
export const COLLECTIONS_PER_READ_MAX = 100;

/** Variants of the products that one batch of a bulk upsert may touch: one transaction stays far from its limits. */
export const DRAFT_DOCUMENTS_MAX = 3_000;
