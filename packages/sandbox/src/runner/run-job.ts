import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { asMap } from './contexts.ts'
import { describeError } from './error.ts'
import { toText, type Scope, type Value } from './expressions.ts'
import { JobState, type Frame, type JobDirectories, type RunState } from './job-state.ts'
import type { Combination } from './matrix.ts'
import type { Permissions } from './options.ts'
import { endOrphans } from './orphans.ts'
import type { Conclusion, JobResult, StepResult } from './results.ts'
import { runTask } from './run-step.ts'
import { describeRunner } from './step-process.ts'
import { StepRecord } from './step-record.ts'
import { defineTask } from './tasks.ts'
import {
  entries,
  evaluateFlag,
  evaluateNumber,
  evaluateTemplate,
  evaluateText,
  evaluateTexts,
  find,
  type Template,
} from './template.ts'
import type { JobDefinition, Workflow } from './workflow-file.ts'

/** One job with everything decided: which combination it is, and what it may see. */
export interface JobPlan {
  readonly id: string
  readonly name: string
  readonly definition: JobDefinition
  readonly workflow: Workflow
  readonly matrix: Combination | null
  /** github, needs, strategy, matrix, inputs; vars and secrets are completed by the job's deployment environment. */
  readonly contexts: Readonly<Record<string, Value>>
  readonly secrets: Readonly<Record<string, string>>
  readonly vars: Readonly<Record<string, string>>
  readonly cancellation: AbortSignal
}

/**
 * Runs a job from its directories to its outputs. What goes wrong in it is its result.
 *
 * @throws what the token source of the options throws, before the job starts.
 */
export async function runJob(run: RunState, plan: JobPlan): Promise<JobResult> {
  const started = run.clock.now()
  const timer = new AbortController()
  const timeout = new AbortController()
  const job = await createJob(run, plan, AbortSignal.any([plan.cancellation, timeout.signal]))
  run.emit({ type: 'job-start', job: plan.id, name: plan.name })
  const record = new StepRecord(job, 'Set up job', new Map())
  const steps: StepResult[] = []
  let outputs: Record<string, string> = {}
  try {
    const scope: Scope = { contexts: job.contexts }
    Object.assign(job.env, evaluateTexts(plan.workflow.env, scope))
    Object.assign(job.env, evaluateTexts(find(plan.definition.body, 'env'), scope))
    const minutes = evaluateNumber(find(plan.definition.body, 'timeout-minutes'), scope)
    if (minutes !== undefined) {
      run.clock.wait(minutes * 60_000, timer.signal).then(
        () => {
          record.annotate('error', `The job has exceeded the maximum execution time of ${minutes} minutes.`)
          timeout.abort()
        },
        () => undefined,
      )
    }
    const frame: Frame = {
      job,
      steps: {},
      inputs: undefined,
      env: {},
      github: {},
      record: undefined,
      signal: undefined,
      failed: false,
    }
    await runSteps(plan, frame, steps)
    outputs = readOutputs(job, frame, plan.definition.body, record)
  } catch (error) {
    record.annotate('error', describeError(error))
    job.failed = true
  } finally {
    timer.abort()
    await endOrphans(job.trackingId)
  }
  const outcome = job.status
  const conclusion =
    outcome === 'failure' && tolerates(plan.definition.body, job, record) ? 'success' : outcome
  const duration = run.clock.now() - started
  run.emit({ type: 'job-end', job: plan.id, name: plan.name, conclusion, duration })
  return {
    id: plan.id,
    name: plan.name,
    matrix: plan.matrix,
    outcome,
    conclusion,
    outputs,
    steps,
    annotations: record.annotations,
    log: [...record.lines.map((line) => `${line}\n`), ...steps.map((step) => step.log)].join(''),
    duration,
  }
}

/** The result of a job that did not run. */
export function skipJob(plan: Pick<JobPlan, 'id' | 'name' | 'matrix'>, conclusion: Conclusion): JobResult {
  const { id, name, matrix } = plan
  return {
    id,
    name,
    matrix,
    outcome: conclusion,
    conclusion,
    outputs: {},
    steps: [],
    annotations: [],
    log: '',
    duration: 0,
  }
}

