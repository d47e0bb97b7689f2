import { readFileSync } from 'node:fs'
import { buildSchema, GraphQLError, isScalarType, Kind, type GraphQLSchema, type ValueNode } from 'graphql'

let schema: GraphQLSchema | undefined

/** GitHub's own GraphQL schema, read and built at the first call (about 180 ms) and kept. */
export function loadSchema(): GraphQLSchema {
  schema ??= build()
  return schema
}

function build(): GraphQLSchema {
  // The package's own entry also parses a JSON copy of the schema; its definition file alone is enough.
  const definition = new URL('./schema.graphql', import.meta.resolve('@octokit/graphql-schema'))
  // The published definition holds one field twice, which a strict build refuses.
  const built = buildSchema(readFileSync(definition, 'utf8'), { assumeValidSDL: true, assumeValid: true })
  holdScalar(built, 'GitObjectID', (text) => /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(text))
  holdScalar(built, 'Base64String', (text) => Buffer.from(text, 'base64').toString('base64') === text)
  holdScalar(built, 'GitRefname', (text) => /^refs\/\S+$/.test(text))
  return built
}

/** The schema names its scalars and says no more of them: their values are checked here, both given and returned. */
function holdScalar(built: GraphQLSchema, name: string, accepts: (text: string) => boolean): void {
  const type = built.getType(name)
  if (!isScalarType(type)) throw new Error(`GitHub's schema has no scalar ${name}`)
  const check = (value: unknown): string => {
    if (typeof value === 'string' && accepts(value)) return value
    throw new GraphQLError(`${JSON.stringify(value)} is not a valid ${name}`)
  }
  type.parseValue = check
  type.serialize = check
  type.parseLiteral = (node: ValueNode) => check(node.kind === Kind.STRING ? node.value : undefined)
}
