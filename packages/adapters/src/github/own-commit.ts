import { parseCommitSha, type CommitRequest, type CommitResult } from '@gitops-actions/core'

import { listAt, objectAt, optionalObjectAt, textAt } from './answer.ts'
import { isJsonObject, type JsonObject } from '../json/object.ts'
import { blobOid } from '../git/blob.ts'
import type { GitHubConnection } from './connection.ts'
import { queryRepository, type RepositoryAt } from './repository-query.ts'

/** How far behind the head a commit of ours is looked for: others may have built upon it meanwhile. */
const DEPTH = 30
/** Files of it that are looked at. Only one commit of a branch can have our parent: they are there to tell ours from it. */
const FILES = 20

/**
 * Looks whether a commit whose answer was lost is on its branch: it has our parent, our headline and our files. `not-written` when the
 * branch still stands where it stood, `lost-race` when others moved it.
 */
export async function findOwnCommit(
  connection: GitHubConnection,
  at: RepositoryAt,
  request: CommitRequest,
): Promise<CommitResult | { readonly kind: 'not-written' }> {
  const looked = request.changes.slice(0, FILES)
  const fields = looked.map((_, index) => `f${index}: file(path: $f${index}) { oid }`)
  const selection = `ref(qualifiedName: $ref) { target { oid ... on Commit {
  history(first: $depth) { nodes { oid url message signature { isValid } parents(first: 1) { nodes { oid } } ${fields.join(' ')} } }
} } }`
  const variables = {
    ref: { type: 'String!', value: `refs/heads/${request.branch}` },
    depth: { type: 'Int!', value: DEPTH },
    ...Object.fromEntries(looked.map(({ path }, index) => [`f${index}`, { type: 'String!', value: path }])),
  }
  const repository = await queryRepository(connection, at, { selection, variables })
  const ref = optionalObjectAt(repository, 'ref')
  if (ref === undefined) return { kind: 'lost-race', detail: `the branch ${request.branch} is gone` }
  const head = objectAt(ref, 'target')
  if (textAt(head, 'oid') === request.expectedHead) return { kind: 'not-written' }
  const own = listAt(objectAt(head, 'history'), 'nodes')
    .filter(isJsonObject)
    .find((commit) => isOwn(commit, request))
  if (own === undefined) {
    return {
      kind: 'lost-race',
      detail: `${request.branch} moved to ${textAt(head, 'oid')}, which is not our commit`,
    }
  }
  return {
    kind: 'committed',
    sha: parseCommitSha(textAt(own, 'oid')),
    verified: isJsonObject(own.signature) && own.signature.isValid === true,
    url: textAt(own, 'url'),
  }
}

function isOwn(commit: JsonObject, request: CommitRequest): boolean {
  const [parent] = listAt(objectAt(commit, 'parents'), 'nodes')
  if (!isJsonObject(parent) || parent.oid !== request.expectedHead) return false
  if (firstLine(textAt(commit, 'message')) !== firstLine(request.headline)) return false
  return request.changes.slice(0, FILES).every(({ text }, index) => {
    const file = commit[`f${index}`]
    return isJsonObject(file) && file.oid === blobOid(Buffer.from(text), request.expectedHead)
  })
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').trim()
}