async function createJob(run: RunState, plan: JobPlan, cancellation: AbortSignal): Promise<JobState> {
  const { options } = run
  const { body } = plan.definition
  const bare: Scope = { contexts: { ...plan.contexts, vars: plan.vars } }
  const environmentToken = find(body, 'environment')
  const environment = evaluateText(find(environmentToken, 'name') ?? environmentToken, bare)
  const settings = options.environments?.[environment]
  const permissions = readPermissions(find(body, 'permissions') ?? plan.workflow.permissions, bare)
  const { token: source, repository } = options.github
  const token = typeof source === 'string' ? source : await source(permissions, plan.id)
  const directories = await createDirectories(run, plan.id, repository)
  const eventPath = join(directories.temp, '_github_workflow', 'event.json')
  await mkdir(join(directories.temp, '_github_workflow'))
  await writeFile(eventPath, JSON.stringify(options.event.payload ?? {}, null, 2))
  const secrets: Record<string, string> = { ...plan.secrets, ...settings?.secrets, GITHUB_TOKEN: token }
  const debug = { ...plan.vars, ...secrets }.ACTIONS_STEP_DEBUG === 'true'
  const job = new JobState(run, {
    id: plan.id,
    name: plan.name,
    directories,
    contexts: {
      ...plan.contexts,
      vars: { ...plan.vars, ...settings?.vars },
      secrets,
      runner: describeRunner(directories.temp, directories.toolCache, debug),
      github: {
        ...asMap(plan.contexts.github),
        token,
        job: plan.definition.id,
        workspace: directories.workspace,
        event_path: eventPath,
      },
    },
    token,
    permissions,
    debug,
    defaults: [find(body, 'defaults', 'run'), find(plan.workflow.defaults, 'run')].filter(
      (place) => place !== undefined,
    ),
    cancellation,
  })
  for (const secret of Object.values(secrets)) job.masker.add(secret)
  return job
}

async function createDirectories(run: RunState, id: string, repository: string): Promise<JobDirectories> {
  const base = join(run.directory, 'jobs', `${run.takeNumber()}-${id.replaceAll(/[^\w-]+/g, '-')}`)
  const name = repository.split('/')[1] ?? 'repository'
  const directories = {
    work: join(base, 'work', name),
    workspace: join(base, 'work', name, name),
    temp: join(base, 'temp'),
    home: join(base, 'home'),
    toolCache: join(run.directory, 'tool-cache'),
    artifacts: join(run.directory, 'artifacts'),
  }
  for (const directory of Object.values(directories)) await mkdir(directory, { recursive: true })
  return directories
}

/** All `pre` tasks, the steps in order, then what they left for the end, the last first. */
async function runSteps(plan: JobPlan, frame: Frame, results: StepResult[]): Promise<void> {
  const tasks = plan.definition.steps.map(defineTask)
  for (const task of tasks) {
    const pre = await task.pre(frame.job)
    if (pre !== undefined) results.push(await runTask(frame, pre))
  }
  for (const task of tasks) results.push(await runTask(frame, task.main))
  for (let post = frame.job.posts.pop(); post !== undefined; post = frame.job.posts.pop()) {
    results.push(await runTask(post.frame, post.task))
  }
}

/** Job outputs; empty ones are left out, and so are those that hold a secret. */
function readOutputs(
  job: JobState,
  frame: Frame,
  body: Template,
  record: StepRecord,
): Record<string, string> {
  const scope: Scope = {
    contexts: { ...job.contexts, env: job.env, steps: steps(frame), job: { status: job.status } },
  }
  const outputs: Record<string, string> = {}
  let size = 0
  for (const [name, token] of entries(find(body, 'outputs'))) {
    const value = evaluateText(token, scope)
    if (value === '') continue
    if (job.masker.mask(value) !== value) {
      record.annotate('warning', `Skip output '${name}' since it may contain secret.`)
      continue
    }
    // GitHub counts UTF-16 bytes.
    size += 2 * (name.length + value.length)
    if (size > OUTPUT_LIMIT) throw new Error(`The outputs of the job are above 1 MB at '${name}'.`)
    outputs[name] = value
  }
  return outputs
}

const OUTPUT_LIMIT = 1024 * 1024

function steps(frame: Frame): Value {
  return Object.fromEntries(Object.entries(frame.steps).map(([id, entry]) => [id, { ...entry }]))
}

function readPermissions(token: Template | undefined, scope: Scope): Permissions {
  if (token === undefined) return undefined
  const value = evaluateTemplate(token, scope)
  if (value === 'read-all' || value === 'write-all') return value
  return Object.fromEntries(Object.entries(asMap(value)).map(([key, level]) => [key, toText(level)]))
}

function tolerates(body: Template, job: JobState, record: StepRecord): boolean {
  try {
    return evaluateFlag(find(body, 'continue-on-error'), { contexts: job.contexts })
  } catch (error) {
    record.annotate('error', describeError(error))
    return false
  }
}
