import { Kind, type OperationDefinitionNode, parse } from 'graphql'

/**
 * What a GraphQL body asks for, as faults and the request log name it: `mutation createCommitOnBranch`, `query repository`.
 * Several fields at the root are joined by `+`.
 */
export function nameGraphqlOperation(body: unknown): string {
  if (typeof body !== 'object' || body === null || !('query' in body) || typeof body.query !== 'string')
    return 'unknown'
  const wanted = 'operationName' in body ? body.operationName : undefined
  const operation = findOperation(body.query, wanted)
  if (operation === undefined) return 'unknown'
  const fields = operation.selectionSet.selections.map((selection) =>
    selection.kind === Kind.FIELD ? selection.name.value : '…',
  )
  return `${operation.operation} ${fields.join('+')}`
}

function findOperation(query: string, wanted: unknown): OperationDefinitionNode | undefined {
  try {
    const operations = parse(query).definitions.filter(
      (definition) => definition.kind === Kind.OPERATION_DEFINITION,
    )
    return typeof wanted === 'string'
      ? operations.find((operation) => operation.name?.value === wanted)
      : operations[0]
  } catch {
    // The GraphQL endpoint answers what is wrong with the text.
    return undefined
  }
}
