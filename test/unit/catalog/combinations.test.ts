import { choiceKey, missingCombinations } from '../../../src/modules/catalog/combinations';
import { skuPartOf } from '../../../src/modules/catalog/sku';

const option = (name: string, ...values: string[]) => ({ name, values });

describe('missingCombinations', () => {
  it('lists what no variant has, in the order of the values', () => {
    const options = [option('Size', 'S', 'M'), option('Colour', 'Red', 'Blue')];
    const existing = [
      [
        { name: 'Colour', value: 'Blue' },
        { name: 'Size', value: 'S' },
      ],
    ];

    const texts = missingCombinations(options, existing).map((one) => one.map(({ value }) => value).join(' '));

    expect(texts).toEqual(['S Red', 'M Red', 'M Blue']);
    expect(missingCombinations([], existing)).toEqual([]);
  });

  it('stops at 100 of a million without walking them', () => {
    const values = Array.from({ length: 100 }, (_, index) => `v${index}`);
    const options = ['a', 'b', 'c'].map((name) => option(name, ...values));
    const existing = values.map((value) => [
      { name: 'a', value: 'v0' },
      { name: 'b', value: 'v0' },
      { name: 'c', value },
    ]);

    const missing = missingCombinations(options, existing);

    expect(missing).toHaveLength(100);
    expect(missing[0]?.map(({ value }) => value)).toEqual(['v0', 'v1', 'v0']);
  });
});

it('choiceKey does not depend on the order of the choices, and tells values apart that look joined', () => {
  const options = [{ name: 'a' }, { name: 'b' }];
  const pair = (a: string, b: string) => [
    { name: 'b', value: b },
    { name: 'a', value: a },
  ];

  expect(choiceKey(options, pair('1', '2'))).toBe(choiceKey(options, pair('1', '2').reverse()));
  expect(choiceKey(options, pair('1","2', ''))).not.toBe(choiceKey(options, pair('1', '2","')));
});

it.each([
  ['Navy blue', 0, 'NAVYBLUE'],
  ['Crème', 0, 'CREME'],
  ['10½ UK', 0, '1012UK'],
  ['赤', 2, 'V3'],
  ['Extraordinarily long', 0, 'EXTRAORDINAR'],
])('the value %j at place %i becomes the part %s of a SKU', (value, index, part) => {
  expect(skuPartOf(value, index)).toBe(part);
});
