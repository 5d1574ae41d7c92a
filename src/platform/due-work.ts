import { Schema } from 'mongoose';
import type { Context } from '../kernel/context';
import { newId } from '../kernel/ids';
import type { Id } from '../kernel/ids';
import { defineModel } from './mongo';
import type { Tx } from './transaction';

/**
 * Work that is due for a subject, merged: a hundred changes of one product leave one mark. Kept in MongoDB and not in
 * Redis, because losing a mark would leave a projection wrong for ever (DESIGN §8; reliability F7).
 */
export interface DueMark {
  _id: Id;
  tenantId: Id;
  /** Which job takes it, such as `sync-product-quantity`. */
  job: string;
  subjectId: Id;
  /** Since when the oldest unserved change waits: the lag is measured from here. */
  since: Date;
  /** Goes up with every change, so that a change during the work is not forgotten with the mark. */
  version: number;
}

const schema = new Schema<DueMark>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  job: { type: String, required: true },
  subjectId: { type: Schema.Types.ObjectId, required: true },
  since: { type: Date, required: true },
  version: { type: Number, required: true },
});
schema.index({ tenantId: 1, job: 1, subjectId: 1 }, { name: 'due_unique', unique: true });
// A job takes its longest waiting subjects first.
schema.index({ tenantId: 1, job: 1, since: 1 }, { name: 'due_oldest' });

const dueMarks = defineModel<DueMark>('DueMark', 'due_marks', schema);

/**
 * Marks subjects as due since `since`; an older mark stays and gets a higher version. Within the transaction when it gets
 * one.
 */
export async function markDue(
  ctx: Context | Tx,
  job: string,
  subjects: readonly { id: Id; since: Date }[],
): Promise<void> {
  if (subjects.length === 0) return;
  await dueMarks(ctx.db).bulkWrite(
    subjects.map(({ id, since }) => ({
      updateOne: {
        filter: { tenantId: ctx.tenantId, job, subjectId: id },
        update: { $inc: { version: 1 }, $min: { since }, $setOnInsert: { _id: newId() } },
        upsert: true,
      },
    })),
    'session' in ctx ? { session: ctx.session } : { ordered: false },
  );
}

/** Up to `limit` marks of a job, longest waiting first. */
export async function readDue(ctx: Context, job: string, limit: number): Promise<DueMark[]> {
  return dueMarks(ctx.db).find({ tenantId: ctx.tenantId, job }).sort({ since: 1 }).limit(limit).lean<DueMark[]>();
}

/** Removes marks whose work is done; a mark that was renewed meanwhile stays. Returns how many went. */
export async function clearDue(ctx: Context, marks: readonly DueMark[]): Promise<number> {
  if (marks.length === 0) return 0;
  const answer = await dueMarks(ctx.db).bulkWrite(
    marks.map((mark) => ({
      deleteOne: { filter: { tenantId: ctx.tenantId, _id: mark._id, version: mark.version } },
    })),
    { ordered: false },
  );
  return answer.deletedCount;
}
