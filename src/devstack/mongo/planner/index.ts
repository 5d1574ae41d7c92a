export { planQuery } from './plan';
export { countPlan, executePlan } from './execute';
export { explainPlan } from './explain';
export type { Plan, PlanBranch, QueryRequest } from './types';
