import { newId } from '../../src/kernel/ids';
import { markDue, readDue } from '../../src/platform/due-work';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';

let service: TestApp;
beforeAll(async () => {
  service = await createTestApp();
});
afterAll(() => service.close());

test('a list of more than the 101 documents of the default first batch comes with one command', async () => {
  const since = service.clock.now();
  await markDue(
    service.ctx,
    'sync-product-quantity',
    Array.from({ length: 300 }, () => ({ id: newId(), since })),
  );
  const { result, commands } = await service.countCommands(() => readDue(service.ctx, 'sync-product-quantity', 500));
  expect(result).toHaveLength(300);
  expect(commands).toEqual(['find due_marks']);
});
