import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import {
  ActionError,
  type CommitRequest,
  type CommitResult,
  type CommitSha,
  parseCommitSha,
} from '@gitops-actions/core'

import { isRegular } from './blob.ts'
import type { Git, GitCall } from './git.ts'
import { fetchCommit, readHead } from './heads.ts'
import type { GitObjects } from './objects.ts'
import { pushBranch } from './push.ts'
import { quote } from './refusal.ts'
import { editTree } from './tree-edit.ts'

/** A push whose answer was lost is looked up, and repeated at most this often in all. */
const ATTEMPTS = 3
const AUTHOR = 'gitops-actions'
/** How far behind the head of a branch a commit of ours is looked for. */
const LOOK_BACK = 100

/** One commit on exactly `expectedHead`, or nothing. */
export async function commitChanges(
  git: Git,
  objects: GitObjects,
  request: CommitRequest,
): Promise<CommitResult> {
  for (const { path, mode } of request.changes) {
    if (isRegular(mode)) continue
    throw new ActionError('invalid-change', `${path} has mode ${mode}: only regular files are written`)
  }
  if (request.requireVerified === true && !git.signs) {
    throw new ActionError(
      'not-verified',
      '"require-verified" needs commits that are signed, and over git nobody signs them but you: give "signing-key".',
    )
  }
  await fetchCommit(git, objects, request.expectedHead)
  const sha = await makeCommit(git, objects, request)
  // By the key that was given: what a host makes of the signature depends on who it knows.
  const verified = git.signs && (await git.run(['verify-commit', sha])).exitCode === 0
  if (request.requireVerified === true && !verified) {
    throw new ActionError(
      'not-verified',
      'The signature of the commit is not good by "signing-key": nothing was pushed.',
    )
  }
  const committed: CommitResult = { kind: 'committed', sha, verified, url: '' }
  for (let number = 1; ; number += 1) {
    const move = { branch: request.branch, before: request.expectedHead, after: sha }
    const result = await pushBranch(git, move)
    if (result.kind === 'pushed') return committed
    if (result.kind === 'lost-race') return result
    const head = await readHead(git, request.branch)
    if (head !== request.expectedHead) {
      return head !== undefined && (await contains(git, request, head, sha))
        ? committed
        : { kind: 'lost-race', detail: `${request.branch} is at ${head ?? 'no commit'}` }
    }
    if (number >= ATTEMPTS) throw result.error
  }
}

async function makeCommit(git: Git, objects: GitObjects, request: CommitRequest): Promise<CommitSha> {
  const blobs = await writeObjects(
    git,
    'blob',
    request.changes.map(({ text }) => Buffer.from(text)),
  )
  const root = await objects.rootOf(request.expectedHead)
  const edits = request.changes.map(({ path, mode }, at) => ({ path, mode, oid: blobs[at] ?? '' }))
  const { oid: tree, made } = await editTree(objects, root, edits)
  await writeObjects(git, 'tree', made)
  const message = request.body === '' ? request.headline : `${request.headline}\n\n${request.body}\n`
  const sign = git.signs ? ['-S'] : []
  const args = ['commit-tree', ...sign, '-p', request.expectedHead, '-F', '-', tree]
  const sha = parseCommitSha(await must(git, args, { variables: identity(git), input: message }))
  objects.noteCommit(sha)
  return sha
}

/** One process for all of a kind: their bytes are given by files of our own, unfiltered. */
async function writeObjects(
  git: Git,
  type: 'blob' | 'tree',
  contents: readonly Buffer[],
): Promise<readonly string[]> {
  const directory = join(git.directory, 'changes')
  await mkdir(directory, { recursive: true, mode: 0o700 })
  try {
    const files = contents.map((_, at) => join(directory, String(at)))
    for (const [at, bytes] of contents.entries()) await writeFile(files[at] ?? '', bytes)
    const input = files.map((file) => `${file}\n`).join('')
    const oids = await must(git, ['hash-object', '-w', '-t', type, '--no-filters', '--stdin-paths'], {
      input,
    })
    return oids.split('\n')
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

function identity({ remote }: Git): Record<string, string> {
  const email = `${AUTHOR}@users.noreply.${remote.host}`
  return {
    GIT_AUTHOR_NAME: AUTHOR,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: AUTHOR,
    GIT_COMMITTER_EMAIL: email,
  }
}

/** Whether a branch that moved on holds our commit: then the push went through, and others came after it. */
async function contains(
  git: Git,
  { branch }: CommitRequest,
  head: CommitSha,
  sha: CommitSha,
): Promise<boolean> {
  if (head === sha) return true
  const fetched = await git.run([
    'fetch',
    '--quiet',
    '--no-tags',
    '--no-write-fetch-head',
    '--filter=tree:0',
    `--depth=${LOOK_BACK}`,
    'origin',
    `refs/heads/${branch}`,
  ])
  if (fetched.exitCode !== 0) return false
  return (await git.run(['merge-base', '--is-ancestor', sha, head])).exitCode === 0
}

async function must(git: Git, args: readonly string[], call?: GitCall): Promise<string> {
  const answer = await git.run(args, call)
  if (answer.exitCode === 0) return answer.stdout.toString('utf8').trim()
  if (args.includes('-S')) {
    throw new ActionError(
      'not-signed',
      `The commit could not be signed${quote(answer.said)}: give "signing-key" a private SSH key without a passphrase.`,
    )
  }
  throw new ActionError('git-failed', `git ${args[0] ?? ''} failed${quote(answer.said)}.`, {
    kind: 'internal',
  })
}
