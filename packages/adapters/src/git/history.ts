import { type CommitSha, type CommitSummary, parseCommitSha } from '@gitops-actions/core'
import type { GitObject } from './git-object.ts'

interface Commit extends CommitSummary {
  /** Seconds since 1970, as its committer said. */
  readonly time: number
}

/**
 * The last commits before `head` as they were fetched, newest first. Commits alone are here, no trees: that costs the
 * same whatever the size of the repository. Which of them touched a file would take the trees, so all of them stand
 * for every file.
 */
export function readHistory(
  here: ReadonlyMap<string, GitObject>,
  head: CommitSha,
  count: number,
): readonly CommitSummary[] {
  const found = new Map<string, Commit>()
  const waiting = [head]
  const order: Commit[] = []
  const take = (sha: CommitSha): Commit | undefined => {
    const object = here.get(sha)
    if (object === undefined || found.has(sha)) return undefined
    const commit = parseCommit(sha, object.bytes)
    found.set(sha, commit)
    return commit
  }
  const ready: Commit[] = []
  for (;;) {
    for (const sha of waiting.splice(0)) {
      const commit = take(sha)
      if (commit === undefined) continue
      const later = ready.findIndex(({ time }) => time < commit.time)
      ready.splice(later < 0 ? ready.length : later, 0, commit)
    }
    const next = ready.shift()
    if (next === undefined || order.length === count) break
    order.push(next)
    waiting.push(...next.parents)
  }
  return order.map(({ sha, message, parents }) => {
    const merged = parents[1] === undefined ? undefined : found.get(parents[1])?.message
    return { sha, message, parents: parents.slice(0, 2), ...(merged === undefined ? {} : { merged }) }
  })
}

/** Whether a commit is among the ancestors of another, as far as they were fetched, or is it itself. */
export function isAncestor(here: ReadonlyMap<string, GitObject>, sha: CommitSha, of: CommitSha): boolean {
  const seen = new Set<string>()
  for (let level: readonly CommitSha[] = [of]; level.length > 0;) {
    if (level.includes(sha)) return true
    for (const each of level) seen.add(each)
    level = level.flatMap((each) => {
      const object = here.get(each)
      return object === undefined
        ? []
        : parseCommit(each, object.bytes).parents.filter((one) => !seen.has(one))
    })
  }
  return false
}

/** Headers, an empty line, the message: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects#_git_commit_objects */
function parseCommit(sha: CommitSha, bytes: Buffer): Commit {
  const text = bytes.toString('utf8')
  const end = text.indexOf('\n\n')
  const headers = end < 0 ? text : text.slice(0, end)
  const parents = [...headers.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, parent = '']) =>
    parseCommitSha(parent),
  )
  const time = Number(/^committer .*> (\d+)/m.exec(headers)?.[1] ?? 0)
  return { sha, message: end < 0 ? '' : text.slice(end + 2).trim(), parents, time }
}
