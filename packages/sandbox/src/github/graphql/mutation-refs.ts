import { ZERO_OID } from '../../git/object.ts'
import { type RefUpdate, updateReferences } from '../reference-update.ts'
import type { Repository } from '../state.ts'
import { GraphQLAnswerError } from './error.ts'
import { answerRefusals, requireWrite } from './mutation-access.ts'
import { type NodeContext, readGitNodeId } from './node-context.ts'
import { refuseId } from './query.ts'
import { createRefNode, REF_PREFIX } from './ref-node.ts'

interface UpdateRefsInput {
  clientMutationId?: string | null
  repositoryId: string
  refUpdates: readonly { name: string; beforeOid?: string | null; afterOid: string; force?: boolean | null }[]
}

/**
 * Moves several references, all or none of them. `beforeOid` of zeros asserts that there is none, `afterOid` of zeros
 * deletes it; without `force` a branch only moves forward.
 */
export async function updateRefs(context: NodeContext, input: UpdateRefsInput): Promise<object> {
  const repository = findWritable(context, input.repositoryId)
  const updates: RefUpdate[] = []
  for (const { name, beforeOid, afterOid, force } of input.refUpdates) {
    const current = (await repository.git.readRef(name))?.oid ?? ZERO_OID
    const before = beforeOid ?? current
    if (before !== current) throw refMoved(name, before, current)
    if (afterOid === ZERO_OID && current === ZERO_OID) throw refMissing(name)
    await requireObject(repository, afterOid)
    if (force !== true) await requireFastForward(repository, name, current, afterOid)
    updates.push({ ref: name, before, after: afterOid })
  }
  await move(context, repository, updates)
  return {}
}

export async function createRef(
  context: NodeContext,
  input: { clientMutationId?: string | null; repositoryId: string; name: string; oid: string },
): Promise<object> {
  const repository = findWritable(context, input.repositoryId)
  if (!/^refs\/(heads|tags)\/./.test(input.name)) {
    throw new GraphQLAnswerError(`Name must be a fully qualified ref: ${input.name}`, 'UNPROCESSABLE')
  }
  if ((await repository.git.readRef(input.name)) !== undefined) {
    const name = input.name.replace(/^refs\/(heads|tags)\//, '')
    throw new GraphQLAnswerError(`A ref named "${name}" already exists in the repository.`, 'UNPROCESSABLE')
  }
  await requireObject(repository, input.oid)
  await move(context, repository, [{ ref: input.name, before: ZERO_OID, after: input.oid }])
  return { ref: () => createRefNode(context, repository, input.name) }
}

export async function updateRef(
  context: NodeContext,
  input: { clientMutationId?: string | null; refId: string; oid: string; force?: boolean | null },
): Promise<object> {
  const { repository, name, oid } = await findRef(context, input.refId)
  await requireObject(repository, input.oid)
  if (input.force !== true) await requireFastForward(repository, name, oid, input.oid)
  await move(context, repository, [{ ref: name, before: oid, after: input.oid }])
  return { ref: () => createRefNode(context, repository, name) }
}

export async function deleteRef(
  context: NodeContext,
  input: { clientMutationId?: string | null; refId: string },
): Promise<object> {
  const { repository, name, oid } = await findRef(context, input.refId)
  await move(context, repository, [{ ref: name, before: oid, after: ZERO_OID }])
  return {}
}

function findWritable(context: NodeContext, repositoryId: string): Repository {
  const repository = context.state.findRepositoryByNodeId(repositoryId) ?? refuseId(repositoryId)
  return requireWrite(context, repository, 'contents', repository.fullName)
}

async function findRef(
  context: NodeContext,
  id: string,
): Promise<{ repository: Repository; name: string; oid: string }> {
  const { repositoryId, name } = readGitNodeId(REF_PREFIX, id) ?? refuseId(id)
  const known = [...context.state.repositories.values()].find((repository) => repository.id === repositoryId)
  const repository = requireWrite(context, known, 'contents', id)
  const found = await repository.git.readRef(name)
  return { repository, name, oid: found?.oid ?? refuseId(id) }
}

function move(context: NodeContext, repository: Repository, updates: readonly RefUpdate[]): Promise<void> {
  return answerRefusals(
    () => updateReferences(repository, updates, { actor: context.token.account }),
    (error) => refMoved(error.ref, error.expected, error.actual),
  )
}

async function requireObject(repository: Repository, oid: string): Promise<void> {
  if (oid === ZERO_OID || (await repository.git.readObject(oid)) !== undefined) return
  throw new GraphQLAnswerError(`Could not resolve to an object with the oid of '${oid}'.`, 'NOT_FOUND')
}

async function requireFastForward(
  repository: Repository,
  name: string,
  before: string,
  after: string,
): Promise<void> {
  if (before === ZERO_OID || after === ZERO_OID || (await repository.git.isAncestor(before, after))) return
  throw new GraphQLAnswerError(`Update to ${name} is not a fast forward`, 'UNPROCESSABLE')
}

function refMissing(name: string): GraphQLAnswerError {
  return new GraphQLAnswerError(`Reference ${name} does not exist`, 'UNPROCESSABLE')
}

function refMoved(name: string, expected: string, actual: string): GraphQLAnswerError {
  return new GraphQLAnswerError(
    `Reference cannot be updated: ${name} is at ${actual} but expected ${expected}`,
    'STALE_DATA',
  )
}
