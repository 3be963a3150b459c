import { ArgsType, Directive, Field, Int, ObjectType, type ClassType } from 'type-graphql';
import { defaultPageSize, maximumPageSize, type Principal } from '../../schema/index.js';
import type { Cursors, CursorValue } from './cursor.js';
import { badUserInput } from './errors.js';
import { CursorScalar } from './scalars.js';

@Directive('@shareable')
@ObjectType({ description: 'Where a page stands in its list.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'True when more items follow.' })
  hasNextPage: boolean;

  @Field(() => CursorScalar, {
    nullable: true,
    description: 'Cursor of the last item; give it as `after` for the next page.',
  })
  endCursor?: string | null;
}

/** Arguments of every list. */
@ArgsType()
export class PageArguments {
  @Field(() => Int, {
    nullable: true,
    defaultValue: defaultPageSize,
    description: `Items to give, 1 to ${maximumPageSize}.`,
  })
  first?: number | null;

  @Field(() => CursorScalar, { nullable: true, description: 'Cursor after which to begin.' })
  after?: string | null;
}

/** One page of plain rows as a repository gives it. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly hasNextPage: boolean;
  /** Rows of the whole list; a function is called only when somebody asks for the number. */
  readonly totalCount: number | (() => Promise<number>);
}

/** A page with its cursors, as the resolvers give it. */
export interface Connection<Node> {
  readonly edges: readonly { readonly node: Node; readonly cursor: string }[];
  readonly pageInfo: PageInfo;
  readonly totalCount: number | Promise<number>;
}

/** The number of items asked for; anything outside 1 to 100 is BAD_USER_INPUT. */
export function pageSize(first: number | null | undefined): number {
  const size = first ?? defaultPageSize;
  if (!Number.isInteger(size) || size < 1 || size > maximumPageSize) {
    throw badUserInput(`\`first\` must be between 1 and ${maximumPageSize}.`, 'first');
  }
  return size;
}

/** Builds the page that the API shows; `position` gives the sort key of a row for its cursor. Cursors are signed when they are asked for. */
export function toConnection<Row, Node>(
  page: Page<Row>,
  options: {
    cursors: Cursors;
    kind: string;
    principal: Principal | null;
    position(row: Row): CursorValue;
    node(row: Row): Node;
  },
): Connection<Node> {
  const cursorOf = (row: Row) => options.cursors.encode(options.kind, options.principal, options.position(row));
  return {
    edges: page.rows.map((row) => ({
      node: options.node(row),
      get cursor() {
        return cursorOf(row);
      },
    })),
    pageInfo: {
      hasNextPage: page.hasNextPage,
      get endCursor() {
        const last = page.rows.at(-1);
        return last === undefined ? null : cursorOf(last);
      },
    },
    get totalCount() {
      return typeof page.totalCount === 'function' ? page.totalCount() : page.totalCount;
    },
  };
}

/** Declares `XEdge` and `XConnection` for a node class. */
export function connectionType<Node extends object>(node: ClassType<Node>, name: string): ClassType<Connection<Node>> {
  @ObjectType(`${name}Edge`, { description: `One ${name} of a page.` })
  class Edge {
    @Field(() => node, { description: 'The item.' })
    node: Node;

    @Field(() => CursorScalar, { description: 'Its place in the list.' })
    cursor: string;
  }

  @ObjectType(`${name}Connection`, { description: `A page of ${name}.` })
  class ConnectionType {
    @Field(() => [Edge], { description: 'The items of this page, in order.' })
    edges: Edge[];

    @Field(() => PageInfo, { description: 'Where the page stands.' })
    pageInfo: PageInfo;

    @Field(() => Int, { description: 'Items of the whole list that the viewer may see.' })
    totalCount: number | Promise<number>;
  }
  return ConnectionType;
}
