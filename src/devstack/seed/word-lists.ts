/** What the demonstration shop sells: kinds of goods with their options, price range (gross pence) and tax rate. */
export interface GoodsKind {
  readonly noun: string;
  /** Three letters that SKUs begin with. */
  readonly code: string;
  readonly adjectives: readonly string[];
  readonly options: readonly { readonly name: string; readonly values: readonly string[] }[];
  readonly priceMinor: readonly [low: number, high: number];
  readonly taxRateBasisPoints: number;
  readonly description: string;
}

const STANDARD_RATE = 2_000;
const ZERO_RATE = 0;

const COLOURS = { name: 'Colour', values: ['Slate', 'Cream', 'Moss', 'Rust', 'Indigo'] };
const SIZES = { name: 'Size', values: ['S', 'M', 'L', 'XL'] };
const WEIGHTS = { name: 'Weight', values: ['125 g', '250 g', '500 g'] };
const SHOE_SIZES = { name: 'Size', values: ['37', '38', '39', '40', '41', '42', '43'] };

const MAKERS = ['Ashdown', 'Brook', 'Calder', 'Dunmore', 'Elm', 'Fern', 'Garnet', 'Harrow', 'Ivy', 'Juniper'];
const MOODS = [
  'Classic',
  'Everyday',
  'Heritage',
  'Little',
  'Northern',
  'Quiet',
  'Simple',
  'Sunday',
  'Vintage',
  'Winter',
];

export const MAKER_NAMES: readonly string[] = MAKERS;

export const GOODS: readonly GoodsKind[] = [
  {
    noun: 'T-Shirt',
    code: 'TSH',
    adjectives: MOODS,
    options: [SIZES, COLOURS],
    priceMinor: [1_400, 3_200],
    taxRateBasisPoints: STANDARD_RATE,
    description: 'Organic cotton jersey, cut and sewn in small runs.',
  },
  {
    noun: 'Jumper',
    code: 'JMP',
    adjectives: MOODS,
    options: [SIZES, COLOURS],
    priceMinor: [4_500, 9_900],
    taxRateBasisPoints: STANDARD_RATE,
    description: 'Lambswool, knitted in the round so that it has no side seams.',
  },
  {
    noun: 'Child Vest',
    code: 'CHV',
    adjectives: MOODS,
    options: [SIZES],
    priceMinor: [700, 1_600],
    taxRateBasisPoints: ZERO_RATE,
    description: 'Soft ribbed cotton for children.',
  },
  {
    noun: 'Canvas Shoe',
    code: 'SHO',
    adjectives: MOODS,
    options: [SHOE_SIZES],
    priceMinor: [3_900, 7_900],
    taxRateBasisPoints: STANDARD_RATE,
    description: 'Canvas upper on a rubber sole.',
  },
  {
    noun: 'Tote Bag',
    code: 'BAG',
    adjectives: MOODS,
    options: [COLOURS],
    priceMinor: [900, 2_600],
    taxRateBasisPoints: STANDARD_RATE,
    description: 'Heavy canvas with an inside pocket.',
  },
  {
    noun: 'Stoneware Mug',
    code: 'MUG',
    adjectives: MOODS,
    options: [COLOURS],
    priceMinor: [850, 1_950],
    taxRateBasisPoints: STANDARD_RATE,
    description: 'Holds 350 ml; safe in the dishwasher.',
  },
  {
    noun: 'Soup Bowl',
    code: 'BWL',
    adjectives: MOODS,
    options: [COLOURS],
    priceMinor: [950, 2_400],
    taxRateBasisPoints: STANDARD_RATE,
    description: 'Glazed by hand, so no two are quite the same.',
  },
  {
    noun: 'Loose Tea',
    code: 'TEA',
    adjectives: MOODS,
    options: [WEIGHTS],
    priceMinor: [450, 1_800],
    taxRateBasisPoints: ZERO_RATE,
    description: 'Whole leaves in a tin that closes tightly.',
  },
  {
    noun: 'Coffee Beans',
    code: 'COF',
    adjectives: MOODS,
    options: [WEIGHTS],
    priceMinor: [600, 2_200],
    taxRateBasisPoints: ZERO_RATE,
    description: 'Roasted weekly; the date is on the bag.',
  },
  {
    noun: 'Notebook',
    code: 'NTB',
    adjectives: MOODS,
    options: [{ name: 'Ruling', values: ['Plain', 'Lined', 'Dotted'] }],
    priceMinor: [500, 1_500],
    taxRateBasisPoints: STANDARD_RATE,
    description: '160 pages of paper that ink does not bleed through.',
  },
  {
    noun: 'Picture Book',
    code: 'PBK',
    adjectives: MOODS,
    options: [],
    priceMinor: [699, 1_299],
    taxRateBasisPoints: ZERO_RATE,
    description: 'For reading aloud, again and again.',
  },
  {
    noun: 'Soy Candle',
    code: 'CND',
    adjectives: MOODS,
    options: [{ name: 'Scent', values: ['Fig', 'Cedar', 'Lavender', 'Orange'] }],
    priceMinor: [1_100, 2_800],
    taxRateBasisPoints: STANDARD_RATE,
    description: 'Burns for about forty hours.',
  },
  {
    noun: 'Desk Lamp',
    code: 'LMP',
    adjectives: MOODS,
    options: [COLOURS],
    priceMinor: [3_500, 8_900],
    taxRateBasisPoints: STANDARD_RATE,
    description: 'Steel arm, warm light, a real switch.',
  },
  {
    noun: 'Wooden Puzzle',
    code: 'PZL',
    adjectives: MOODS,
    options: [],
    priceMinor: [1_200, 3_400],
    taxRateBasisPoints: STANDARD_RATE,
    description: 'Beech, oiled, for patient hands.',
  },
  {
    noun: 'Garden Trowel',
    code: 'GTR',
    adjectives: MOODS,
    options: [],
    priceMinor: [900, 2_100],
    taxRateBasisPoints: STANDARD_RATE,
    description: 'Carbon steel blade and an ash handle.',
  },
];
