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
        name: `${cause} · ${job.id} · ${nameOfStep(step.name)}`,
        outcome: step.outputs.outcome ?? '',
        duration: step.duration,
        result: resultOf(step.outputs),
        good: step.conclusion === 'success',
      })),
  )
}

/** The action that a step without a name of its own runs, in one word. */
export function nameOfStep(title: string): string {
  return /^Run \S+\/([\w-]+)@\S+$/.exec(title)?.[1] ?? title
}

/** What failed in a workflow run, and what it wrote last: the steps, or the jobs that ended outside any step. */
export function failuresOf({ result }: WorkflowRun): readonly { where: string; log: string }[] {
  return result.jobs
    .filter(({ conclusion }) => conclusion === 'failure')
    .flatMap((job) => {
      const steps = job.steps.filter(({ conclusion }) => conclusion === 'failure')
      if (steps.length === 0) return [{ where: job.id, log: job.log }]
      return steps.map(({ name, log }) => ({ where: `${job.id} · ${nameOfStep(name)}`, log }))
    })
}

function resultOf(outputs: Readonly<Record<string, string>>): string {
  const { digest, cause } = outputs
  if (digest !== undefined && digest !== '') return `${outputs.version ?? ''} ${digest.slice(0, 19)}…`.trim()
  const found = [outputs['pull-request-url'], outputs['commit-sha'], outputs['observed-revision'], cause]
  const first = found.find((text) => text !== undefined && text !== '') ?? ''
  return /^[0-9a-f]{40}$/.test(first) ? first.slice(0, 12) : first
}
