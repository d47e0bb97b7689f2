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
  const plain = {
    ...qualify(request, definition.id, literal(find(definition.body, 'name')) ?? definition.id),
    matrix: null,
  }
  try {
    const status = ancestorStatus(request.workflow, definition, summaries, cancellation)
    if (!isTruthy(evaluateExpression(definition.condition, { contexts, status }))) {
      const ready = definition.needs.every((id) => summaries[id]?.result === 'success')
      return outcomeOf(skipJob(plain, cancellation.aborted && ready ? 'cancelled' : 'skipped'))
    }
    return mergeOutcomes(await runCombinations(request, definition, contexts))
  } catch (error) {
    const annotations = [{ level: 'error' as const, message: describeError(error), properties: {} }]
    return outcomeOf({ ...skipJob(plain, 'failure'), annotations, log: `##[error]${describeError(error)}\n` })
  }
}

async function runCombinations(
  request: JobsRequest,
  definition: JobDefinition,
  contexts: Readonly<Record<string, Value>>,
): Promise<DefinitionOutcome[]> {
  const strategy = find(definition.body, 'strategy')
  const matrix = find(strategy, 'matrix')
  const combinations = matrix === undefined ? [null] : expandMatrix(evaluateTemplate(matrix, { contexts }))
  const failFastToken = find(strategy, 'fail-fast')
  const failFast = failFastToken === undefined || isTruthy(evaluateTemplate(failFastToken, { contexts }))
  const maxParallel = evaluateNumber(find(strategy, 'max-parallel'), { contexts }) ?? combinations.length
  const stop = new AbortController()
  const own = { ...request, cancellation: AbortSignal.any([request.cancellation, stop.signal]) }
  const places = new Slots(Math.max(1, maxParallel))
  return Promise.all(
    combinations.map((combination, index) =>
      places.use(async () => {
        const described = {
          'fail-fast': failFast,
          'job-index': index,
          'job-total': combinations.length,
          'max-parallel': maxParallel,
        }
        const outcome = await runCombination(
          own,
          definition,
          { ...contexts, matrix: combination, strategy: described },
          combination,
        )
        if (failFast && outcome.summary.result === 'failure') stop.abort()
        return outcome
      }),
    ),
  )
}

async function runCombination(
  request: JobsRequest,
  definition: JobDefinition,
  contexts: Readonly<Record<string, Value>>,
  matrix: Combination | null,
): Promise<DefinitionOutcome> {
  const name = nameJob(definition, matrix, { contexts })
  const uses = literal(find(definition.body, 'uses'))
  if (uses !== undefined)
    return callWorkflow(request, definition, uses, contexts, { id: definition.id, name })
  const { run, workflow, secrets, vars, cancellation } = request
  const plan = {
    ...qualify(request, definition.id, name),
    definition,
    workflow,
    matrix,
    contexts,
    secrets,
    vars,
    cancellation,
  }
  const wasCancelled = cancellation.aborted
  return request.slots.use(async () =>
    // What is cancelled while it waits for its place never starts.
    outcomeOf(cancellation.aborted && !wasCancelled ? skipJob(plan, 'cancelled') : await runJob(run, plan)),
  )
}

async function callWorkflow(
  request: JobsRequest,
  definition: JobDefinition,
  uses: string,
  contexts: Readonly<Record<string, Value>>,
  caller: { readonly id: string; readonly name: string },
): Promise<DefinitionOutcome> {
  const called = request.library.find(request.workflow, uses)
  const { token } = request.run.options.github
  const ownSecrets = { ...request.secrets, ...(typeof token === 'string' ? { GITHUB_TOKEN: token } : {}) }
  const scope: Scope = { contexts: { ...contexts, secrets: ownSecrets } }
  const withToken = find(definition.body, 'with')
  const given = withToken === undefined ? {} : asMap(evaluateTemplate(withToken, scope))
  const inputs = readCallInputs(called, given, { contexts })
  const passed = find(definition.body, 'secrets')
  const secrets =
    literal(passed) === 'inherit' ? request.secrets : readCallSecrets(called, evaluateTexts(passed, scope))
  const outcome = await runJobs({
    ...request,
    workflow: called,
    callers: [...request.callers, caller],
    inputs,
    secrets,
  })
  return {
    jobs: outcome.jobs,
    summary: {
      result: combineResults(Object.values(outcome.summaries).map((summary) => summary.result)),
      outputs: readCallOutputs(called, outcome, { ...contexts, inputs }),
    },
  }
}

function qualify(request: JobsRequest, id: string, name: string): { id: string; name: string } {
  return {
    id: [...request.callers.map((caller) => caller.id), id].join('/'),
    name: [...request.callers.map((caller) => caller.name), name].join(' / '),
  }
}
