import { Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Node } from '../../../graphql/node.type';
import { toGlobalId } from '../../../kernel/ids';
import type { BranchDoc, BranchKind, GeoPoint, NegativeStockPolicy } from '../branch.model';

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

@ObjectType('GeoPoint', { simpleResolvers: true, description: 'A place on Earth (WGS 84).' })
export class GeoPointType {
  @Field(() => Float, { description: 'Degrees, -90 to 90; north is positive.' })
  readonly latitude: number;

  @Field(() => Float, { description: 'Degrees, -180 to 180; east is positive.' })
  readonly longitude: number;

  constructor(point: GeoPoint) {
    this.latitude = point.latitude;
    this.longitude = point.longitude;
  }
}

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

  @Field(() => Int, { description: 'Which branch serves a web order first; lower comes first.' })
  get priority(): number {
    return this.doc.priority;
  }

  @Field(() => GeoPointType, { nullable: true, description: 'Where it stands, for choosing the nearest.' })
  get location(): GeoPointType | null {
    const { location = null } = this.doc;
    return location === null ? null : new GeoPointType(location);
  }
}
