import { ArgsType, Field, Int, ObjectType } from 'type-graphql';
import type { ClassType } from 'type-graphql';
import { badInput } from '../kernel/errors';
import { Max, Min, MaxLength, IsOptional } from 'class-validator';

export const PAGE_SIZE_DEFAULT = 20;
export const PAGE_SIZE_MAX = 100;

/** Relay's forward paging: `first` 1 to 100, 20 when left out; `after` a cursor of the same list. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, { nullable: true, description: 'How many, 1 to 100; 20 when left out.' })
  @IsOptional()
  @Min(1)
  @Max(PAGE_SIZE_MAX)
  readonly first?: number;

  @Field(() => String, { nullable: true, description: 'Cursor of the last edge of the page before.' })
  @IsOptional()
  @MaxLength(500)
  readonly after?: string;
}

/** One page of documents, with the key values that its cursors are made of. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** The cursor of an item of this page. */
  readonly cursorOf: (item: T) => string;
}

/** Cuts a page out of a read of `first + 1` documents: the one too many only says that there is more. */
export function toPage<T>(
  read: readonly T[],
  first: number,
  after: string | undefined,
  cursorOf: (item: T) => string,
): Page<T> {
  return {
    items: read.length > first ? read.slice(0, first) : read,
    hasNextPage: read.length > first,
    hasPreviousPage: after !== undefined,
    cursorOf,
  };
}

/** The page size asked for, checked: the limit holds on every path, also where no validator ran. */
export function pageSize(first: number | undefined): number {
  const size = first ?? PAGE_SIZE_DEFAULT;
  if (!Number.isInteger(size) || size < 1 || size > PAGE_SIZE_MAX) {
    throw badInput(`Expected first to be 1 to ${PAGE_SIZE_MAX}, got ${size}.`, 'first');
  }
  return size;
}

/** Opaque cursor over the sort key's values. */
export function encodeCursor(values: readonly (string | number | boolean | null)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** The values of a cursor made by `encodeCursor`; refused when it is not one with `length` values of these types. */
export function decodeCursor(cursor: string, types: readonly ('string' | 'number')[]): (string | number)[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(values) && values.length === types.length && values.every((v, i) => typeof v === types[i])) {
      return values as (string | number)[];
    }
  } catch {
    throw badCursor();
  }
  throw badCursor();
}

function badCursor(): Error {
  return badInput('Expected after to be a cursor of this list. Pass pageInfo.endCursor of the page before.', 'after');
}

@ObjectType({ simpleResolvers: true, description: 'Where a page stands in its list.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'More items follow this page.' })
  readonly hasNextPage: boolean;

  @Field(() => Boolean, { description: 'Items stand before this page.' })
  readonly hasPreviousPage: boolean;

  @Field(() => String, { nullable: true, description: 'Cursor of the first edge; null on an empty page.' })
  readonly startCursor: string | null;

  @Field(() => String, { nullable: true, description: 'Cursor of the last edge; null on an empty page.' })
  readonly endCursor: string | null;
}

export interface EdgeOf<N> {
  readonly cursor: string;
  readonly node: N;
}

export interface ConnectionOf<N> {
  readonly edges: EdgeOf<N>[];
  readonly nodes: N[];
  readonly pageInfo: PageInfo;
}

/** Relay connection and edge types of a node type: `<name>Connection` and `<name>Edge`. */
export function connectionTypes<N extends object>(
  name: string,
  nodeType: () => ClassType<N>,
): { Connection: ClassType<ConnectionOf<N>>; Edge: ClassType<EdgeOf<N>> } {
  @ObjectType(`${name}Edge`, { simpleResolvers: true, description: `A ${name} in a list, with its cursor.` })
  class Edge implements EdgeOf<N> {
    @Field(() => String, { description: 'Opaque place in the list; pass it as "after".' })
    readonly cursor: string;

    @Field(() => nodeType(), { description: `The ${name}.` })
    readonly node: N;
  }
  @ObjectType(`${name}Connection`, { simpleResolvers: true, description: `A page of a list of ${name}.` })
  class Connection implements ConnectionOf<N> {
    @Field(() => [Edge], { description: 'The items with their cursors.' })
    readonly edges: Edge[];

    @Field(() => [nodeType()], { description: 'The items without cursors.' })
    readonly nodes: N[];

    @Field(() => PageInfo, { description: 'Where this page stands.' })
    readonly pageInfo: PageInfo;
  }
  return { Connection, Edge };
}

/** A page as a Relay connection; edges and cursors are only computed when a client asks for them. */
export function toConnection<T, N>(page: Page<T>, view: (item: T) => N): ConnectionOf<N> {
  let nodes: N[] | undefined;
  const viewed = () => (nodes ??= page.items.map(view));
  const cursorAt = (index: number) => {
    const item = page.items.at(index);
    return item === undefined ? null : page.cursorOf(item);
  };
  return {
    get nodes() {
      return viewed();
    },
    get edges() {
      return viewed().map((node, index) => ({ node, cursor: cursorAt(index) ?? '' }));
    },
    get pageInfo() {
      const { hasNextPage, hasPreviousPage } = page;
      return { hasNextPage, hasPreviousPage, startCursor: cursorAt(0), endCursor: cursorAt(-1) };
    },
  };
}
