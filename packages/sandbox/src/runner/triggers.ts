import type { WorkflowEvent } from './options.ts'
import { matchesPatterns } from './patterns.ts'
import { readWorkflow, type Workflow } from './workflow-file.ts'

/**
 * Would GitHub start this workflow for this event? Follows the `on:` filters as documented: branches, tags, paths (also
 * negated and `-ignore`), activity types, and the skip instructions in the head commit's message.
 *
 * https://docs.github.com/actions/writing-workflows/choosing-when-your-workflow-runs/triggering-a-workflow
 *
 * @throws WorkflowError when the workflow is not valid.
 */
export async function triggeredBy(
  workflow: string | { readonly text: string; readonly path?: string },
  event: WorkflowEvent,
): Promise<boolean> {
  return matchesEvent((await readWorkflow(workflow)).events, event)
}

/** The same for a workflow that has been read. */
export function matchesEvent(events: Workflow['events'], event: WorkflowEvent): boolean {
  const filter = readFilter(events[event.name])
  if (filter === undefined) return false
  switch (event.name) {
    case 'push':
      return matchesPush(filter, event)
    case 'pull_request':
    case 'pull_request_target':
      return matchesPullRequest(filter, event)
    case 'workflow_run':
      return matchesWorkflowRun(filter, event)
    case 'schedule':
      return filter.crons.includes(text(event.payload?.schedule) ?? '')
    case 'workflow_dispatch':
    case 'workflow_call':
      return true
    default:
      return matchesType(filter, event, [])
  }
}

/** Full ref of an event: given, or read from its payload. */
export function eventRef(event: WorkflowEvent): string {
  if (event.ref !== undefined) return event.ref
  const number = event.payload?.number
  if (event.name === 'pull_request' && typeof number === 'number') return `refs/pull/${number}/merge`
  return text(event.payload?.ref) ?? `refs/heads/${defaultBranch(event)}`
}

/** The repository's default branch, as the payload says; `main` when it does not. */
export function defaultBranch(event: WorkflowEvent): string {
  return text(member(event.payload?.repository, 'default_branch')) ?? 'main'
}

/** A field of foreign JSON; undefined when there is no such field. */
export function member(json: unknown, ...keys: string[]): unknown {
  let here = json
  for (const key of keys) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined
    here = Object.entries(here).find(([name]) => name === key)?.[1]
  }
  return here
}

interface EventFilter {
  readonly lists: Readonly<Record<string, readonly string[] | undefined>>
  readonly crons: readonly string[]
}

function readFilter(config: unknown): EventFilter | undefined {
  if (config === undefined) return undefined
  if (Array.isArray(config))
    return { lists: {}, crons: config.flatMap((entry) => text(member(entry, 'cron')) ?? []) }
  const lists = Object.entries(config ?? {}).flatMap(([key, value]) =>
    Array.isArray(value) ? [[key, value.map(String)] as const] : [],
  )
  return { lists: Object.fromEntries(lists), crons: [] }
}

function matchesPush(filter: EventFilter, event: WorkflowEvent): boolean {
  if (event.payload?.deleted === true || isSkipped(event)) return false
  const ref = eventRef(event)
  const { branches, tags, 'branches-ignore': branchesIgnore, 'tags-ignore': tagsIgnore } = filter.lists
  const filtersBranches = branches !== undefined || branchesIgnore !== undefined
  const filtersTags = tags !== undefined || tagsIgnore !== undefined
  if (ref.startsWith('refs/tags/')) {
    // Path filters are not evaluated for pushes of tags.
    if (filtersTags) return passes(tags, tagsIgnore, ref.slice('refs/tags/'.length))
    return !filtersBranches
  }
  if (!ref.startsWith('refs/heads/')) return false
  if (filtersBranches ? !passes(branches, branchesIgnore, ref.slice('refs/heads/'.length)) : filtersTags)
    return false
  return passesPaths(filter, event)
}

function matchesPullRequest(filter: EventFilter, event: WorkflowEvent): boolean {
  if (!matchesType(filter, event, ['opened', 'synchronize', 'reopened'])) return false
  if (event.name === 'pull_request' && isSkipped(event)) return false
  const base = text(member(event.payload, 'pull_request', 'base', 'ref')) ?? ''
  return passes(filter.lists.branches, filter.lists['branches-ignore'], base) && passesPaths(filter, event)
}

function matchesWorkflowRun(filter: EventFilter, event: WorkflowEvent): boolean {
  const name =
    text(member(event.payload, 'workflow', 'name')) ??
    text(member(event.payload, 'workflow_run', 'name')) ??
    ''
  const branch = text(member(event.payload, 'workflow_run', 'head_branch')) ?? ''
  return (
    (filter.lists.workflows ?? []).includes(name) &&
    matchesType(filter, event, []) &&
    passes(filter.lists.branches, filter.lists['branches-ignore'], branch)
  )
}

/** Activity types; an empty default means every type. */
function matchesType(filter: EventFilter, event: WorkflowEvent, defaults: readonly string[]): boolean {
  const types = filter.lists.types ?? defaults
  return types.length === 0 || types.includes(text(event.payload?.action) ?? '')
}

function passes(
  wanted: readonly string[] | undefined,
  ignored: readonly string[] | undefined,
  name: string,
): boolean {
  if (wanted !== undefined) return matchesPatterns(wanted, name)
  if (ignored !== undefined) return !matchesPatterns(ignored, name)
  return true
}

function passesPaths(filter: EventFilter, event: WorkflowEvent): boolean {
  const { paths, 'paths-ignore': ignored } = filter.lists
  if (paths === undefined && ignored === undefined) return true
  return changedFiles(event).some((file) => passes(paths, ignored, file))
}

function changedFiles(event: WorkflowEvent): readonly string[] {
  if (event.changedFiles !== undefined) return event.changedFiles
  const commits = event.payload?.commits
  if (!Array.isArray(commits)) return []
  return commits.flatMap((commit) =>
    ['added', 'modified', 'removed'].flatMap((kind) => {
      const files = member(commit, kind)
      return Array.isArray(files) ? files.map(String) : []
    }),
  )
}

/** https://docs.github.com/actions/managing-workflow-runs/skipping-workflow-runs */
function isSkipped(event: WorkflowEvent): boolean {
  const message = text(member(event.payload, 'head_commit', 'message')) ?? ''
  return (
    /\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]/.test(message) ||
    /\n\n(?:.*\n)*skip-checks: ?true\s*$/.test(message)
  )
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
