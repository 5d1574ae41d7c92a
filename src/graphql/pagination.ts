import { ArgsType, Field, Int, ObjectType } from 'type-graphql';
import type { ClassType } from 'type-graphql';
import { Max, Min, MaxLength, IsOptional } from 'class-validator';
import { PAGE_SIZE_MAX } from '../kernel/page';
import type { Page } from '../kernel/page';

export { PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX, decodeCursor, encodeCursor, pageSize, toPage } from '../kernel/page';
export type { Page } from '../kernel/page';

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
