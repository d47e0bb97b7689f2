import {
  execute,
  parse,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLFieldResolver,
} from 'graphql'
import { GraphQLAnswerError, NotEmulatedError, type GraphQLErrorType } from './error.ts'
import { loadSchema } from './schema.ts'

/** The body of a request to the GraphQL endpoint. */
export interface GraphQLRequest {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
  readonly operationName: string | undefined
}

/** One member of `errors` in an answer. */
export interface GraphQLErrorBody {
  readonly type?: GraphQLErrorType
  readonly path?: readonly (string | number)[]
  readonly extensions?: Readonly<Record<string, string>>
  readonly locations?: readonly { line: number; column: number }[]
  readonly message: string
}

export interface GraphQLAnswer {
  readonly body: { readonly data?: unknown; readonly errors?: readonly GraphQLErrorBody[] }
  /** What no correct client would have sent, in sentences. */
  readonly violations: readonly string[]
}

/**
 * Parses, validates against GitHub's schema and executes one request. `root` holds the resolvers of `Query` and `Mutation`,
 * objects whose members are values or functions of the field's arguments.
 */
export async function executeRequest(request: GraphQLRequest, root: object): Promise<GraphQLAnswer> {
  const schema = loadSchema()
  let document: DocumentNode
  try {
    document = parse(request.query)
  } catch (error) {
    return refuse([error as GraphQLError])
  }
  const problems = validate(schema, document)
  if (problems.length > 0) return refuse(problems)
  const result = await execute({
    schema,
    document,
    rootValue: root,
    variableValues: request.variables,
    operationName: request.operationName,
    fieldResolver: resolveField,
  })
  return describeResult(result)
}

/** A member that is not there is one the sandbox does not know, which must not pass for a null of GitHub's. */
const resolveField: GraphQLFieldResolver<unknown, unknown, Record<string, unknown>> = (
  source,
  args,
  context,
  info,
) => {
  const field = `${info.parentType.name}.${info.fieldName}`
  if (typeof source !== 'object' || source === null || !(info.fieldName in source))
    throw new NotEmulatedError(field)
  const member: unknown = Reflect.get(source, info.fieldName)
  return typeof member === 'function'
    ? (Reflect.apply(member, source, [args, context, info]) as unknown)
    : member
}

function refuse(errors: readonly GraphQLError[]): GraphQLAnswer {
  return {
    body: { errors: errors.map(describeInvalid) },
    violations: errors.map((error) => `GraphQL: ${error.message}`),
  }
}

/** GitHub words the commonest mistake in its own way; the rest is close enough to be read by people only. */
function describeInvalid(error: GraphQLError): GraphQLErrorBody {
  const [, field, type] = /^Cannot query field "([^"]+)" on type "([^"]+)"/.exec(error.message) ?? []
  const locations = error.locations === undefined ? {} : { locations: error.locations }
  if (field === undefined || type === undefined) return { ...locations, message: error.message }
  return {
    extensions: { code: 'undefinedField', typeName: type, fieldName: field },
    ...locations,
    message: `Field '${field}' doesn't exist on type '${type}'`,
  }
}

function describeResult(result: ExecutionResult): GraphQLAnswer {
  const errors = result.errors ?? []
  // Errors before execution (a variable of the wrong type) leave no data member at all.
  const data = result.data === undefined ? {} : { data: result.data }
  return {
    body: errors.length === 0 ? data : { ...data, errors: errors.map(describeError) },
    violations: errors
      .filter((error) => !(error.originalError instanceof GraphQLAnswerError))
      .map((error) => `GraphQL: ${error.message}`),
  }
}

function describeError(error: GraphQLError): GraphQLErrorBody {
  const cause = error.originalError
  const type = cause instanceof GraphQLAnswerError && cause.type !== undefined ? { type: cause.type } : {}
  return {
    ...type,
    ...(error.path === undefined ? {} : { path: error.path }),
    ...(error.locations === undefined ? {} : { locations: error.locations }),
    message: error.message,
  }
}
