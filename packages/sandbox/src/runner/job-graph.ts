import { WorkflowError } from './error.ts'
import type { Scope, StatusFunctions } from './expressions.ts'
import { describeCombination, type Combination } from './matrix.ts'
import type { Conclusion, JobResult } from './results.ts'
import { evaluateText, find, literal } from './template.ts'
import type { JobDefinition, Workflow } from './workflow-file.ts'

/** What other jobs can know of a job. */
export interface JobSummary {
  readonly result: Conclusion
  readonly outputs: Readonly<Record<string, string>>
}

export interface JobsOutcome {
  readonly jobs: readonly JobResult[]
  readonly summaries: Readonly<Record<string, JobSummary>>
}

/** The jobs behind one job id (its matrix, or the jobs of a called workflow) and what they add up to. */
export interface DefinitionOutcome {
  readonly jobs: readonly JobResult[]
  readonly summary: JobSummary
}

/** One word for several results. */
export function combineResults(results: readonly Conclusion[]): Conclusion {
  if (results.includes('failure')) return 'failure'
  if (results.includes('cancelled')) return 'cancelled'
  return results.length > 0 && results.every((result) => result === 'skipped') ? 'skipped' : 'success'
}

/** Outputs of matrix jobs fall together: the one that ends last wins. */
export function mergeOutcomes(outcomes: readonly DefinitionOutcome[]): DefinitionOutcome {
  return {
    jobs: outcomes.flatMap((outcome) => outcome.jobs),
    summary: {
      result: combineResults(outcomes.map((outcome) => outcome.summary.result)),
      outputs: outcomes.reduce<JobSummary['outputs']>(
        (merged, outcome) => ({ ...merged, ...outcome.summary.outputs }),
        {},
      ),
    },
  }
}

/** What a single job adds up to. */
export function outcomeOf(job: JobResult): DefinitionOutcome {
  return { jobs: [job], summary: { result: job.conclusion, outputs: job.outputs } }
}

/**
 * Status functions of a job's `if`: they look at all jobs it depends on, also through others.
 *
 * https://docs.github.com/actions/writing-workflows/workflow-syntax-for-github-actions#jobsjob_idneeds
 */
export function ancestorStatus(
  workflow: Workflow,
  definition: JobDefinition,
  summaries: Readonly<Record<string, JobSummary>>,
  cancellation: AbortSignal,
): StatusFunctions {
  const results = [...ancestors(workflow, definition)].map((id) => summaries[id]?.result)
  return {
    success: () => !cancellation.aborted && results.every((result) => result === 'success'),
    failure: () => !cancellation.aborted && results.includes('failure'),
    cancelled: () => cancellation.aborted,
  }
}

/** @throws WorkflowError when there is no such job */
export function findJob(workflow: Workflow, id: string): JobDefinition {
  const job = workflow.jobs.find((candidate) => candidate.id === id)
  if (job === undefined) throw new WorkflowError(`${workflow.path} has no job '${id}'`)
  return job
}

/** The job's name as GitHub shows it: values of the matrix follow a name that has no expression. */
export function nameJob(definition: JobDefinition, matrix: Combination | null, scope: Scope): string {
  const token = find(definition.body, 'name')
  const plain = token === undefined ? definition.id : literal(token)
  if (plain === undefined) return evaluateText(token, scope)
  return matrix === null ? plain : `${plain} (${describeCombination(matrix)})`
}

function ancestors(workflow: Workflow, definition: JobDefinition, seen = new Set<string>()): Set<string> {
  for (const id of definition.needs) {
    if (seen.has(id)) continue
    seen.add(id)
    ancestors(workflow, findJob(workflow, id), seen)
  }
  return seen
}
