import {
  GraphQLList,
  GraphQLNonNull,
  getNamedType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isUnionType,
} from 'graphql';
import type { GraphQLField, GraphQLInputType, GraphQLNamedInputType, GraphQLOutputType, GraphQLSchema } from 'graphql';

/** A field of Query, Mutation or Subscription. */
export interface RootField {
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly name: string;
  readonly field: GraphQLField<unknown, unknown>;
}

/** One place of a root field where a client puts a single value, such as `input.lines.0.variantId`. */
export interface InputPlace {
  readonly root: RootField;
  readonly path: readonly (string | number)[];
  /** `CreatePosSaleInput.registerId`; `order.id` for an argument. */
  readonly name: string;
  readonly typeName: string;
}

/** A value for an input place by its name (`Owner.field`) or its field's name alone. */
export type Samples = Readonly<Record<string, () => unknown>>;

/** What takes the place of one value. */
export interface Planted {
  readonly place: InputPlace;
  readonly value: unknown;
}

/** Where exactly one of several optional fields must be given: the first is taken unless another is asked for. */
const ONE_OF: Readonly<Record<string, readonly string[]>> = {
  PosSaleLineInput: ['variantId', 'sku', 'barcode'],
  ReserveStockInput: ['lines', 'sourcing'],
  PlaceOrderInput: ['lines', 'reservationId'],
  product: ['id', 'slug'],
  collection: ['id', 'slug'],
  CollectionConditionInput: ['word', 'categoryId', 'option', 'price'],
  PriceRangeInput: ['minMinor', 'maxMinor'],
  customer: ['id', 'email'],
  variant: ['id', 'sku', 'barcode'],
  order: ['id', 'number'],
  receipt: ['id', 'number'],
  posLookup: ['sku', 'barcode'],
};

const REMOVERS = [
  'startImport',
  'cancelImport',
  'cancelOrder',
  'deletePriceList',
  'deleteCategory',
  'removeProductsFromCollection',
  'deleteCollection',
  'deleteVariant',
  'deleteProduct',
];

/** Optional fields that the plainest request gives all the same: without them it would stop before the ids count. */
const ALWAYS = ['PayOrderInput.token', 'ListPriceInput.price'];

/** Every root field of the schema, mutations that remove things last, so that the others still find them. */
export function rootFields(schema: GraphQLSchema): RootField[] {
  const of = (kind: RootField['kind'], fields: Record<string, GraphQLField<unknown, unknown>> = {}): RootField[] =>
    Object.values(fields).map((field) => ({ kind, name: field.name, field }));
  const removes = ({ name }: RootField) => REMOVERS.indexOf(name);
  return [
    ...of('query', schema.getQueryType()?.getFields()),
    ...of('mutation', schema.getMutationType()?.getFields()),
    ...of('subscription', schema.getSubscriptionType()?.getFields()),
  ].sort((a, b) => removes(a) - removes(b));
}

/** Every place of a root field that takes a single value, at any depth. */
export function placesOf(root: RootField): InputPlace[] {
  const places: InputPlace[] = [];
  const visit = (type: GraphQLInputType, path: InputPlace['path'], name: string): void => {
    if (type instanceof GraphQLNonNull) return visit(type.ofType, path, name);
    if (type instanceof GraphQLList) return visit(type.ofType, [...path, 0], name);
    if (!isInputObjectType(type)) places.push({ root, path, name, typeName: String(type) });
    else {
      for (const field of Object.values(type.getFields())) {
        visit(field.type, [...path, field.name], `${type.name}.${field.name}`);
      }
    }
  };
  for (const arg of root.field.args) visit(arg.type, [arg.name], `${root.name}.${arg.name}`);
  return places;
}

/** Variables for a root field: what is required out of the samples, and the planted value with all that leads to it. */
export function variablesOf(root: RootField, samples: Samples, planted?: Planted): Record<string, unknown> {
  const target = planted?.place.path;
  const leadsTo = (path: InputPlace['path']) => target !== undefined && path.every((step, at) => step === target[at]);
  const fill = (type: GraphQLInputType, path: InputPlace['path'], name: string): unknown => {
    if (leadsTo(path) && path.length === target?.length) return planted?.value;
    if (type instanceof GraphQLNonNull) return fill(type.ofType, path, name);
    if (type instanceof GraphQLList) return [fill(type.ofType, [...path, 0], name)];
    if (!isInputObjectType(type)) return sampleOf(samples, name, type);
    return object(type.name, Object.values(type.getFields()), path);
  };
  const object = (
    owner: string,
    fields: readonly { readonly name: string; readonly type: GraphQLInputType }[],
    path: InputPlace['path'],
  ): Record<string, unknown> => {
    const oneOf = ONE_OF[owner] ?? [];
    const chosen = oneOf.find((name) => leadsTo([...path, name])) ?? oneOf[0];
    const given = fields.filter(
      ({ name, type }) =>
        type instanceof GraphQLNonNull ||
        name === chosen ||
        ALWAYS.includes(`${owner}.${name}`) ||
        leadsTo([...path, name]),
    );
    return Object.fromEntries(given.map(({ name, type }) => [name, fill(type, [...path, name], `${owner}.${name}`)]));
  };
  return object(root.name, root.field.args, []);
}

function sampleOf(samples: Samples, name: string, type: GraphQLNamedInputType): unknown {
  const sample = samples[name] ?? samples[name.slice(name.indexOf('.') + 1)] ?? samples[type.name];
  if (sample === undefined) {
    throw new Error(`Expected a sample for ${name} (${type.name}). Add it to test/auth/samples.ts.`);
  }
  return sample();
}

/** A document that calls the field `aliases` times, with one set of variables (`$input0`, ...) a call. */
export function documentOf(root: RootField, depth: number, aliases = 1): string {
  const indices = Array.from({ length: aliases }, (_unused, index) => index);
  const declared = indices.flatMap((at) => root.field.args.map((arg) => `$${arg.name}${at}: ${String(arg.type)}`));
  const calls = indices.map((at) => {
    const given = root.field.args.map((arg) => `${arg.name}: $${arg.name}${at}`).join(', ');
    return `a${at}: ${root.name}${given === '' ? '' : `(${given})`} ${selectionOf(root.field.type, depth)}`;
  });
  return `${root.kind} ${declared.length === 0 ? '' : `(${declared.join(', ')})`} { ${calls.join(' ')} }`;
}

/** The variables of several calls under the names that `documentOf` gives them. */
export function joinVariables(calls: readonly Record<string, unknown>[]): Record<string, unknown> {
  return Object.assign(
    {},
    ...calls.map((call, at) =>
      Object.fromEntries(Object.entries(call).map(([name, value]) => [`${name}${at}`, value])),
    ),
  ) as Record<string, unknown>;
}

/** Everything that can be read of a type without arguments, `depth` objects deep. */
function selectionOf(output: GraphQLOutputType, depth: number): string {
  const type = getNamedType(output);
  if (isLeafType(type)) return '';
  if (isInterfaceType(type)) return '{ __typename id }';
  if (isUnionType(type)) {
    const members = type.getTypes().map((member) => `... on ${member.name} ${selectionOf(member, depth)}`);
    return `{ __typename ${members.join(' ')} }`;
  }
  const fields = Object.values(type.getFields()).flatMap((field) => {
    const inner = getNamedType(field.type);
    if (isLeafType(inner)) return [field.name];
    return depth > 0 ? [`${field.name} ${selectionOf(field.type, depth - 1)}`] : [];
  });
  return `{ __typename ${fields.join(' ')} }`;
}
