import {
  ActionError,
  type MergeAnswer,
  type PullRequest,
  type PullRequests,
  type PullRequestState,
} from '@gitops-actions/core'
import type { MemoryRepository } from './memory-repository.ts'

export interface MemoryPullRequests extends PullRequests {
  /** Every call, oldest first: `find`, `create`, `update 1`, `dress 1`, `close 1`. */
  readonly calls: readonly string[]
  readonly open: readonly PullRequest[]
}

/** Pull requests over a repository in memory: their heads are its branches. */
export function createMemoryPullRequests(
  repository: MemoryRepository,
  options: {
    readonly refused?: readonly string[]
    /** Default: the author of every pull request. */
    readonly identity?: string
    /** Answers of `merge` and `state`, in their order. */
    readonly merges?: MergeAnswer[]
    readonly states?: PullRequestState[]
  } = {},
): MemoryPullRequests {
  const open: PullRequest[] = []
  const calls: string[] = []
  let last = 0

  async function withHead(pull: PullRequest): Promise<PullRequest> {
    const sha = await repository.head(pull.head.branch)
    return sha === undefined ? pull : { ...pull, head: { ...pull.head, sha } }
  }

  function indexOf(number: number): number {
    const index = open.findIndex((pull) => pull.number === number)
    if (index < 0) throw new Error(`pull request #${number} is not open`)
    return index
  }

  return {
    calls,
    open,
    identity: () => Promise.resolve(options.identity ?? 'bumper'),
    findOpen(head, base) {
      calls.push('find')
      return Promise.all(
        open.filter((pull) => pull.head.branch === head && pull.base.branch === base).map(withHead),
      )
    },
    async create({ head, base, title, body, draft }) {
      calls.push('create')
      const [comparison, sha] = [await repository.compare(base, head), await repository.head(head)]
      if (sha === undefined || comparison === undefined) {
        throw new ActionError('branch-not-found', `there is no branch ${head}`)
      }
      if (comparison.status === 'identical' || comparison.status === 'behind') {
        return { kind: 'nothing-between' }
      }
      const known = open.find((pull) => pull.head.branch === head && pull.base.branch === base)
      if (known !== undefined) return { kind: 'found', pull: await withHead(known) }
      last += 1
      const pull: PullRequest = {
        number: last,
        url: `https://host.example/pull/${last}`,
        title,
        body,
        draft,
        head: { branch: head, sha, repository: 'acme/environments' },
        base: { branch: base },
        author: 'bumper[bot]',
      }
      open.push(pull)
      return { kind: 'created', pull }
    },
    update(number, { title, body }) {
      calls.push(`update ${number}`)
      const index = indexOf(number)
      const pull = open[index]
      if (pull === undefined) throw new Error(`pull request #${number} is not open`)
      open[index] = { ...pull, title, body }
      return withHead(open[index])
    },
    dress(number, { labels, reviewers, teamReviewers, assignees }) {
      calls.push(`dress ${number}`)
      const asked = [...labels, ...assignees, ...reviewers, ...teamReviewers]
      const refused = asked.filter((name) => options.refused?.includes(name) === true)
      return Promise.resolve(refused.map((name) => `"${name}" was not taken`))
    },
    mergeable: () => Promise.resolve(true),
    merge(number) {
      calls.push(`merge ${number}`)
      return Promise.resolve(options.merges?.shift() ?? { kind: 'armed' as const })
    },
    async state(number) {
      calls.push(`state ${number}`)
      const pull = open.find((each) => each.number === number)
      const scripted = options.states?.shift()
      if (scripted !== undefined || pull === undefined) return scripted ?? { kind: 'closed' }
      return { kind: 'open', head: (await withHead(pull)).head.sha, state: 'blocked' }
    },
    close(number) {
      calls.push(`close ${number}`)
      open.splice(indexOf(number), 1)
      return Promise.resolve()
    },
  }
}
