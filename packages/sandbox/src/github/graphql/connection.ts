import { GraphQLAnswerError } from './error.ts'

/** The arguments that every connection of GitHub's schema takes. */
export interface PageArguments {
  first?: number | null
  last?: number | null
  after?: string | null
  before?: string | null
}

export interface Connection<Node> {
  nodes: readonly Node[]
  edges: readonly { node: Node; cursor: string }[]
  totalCount: number
  pageInfo: {
    hasNextPage: boolean
    hasPreviousPage: boolean
    startCursor: string | null
    endCursor: string | null
  }
}

const MAX_PAGE = 100

/**
 * One page of `items`, refused as GitHub refuses it without a size or with one above 100.
 * Source: https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api#node-limit
 */
export function createConnection<Item, Node>(
  name: string,
  items: readonly Item[],
  page: PageArguments,
  createNode: (item: Item) => Node,
): Connection<Node> {
  const size = readSize(name, page)
  const from = page.after == null ? 0 : readCursor(page.after) + 1
  const to = page.before == null ? items.length : readCursor(page.before)
  const start = page.first == null ? Math.max(from, to - size) : from
  const end = page.first == null ? to : Math.min(to, from + size)
  const edges = items
    .slice(start, end)
    .map((item, at) => ({ node: createNode(item), cursor: writeCursor(start + at) }))
  return {
    nodes: edges.map((edge) => edge.node),
    edges,
    totalCount: items.length,
    pageInfo: {
      hasNextPage: end < items.length,
      hasPreviousPage: start > 0,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
}

function readSize(name: string, { first, last }: PageArguments): number {
  const size = first ?? last
  if (size == null) {
    throw new GraphQLAnswerError(
      `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`,
      'MISSING_PAGINATION_BOUNDARIES',
    )
  }
  if (size > MAX_PAGE || size < 0) {
    const argument = first == null ? 'last' : 'first'
    throw new GraphQLAnswerError(
      `Requesting ${size} records on the \`${name}\` connection exceeds the \`${argument}\` limit of ${MAX_PAGE} records.`,
      'EXCESSIVE_PAGINATION',
    )
  }
  return size
}

function writeCursor(position: number): string {
  return Buffer.from(`cursor:${position}`).toString('base64')
}

function readCursor(cursor: string): number {
  const position = /^cursor:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString('latin1'))?.[1]
  if (position === undefined)
    throw new GraphQLAnswerError(`\`${cursor}\` does not appear to be a valid cursor.`)
  return Number(position)
}
