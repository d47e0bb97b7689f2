import { FILE_HISTORY } from '../bump/deployed.ts'
import type {
  CommitSha,
  CommitSummary,
  EnvironmentRepository,
  Snapshot,
} from '../ports/environment-repository.ts'

/** Files whose histories one read asks for; a read of more may be answered with the history of the branch. */
export const HISTORIES_PER_READ = 10
/** Reads at the same time. */
const AT_ONCE = 6

/**
 * The history of each of these files by itself. A read of directories or of many files is answered with the commits of
 * what is around them, in which those of a file that changes seldom are out of sight.
 * @throws ActionError of the repository
 */
export async function readHistories(
  commit: CommitSha,
  files: readonly string[],
  repository: Pick<EnvironmentRepository, 'read'>,
): Promise<Snapshot['history']> {
  const groups: (readonly string[])[] = []
  for (let start = 0; start < files.length; start += HISTORIES_PER_READ) {
    groups.push(files.slice(start, start + HISTORIES_PER_READ))
  }
  const found = new Map<string, readonly CommitSummary[]>()
  for (let start = 0; start < groups.length; start += AT_ONCE) {
    const some = groups.slice(start, start + AT_ONCE)
    const reads = await Promise.all(
      some.map((group) => repository.read({ commit, files: group, history: FILE_HISTORY })),
    )
    for (const { history } of reads) for (const [path, commits] of history) found.set(path, commits)
  }
  return found
}
