import { ActionError, type CommitRequest, type CommitResult, parseCommitSha } from '@gitops-actions/core'
import { isRegular } from './blob.ts'
import { formatCommit, withSignature } from './commit-object.ts'
import { type NewObject, objectId } from './git-object.ts'
import { isAncestor } from './history.ts'
import type { GitObjects } from './objects.ts'
import type { Signer } from './signer.ts'
import { editTree } from './tree-edit.ts'

/** A push whose answer was lost is looked up, and repeated at most this often in all. */
const ATTEMPTS = 3
const AUTHOR = 'gitops-actions'
/** How far behind the head of a branch a commit of ours is looked for. */
const LOOK_BACK = 100

/** One commit on exactly `expectedHead`, or nothing. */
export async function commitChanges(
  objects: GitObjects,
  request: CommitRequest,
  signer: Signer | undefined,
): Promise<CommitResult> {
  const { link } = objects
  const { branch, expectedHead } = request
  for (const { path, mode } of request.changes) {
    if (isRegular(mode)) continue
    throw new ActionError('invalid-change', `${path} has mode ${mode}: only regular files are written`)
  }
  if (request.requireVerified === true && signer === undefined) {
    throw new ActionError(
      'not-verified',
      '"require-verified" needs commits that are signed, and over git nobody signs them but you: give "signing-key".',
    )
  }
  await link.fetchCommit(expectedHead, 1)
  const { made, verified } = await makeObjects(objects, request, signer)
  if (request.requireVerified === true && !verified) {
    throw new ActionError(
      'not-verified',
      'The signature of the commit is not good by "signing-key": nothing was pushed.',
    )
  }
  const sha = parseCommitSha(objectId(made[0]))
  const committed: CommitResult = { kind: 'committed', sha, verified, url: '' }
  for (let number = 1; ; number += 1) {
    const result = await link.push({ branch, before: expectedHead, after: sha }, made)
    if (result.kind === 'pushed') return committed
    // Of a second push the first may be the one that won, its answer lost.
    if (result.kind === 'lost-race' && number === 1) return result
    const head = await link.readHead(branch)
    if (head !== undefined && head !== expectedHead) {
      await link.fetchCommit(head, LOOK_BACK)
      if (isAncestor(link.here, sha, head)) return committed
    }
    if (head !== expectedHead) return { kind: 'lost-race', detail: `${branch} is at ${head ?? 'no commit'}` }
    if (result.kind === 'lost-race') return result
    if (number >= ATTEMPTS) throw result.error
  }
}

/** The commit, then what it is made of. */
async function makeObjects(
  objects: GitObjects,
  request: CommitRequest,
  signer: Signer | undefined,
): Promise<{ readonly made: readonly [NewObject, ...NewObject[]]; readonly verified: boolean }> {
  const blobs = request.changes.map(({ text }): NewObject => ({ type: 'blob', bytes: Buffer.from(text) }))
  const edits = request.changes.map(({ path, mode }, at) => ({ path, mode, oid: oidOf(blobs[at]) }))
  const { oid: tree, made } = await editTree(objects, objects.rootOf(request.expectedHead), edits)
  const { headline, body } = request
  const plain = formatCommit({
    tree,
    parent: request.expectedHead,
    author: {
      name: AUTHOR,
      email: `${AUTHOR}@users.noreply.${objects.link.remote.host}`,
      time: new Date(),
    },
    message: body === '' ? headline : `${headline}\n\n${body}`,
  })
  const signature = await signer?.sign(plain)
  const bytes = signature === undefined ? plain : withSignature(plain, signature)
  const verified = signature !== undefined && (await signer?.verify(plain, signature)) === true
  return { made: [{ type: 'commit', bytes }, ...made, ...blobs], verified }
}

function oidOf(object: NewObject | undefined): string {
  if (object === undefined) throw new TypeError('a change without its object')
  return objectId(object)
}
