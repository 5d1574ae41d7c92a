import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Node } from '../../../graphql/node.type';
import { GraphQLCurrencyCode } from '../../../graphql/scalars';
import { toGlobalId } from '../../../kernel/ids';
import { ScaleBarcodeRuleType } from './scale-barcode-rule.type';
import { TaxClassType } from './tax-class.type';
import type { TenantDoc, TenantStatus } from '../tenant.model';

/** The schema's enum of tenant states. */
export const TenantStatusEnum = {
  PROVISIONING: 'PROVISIONING',
  ACTIVE: 'ACTIVE',
  SUSPENDED: 'SUSPENDED',
  CLOSED: 'CLOSED',
} as const satisfies Record<TenantStatus, TenantStatus>;
registerEnumType(TenantStatusEnum, {
  name: 'TenantStatus',
  description: 'The state of a tenant.',
  valuesConfig: {
    PROVISIONING: { description: 'Being set up; nobody signs in yet.' },
    ACTIVE: { description: 'Open for business.' },
    SUSPENDED: { description: 'Shut for a time; the data stays.' },
    CLOSED: { description: 'Shut for good; the data stays until it is exported and removed.' },
  },
});

@ObjectType('Tenant', {
  implements: Node,
  simpleResolvers: true,
  description: 'A shop company: the owner of everything that its people and shoppers see.',
})
export class TenantType implements Node {
  constructor(readonly doc: TenantDoc) {}

  @Field(() => ID, { description: 'Opaque global id.' })
  get id(): string {
    return toGlobalId('Tenant', this.doc._id);
  }

  @Field(() => String, { description: 'What people type at sign-in.' })
  get slug(): string {
    return this.doc.slug;
  }

  @Field(() => String, { description: 'Name for people.' })
  get name(): string {
    return this.doc.name;
  }

  @Field(() => GraphQLCurrencyCode, { description: 'Currency of all prices.' })
  get currency(): string {
    return this.doc.currency;
  }

  @Field(() => [TaxClassType], { description: 'Named tax rates, in the order of creation; at most 50.' })
  get taxClasses(): TaxClassType[] {
    return (this.doc.taxClasses ?? []).map((one) => new TaxClassType(one));
  }

  @Field(() => TaxClassType, {
    nullable: true,
    description: 'The class of new variants that name neither class nor rate.',
  })
  get defaultTaxClass(): TaxClassType | null {
    const found = this.doc.taxClasses?.find(({ code }) => code === this.doc.defaultTaxClassCode);
    return found === undefined ? null : new TaxClassType(found);
  }

  @Field(() => [ScaleBarcodeRuleType], { description: "How labels of the shop's scales are read; at most 11." })
  get scaleBarcodeRules(): ScaleBarcodeRuleType[] {
    return (this.doc.scaleBarcodeRules ?? []).map((rule) => new ScaleBarcodeRuleType(rule));
  }

  @Field(() => Int, { description: 'Counts the changes of the rules; setScaleBarcodeRules wants it.' })
  get scaleBarcodeRevision(): number {
    return this.doc.scaleBarcodeRevision ?? 0;
  }

  @Field(() => TenantStatusEnum, { description: 'Whether it is open for business.' })
  get status(): TenantStatus {
    return this.doc.status;
  }
}
