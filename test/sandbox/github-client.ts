import type { GitHub } from '../../packages/sandbox/src/index.ts'

/** Body of a GraphQL answer; `data` is read by tests as they asked for it. */
export interface GraphqlBody {
  data?: Record<string, unknown> | null
  errors?: {
    type?: string
    message: string
    path?: (string | number)[]
    extensions?: Record<string, string>
  }[]
}

export interface RestAnswer {
  status: number
  body: Record<string, unknown>
  headers: Headers
}

/** A client that does nothing of its own: what it sends is what the test says. */
export function createClient(github: GitHub, token: string) {
  const headers = { authorization: `Bearer ${token}`, 'user-agent': 'gitops-actions-test' }
  return {
    async graphql(query: string, variables: Record<string, unknown> = {}): Promise<GraphqlBody> {
      const body = JSON.stringify({ query, variables })
      const response = await fetch(github.graphqlUrl, { method: 'POST', headers, body })
      return (await response.json()) as GraphqlBody
    },
    async rest(method: string, path: string, body?: unknown): Promise<RestAnswer> {
      const response = await fetch(`${github.apiUrl}${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      return {
        status: response.status,
        body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>,
        headers: response.headers,
      }
    },
  }
}

export type Client = ReturnType<typeof createClient>
