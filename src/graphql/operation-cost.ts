import {
  GraphQLError,
  GraphQLInt,
  GraphQLList,
  Kind,
  getNamedType,
  getNullableType,
  isCompositeType,
  valueFromAST,
} from 'graphql';
import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLField,
  GraphQLNamedType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql';
import { PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX } from '../kernel/page';

/** Values in one answer: more than ten times what the largest of `schema/operations` may ask for. */
export const OPERATION_COST_MAX = 300_000;
/** A list without pages, such as the branches of a stock, is taken for so long. */
const UNPAGED_LIST_LENGTH = 5;

type Variables = Readonly<Record<string, unknown>>;

/** What the operations cost with the largest pages that their variables may ask for; documents are kept by their parsers. */
const largest = new WeakMap<OperationDefinitionNode, number>();

/**
 * Refuses an operation that could answer more values than `OPERATION_COST_MAX`, before any of it runs. Pages within
 * pages multiply, whether their sizes are literals, variables or left out: a rule over the document alone sees the
 * first of the three only.
 */
export function assertAffordable(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): void {
  let cost = largest.get(operation);
  if (cost === undefined) largest.set(operation, (cost = operationCost(schema, document, operation, null)));
  if (cost <= OPERATION_COST_MAX) return;
  cost = operationCost(schema, document, operation, variables);
  if (cost <= OPERATION_COST_MAX) return;
  throw new GraphQLError(
    `Expected a query for at most ${OPERATION_COST_MAX} values, got one for up to ${cost}: pages within pages ` +
      'multiply. Ask for fewer items with "first", or for less at once.',
    { extensions: { code: 'GRAPHQL_VALIDATION_FAILED', http: { status: 400 } } },
  );
}

/**
 * How many values the answer may have, judged from above.
 * @param variables null: every page that a variable sizes is as large as a page may be.
 */
export function operationCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables | null,
): number {
  return new Count(schema, document, operation, variables).total();
}

/** One count; every fragment is looked through once, however often it is spread. */
class Count {
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  private readonly counted = new Map<string, number>();

  constructor(
    private readonly schema: GraphQLSchema,
    document: DocumentNode,
    private readonly operation: OperationDefinitionNode,
    private readonly variables: Variables | null,
  ) {
    const fragments = document.definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [one] : []));
    this.fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  }

  total(): number {
    return this.within(this.operation.selectionSet, this.schema.getRootType(this.operation.operation), null);
  }

  /** @param page how many items the lists of this connection have; null outside of one. */
  private within(set: SelectionSetNode, type: GraphQLNamedType | null | undefined, page: number | null): number {
    let sum = 0;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        sum += this.ofField(selection, type, page);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const name = selection.typeCondition?.name.value;
        sum += this.within(selection.selectionSet, name === undefined ? type : this.schema.getType(name), page);
      } else {
        sum += this.ofFragment(selection.name.value, page);
      }
    }
    return sum;
  }

  private ofFragment(name: string, page: number | null): number {
    const key = `${name} ${page ?? ''}`;
    const known = this.counted.get(key);
    if (known !== undefined) return known;
    const fragment = this.fragments.get(name);
    if (fragment === undefined) return 0;
    const cost = this.within(fragment.selectionSet, this.schema.getType(fragment.typeCondition.name.value), page);
    this.counted.set(key, cost);
    return cost;
  }

  private ofField(node: FieldNode, parent: GraphQLNamedType | null | undefined, page: number | null): number {
    const field = parent && 'getFields' in parent ? parent.getFields()[node.name.value] : undefined;
    // `__typename`, and the introspection, which is closed or harmless and has depths of its own.
    if (field === undefined || !('args' in field) || node.selectionSet === undefined) return 1;
    const type = getNamedType(field.type);
    if (!isCompositeType(type)) return 1;
    if (field.args.some((argument) => argument.name === 'first')) {
      return 1 + this.within(node.selectionSet, type, this.pageOf(node));
    }
    const length = isList(field) ? (page ?? UNPAGED_LIST_LENGTH) : 1;
    return 1 + length * this.within(node.selectionSet, type, null);
  }

  private pageOf(node: FieldNode): number {
    const value = node.arguments?.find((argument) => argument.name.value === 'first')?.value;
    if (value === undefined) return PAGE_SIZE_DEFAULT;
    if (value.kind !== Kind.VARIABLE) return sizeOf(valueFromAST(value, GraphQLInt));
    if (this.variables === null) return PAGE_SIZE_MAX;
    const name = value.name.value;
    const given = this.variables[name];
    if (given !== undefined) return sizeOf(given);
    const defined = this.operation.variableDefinitions?.find((one) => one.variable.name.value === name);
    return sizeOf(defined?.defaultValue && valueFromAST(defined.defaultValue, GraphQLInt));
  }
}

function isList(field: GraphQLField<unknown, unknown>): boolean {
  return getNullableType(field.type) instanceof GraphQLList;
}

/** Sizes that no page may have are refused where the page is read. */
function sizeOf(given: unknown): number {
  if (given === undefined || given === null) return PAGE_SIZE_DEFAULT;
  return typeof given === 'number' && given >= 0 && given <= PAGE_SIZE_MAX ? given : PAGE_SIZE_MAX;
}
