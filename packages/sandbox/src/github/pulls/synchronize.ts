import { ZERO_OID } from '../../git/object.ts'
import type { PullRequest } from '../resources.ts'
import type { GitHubState, RefChange, Repository } from '../state.ts'
import { fireAutoMerge } from './auto-merge.ts'
import { closePull, markMerged } from './close.ts'
import { dequeue } from './merge-queue.ts'
import { importCommit, writePullRef } from './pull-ref.ts'

/**
 * Keeps the pull requests of all repositories true to the branches of one, and turns its reference changes into `push`
 * events, whoever made them: the API, a git push, or a merge.
 */
export function watchReferences(state: GitHubState, repository: Repository): void {
  repository.refListeners.push(async (change) => {
    const branch = /^refs\/heads\/(.+)$/.exec(change.ref)?.[1]
    if (branch !== undefined) await synchronizePulls(state, repository, branch, change)
    await state.events.emit({ name: 'push', repository: repository.fullName, ...change })
    if (branch !== undefined) await fireAutoMerge(state)
  })
}

async function synchronizePulls(
  state: GitHubState,
  changed: Repository,
  branch: string,
  change: RefChange,
): Promise<void> {
  for (const repository of state.repositories.values()) {
    for (const pull of repository.pulls.values()) {
      if (pull.state === 'closed') continue
      if (pull.headRepository === changed.fullName && pull.head === branch) {
        await followHead(state, repository, pull, { changed, change })
      } else if (repository === changed && pull.base === branch) {
        await followBase(state, repository, pull, change)
      }
    }
  }
}

/** A head branch that is gone, or holds nothing more than the base, closes its pull request. */
async function followHead(
  state: GitHubState,
  repository: Repository,
  pull: PullRequest,
  { changed, change }: { changed: Repository; change: RefChange },
): Promise<void> {
  if (change.after === ZERO_OID) {
    await closePull(state, repository, pull, change.actor)
    return
  }
  await importCommit(repository, changed, change.after)
  pull.headSha = change.after
  await dequeue(state, repository, pull, { actor: change.actor, reason: 'head_changed' })
  await writePullRef(repository, pull)
  pull.updatedAt = state.timestamp()
  const base = await repository.git.resolve(`refs/heads/${pull.base}`)
  if (base !== undefined && (await repository.git.isAncestor(change.after, base))) {
    await closePull(state, repository, pull, change.actor)
    return
  }
  const { actor } = change
  await state.events.emit({
    name: 'pull_request',
    action: 'synchronize',
    repository: repository.fullName,
    pull,
    actor,
  })
}

/** A base branch that now holds the head has merged it, however that came about. */
async function followBase(
  state: GitHubState,
  repository: Repository,
  pull: PullRequest,
  change: RefChange,
): Promise<void> {
  const { actor, before, after } = change
  if (after === ZERO_OID) {
    await closePull(state, repository, pull, actor)
  } else if (await repository.git.isAncestor(pull.headSha, after)) {
    await markMerged(state, repository, pull, {
      sha: after,
      actor,
      heads: { base: before, head: pull.headSha },
    })
  } else {
    pull.baseSha = after
  }
}
