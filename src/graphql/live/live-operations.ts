import {
  GraphQLError,
  Kind,
  NoSchemaIntrospectionCustomRule,
  OperationTypeNode,
  createSourceEventStream,
  execute,
  getOperationAST,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import type {
  DocumentNode,
  ExecutionArgs,
  ExecutionResult,
  GraphQLFormattedError,
  GraphQLSchema,
  ValidationRule,
} from 'graphql';
import { z } from 'zod';
import { badInput } from '../../kernel/errors';
import type { Metrics } from '../../platform/metrics';
import type { GraphqlContext } from '../graphql-context';
import { assertAffordable } from '../operation-cost';
import type { LivePayload } from './follow-events';
import { DOCUMENTS_KEPT_MAX } from './live.policy';

/** What a client sends to subscribe; the same shape on every transport. */
const liveRequest = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

/** The results of a running subscription and what it was made of; or the errors that refuse it. All errors masked. */
export type LiveStart =
  | { readonly results: AsyncGenerator<ExecutionResult>; readonly args: ExecutionArgs }
  | { readonly errors: readonly GraphQLFormattedError[] };

export interface LiveOperationSettings {
  readonly schema: GraphQLSchema;
  /** Those of POST /graphql: depth, aliases, directives. */
  readonly validationRules: readonly ValidationRule[];
  readonly introspection: boolean;
  readonly documentTokensMax: number;
  readonly mask: (error: unknown, correlationId: string) => GraphQLFormattedError;
  readonly metrics: Metrics;
}

type Prepared = Pick<ExecutionArgs, 'document' | 'operationName' | 'variableValues'>;

/** Runs subscriptions, whatever they travel on, under the rules and the masking of POST /graphql. */
export class LiveOperations {
  private readonly documents = new Map<string, DocumentNode>();
  private readonly rules: readonly ValidationRule[];

  constructor(private readonly settings: LiveOperationSettings) {
    this.rules = [
      ...specifiedRules,
      ...(settings.introspection ? [] : [NoSchemaIntrospectionCustomRule]),
      ...settings.validationRules,
    ];
  }

  /**
   * Starts the subscription that the client asks for.
   * @param mayGoOn asked before each result; throws when the caller's session is over.
   */
  async start(context: GraphqlContext, request: unknown, mayGoOn: () => void): Promise<LiveStart> {
    const { schema, metrics } = this.settings;
    try {
      const prepared = this.prepare(request);
      const args = { schema, contextValue: context, ...prepared };
      const source = await createSourceEventStream(args);
      if (!(Symbol.asyncIterator in source)) return this.refused(context, (source.errors ?? []).map(ofVariable));
      metrics.operations.inc({ kind: 'subscription', outcome: 'ok' });
      return {
        args,
        results: new Results(source as AsyncGenerator<LivePayload>, this.settings, args, context, mayGoOn),
      };
    } catch (error) {
      return this.refused(context, error instanceof Several ? error.errors : [error]);
    }
  }

  /** The error as the client of this context may see it. */
  mask(error: unknown, context: GraphqlContext): GraphQLFormattedError {
    return this.settings.mask(error, context.facts.correlationId);
  }

  private refused(context: GraphqlContext, errors: readonly unknown[]): LiveStart {
    this.settings.metrics.operations.inc({ kind: 'subscription', outcome: 'error' });
    return { errors: errors.map((error) => this.mask(error, context)) };
  }

  private prepare(request: unknown): Prepared {
    const parsed = liveRequest.safeParse(request);
    if (!parsed.success) throw badInput('Expected { "query": ..., "variables": ..., "operationName": ... }.');
    const { query, variables, operationName } = parsed.data;
    const document = this.documents.get(query) ?? this.read(query);
    const operation = getOperationAST(document, operationName);
    if (operation === null || operation === undefined) throw badInput('Expected operationName to name one operation.');
    if (operation.operation !== OperationTypeNode.SUBSCRIPTION) {
      throw badInput(`Expected a subscription, got a ${operation.operation}. Send it to POST /graphql.`);
    }
    assertAffordable(this.settings.schema, document, operation, variables ?? {});
    return { document, operationName, variableValues: variables };
  }

  private read(query: string): DocumentNode {
    const { schema, documentTokensMax } = this.settings;
    const document = coded('GRAPHQL_PARSE_FAILED', () => parse(query, { maxTokens: documentTokensMax }));
    const errors = coded('GRAPHQL_VALIDATION_FAILED', () => validate(schema, document, this.rules));
    if (errors.length > 0) throw new Several(errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED')));
    this.documents.set(query, document);
    const oldest = this.documents.size > DOCUMENTS_KEPT_MAX ? this.documents.keys().next().value : undefined;
    if (oldest !== undefined) this.documents.delete(oldest);
    return document;
  }
}

/** All errors of one document. */
class Several extends Error {
  constructor(readonly errors: readonly GraphQLError[]) {
    super('The document is not valid.');
  }
}

function coded<T>(code: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof GraphQLError ? withCode(error, code) : error;
  }
}

/** Variables of a wrong type are the client's mistake, whatever a scalar's parser threw. */
function ofVariable(error: GraphQLError): GraphQLError {
  const isAboutVariable = error.nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION;
  return isAboutVariable ? withCode(error, 'BAD_USER_INPUT') : error;
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(error.message, { nodes: error.nodes, source: error.source, extensions: { code } });
}

/** Resolves each payload of the source in the payload's own context. Ends its source whoever ends it, and once. */
class Results implements AsyncGenerator<ExecutionResult> {
  private isOver = false;

  constructor(
    private readonly source: AsyncGenerator<LivePayload>,
    private readonly settings: LiveOperationSettings,
    private readonly args: ExecutionArgs,
    private readonly context: GraphqlContext,
    private readonly mayGoOn: () => void,
  ) {
    settings.metrics.liveSubscriptions.inc();
  }

  async next(): Promise<IteratorResult<ExecutionResult>> {
    try {
      const item: IteratorResult<LivePayload, unknown> = await this.source.next();
      if (item.done === true || this.isOver) return await this.return();
      this.mayGoOn();
      return { done: false, value: await this.resolve(item.value) };
    } catch (error) {
      await this.return();
      throw error;
    }
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    if (!this.isOver) {
      this.isOver = true;
      this.settings.metrics.liveSubscriptions.dec();
      await this.source.return(undefined);
    }
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<never> {
    await this.return();
    throw error;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private async resolve({ context, value }: LivePayload): Promise<ExecutionResult> {
    const result = await execute({ ...this.args, rootValue: value, contextValue: context });
    const { correlationId } = this.context.facts;
    const errors = result.errors?.map((error) => this.settings.mask(error, correlationId));
    return { data: result.data, ...(errors !== undefined && { errors: errors as unknown as GraphQLError[] }) };
  }
}
