import type { ExecutionResult, FormattedExecutionResult } from 'graphql';
import { readTogether } from '../../platform/read-together';
import type { GraphqlContext } from '../graphql-context';

/** What a crowd asks is short; a long list of variables is somebody's own, and would be a long key. */
const VARIABLES_LENGTH_MAX = 1_000;

/** A query whose answers may be shared, kept as long as its compiled form is. */
export interface SharedQuery {
  /** Tells it from all others: text and operation. */
  readonly key: string;
  /** A resolver of it once looked at who exactly asks: everybody gets their own answer from then on. */
  isPersonal: boolean;
}

interface Answer {
  readonly result: ExecutionResult;
  /** Told with the answer: who waits for it may have another `SharedQuery` of the same text, compiled anew meanwhile. */
  readonly isPersonal: boolean;
}

/**
 * One execution for all who send the same query with the same variables and the same rights at the same time: a crowd
 * on one page is answered by one of them at a time. Nobody gets an answer that was begun before they asked
 * (`readTogether`), so it is as fresh as their own would be.
 *
 * Nothing has to be declared for it. The shared execution knows the tenant, the kind of principal and the role; when a
 * resolver looks at anything else of the caller, the answer is the leader's alone and the others run their own. So does
 * everybody after a failure, whose error names one request.
 */
export class SharedAnswers {
  /** The texts of answers that several get: made once. */
  private readonly texts = new WeakMap<object, string | null>();

  /** Runs `execute`, or takes the result of somebody who runs it for all who wait. */
  async answer(
    query: SharedQuery,
    context: GraphqlContext,
    variables: Readonly<Record<string, unknown>>,
    execute: (context: GraphqlContext) => ExecutionResult | Promise<ExecutionResult>,
  ): Promise<ExecutionResult> {
    const lane = laneOf(query, context, variables);
    if (lane === null) return execute(context);
    let isMine = false;
    const { result, isPersonal } = await readTogether<Answer>(context.ctx, lane, [], async () => {
      isMine = true;
      let wasAsked = false;
      const made = await execute(context.forMany(() => (wasAsked = true)));
      return { result: made, isPersonal: wasAsked };
    });
    if (isPersonal) query.isPersonal = true;
    if (isMine) return result;
    if (isPersonal || result.errors !== undefined || !result.data) return execute(context);
    if (!this.texts.has(result.data)) this.texts.set(result.data, null);
    return result;
  }

  /** The body of a response; the same text for all who share the answer. */
  text(result: FormattedExecutionResult): string {
    const { data } = result;
    const known = data ? this.texts.get(data) : undefined;
    // A shared answer has no errors; its text is that of its data.
    if (typeof known === 'string') return known;
    const text = `${JSON.stringify(result)}\n`;
    if (data && known === null) this.texts.set(data, text);
    return text;
  }
}

/** Where those meet who may share an answer; null for a query that nobody shares. */
function laneOf(
  query: SharedQuery,
  context: GraphqlContext,
  variables: Readonly<Record<string, unknown>>,
): string | null {
  if (query.isPersonal || context.rights === null) return null;
  const given = JSON.stringify(variables);
  return given.length > VARIABLES_LENGTH_MAX ? null : `answer:${query.key}:${context.rights}:${given}`;
}
