import {
  type BuildSource,
  parseCommitSha,
  parseRepositoryName,
  type PushedCommits,
} from '@gitops-actions/core'
import type { RunContext } from '@gitops-actions/kit'

/** The commit that is built, from the run's context and the payload of its event. */
export function readSource(context: RunContext): BuildSource {
  const { event } = context
  const repository = field(event, 'repository')
  const head = field(event, 'head_commit')
  const pull = field(field(field(event, 'pull_request'), 'base'), 'ref')
  const base = pull ?? field(event, 'base_ref')
  return {
    repository: parseRepositoryName(context.repository, 'GITHUB_REPOSITORY'),
    sha: parseCommitSha(context.sha, 'GITHUB_SHA'),
    ref: context.ref,
    event: context.eventName,
    defaultBranch: context.defaultBranch,
    baseBranch: typeof base === 'string' ? base.replace(/^refs\/heads\//, '') : undefined,
    committed: field(head, 'id') === context.sha ? readDate(field(head, 'timestamp')) : undefined,
    url: `${context.serverUrl}/${context.repository}`,
    description: text(field(repository, 'description')),
    license: text(field(field(repository, 'license'), 'spdx_id')).replace(/^NOASSERTION$/, ''),
    run: context.runUrl,
  }
}

function readDate(value: unknown): Date | undefined {
  const date = new Date(text(value))
  return Number.isNaN(date.getTime()) ? undefined : date
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined
}

/** What a push of a branch brought; undefined for other events. */
export function readPush({ event, eventName, ref, sha }: RunContext): PushedCommits | undefined {
  if (eventName !== 'push' || !ref.startsWith('refs/heads/')) return undefined
  const commits = field(event, 'commits')
  const pushed: readonly unknown[] = Array.isArray(commits) ? (commits as unknown[]) : []
  const messages = [...pushed, field(event, 'head_commit')].map((commit) => text(field(commit, 'message')))
  return { before: text(field(event, 'before')), head: sha, messages }
}
