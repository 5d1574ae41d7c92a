import { mergeByKey } from '../../../src/kernel/quantity';

it('the same key on two lines is summed, and keys come in one order', () => {
  const merged = mergeByKey([
    { key: 'b', quantity: 2 },
    { key: 'a', quantity: 1 },
    { key: 'b', quantity: 3 },
  ]);
  expect([...merged]).toEqual([
    ['a', 1],
    ['b', 5],
  ]);
});
