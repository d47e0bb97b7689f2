import { type CommitSha } from '@gitops-actions/core'
import { gitEnvironment } from '../git/environment.ts'
import { findExecutable } from '../process/executable.ts'
import { runProgram } from '../process/program.ts'

/** Milliseconds. */
const LIMIT = 5_000
const COMMITTER = /^committer .* (\d{1,12}) [+-]\d{4}$/m

/**
 * When a commit of the checked-out repository was made; undefined when there is no repository, no such commit, or no git.
 * The object is read as it is: nothing that the repository configures is run.
 */
export async function readCommitTime(
  workspace: string,
  sha: CommitSha,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Date | undefined> {
  const program = await findExecutable('git', env)
  if (program === undefined) return undefined
  // In a container the workspace belongs to another user, which git takes for an attack.
  const settings = [['safe.directory', '*']] as const
  const { exitCode, stdout } = await runProgram({
    program,
    args: ['-C', workspace, 'cat-file', 'commit', sha],
    env: gitEnvironment(env, { home: workspace, settings, protocols: '', variables: {} }),
    signal: AbortSignal.timeout(LIMIT),
  }).catch(() => ({ exitCode: 1, stdout: '' }))
  const header = stdout.split('\n\n', 1)[0] ?? ''
  const seconds = exitCode === 0 ? COMMITTER.exec(header)?.[1] : undefined
  return seconds === undefined ? undefined : new Date(Number(seconds) * 1000)
}
