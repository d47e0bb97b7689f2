import { fireAutoMerge } from '../pulls/auto-merge.ts'
import type { App, CheckRun } from '../resources.ts'
import {
  type Answer,
  notFound,
  paginate,
  type RepositoryContext,
  RestError,
  type Route,
  type WriteContext,
} from '../route.ts'
import { nodeId } from '../state.ts'
import { formatApp } from './app-body.ts'
import { field, textField } from './fields.ts'
import { repositoryPage, repositoryUrl } from './repository-body.ts'
import { resolveCommit } from './statuses.ts'

const DOCUMENTATION = 'https://docs.github.com/rest/checks/runs'

export const checkRunRoutes: readonly Route[] = [
  {
    operation: 'POST /repos/{owner}/{repo}/check-runs',
    access: 'write',
    permission: 'checks',
    handle: create,
  },
  {
    operation: 'GET /repos/{owner}/{repo}/check-runs/{check_run_id}',
    access: 'read',
    permission: 'checks',
    handle: (context) => ({ status: 200, body: format(context, find(context)) }),
  },
  {
    operation: 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}',
    access: 'write',
    permission: 'checks',
    handle: update,
  },
  {
    operation: 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
    access: 'read',
    permission: 'checks',
    handle: list,
  },
]

async function create(context: WriteContext): Promise<Answer> {
  const { repository, state, body } = context
  const app = requireApp(context)
  const headSha = textField(body, 'head_sha') ?? ''
  if ((await repository.git.resolve(headSha)) !== headSha) {
    throw new RestError(422, `No commit found for SHA: ${headSha}`, { documentation: DOCUMENTATION })
  }
  const id = state.nextId()
  const run: CheckRun = {
    id,
    nodeId: nodeId('CheckRun', id),
    headSha,
    name: textField(body, 'name') ?? '',
    externalId: '',
    detailsUrl: null,
    status: 'queued',
    conclusion: null,
    startedAt: state.timestamp(),
    completedAt: null,
    title: null,
    summary: null,
    text: null,
    app,
  }
  repository.checkRuns.set(id, change(context, run))
  await fireAutoMerge(state)
  return { status: 201, body: format(context, change(context, run)) }
}

async function update(context: WriteContext): Promise<Answer> {
  const run = find(context)
  if (requireApp(context).id !== run.app.id) {
    const message = `Invalid app_id \`${run.app.id}\` - check run can only be modified by the GitHub App that created it.`
    throw new RestError(403, message, { documentation: DOCUMENTATION })
  }
  const changed = change(context, run)
  context.repository.checkRuns.set(run.id, changed)
  await fireAutoMerge(context.state)
  return { status: 200, body: format(context, changed) }
}

/** Only apps write checks. @throws RestError 403 */
function requireApp({ token }: WriteContext): App {
  if (token.app !== undefined) return token.app
  throw new RestError(403, 'You must authenticate via a GitHub App.', { documentation: DOCUMENTATION })
}

/** A run with what the body gives. A conclusion completes it; a completed run without one has none to show. */
function change({ body, state }: WriteContext, run: CheckRun): CheckRun {
  const conclusion = textField(body, 'conclusion') ?? run.conclusion
  const status = conclusion === null ? (readStatus(textField(body, 'status')) ?? run.status) : 'completed'
  if (status === 'completed' && conclusion === null) {
    throw new RestError(422, 'Invalid request.\n\n"conclusion" wasn\'t supplied.', {
      documentation: DOCUMENTATION,
    })
  }
  const output = field(body, 'output')
  return {
    ...run,
    name: textField(body, 'name') ?? run.name,
    externalId: textField(body, 'external_id') ?? run.externalId,
    detailsUrl: textField(body, 'details_url') ?? run.detailsUrl,
    status,
    conclusion,
    startedAt: textField(body, 'started_at') ?? run.startedAt,
    completedAt:
      textField(body, 'completed_at') ??
      (status === 'completed' ? (run.completedAt ?? state.timestamp()) : null),
    title: textField(output, 'title') ?? run.title,
    summary: textField(output, 'summary') ?? run.summary,
    text: textField(output, 'text') ?? run.text,
  }
}

function readStatus(text: string | undefined): CheckRun['status'] | undefined {
  return text === 'queued' || text === 'in_progress' || text === 'completed' ? text : undefined
}

function find(context: RepositoryContext): CheckRun {
  const run = context.repository.checkRuns.get(Number(context.params.check_run_id))
  if (run === undefined) throw notFound(DOCUMENTATION)
  return run
}

async function list(context: RepositoryContext): Promise<Answer> {
  const { repository, query } = context
  const sha = await resolveCommit(context)
  const app = query.get('app_id')
  const runs = [...repository.checkRuns.values()]
    .filter((run) => run.headSha === sha)
    .filter((run) => run.name === (query.get('check_name') ?? run.name))
    .filter((run) => run.status === (query.get('status') ?? run.status))
    .filter((run) => app === null || run.app.id === Number(app))
    .reverse()
  const wanted = query.get('filter') === 'all' ? runs : keepLatest(runs)
  const page = paginate(context, `/repos/${repository.fullName}/commits/${sha}/check-runs`, wanted)
  const check_runs = page.items.map((run) => format(context, run))
  return { status: 200, body: { total_count: wanted.length, check_runs }, headers: page.headers }
}

/** The newest run of every name of every app: what GitHub lists unless asked for all. */
function keepLatest(newestFirst: readonly CheckRun[]): CheckRun[] {
  const latest = new Map<string, CheckRun>()
  for (const run of newestFirst) {
    const key = `${run.app.id} ${run.name}`
    if (!latest.has(key)) latest.set(key, run)
  }
  return [...latest.values()]
}

function format({ repository, urls }: RepositoryContext, run: CheckRun): Record<string, unknown> {
  const url = `${repositoryUrl(urls, repository)}/check-runs/${run.id}`
  const page = `${repositoryPage(urls, repository)}/runs/${run.id}`
  return {
    id: run.id,
    node_id: run.nodeId,
    head_sha: run.headSha,
    external_id: run.externalId,
    name: run.name,
    url,
    html_url: page,
    details_url: run.detailsUrl ?? page,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: 0,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.app.id },
    app: formatApp(urls, run.app),
    pull_requests: [],
  }
}
