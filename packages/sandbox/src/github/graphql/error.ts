/** The kinds of errors that GitHub's GraphQL API names in `errors[].type`. */
export type GraphQLErrorType =
  | 'EXCESSIVE_PAGINATION'
  | 'FORBIDDEN'
  | 'MISSING_PAGINATION_BOUNDARIES'
  | 'NOT_FOUND'
  | 'RATE_LIMITED'
  | 'STALE_DATA'
  | 'UNPROCESSABLE'

/** An answer in `errors` of HTTP 200. Without a type it is what GitHub gives for its own failures. */
export class GraphQLAnswerError extends Error {
  readonly type: GraphQLErrorType | undefined

  constructor(message: string, type?: GraphQLErrorType) {
    super(message)
    this.name = 'GraphQLAnswerError'
    this.type = type
  }
}

/** A field of GitHub's schema that the sandbox has no answer for: its user is told, and the run is marked. */
export class NotEmulatedError extends Error {
  constructor(field: string) {
    super(`the sandbox does not emulate ${field}`)
    this.name = 'NotEmulatedError'
  }
}
