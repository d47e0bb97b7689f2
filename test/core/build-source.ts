import {
  ActionError,
  type BuildSource,
  type TagPlan,
  type TagPlanRequest,
  parseCommitSha,
  parseRepositoryName,
  planTags,
} from '@gitops-actions/core'

export const SHA = parseCommitSha('0123456789abcdef0123456789abcdef01234567')

export function sourceOf(ref: string, change: Partial<BuildSource> = {}): BuildSource {
  return {
    repository: parseRepositoryName('acme/api'),
    sha: SHA,
    ref,
    event: 'push',
    defaultBranch: 'main',
    baseBranch: undefined,
    committed: undefined,
    url: 'https://github.com/acme/api',
    description: '',
    license: '',
    run: 'https://github.com/acme/api/actions/runs/1',
    ...change,
  }
}

export function planRequest(change: Partial<TagPlanRequest> = {}): TagPlanRequest {
  return {
    images: ['ghcr.io/acme/api'],
    tags: [],
    flavor: [],
    source: sourceOf('refs/heads/main'),
    now: new Date('2020-01-10T00:30:00Z'),
    prefixes: new Map(),
    ...change,
  }
}

export function plan(ref: string, ...tags: string[]): TagPlan {
  return planTags(planRequest({ tags, source: sourceOf(ref) }))
}

/** A tag that may move is written with "~" behind it. */
export function namesOf(made: TagPlan): string[] {
  return made.destinations[0].tags.map(({ name, mutable }) => (mutable ? `${name}~` : name))
}

export function refusal(work: () => unknown): ActionError {
  try {
    work()
  } catch (error) {
    if (error instanceof ActionError) return error
    throw error
  }
  throw new Error('nothing was refused')
}
