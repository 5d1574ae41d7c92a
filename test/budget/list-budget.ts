import { getNamedType, getNullableType, isInterfaceType, isLeafType, isListType, isObjectType } from 'graphql';
import type { GraphQLField, GraphQLNamedType, GraphQLSchema } from 'graphql';
import type { GraphqlData } from '../support/executors';
import type { ListWorld } from './list-world';

/**
 * What a list field may cost. Every list field of the schema has one row in `test/budget/lists/`; its commands are the
 * same for 1 item and for 50. To add one: a row with the field's name, the list that it is read through, what to select of
 * an item, and the commands that `npx jest test/budget/list-fields.test.ts -t Type.field` then shows.
 */
export type ListBudget = ReadListBudget | MadeListBudget | PlainListBudget;

/** A list that is read: a root connection itself, or a list inside its items. */
export interface ReadListBudget {
  /** `Type.field`, such as `Order.lines`. */
  readonly field: string;
  /** The root connection with its arguments, `first: $first` among them: `orders(first: $first)`. */
  readonly list: string | ((world: ListWorld) => string);
  /** What is selected of an item; must lead to the field. */
  readonly select: string;
  readonly commands: readonly string[];
  /** Makes what the shared world lacks: 50 items, the first of which is like the others. */
  readonly arrange?: (world: ListWorld) => Promise<unknown>;
}

/** A list whose length the request decides: of a mutation's payload, or one without `first`. */
export interface MadeListBudget {
  readonly field: string;
  /** Arranges and gives a request that is answered with at least `count` items, 1 or 50. */
  readonly request: (world: ListWorld, count: number) => Promise<ListRequest>;
  /** Undoes what the request must not leave behind. */
  readonly after?: (world: ListWorld, count: number) => Promise<unknown>;
  readonly commands: readonly string[];
}

export interface ListRequest {
  readonly document: string;
  readonly variables?: Record<string, unknown>;
  /** The administrator's when left out. */
  readonly token?: string;
}

/** A part of its parent's own data: neither it nor anything in its items is resolved. The test checks that. */
export interface PlainListBudget {
  readonly field: string;
  readonly isPlain: true;
}

/** Every field of the schema that gives a list of objects, as `Type.field`; edges and nodes belong to their connection. */
export function listFields(schema: GraphQLSchema): Map<string, GraphQLField<unknown, unknown>> {
  const found = new Map<string, GraphQLField<unknown, unknown>>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || isConnection(type) || !(isObjectType(type) || isInterfaceType(type))) continue;
    for (const field of Object.values(type.getFields())) {
      const named = getNamedType(field.type);
      const isList = isListType(getNullableType(field.type)) && !isLeafType(named);
      if (isList || isConnection(named)) found.set(`${type.name}.${field.name}`, field);
    }
  }
  return found;
}

function isConnection(type: GraphQLNamedType): boolean {
  return type.name.endsWith('Connection');
}

/** The type of a list's items. */
export function itemType(field: GraphQLField<unknown, unknown>): GraphQLNamedType {
  const named = getNamedType(field.type);
  const nodes = isConnection(named) && isObjectType(named) ? named.getFields()['nodes'] : undefined;
  return nodes === undefined ? named : getNamedType(nodes.type);
}

/** True when no function of ours runs for the field or for anything in its items. */
export function isPlain(field: GraphQLField<unknown, unknown>, seen = new Set<GraphQLNamedType>()): boolean {
  if (field.resolve !== undefined) return false;
  const type = getNamedType(field.type);
  if (!isObjectType(type) || seen.has(type)) return true;
  seen.add(type);
  return Object.values(type.getFields()).every((inner) => isPlain(inner, seen));
}

/** How many items of lists of this field's name an answer holds, all of them together. */
export function countItems(answer: GraphqlData, fieldName: string): number {
  if (Array.isArray(answer)) return answer.reduce((sum: number, one) => sum + countItems(one, fieldName), 0);
  if (typeof answer !== 'object' || answer === null) return 0;
  let count = 0;
  for (const [name, value] of Object.entries(answer as Record<string, GraphqlData>)) {
    const items: unknown = Array.isArray(value) ? value : value?.nodes;
    if (name === fieldName && Array.isArray(items)) count += items.length;
    count += countItems(value, fieldName);
  }
  return count;
}

/**
 * For each field of an item that leads to other objects, a selection of it with everything below it that needs no
 * argument, to a depth of two: what somebody adds to a type is then covered without a row.
 */
export function selectionsOf(type: GraphQLNamedType): string[] {
  if (!isObjectType(type)) return ['__typename'];
  return Object.values(type.getFields())
    .filter((field) => !isLeafType(getNamedType(field.type)))
    .flatMap((field) => selectionOf(field, 2) ?? []);
}

function selectionOf(field: GraphQLField<unknown, unknown>, depth: number): string | null {
  if (field.args.some((arg) => String(arg.type).endsWith('!'))) return null;
  const named = getNamedType(field.type);
  if (isLeafType(named)) return field.name;
  if (depth === 0) return null;
  const bounded = field.args.some(({ name }) => name === 'first') ? `${field.name}(first: 2)` : field.name;
  const inside = isConnection(named) ? `nodes { ${below(itemType(field), depth - 1)} }` : below(named, depth - 1);
  return `${bounded} { ${inside} }`;
}

function below(type: GraphQLNamedType, depth: number): string {
  if (!isObjectType(type)) return '__typename';
  const inner = Object.values(type.getFields()).flatMap((field) => selectionOf(field, depth) ?? []);
  return ['__typename', ...inner].join(' ');
}
