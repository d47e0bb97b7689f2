import { ReferenceMovedError } from '../../git/bare-repository.ts'
import { RuleViolationError } from '../reference-update.ts'
import type { PermissionName } from '../resources.ts'
import { formatViolations } from '../rules.ts'
import type { Repository } from '../state.ts'
import { GraphQLAnswerError } from './error.ts'
import type { NodeContext } from './node-context.ts'

/** @throws GraphQLAnswerError FORBIDDEN when the token may not write there, NOT_FOUND when it may not even see it. */
export function requireWrite(
  context: NodeContext,
  repository: Repository | undefined,
  permission: PermissionName,
  name: string,
): Repository {
  const { state, token } = context
  if (repository === undefined || !state.sees(token, repository)) {
    throw new GraphQLAnswerError(`Could not resolve to a Repository with the name '${name}'.`, 'NOT_FOUND')
  }
  if (state.access(token, repository, permission) !== 'write') {
    const holder = token.kind === 'pat' ? 'personal access token' : 'integration'
    throw new GraphQLAnswerError(`Resource not accessible by ${holder}`, 'FORBIDDEN')
  }
  return repository
}

/** Turns the refusals of a reference update into GraphQL's answers. `onMoved` says what a lost race is called. */
export async function answerRefusals<Result>(
  update: () => Promise<Result>,
  onMoved: (error: ReferenceMovedError) => GraphQLAnswerError,
): Promise<Result> {
  try {
    return await update()
  } catch (error) {
    if (error instanceof ReferenceMovedError) throw onMoved(error)
    if (error instanceof RuleViolationError) {
      throw new GraphQLAnswerError(formatViolations(error.violations), 'UNPROCESSABLE')
    }
    throw error
  }
}
