import { createHash } from 'node:crypto'

import type { Account, TokenKind, Verification } from './resources.ts'
import { type Repository, formatTimestamp } from './state.ts'
import type { Commit, Person } from '../git/object.ts'
import type { NewCommit } from '../git/bare-repository.ts'

/** The committer of every commit that GitHub makes and signs itself. */
export const GITHUB_COMMITTER = { name: 'GitHub', email: 'noreply@github.com' } as const

/** The verification of a commit that carries no signature. */
export const UNSIGNED: Verification = {
  verified: false,
  reason: 'unsigned',
  signature: null,
  payload: null,
  verified_at: null,
}

export interface ApiCommit extends Omit<NewCommit, 'author' | 'committer' | 'sign'> {
  /** Given explicitly by the caller; then GitHub does not sign. */
  author?: Partial<Person>
  committer?: Partial<Person>
  now: Date
  actor: Account
  /** Whether GitHub signs what the call makes; see `signsFor`. */
  signed: boolean
  /** A signature that the caller made; GitHub knows no key for it. */
  signature?: string
}

/**
 * Writes a commit the way GitHub's API does and remembers its verification. A signed commit has GitHub as its
 * committer, as the web editor and `createCommitOnBranch` leave it.
 */
export async function writeApiCommit(repository: Repository, request: ApiCommit): Promise<Commit> {
  const author = fill(request.author, request.actor, request.now)
  const { signature } = request
  const sign = signature === undefined ? seal : () => signature
  const committer = request.signed
    ? { ...GITHUB_COMMITTER, date: request.now }
    : fill(request.committer ?? request.author, request.actor, request.now)
  const commit = await repository.git.writeCommit({
    tree: request.tree,
    parents: request.parents,
    message: request.message,
    author,
    committer,
    ...(request.signed || signature !== undefined ? { sign } : {}),
  })
  if (request.signed && commit.signature !== undefined) {
    repository.verifications.set(commit.oid, {
      verified: true,
      reason: 'valid',
      signature: commit.signature,
      payload: commit.payload,
      verified_at: formatTimestamp(request.now),
    })
  }
  return commit
}

/** What GitHub says about a commit: a signature it did not make itself is by an unknown key. */
export function verificationOf(repository: Repository, commit: Commit): Verification {
  const known = repository.verifications.get(commit.oid)
  if (known !== undefined) return known
  if (commit.signature === undefined) return UNSIGNED
  return {
    verified: false,
    reason: 'unknown_key',
    signature: commit.signature,
    payload: commit.payload,
    verified_at: null,
  }
}

/**
 * Whether GitHub signs a commit made through REST: for apps and workflow tokens, and only while nobody names an author
 * or committer.
 * Source: https://github.com/peter-evans/create-pull-request/blob/main/docs/concepts-guidelines.md
 */
export function signsFor(kind: TokenKind, given: { author?: unknown; committer?: unknown }): boolean {
  return kind !== 'pat' && given.author === undefined && given.committer === undefined
}

function fill(given: Partial<Person> | undefined, actor: Account, now: Date): Person {
  return { name: given?.name ?? actor.name, email: given?.email ?? actor.email, date: given?.date ?? now }
}

/** Stands in for GitHub's web-flow key: stable, bound to the payload, and no key material anywhere. */
function seal(payload: string): string {
  const digest = createHash('sha256').update(payload).digest('base64')
  return `-----BEGIN PGP SIGNATURE-----\n\n${digest}\n-----END PGP SIGNATURE-----`
}
