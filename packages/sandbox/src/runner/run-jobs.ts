import { asMap } from './contexts.ts'
import { describeError } from './error.ts'
import { evaluateExpression, isTruthy, toValue, type Scope, type Value } from './expressions.ts'
import {
  ancestorStatus,
  combineResults,
  findJob,
  mergeOutcomes,
  nameJob,
  outcomeOf,
  type DefinitionOutcome,
  type JobsOutcome,
  type JobSummary,
} from './job-graph.ts'
import type { RunState } from './job-state.ts'
import { expandMatrix, type Combination } from './matrix.ts'
import type { JobResult } from './results.ts'
import { runJob, skipJob } from './run-job.ts'
import { Slots } from './slots.ts'
import {
  entries,
  evaluateNumber,
  evaluateTemplate,
  evaluateText,
  evaluateTexts,
  find,
  literal,
} from './template.ts'
import type { JobDefinition, Workflow } from './workflow-file.ts'
import { readCallInputs, readCallSecrets } from './workflow-inputs.ts'
import type { WorkflowLibrary } from './workflow-library.ts'

/** The jobs of one workflow: the one of the run, or a called one. */
export interface JobsRequest {
  readonly run: RunState
  readonly library: WorkflowLibrary
  readonly slots: Slots
  readonly workflow: Workflow
  /** Jobs that led here, outermost first; empty for the run's own workflow. */
  readonly callers: readonly { readonly id: string; readonly name: string }[]
  readonly github: Value
  readonly inputs: Readonly<Record<string, Value>>
  readonly secrets: Readonly<Record<string, string>>
  readonly vars: Readonly<Record<string, string>>
  readonly cancellation: AbortSignal
}

/** Runs the jobs of a workflow, each as soon as the jobs it needs are done and there is a place for it. */
export async function runJobs(request: JobsRequest): Promise<JobsOutcome> {
  const jobs: JobResult[] = []
  const summaries: Record<string, JobSummary> = {}
  const started = new Map<string, Promise<void>>()
  const start = (definition: JobDefinition): Promise<void> => {
    const known = started.get(definition.id)
    if (known !== undefined) return known
    const work = Promise.all(definition.needs.map((id) => start(findJob(request.workflow, id)))).then(
      async () => {
        const outcome = await runDefinition(request, definition, summaries)
        jobs.push(...outcome.jobs)
        summaries[definition.id] = outcome.summary
      },
    )
    started.set(definition.id, work)
    return work
  }
  await Promise.all(request.workflow.jobs.map(start))
  return { jobs, summaries }
}

/** Outputs of `on.workflow_call`, from the outputs of its jobs. */
export function readCallOutputs(
  called: Workflow,
  outcome: JobsOutcome,
  contexts: Readonly<Record<string, Value>>,
): Record<string, string> {
  const scope: Scope = { contexts: { ...contexts, jobs: toValue(outcome.summaries) } }
  return Object.fromEntries(
    entries(find(called.on, 'workflow_call', 'outputs')).map(([name, body]) => [
      name,
      evaluateText(find(body, 'value'), scope),
    ]),
  )
}

/** One combination of a job, or the whole job when it has no matrix. */
interface JobInstance {
  readonly definition: JobDefinition
  readonly contexts: Readonly<Record<string, Value>>
  readonly matrix: Combination | null
  readonly cancellation: AbortSignal
  /** Its condition held although the run was cancelled already. */
  readonly survivesCancellation: boolean
}

async function runDefinition(
  request: JobsRequest,
  definition: JobDefinition,
  summaries: Readonly<Record<string, JobSummary>>,
): Promise<DefinitionOutcome> {
  const { cancellation } = request
  const contexts: Record<string, Value> = {
    github: request.github,
    inputs: request.inputs,
    vars: request.vars,
    needs: toValue(Object.fromEntries(definition.needs.map((id) => [id, summaries[id]]))),
  }
  return failOnError(request, definition, null, async () => {
    const status = ancestorStatus(request.workflow, definition, summaries, cancellation)
    if (isTruthy(evaluateExpression(definition.condition, { contexts, status }))) {
      return runInstances(request, definition, contexts)
    }
    const ready = definition.needs.every((id) => summaries[id]?.result === 'success')
    const place = describePlace(request, definition, null)
    return outcomeOf(skipJob(place, cancellation.aborted && ready ? 'cancelled' : 'skipped'))
  })
}

