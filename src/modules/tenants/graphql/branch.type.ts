import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { Node } from '../../../graphql/node.type';
import { toGlobalId } from '../../../kernel/ids';
import type { BranchDoc, BranchKind, NegativeStockPolicy } from '../branch.model';

/** The schema's enum of branch kinds. */
export const BranchKindEnum = { STORE: 'STORE', WAREHOUSE: 'WAREHOUSE' } as const satisfies Record<
  BranchKind,
  BranchKind
>;
registerEnumType(BranchKindEnum, {
  name: 'BranchKind',
  description: 'What a branch is.',
  valuesConfig: {
    STORE: { description: 'A shop with tills.' },
    WAREHOUSE: { description: 'A place that only stores and ships.' },
  },
});

/** The schema's enum of negative stock policies. */
export const NegativeStockPolicyEnum = { BLOCK: 'BLOCK', WARN: 'WARN', ALLOW: 'ALLOW' } as const satisfies Record<
  NegativeStockPolicy,
  NegativeStockPolicy
>;
registerEnumType(NegativeStockPolicyEnum, {
  name: 'NegativeStockPolicy',
  description: 'What a branch does when a sale would take its stock below zero.',
  valuesConfig: {
    BLOCK: { description: 'The sale is refused.' },
    WARN: { description: 'The sale goes through at the till and is reported.' },
    ALLOW: { description: 'The sale goes through.' },
  },
});

@ObjectType('Branch', {
  implements: Node,
  simpleResolvers: true,
  description: 'A stock location of the tenant: a shop or a warehouse.',
})
export class BranchType implements Node {
  constructor(readonly doc: BranchDoc) {}

  @Field(() => ID, { description: 'Opaque global id.' })
  get id(): string {
    return toGlobalId('Branch', this.doc._id);
  }

  @Field(() => String, { description: 'Short code, unique in the tenant; it stands in receipt numbers.' })
  get code(): string {
    return this.doc.code;
  }

  @Field(() => String, { description: 'Name for people.' })
  get name(): string {
    return this.doc.name;
  }

  @Field(() => BranchKindEnum, { description: 'Shop or warehouse.' })
  get kind(): BranchKind {
    return this.doc.kind;
  }

  @Field(() => NegativeStockPolicyEnum, { description: 'What happens when a sale would take stock below zero.' })
  get negativeStockPolicy(): NegativeStockPolicy {
    return this.doc.negativeStockPolicy;
  }

  @Field(() => String, { description: 'IANA time zone, such as "Europe/London".' })
  get timeZone(): string {
    return this.doc.timeZone;
  }

  @Field(() => Boolean, { description: 'False once the branch has closed.' })
  get active(): boolean {
    return this.doc.active;
  }
}
