import type { Document } from '../bson-types';
import type { Plan } from './types';

/** The `winningPlan` of MongoDB's `explain`. */
export function explainPlan(plan: Plan): Document {
  return { stage: 'COLLSCAN', filter: plan.request.rawFilter, direction: 'forward' };
}
