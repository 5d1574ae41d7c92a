import type { Guard } from './guard';

const SETTLE = 'src/modules/inventory/transfers/settle-line.ts';
const SHIP = 'src/modules/inventory/transfers/ship-stock-transfer.ts';
const EDGES_TEST = 'test/api/inventory/edges.test.ts';
const APPROVE = 'src/modules/inventory/counts/approve-stock-count.ts';
const JUDGE = 'src/modules/inventory/counts/count-line.ts';
const TRANSFER_TEST = 'test/api/inventory/transfers.test.ts';
const APPROVAL_TEST = 'test/api/inventory/counts-approval.test.ts';
const FIND_ALL_TEST = 'test/budget/find-all.test.ts';
const LINE_TEST = 'test/unit/inventory/count-line.test.ts';
const REMOVAL_RACE_TEST = 'test/race/removal.test.ts';
const SHARED = 'src/graphql/plugins/shared-answers.ts';
const SHARED_TEST = 'test/unit/graphql/shared-answers.test.ts';

/** Guards of transfers, counts, moves between buckets, and of removals beside all of them. */
export const DOCUMENT_GUARDS: readonly Guard[] = [
  {
    name: 'no more is received than is in transit, unless it is stated as more',
    file: SETTLE,
    text: 'if (excess > 0) {',
    replacement: 'if (excess > 2 ** 40) {',
    tests: [TRANSFER_TEST],
  },
  {
    name: 'more than was shipped is stated only when nothing is on its way any more',
    file: SETTLE,
    text: 'if (over > 0 && excess < 0) {',
    replacement: 'if (over < 0) {',
    tests: [TRANSFER_TEST],
  },
  {
    name: 'a transfer ships only what is available',
    file: SHIP,
    text: "requires: 'AVAILABLE',",
    replacement: "requires: 'NOTHING',",
    tests: [TRANSFER_TEST],
  },
  {
    name: 'a transfer is shipped once',
    file: SHIP,
    text: "assertTransferStatus(transfer, 'shipped', ['DRAFT']);",
    replacement: "assertTransferStatus(transfer, 'shipped', ['DRAFT', 'IN_TRANSIT', 'CANCELLED']);",
    tests: [TRANSFER_TEST],
  },
  {
    name: 'large differences of a count need an approver',
    file: APPROVE,
    text: "if (!can(tx.actor, 'stock:approve')) {",
    replacement: "if (tx.actor.kind === 'anonymous') {",
    tests: [APPROVAL_TEST],
  },
  {
    name: 'nobody approves large differences that they counted',
    file: APPROVE,
    text: 'if (approverId !== null && count.counterIds.some((id) => id.equals(approverId))) {',
    replacement: 'if (approverId !== null && count.counterIds.length < 0) {',
    tests: [APPROVAL_TEST],
  },
  {
    name: 'units that are held are not counted away',
    file: JUDGE,
    text: 'if (onHandDelta < 0 && (entry?.quantityAvailable ?? 0) + onHandDelta < 0) {',
    replacement: 'if (onHandDelta < -(2 ** 40)) {',
    tests: [LINE_TEST],
  },
  {
    name: 'a loss that another count has booked is not booked again',
    file: JUDGE,
    text: 'if (line.mixed || countedMeanwhile || (',
    replacement: 'if (line.mixed || (',
    tests: [LINE_TEST],
  },
  {
    name: 'a line that was counted at two moments is counted again',
    file: JUDGE,
    text: 'if (line.mixed || countedMeanwhile || (',
    replacement: 'if (countedMeanwhile || (',
    tests: [LINE_TEST],
  },
  {
    name: 'who asks to count again what moved gets it',
    file: JUDGE,
    text: "(movedLines === 'RECOUNT' && hasMoved(line, entry))",
    replacement: 'entry === null',
    tests: [LINE_TEST],
  },
  {
    name: 'only what is available can be set aside',
    file: 'src/modules/inventory/stock-bucket.ts',
    text: "const requires = from === 'AVAILABLE' ? 'AVAILABLE' : 'NOTHING';",
    replacement: "const requires = 'NOTHING';",
    tests: ['test/api/inventory/buckets.test.ts'],
  },
  {
    name: 'who makes an entry writes its variant, so that a removal conflicts',
    file: 'src/modules/inventory/stock-ledger-writes.ts',
    text: 'if (variantIds.length > 0) await touchVariantsIn(tx, variantIds);',
    replacement: 'void variantIds;',
    tests: [REMOVAL_RACE_TEST],
  },
  {
    name: 'a removal writes the entries that it judged',
    file: 'src/modules/inventory/settle-removed.ts',
    text: 'await touchEntries(tx, entries);',
    replacement: '',
    tests: [REMOVAL_RACE_TEST],
  },
  {
    name: 'who writes stock of a variant reads it as the transaction sees it',
    file: 'src/modules/catalog/find-variant.ts',
    text: "'session' in ctx",
    replacement: "'session' in {}",
    tests: [REMOVAL_RACE_TEST],
  },
  {
    name: 'a read that is on its way is joined by nobody',
    file: 'src/platform/read-together.ts',
    text: 'lane.waiting = undefined;\n    await withPatience(waiting.start());',
    replacement: 'await withPatience(waiting.start());\n    lane.waiting = undefined;',
    tests: ['test/unit/platform/read-together.test.ts', 'test/budget/crowd.test.ts'],
  },
  {
    name: 'tenants never share a read',
    file: 'src/platform/read-together.ts',
    text: '`${ctx.tenantId.toHexString()}:${lane}`',
    replacement: 'lane',
    tests: ['test/unit/platform/read-together.test.ts'],
  },
  {
    name: 'an answer that looked at who asks is nobody else’s',
    file: 'src/graphql/graphql-context.ts',
    text: '(isOfMany ? value : tell(value))',
    replacement: 'value',
    tests: [SHARED_TEST, 'test/budget/crowd.test.ts'],
  },
  {
    name: 'only callers of the same rights share an answer',
    file: SHARED,
    text: ':${context.rights}:',
    replacement: ':',
    tests: [SHARED_TEST],
  },
  {
    name: 'a failure is told to the one caller it happened to',
    file: SHARED,
    text: ' || result.errors !== undefined',
    replacement: '',
    tests: [SHARED_TEST],
  },
  {
    name: 'a read in one reply names its tenant',
    file: 'src/platform/find-all.ts',
    text: '  assertNamesTenant(filter, model.modelName);\n',
    replacement: '',
    tests: [FIND_ALL_TEST],
  },
  {
    name: 'a reply that does not hold everything is not the answer',
    file: 'src/platform/find-all.ts',
    text: 'if (Number(cursor.id) === 0) return cursor.firstBatch;',
    replacement: 'return cursor.firstBatch;',
    tests: [FIND_ALL_TEST],
  },
  {
    name: 'an input that breaks a rule is not waved through',
    file: 'src/graphql/input-rules.ts',
    text: 'if (!checks.every((check) => check(value, given))) return false;',
    replacement: '',
    tests: ['test/unit/graphql/input-rules.test.ts'],
  },
  {
    name: 'a file of stock, all or nothing, stores no part of itself',
    file: 'src/modules/bulk/run-import.ts',
    text: 'if (mustBeWhole && IMPORTS_BY_KIND[job.kind].undo === null) {',
    replacement: 'if (mustBeWhole && limit < 0) {',
    tests: ['test/api/bulk/import-stock.test.ts'],
  },
  {
    name: 'no file says how many units there are of what is told apart by serial number',
    file: 'src/modules/bulk/stock-kind.ts',
    text: "if (onHandDelta > 0 && tracking === 'SERIAL') {",
    replacement: "if (onHandDelta < 0 && tracking === 'NONE') {",
    tests: ['test/api/bulk/import-stock.test.ts'],
  },
  {
    name: 'a movement between two others can be read',
    file: 'src/modules/inventory/stock-ledger.ts',
    text: 'assertInRange(onHand, onHand - reserved - unavailable);',
    replacement: '',
    tests: [EDGES_TEST],
  },
  {
    name: 'a count asks how the units of a new entry are told apart',
    file: APPROVE,
    text: '...(entry !== undefined && { productId: entry.productId }),',
    replacement: 'productId: line.productId,',
    tests: [EDGES_TEST],
  },
  {
    name: 'a unit that one line names is not taken by another',
    file: 'src/modules/inventory/serials/move-serials.ts',
    text: '!named.has(unit.row.serialKey)',
    replacement: '!taken.includes(unit)',
    tests: [EDGES_TEST],
  },
  {
    name: 'a stock import makes no stock of a service',
    file: 'src/modules/bulk/stock-kind.ts',
    text: ' && !variant.isService',
    replacement: '',
    tests: ['test/api/bulk/import-stock.test.ts'],
  },
  {
    name: 'who asks again keeps what they hold',
    file: 'src/modules/inventory/stock-ledger-backorders.ts',
    text: 'taken - Math.min(taken, kept)',
    replacement: 'taken',
    tests: ['test/api/inventory/backorders.test.ts'],
  },
  {
    name: 'nobody waits for one branch while another has it',
    file: 'src/modules/reservations/source-stock.ts',
    text: 'Math.min(unitsFree(entry, requires), entry.quantityAvailable)',
    replacement: 'unitsFree(entry, requires)',
    tests: ['test/api/reservations/sourcing.test.ts'],
  },
  {
    name: 'an event that no reader would take is refused where it is written',
    file: 'src/platform/outbox.ts',
    text: 'invariant(EVENT_TYPE.test(event.type), `an event is named noun.happened, not ${event.type}`);',
    replacement: '',
    tests: ['test/jobs/relay-outbox.test.ts'],
  },
  {
    name: "a stream's place waits for what was missed",
    file: 'src/graphql/live/stream-position.ts',
    text: 'this.untold.size > 0 && ',
    replacement: 'this.untold.size < 0 && ',
    tests: ['test/api/live/streams.test.ts'],
  },
];
