import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Node } from '../../../graphql/node.type';
import { connectionTypes } from '../../../graphql/pagination';
import { toGlobalId } from '../../../kernel/ids';
import { needsApprover } from '../counts';
import type {
  MovedLineChoice,
  StockCountDoc,
  StockCountLineDoc,
  StockCountLineStatus,
  StockCountStatus,
} from '../counts';

/** The schema's enum of count statuses. */
export const StockCountStatusEnum = {
  OPEN: 'OPEN',
  SUBMITTED: 'SUBMITTED',
  APPROVING: 'APPROVING',
  APPROVED: 'APPROVED',
  CANCELLED: 'CANCELLED',
} as const satisfies Record<StockCountStatus, StockCountStatus>;
registerEnumType(StockCountStatusEnum, {
  name: 'StockCountStatus',
  description: 'Where a count stands.',
  valuesConfig: {
    OPEN: { description: 'Being counted, or counted again after an approval that left lines out.' },
    SUBMITTED: { description: 'Counted; waits for approval.' },
    APPROVING: { description: 'A large approval is under way. If it stopped, send it again.' },
    APPROVED: { description: 'Ended: all differences are booked.' },
    CANCELLED: { description: 'Ended: given up.' },
  },
});

/** The schema's enum of line statuses. */
export const StockCountLineStatusEnum = {
  COUNTED: 'COUNTED',
  APPLIED: 'APPLIED',
  MOVED_SINCE_COUNTED: 'MOVED_SINCE_COUNTED',
  BELOW_HELD: 'BELOW_HELD',
} as const satisfies Record<StockCountLineStatus, StockCountLineStatus>;
registerEnumType(StockCountLineStatusEnum, {
  name: 'StockCountLineStatus',
  description: 'Where a line of a count stands.',
  valuesConfig: {
    COUNTED: { description: 'Counted; waits for approval.' },
    APPLIED: { description: 'Approved and booked.' },
    MOVED_SINCE_COUNTED: { description: 'Left out: its stock moved since. Count it again with mode REPLACE.' },
    BELOW_HELD: { description: 'Left out: fewer were found than are held. End holds first, then approve again.' },
  },
});

/** The schema's enum of what becomes of moved lines. */
export const MovedLineChoiceEnum = {
  REBASE: 'REBASE',
  RECOUNT: 'RECOUNT',
} as const satisfies Record<MovedLineChoice, MovedLineChoice>;
registerEnumType(MovedLineChoiceEnum, {
  name: 'MovedLineChoice',
  description: 'What an approval does with lines whose stock moved after they were counted.',
  valuesConfig: {
    REBASE: { description: 'Books the difference of the moment of counting on top of what is there now.' },
    RECOUNT: { description: 'Leaves them out and opens the count again for them.' },
  },
});

@ObjectType('StockCountApproval', {
  simpleResolvers: true,
  description: 'What the latest approval did with the lines.',
})
export class StockCountApprovalType {
  @Field(() => MovedLineChoiceEnum, { description: 'What it did with lines whose stock had moved.' })
  readonly movedLines: MovedLineChoice;

  @Field(() => ID, { nullable: true, description: 'Who approved; null for jobs.' })
  readonly approverId: string | null;

  @Field(() => Int, { description: 'Lines looked at so far, booked ones of earlier approvals included.' })
  readonly judgedLines: number;

  @Field(() => Int, { description: 'Lines that it booked.' })
  readonly appliedLines: number;

  @Field(() => Int, { description: 'Lines that it left out because their stock had moved.' })
  readonly movedLineCount: number;

  @Field(() => Int, { description: 'Lines that it left out because fewer were found than are held.' })
  readonly belowHeldLineCount: number;

  constructor(approval: NonNullable<StockCountDoc['approval']>) {
    const { movedLines, approverId, judgedLines, appliedLines, movedLineCount, belowHeldLineCount } = approval;
    this.movedLines = movedLines;
    this.approverId = approverId === null ? null : toGlobalId('Actor', approverId);
    this.judgedLines = judgedLines;
    this.appliedLines = appliedLines;
    this.movedLineCount = movedLineCount;
    this.belowHeldLineCount = belowHeldLineCount;
  }
}

@ObjectType('StockCountLine', { simpleResolvers: true, description: 'One variant of a count.' })
export class StockCountLineType {
  /** @param hidden what is expected is not for this caller: the count is blind. */
  constructor(
    readonly doc: StockCountLineDoc,
    readonly hidden: boolean,
  ) {}

  @Field(() => StockCountLineStatusEnum, { description: 'Where it stands.' })
  get status(): StockCountLineStatus {
    return this.doc.status;
  }

  @Field(() => Int, { description: 'Units that were found.' })
  get countedQuantity(): number {
    return this.doc.countedQuantity;
  }

