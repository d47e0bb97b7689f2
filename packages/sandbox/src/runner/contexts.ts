import type { Frame } from './job-state.ts'
import { toValue, type Scope, type Value } from './expressions.ts'
import type { RunOptions } from './options.ts'
import { eventRef, member } from './triggers.ts'
import type { Workflow } from './workflow-file.ts'

/** The `github` context of a run, without what belongs to a job or a step. */
export function describeRun(options: RunOptions, workflow: Workflow): Record<string, Value> {
  const { event, github } = options
  const ref = eventRef(event)
  const actor = event.actor ?? textMember(event.payload, 'sender', 'login') ?? 'octocat'
  const [owner = '', name = ''] = github.repository.split('/')
  const pull = event.payload?.pull_request
  const path =
    /\.github\/workflows\/.*$/.exec(workflow.path)?.[0] ??
    `.github/workflows/${workflow.path.split('/').at(-1) ?? ''}`
  const sha = eventSha(options)
  return {
    actor,
    actor_id: idMember(event.payload, 'sender', 'id'),
    api_url: github.apiUrl,
    base_ref: textMember(pull, 'base', 'ref') ?? '',
    event: toValue(event.payload ?? {}),
    event_name: event.name,
    graphql_url: github.graphqlUrl,
    head_ref: textMember(pull, 'head', 'ref') ?? '',
    ref,
    ref_name: ref.replace(/^refs\/(?:heads|tags|pull)\//, ''),
    ref_protected: false,
    ref_type: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    repository: github.repository,
    repository_id: idMember(event.payload, 'repository', 'id'),
    repository_owner: owner,
    repository_owner_id: idMember(event.payload, 'repository', 'owner', 'id'),
    repository_visibility: textMember(event.payload, 'repository', 'visibility') ?? 'private',
    repositoryUrl: `git://${new URL(github.serverUrl).host}/${owner}/${name}.git`,
    retention_days: '90',
    run_attempt: String(github.runAttempt ?? 1),
    run_id: String(github.runId ?? 1),
    run_number: String(github.runNumber ?? 1),
    secret_source: 'Actions',
    server_url: github.serverUrl,
    sha,
    triggering_actor: actor,
    workflow: workflow.name,
    workflow_ref: `${github.repository}/${path}@${ref}`,
    workflow_sha: sha,
  }
}

/** What an expression of a step can see. */
export function stepScope(frame: Frame, id: string, env: Readonly<Record<string, string>>): Scope {
  const { job } = frame
  return {
    contexts: {
      ...job.contexts,
      ...(frame.inputs === undefined ? {} : { inputs: frame.inputs }),
      github: { ...asMap(job.contexts.github), ...frame.github, action: id },
      env,
      steps: toValue(frame.steps),
      job: { status: job.status },
    },
    status: {
      // Inside a composite action success and failure are those of the action; cancellation is the job's.
      success: () => !hasFailed(frame) && job.status !== 'cancelled',
      failure: () => hasFailed(frame) && job.status !== 'cancelled',
      cancelled: () => job.status === 'cancelled',
    },
  }
}

/** GITHUB_* variables of the runner: the members of the `github` context that it passes on, in upper case. */
export function githubVariables(github: Value | undefined): Record<string, string> {
  const context = asMap(github)
  return Object.fromEntries(
    EXPORTED.flatMap((key) => {
      const value = context[key]
      return value === undefined || value === null || typeof value === 'object'
        ? []
        : [[`GITHUB_${key.toUpperCase()}`, String(value)]]
    }),
  )
}

/** The object behind a value; empty when it is not one. */
export function asMap(value: Value | undefined): Readonly<Record<string, Value>> {
  return isMap(value) ? value : {}
}

/** https://github.com/actions/runner/blob/main/src/Runner.Worker/GitHubContext.cs */
const EXPORTED = [
  'action',
  'action_path',
  'action_ref',
  'action_repository',
  'actor',
  'actor_id',
  'api_url',
  'base_ref',
  'event_name',
  'event_path',
  'graphql_url',
  'head_ref',
  'job',
  'ref',
  'ref_name',
  'ref_protected',
  'ref_type',
  'repository',
  'repository_id',
  'repository_owner',
  'repository_owner_id',
  'retention_days',
  'run_attempt',
  'run_id',
  'run_number',
  'server_url',
  'sha',
  'triggering_actor',
  'workflow',
  'workflow_ref',
  'workflow_sha',
  'workspace',
]

function hasFailed(frame: Frame): boolean {
  return frame.record === undefined ? frame.job.failed : frame.failed
}

function eventSha(options: RunOptions): string {
  const { event } = options
  return (
    event.sha ??
    textMember(event.payload, 'after') ??
    textMember(event.payload, 'pull_request', 'head', 'sha') ??
    '0'.repeat(40)
  )
}

function textMember(json: unknown, ...keys: string[]): string | undefined {
  const value = member(json, ...keys)
  return typeof value === 'string' ? value : undefined
}

/** Ids are numbers in payloads and text in the context. */
function idMember(json: unknown, ...keys: string[]): string {
  const value = member(json, ...keys)
  return typeof value === 'number' || typeof value === 'string' ? String(value) : '1'
}

function isMap(value: Value | undefined): value is Readonly<Record<string, Value>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
