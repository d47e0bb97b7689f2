import { ReferenceMovedError } from '../../git/bare-repository.ts'
import { isOid, type ObjectType, ZERO_OID } from '../../git/object.ts'
import { mergeQueueOf } from '../pulls/merge-queue.ts'
import { updateReferences } from '../reference-update.ts'
import {
  type Answer,
  notFound,
  paginate,
  type RepositoryContext,
  RestError,
  type Route,
  type WriteContext,
} from '../route.ts'
import { gitNodeId } from '../graphql/node-context.ts'
import { flagField, textField } from './fields.ts'
import { repositoryUrl } from './repository-body.ts'

const DOCUMENTATION = 'https://docs.github.com/rest/git/refs'

export const referenceRoutes: readonly Route[] = [
  {
    operation: 'GET /repos/{owner}/{repo}/git/ref/{ref}',
    access: 'read',
    permission: 'contents',
    async handle(context) {
      const name = `refs/${context.params.ref ?? ''}`
      const found = await context.repository.git.readRef(name)
      if (found === undefined) throw notFound(`${DOCUMENTATION}#get-a-reference`)
      return { status: 200, body: format(context, name, found) }
    },
  },
  {
    operation: 'GET /repos/{owner}/{repo}/git/matching-refs/{ref}',
    access: 'read',
    permission: 'contents',
    async handle(context) {
      const { repository } = context
      const refs = await repository.git.listRefs(`refs/${context.params.ref ?? ''}`)
      const path = `/repos/${repository.fullName}/git/matching-refs/${context.params.ref ?? ''}`
      const page = paginate(context, path, refs)
      const bodies = page.items.map(async ({ name }) => {
        const found = await repository.git.readRef(name)
        return found === undefined ? [] : [format(context, name, found)]
      })
      return { status: 200, body: (await Promise.all(bodies)).flat(), headers: page.headers }
    },
  },
  {
    operation: 'POST /repos/{owner}/{repo}/git/refs',
    access: 'write',
    permission: 'contents',
    handle: create,
  },
  {
    operation: 'PATCH /repos/{owner}/{repo}/git/refs/{ref}',
    access: 'write',
    permission: 'contents',
    handle: update,
  },
  {
    operation: 'DELETE /repos/{owner}/{repo}/git/refs/{ref}',
    access: 'write',
    permission: 'contents',
    handle: remove,
  },
]

async function create(context: WriteContext): Promise<Answer> {
  const { repository, actor, body } = context
  const options = { documentation: `${DOCUMENTATION}#create-a-reference` }
  const ref = textField(body, 'ref') ?? ''
  const sha = textField(body, 'sha') ?? ''
  if (!/^refs\/[^/]+\/.+/.test(ref))
    throw new RestError(422, "Reference name must start with 'refs/'.", options)
  if (!isValidName(ref)) throw new RestError(422, `${ref} is not a valid ref name.`, options)
  const type = await findTarget(context, sha, ref)
  if (type === undefined) return EMPTY_500
  // Branches that a rule gives a merge queue cannot be made: https://github.com/aquasecurity/trivy/issues/10931
  if (
    ref.startsWith('refs/heads/') &&
    mergeQueueOf(repository, ref.slice('refs/heads/'.length)) !== undefined
  )
    throw new RestError(422, 'Reference update failed', options)
  try {
    await updateReferences(repository, [{ ref, before: ZERO_OID, after: sha }], { actor })
  } catch (error) {
    if (error instanceof ReferenceMovedError) throw new RestError(422, 'Reference already exists', options)
    throw error
  }
  const answer = format(context, ref, { oid: sha, type })
  return { status: 201, body: answer, headers: { location: String(answer.url) } }
}

async function update(context: WriteContext): Promise<Answer> {
  const { repository, actor, body, params } = context
  const options = { documentation: `${DOCUMENTATION}#update-a-reference` }
  const ref = `refs/${params.ref ?? ''}`
  const sha = textField(body, 'sha') ?? ''
  const before = (await repository.git.readRef(ref))?.oid
  if (before === undefined) throw new RestError(422, 'Reference does not exist', options)
  const type = await findTarget(context, sha, ref)
  if (type === undefined) return EMPTY_500
  if (flagField(body, 'force') !== true && !(await isFastForward(context, before, sha))) {
    throw new RestError(422, 'Update is not a fast forward', options)
  }
  try {
    await updateReferences(repository, [{ ref, before, after: sha }], { actor })
  } catch (error) {
    if (error instanceof ReferenceMovedError) throw new RestError(422, 'Reference cannot be updated', options)
    throw error
  }
  return { status: 200, body: format(context, ref, { oid: sha, type }) }
}

async function remove(context: WriteContext): Promise<Answer> {
  const { repository, actor, params } = context
  const options = { documentation: `${DOCUMENTATION}#delete-a-reference` }
  const ref = `refs/${params.ref ?? ''}`
  const before = (await repository.git.readRef(ref))?.oid
  if (before === undefined) throw new RestError(422, 'Reference does not exist', options)
  try {
    await updateReferences(repository, [{ ref, before, after: ZERO_OID }], { actor })
  } catch (error) {
    if (error instanceof ReferenceMovedError) throw new RestError(422, 'Reference cannot be updated', options)
    throw error
  }
  return { status: 204 }
}

/** GitHub's answer to a sha it does not know: https://github.com/github/rest-api-description/issues/714 */
const EMPTY_500: Answer = { status: 500 }

/** @throws RestError 422 for a name that is no sha, or a branch that would not point to a commit */
async function findTarget(context: WriteContext, sha: string, ref: string): Promise<ObjectType | undefined> {
  if (!isOid(sha))
    throw new RestError(422, 'The sha parameter must be exactly 40 characters and contain only [0-9a-f].')
  const object = await context.repository.git.readObject(sha)
  if (object !== undefined && ref.startsWith('refs/heads/') && object.type !== 'commit') {
    throw new RestError(422, 'Object is not a commit')
  }
  return object?.type
}

async function isFastForward(context: WriteContext, before: string, after: string): Promise<boolean> {
  const { git } = context.repository
  const commits = await Promise.all([git.resolve(before), git.resolve(after)])
  return commits.every((oid) => oid !== undefined) && (await git.isAncestor(before, after))
}

function format(
  context: RepositoryContext,
  name: string,
  target: { oid: string; type: ObjectType },
): Record<string, unknown> {
  const url = repositoryUrl(context.urls, context.repository)
  return {
    ref: name,
    node_id: gitNodeId('REF', context.repository, name),
    url: `${url}/git/${name}`,
    object: { type: target.type, sha: target.oid, url: `${url}/git/${target.type}s/${target.oid}` },
  }
}

/** As `git check-ref-format` judges: https://git-scm.com/docs/git-check-ref-format */
function isValidName(ref: string): boolean {
  const hasControls = Buffer.from(ref).some((byte) => byte <= 0x20 || byte === 0x7f)
  if (hasControls || /[~^:?*[\\]|\.\.|@\{|\/\/|\/$|\.$/.test(ref)) return false
  return ref.split('/').every((part) => !part.startsWith('.') && !part.endsWith('.lock'))
}