  @Field(() => Int, {
    nullable: true,
    description: 'What should be there by the ledger at the moment of counting; null for those who count blind.',
  })
  get expectedQuantity(): number | null {
    return this.hidden ? null : this.doc.expectedQuantity;
  }

  @Field(() => Int, { nullable: true, description: 'Counted - expected; null for those who count blind.' })
  get variance(): number | null {
    return this.hidden ? null : this.doc.countedQuantity - this.doc.expectedQuantity;
  }

  @Field(() => Int, {
    nullable: true,
    description: 'Signed change of on hand that was booked; null before, and for those who count blind.',
  })
  get appliedDelta(): number | null {
    return this.hidden ? null : this.doc.appliedDelta;
  }

  @Field(() => ID, { nullable: true, description: 'Who counted it last; null for jobs.' })
  get countedById(): string | null {
    return this.doc.countedById === null ? null : toGlobalId('Actor', this.doc.countedById);
  }

  @Field(() => Date, { description: 'When it was counted last.' })
  get countedAt(): Date {
    return this.doc.countedAt;
  }
}

@ObjectType('StockCount', {
  implements: Node,
  simpleResolvers: true,
  description:
    'A session of counting one branch while it goes on selling. Goods of paid orders left on hand when they were paid: ' +
    'set them aside and do not count them.',
})
export class StockCountType implements Node {
  /** @param hidden what is expected is not for this caller: the count is blind. */
  constructor(
    readonly doc: StockCountDoc,
    readonly hidden: boolean,
  ) {}

  @Field(() => ID, { description: 'Opaque global id.' })
  get id(): string {
    return toGlobalId('StockCount', this.doc._id);
  }

  @Field(() => String, { description: 'Number for people, unique in the tenant, such as "C-000012".' })
  get number(): string {
    return this.doc.number;
  }

  @Field(() => StockCountStatusEnum, { description: 'Where it stands.' })
  get status(): StockCountStatus {
    return this.doc.status;
  }

  @Field(() => Boolean, { description: 'Counters do not see what is expected.' })
  get blind(): boolean {
    return this.doc.blind;
  }

  @Field(() => [ID], {
    nullable: true,
    description: 'The only variants to count; null when it is not limited to some.',
  })
  get scopeVariantIds(): string[] | null {
    return this.doc.scopeVariantIds?.map((id) => toGlobalId('Variant', id)) ?? null;
  }

  @Field(() => ID, { nullable: true, description: 'The only category to count, with those below it; null for all.' })
  get scopeCategoryId(): string | null {
    return this.doc.scopeCategoryId === null ? null : toGlobalId('Category', this.doc.scopeCategoryId);
  }

  @Field(() => String, { nullable: true, description: 'A word for colleagues.' })
  get note(): string | null {
    return this.doc.note;
  }

  @Field(() => Int, { description: 'How many variants were counted so far.' })
  get lineCount(): number {
    return this.doc.lineCount;
  }

  @Field(() => Int, {
    nullable: true,
    description:
      'Sum of the differences without sign when it was submitted; null before, and for those who count blind.',
  })
  get varianceUnits(): number | null {
    return this.hidden ? null : this.doc.varianceUnits;
  }

  @Field(() => Boolean, {
    nullable: true,
    description: 'True when a second person with stock:approve must approve; null before it was submitted.',
  })
  get needsApprover(): boolean | null {
    return this.doc.varianceUnits === null ? null : needsApprover(this.doc);
  }

  @Field(() => StockCountApprovalType, { nullable: true, description: 'The latest approval; null before the first.' })
  get approval(): StockCountApprovalType | null {
    return this.doc.approval === null ? null : new StockCountApprovalType(this.doc.approval);
  }

  @Field(() => ID, { nullable: true, description: 'Who started it; null for jobs.' })
  get createdById(): string | null {
    return this.doc.createdById === null ? null : toGlobalId('Actor', this.doc.createdById);
  }

  @Field(() => Date, { nullable: true, description: 'When it was submitted last.' })
  get submittedAt(): Date | null {
    return this.doc.submittedAt;
  }

  @Field(() => Date, { nullable: true, description: 'When it was approved; null before.' })
  get approvedAt(): Date | null {
    return this.doc.approvedAt;
  }

  @Field(() => Date, { description: 'When it was started.' })
  get createdAt(): Date {
    return this.doc.createdAt;
  }

  @Field(() => Date, { description: 'When it changed last.' })
  get updatedAt(): Date {
    return this.doc.updatedAt;
  }
}

export const StockCountConnection = connectionTypes('StockCount', () => StockCountType).Connection;
export const StockCountLineConnection = connectionTypes('StockCountLine', () => StockCountLineType).Connection;
