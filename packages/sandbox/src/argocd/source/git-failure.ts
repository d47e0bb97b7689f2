import { GitCommandError } from '../../git/git-command.ts'

/** A repository that could not be read; the message is what git said last. */
export class GitFailure extends Error {
  override readonly name = 'GitFailure'
}

/** Makes git's own last words of a failed command. */
export function toGitFailure(error: unknown): GitFailure {
  if (error instanceof GitFailure) return error
  if (!(error instanceof GitCommandError)) {
    return new GitFailure(error instanceof Error ? error.message : String(error), { cause: error })
  }
  const lines = error.stderr.split('\n').filter((line) => line.trim() !== '')
  const words = lines.find((line) => line.startsWith('fatal:')) ?? lines.at(-1)
  return new GitFailure(words ?? `git ended with code ${error.code}`, { cause: error })
}