async function runInstances(
  request: JobsRequest,
  definition: JobDefinition,
  contexts: Readonly<Record<string, Value>>,
): Promise<DefinitionOutcome> {
  const strategy = find(definition.body, 'strategy')
  const matrix = find(strategy, 'matrix')
  const combinations = matrix === undefined ? [null] : expandMatrix(evaluateTemplate(matrix, { contexts }))
  const failFastToken = find(strategy, 'fail-fast')
  const failFast = failFastToken === undefined || isTruthy(evaluateTemplate(failFastToken, { contexts }))
  const maxParallel = evaluateNumber(find(strategy, 'max-parallel'), { contexts }) ?? combinations.length
  const described = { 'fail-fast': failFast, 'job-total': combinations.length, 'max-parallel': maxParallel }
  const stop = new AbortController()
  const cancellation = AbortSignal.any([request.cancellation, stop.signal])
  const survivesCancellation = request.cancellation.aborted
  const places = new Slots(Math.max(1, maxParallel))
  const outcomes = combinations.map((combination, index) =>
    places.use(async () => {
      const own = { ...contexts, matrix: combination, strategy: { ...described, 'job-index': index } }
      const instance = { definition, contexts: own, matrix: combination, cancellation, survivesCancellation }
      const outcome = await failOnError(request, definition, combination, () =>
        runInstance(request, instance),
      )
      if (failFast && outcome.summary.result === 'failure') stop.abort()
      return outcome
    }),
  )
  return mergeOutcomes(await Promise.all(outcomes))
}

async function runInstance(request: JobsRequest, instance: JobInstance): Promise<DefinitionOutcome> {
  const { definition, contexts, matrix, cancellation } = instance
  const uses = literal(find(definition.body, 'uses'))
  const name = nameJob(definition, matrix, { contexts })
  const place = { ...qualify(request, definition.id, name), matrix }
  return (uses === undefined ? request.slots : UNLIMITED).use(async () => {
    // What is cancelled while it waits for its place never starts.
    if (cancellation.aborted && !instance.survivesCancellation) return outcomeOf(skipJob(place, 'cancelled'))
    if (uses !== undefined)
      return callWorkflow(request, instance, request.library.find(request.workflow, uses), name)
    const { run, workflow, secrets, vars } = request
    return outcomeOf(
      await runJob(run, { ...place, definition, workflow, contexts, secrets, vars, cancellation }),
    )
  })
}

/** A call takes no place of its own: the jobs it leads to do. */
const UNLIMITED = { use: <T>(work: () => Promise<T>): Promise<T> => work() }

async function callWorkflow(
  request: JobsRequest,
  instance: JobInstance,
  called: Workflow,
  name: string,
): Promise<DefinitionOutcome> {
  const { definition, contexts, cancellation } = instance
  const { token } = request.run.options.github
  const ownSecrets = { ...request.secrets, ...(typeof token === 'string' ? { GITHUB_TOKEN: token } : {}) }
  const scope: Scope = { contexts: { ...contexts, secrets: ownSecrets } }
  const withToken = find(definition.body, 'with')
  const given = withToken === undefined ? {} : asMap(evaluateTemplate(withToken, scope))
  const inputs = readCallInputs(called, given, { contexts })
  const passed = find(definition.body, 'secrets')
  const secrets =
    literal(passed) === 'inherit' ? request.secrets : readCallSecrets(called, evaluateTexts(passed, scope))
  const callers = [...request.callers, { id: definition.id, name }]
  const outcome = await runJobs({ ...request, workflow: called, callers, inputs, secrets, cancellation })
  return {
    jobs: outcome.jobs,
    summary: {
      result: combineResults(Object.values(outcome.summaries).map((summary) => summary.result)),
      outputs: readCallOutputs(called, outcome, { ...contexts, inputs }),
    },
  }
}

/** An error of a job that could not even start is its result, so that the other jobs are waited for. */
async function failOnError(
  request: JobsRequest,
  definition: JobDefinition,
  matrix: Combination | null,
  work: () => Promise<DefinitionOutcome>,
): Promise<DefinitionOutcome> {
  try {
    return await work()
  } catch (error) {
    const message = describeError(error)
    return outcomeOf({
      ...skipJob(describePlace(request, definition, matrix), 'failure'),
      annotations: [{ level: 'error', message, properties: {} }],
      log: `##[error]${message}\n`,
    })
  }
}

/** Id and name of a job whose `name` may not be evaluated. */
function describePlace(request: JobsRequest, definition: JobDefinition, matrix: Combination | null) {
  return {
    ...qualify(request, definition.id, literal(find(definition.body, 'name')) ?? definition.id),
    matrix,
  }
}

function qualify(request: JobsRequest, id: string, name: string): { id: string; name: string } {
  return {
    id: [...request.callers.map((caller) => caller.id), id].join('/'),
    name: [...request.callers.map((caller) => caller.name), name].join(' / '),
  }
}
