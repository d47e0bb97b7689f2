import type { CommitSha, CommitSummary, EnvironmentRepository } from '../ports/environment-repository.ts'
import { parseReleaseTrailers } from '../release/trailer.ts'

/** What the pull requests of a commit say; empty where nothing is asked. */
export type PullRequestLookup = (commit: CommitSummary) => Promise<readonly string[]>

/** The first line of a squash merge names its pull request, unless somebody wrote another: `Bump api (#12)`. */
const NAMES_PULL_REQUEST = /^.*#\d/

/**
 * Asks for the pull requests of commits, of each once. Whether a commit whose title names none came by one is a guess,
 * so that a single one of those is asked for: at most one request more than the titles tell.
 */
export function createPullRequestLookup(
  repository: Pick<EnvironmentRepository, 'pullRequestMessages'>,
): PullRequestLookup {
  const known = new Map<CommitSha, Promise<readonly string[]>>()
  let guessed: CommitSha | undefined
  return (commit) => {
    if (!namesPullRequest(commit)) {
      guessed ??= commit.sha
      if (guessed !== commit.sha) return Promise.resolve([])
    }
    const messages = known.get(commit.sha) ?? repository.pullRequestMessages(commit.sha)
    known.set(commit.sha, messages)
    return messages
  }
}

/**
 * The commit of a file's history that most likely was a squash merge, whose pull request says what it brought: the newest
 * that names one, else the newest that says nothing of releases itself. The first commit of all came by none.
 */
export function likelySquash(history: readonly CommitSummary[]): CommitSummary | undefined {
  const silent = history.filter(
    ({ message, parents }) => parents.length === 1 && parseReleaseTrailers(message).length === 0,
  )
  return silent.find(namesPullRequest) ?? silent[0]
}

function namesPullRequest({ message }: CommitSummary): boolean {
  return NAMES_PULL_REQUEST.test(message)
}
