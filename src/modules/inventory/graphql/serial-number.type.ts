import { Field, ObjectType, registerEnumType } from 'type-graphql';
import type { SerialStatus, StockSerialDoc } from '../serials';

/** The schema's enum of where a unit with a serial number is. */
export const SerialStatusEnum = {
  IN_STOCK: 'IN_STOCK',
  SOLD: 'SOLD',
  WRITTEN_OFF: 'WRITTEN_OFF',
  IN_TRANSIT: 'IN_TRANSIT',
} as const satisfies Record<SerialStatus, SerialStatus>;
registerEnumType(SerialStatusEnum, {
  name: 'SerialNumberStatus',
  description: 'Where a unit with a serial number is.',
  valuesConfig: {
    IN_STOCK: { description: 'On hand in its branch.' },
    SOLD: { description: 'It left by a sale.' },
    WRITTEN_OFF: { description: 'It left by a write-off, a count or another adjustment.' },
    IN_TRANSIT: { description: 'It was sent to another branch and has not come in.' },
  },
});

@ObjectType('SerialNumber', { simpleResolvers: true, description: 'One unit that is known by its serial number.' })
export class SerialNumberType {
  constructor(readonly doc: StockSerialDoc) {}

  @Field(() => String, { description: 'The number as it was received first.' })
  get serial(): string {
    return this.doc.serial;
  }

  @Field(() => SerialStatusEnum, { description: 'Where it is.' })
  get status(): SerialStatus {
    return this.doc.status;
  }

  @Field(() => Date, { description: 'When it was moved last.' })
  get updatedAt(): Date {
    return this.doc.updatedAt;
  }
}
