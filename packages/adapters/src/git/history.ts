import { type CommitSha, type CommitSummary, parseCommitSha } from '@gitops-actions/core'

import type { Git } from './git.ts'
import { remoteRefusal } from './refusal.ts'

/**
 * The last commits before `head` as they were fetched, newest first. Commits alone are here, no trees: that costs the
 * same whatever the size of the repository. Which of them touched a file would take the trees, so all of them stand
 * for every file.
 */
export async function readHistory(
  git: Git,
  head: CommitSha,
  count: number,
): Promise<readonly CommitSummary[]> {
  const log = await git.run(['log', `--max-count=${count}`, '--format=%H%x00%P%x00%B%x01', head, '--'])
  if (log.exitCode !== 0) throw remoteRefusal(git, 'reading the history', log)
  const commits = log.stdout
    .toString('utf8')
    .split('\x01')
    .map((entry) => entry.trimStart().split('\0'))
    .filter(([sha]) => sha !== undefined && sha !== '')
  const messages = new Map(commits.map(([sha = '', , message = '']) => [sha, message.trimEnd()]))
  return commits.map(([sha = '', parents = '', message = '']) => {
    const [first, second] = parents.split(' ').filter((parent) => parent !== '')
    const merged = second === undefined ? undefined : messages.get(second)
    return {
      sha: parseCommitSha(sha),
      message: message.trimEnd(),
      parents: [first, second].flatMap((parent) => (parent === undefined ? [] : [parseCommitSha(parent)])),
      ...(merged === undefined ? {} : { merged }),
    }
  })
}
