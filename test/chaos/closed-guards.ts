import type { Guard } from './guard';

const CLOSED_TEST = 'test/api/inventory/closed-branches.test.ts';
const TRANSFER = 'src/modules/inventory/transfers/create-stock-transfer.ts';

/** Guards of branches that have closed. */
export const CLOSED_GUARDS: readonly Guard[] = [
  {
    name: 'no new hold in a closed branch',
    file: 'src/modules/reservations/reserve-stock.ts',
    text: 'if (merged !== null) return reserveThere(ctx, merged, reserve, orElse);',
    replacement: 'if (merged !== null) return reserve(merged);',
    tests: [CLOSED_TEST],
  },
  {
    name: 'no closed branch is chosen to serve an order',
    file: 'src/modules/reservations/source-stock.ts',
    text: 'if (branch.active) chosen.set',
    replacement: 'chosen.set',
    tests: [CLOSED_TEST],
  },
  {
    name: 'no new order out of a closed branch',
    file: 'src/modules/orders/place-order.ts',
    text: 'if (reservation === null) {',
    replacement: "if (reservation?.status === 'PENDING') {",
    tests: [CLOSED_TEST],
  },
  {
    name: 'what lost its hold is not sold anew out of a closed branch',
    file: 'src/modules/orders/settle-payment.ts',
    text: 'stockedLines(order.lines).map(({ branchId }) => branchId),',
    replacement: '[],',
    tests: ['test/api/payments/lost-hold.test.ts'],
  },
  {
    name: 'no till sells in a closed branch',
    file: 'src/modules/pos/create-pos-sale.ts',
    text: 'if ((request.occurredAt ?? null) === null) await assertBranchesOpen(ctx, [register.branchId]);',
    replacement: '',
    tests: [CLOSED_TEST],
  },
  {
    name: 'no goods arrive at a closed branch',
    file: 'src/modules/inventory/adjust-stock.ts',
    text: "changes.filter(({ type }) => type === 'RECEIPT')",
    replacement: 'changes.slice(0, 0)',
    tests: [CLOSED_TEST],
  },
  {
    name: 'no transfer is planned to a closed branch',
    file: TRANSFER,
    text: 'await assertBranches(tx, [fromBranchId, toBranchId]);\n    await assertBranchesOpen(tx, [toBranchId]);',
    replacement: 'await assertBranches(tx, [fromBranchId, toBranchId]);',
    tests: [CLOSED_TEST],
  },
  {
    name: 'no transfer is changed to go to a closed branch',
    file: TRANSFER,
    text: 'await assertBranches(tx, [toBranchId]);\n    await assertBranchesOpen(tx, [toBranchId]);',
    replacement: 'await assertBranches(tx, [toBranchId]);',
    tests: [CLOSED_TEST],
  },
  {
    name: 'no transfer leaves for a closed branch',
    file: 'src/modules/inventory/transfers/ship-stock-transfer.ts',
    text: 'await assertBranchesOpen(tx, [transfer.toBranchId]);',
    replacement: '',
    tests: [CLOSED_TEST],
  },
];
