import type { StepResult } from '../runner/results.ts'
import type { WorkflowRun } from './workflows.ts'

/** One row of the table that the demo ends with. */
export interface Stage {
  readonly name: string
  readonly outcome: string
  /** Milliseconds. */
  readonly duration: number
  /** A digest, a commit or an address: what to look at. */
  readonly result: string
  readonly good: boolean
}

/** The stages of a workflow run: every step that ended with an outcome of one of our actions. */
export function stagesOf(run: WorkflowRun): readonly Stage[] {
  const cause = run.ref.replace(/^refs\/(?:heads|tags)\//, '')
  return run.result.jobs.flatMap((job) =>
    job.steps
      .filter(({ stage, outputs }) => stage === 'main' && outputs.outcome !== undefined)
      .map((step) => ({
        name: `${cause} · ${job.id} · ${actionOf(step)}`,
        outcome: step.outputs.outcome ?? '',
        duration: step.duration,
        result: resultOf(step.outputs),
        good: step.conclusion === 'success',
      })),
  )
}

/** Which action a step was, by the outputs that only it has. */
function actionOf({ outputs }: StepResult): string {
  if (outputs.release !== undefined) return 'build-and-push'
  if (outputs['observed-revision'] !== undefined) return 'verify-sync'
  return outputs['checks-will-run'] === undefined ? 'bump-image-tag' : 'open-promotion-pr'
}

function resultOf(outputs: Readonly<Record<string, string>>): string {
  const { digest, cause } = outputs
  if (digest !== undefined && digest !== '') return `${outputs.version ?? ''} ${digest.slice(0, 19)}…`.trim()
  const found = [outputs['pull-request-url'], outputs['commit-sha'], outputs['observed-revision'], cause]
  const first = found.find((text) => text !== undefined && text !== '') ?? ''
  return /^[0-9a-f]{40}$/.test(first) ? first.slice(0, 12) : first
}
