import { runGit } from '../../git/git-command.ts'
import { ZERO_OID } from '../../git/object.ts'
import type { PullRequest } from '../resources.ts'
import type { Repository } from '../state.ts'

/** Brings a commit of a fork into the repository its pull request asks to merge into. */
export async function importCommit(repository: Repository, source: Repository, oid: string): Promise<void> {
  if (source === repository) return
  await runGit(['fetch', '--quiet', '--no-tags', '--end-of-options', source.git.directory, oid], {
    cwd: repository.git.directory,
  })
}

/** Points `refs/pull/<number>/head` at the head of a pull request, which is where GitHub lets everyone fetch it. */
export async function writePullRef(repository: Repository, pull: PullRequest): Promise<void> {
  const ref = `refs/pull/${pull.number}/head`
  const before = (await repository.git.readRef(ref))?.oid ?? ZERO_OID
  if (before !== pull.headSha) await repository.git.updateRef(ref, pull.headSha, before)
}
