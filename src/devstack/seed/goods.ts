import { inStoreEan13 } from './ean13';
import { SeededRandom } from './random';
import { GOODS, MAKER_NAMES } from './word-lists';
import type { GoodsKind } from './word-lists';

/** One product to be made, with everything decided. */
export interface SeedProduct {
  readonly title: string;
  readonly description: string;
  readonly status: 'DRAFT' | 'ACTIVE' | 'ARCHIVED';
  readonly options: readonly { readonly name: string; readonly values: readonly string[] }[];
  readonly variants: readonly SeedVariant[];
}

export interface SeedVariant {
  readonly sku: string;
  readonly barcode: string;
  readonly priceMinor: number;
  readonly costPriceMinor: number;
  readonly taxRateBasisPoints: number;
  readonly selectedOptions: readonly { readonly name: string; readonly value: string }[];
  /** Units to receive in each branch, in the order of the branches; 0 means that the branch never had it. */
  readonly openingStock: readonly number[];
}

/** Number of branches that opening stock is made for: two shops and the warehouse. */
const BRANCHES = 3;
const VARIANTS_MAX = 6;

/** Makes `count` different products; the same seed and count give the same list, to the last unit. */
export function makeGoods(seed: number, count: number): readonly SeedProduct[] {
  const random = new SeededRandom(seed);
  const titles = new Set<string>();
  const products: SeedProduct[] = [];
  let articles = 0;
  while (products.length < count) {
    const kind = GOODS[products.length % GOODS.length] ?? random.pick(GOODS);
    const title = `${random.pick(MAKER_NAMES)} ${random.pick(kind.adjectives)} ${kind.noun}`;
    if (titles.has(title)) continue;
    titles.add(title);
    const product = makeOne(random, kind, title, products.length, articles);
    articles += product.variants.length;
    products.push(product);
  }
  return products;
}

function makeOne(random: SeededRandom, kind: GoodsKind, title: string, index: number, articles: number): SeedProduct {
  const combinations = chooseVariants(random, kind);
  const priceMinor = random.integer(Math.ceil(kind.priceMinor[0] / 50), Math.floor(kind.priceMinor[1] / 50)) * 50 - 1;
  const options = kind.options.map(({ name }) => ({
    name,
    values: [...new Set(combinations.map((chosen) => chosen.find((one) => one.name === name)?.value ?? ''))],
  }));
  // The first products always sell; a few later ones are still being prepared or are no longer sold.
  const status = index < GOODS.length || random.chance(0.94) ? 'ACTIVE' : random.pick(['DRAFT', 'ARCHIVED'] as const);
  return {
    title,
    description: kind.description,
    status,
    options,
    variants: combinations.map((selectedOptions, position) => ({
      sku: skuOf(kind, index, selectedOptions),
      barcode: inStoreEan13(articles + position),
      priceMinor: priceMinor + (selectedOptions.some(({ value }) => value === 'XL') ? 200 : 0),
      costPriceMinor: Math.round(priceMinor * (0.35 + random.next() * 0.2)),
      taxRateBasisPoints: kind.taxRateBasisPoints,
      selectedOptions,
      openingStock: stockOf(random, index),
    })),
  };
}

/** Some of all combinations of the kind's options, in their order; one without options for a kind that has none. */
function chooseVariants(random: SeededRandom, kind: GoodsKind): { name: string; value: string }[][] {
  let combinations: { name: string; value: string }[][] = [[]];
  for (const { name, values } of kind.options) {
    combinations = combinations.flatMap((chosen) => values.map((value) => [...chosen, { name, value }]));
  }
  while (combinations.length > VARIANTS_MAX) combinations.splice(random.integer(0, combinations.length - 1), 1);
  return combinations;
}

function skuOf(kind: GoodsKind, index: number, selectedOptions: readonly { value: string }[]): string {
  const number = String(index + 1).padStart(3, '0');
  const suffix = selectedOptions.map(({ value }) =>
    value
      .replaceAll(/[^A-Za-z0-9]/g, '')
      .slice(0, 4)
      .toUpperCase(),
  );
  return [kind.code, number, ...suffix].join('-');
}

/** Plenty in the first products, so that examples work; later ones are scarce or sold out here and there, as in life. */
function stockOf(random: SeededRandom, index: number): number[] {
  return Array.from({ length: BRANCHES }, (_unused, branch) => {
    const isWarehouse = branch === BRANCHES - 1;
    if (index < GOODS.length) return random.integer(40, 80);
    if (random.chance(0.12)) return 0;
    return isWarehouse ? random.integer(20, 240) : random.integer(1, 30);
  });
}
