import { toGlobalId } from '../../../src/kernel/ids';
import { serialVariant, unitsOf } from '../inventory/serial-scenario';
import { memberOf, refusalOf } from '../orders/order-scenario';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { Till } from './pos-scenario';

let t: TestApp;
let till: Till;
beforeAll(async () => {
  t = await createTestApp();
  till = new Till(t);
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

it('a till sells the unit whose number it names, the oldest where it names none, and none twice', async () => {
  const camera = await serialVariant(t, 'CAM-1', 'CAM-2', 'CAM-3');
  const line = { variantId: toGlobalId('Variant', camera._id), quantity: 1 };
  expect(memberOf(await till.sell([{ ...line, serials: ['cam-2'] }], 1_000)).__typename).toBe('PosSalePayload');
  expect(await unitsOf(t, camera)).toEqual({
    'CAM-1': 'IN_STOCK NORTH',
    'CAM-2': 'SOLD NORTH',
    'CAM-3': 'IN_STOCK NORTH',
  });
  expect(memberOf(await till.sell([line], 1_000)).__typename).toBe('PosSalePayload');
  expect(await unitsOf(t, camera)).toMatchObject({ 'CAM-1': 'SOLD NORTH', 'CAM-3': 'IN_STOCK NORTH' });
  const again = memberOf(await till.sell([{ ...line, serials: ['CAM-2'] }], 1_000));
  expect(again.__typename).not.toBe('PosSalePayload');
  expect(refusalOf(await till.sell([{ ...line, serials: ['CAM-3', 'CAM-4'] }], 1_000))).toBe('BAD_USER_INPUT');
  expect(await unitsOf(t, camera)).toMatchObject({ 'CAM-3': 'IN_STOCK NORTH' });
});
