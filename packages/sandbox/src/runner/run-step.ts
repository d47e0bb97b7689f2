import { stepScope } from './contexts.ts'
import { describeError } from './error.ts'
import { evaluateExpression, isTruthy, type Scope } from './expressions.ts'
import type { Frame, StepTask } from './job-state.ts'
import type { Conclusion, StepResult } from './results.ts'
import { StepRecord } from './step-record.ts'
import { evaluateFlag, evaluateNumber, evaluateTexts, find } from './template.ts'

/**
 * Runs one task of a job or of a composite action, if its condition holds: environment, condition, the work itself under
 * its timeout, then `continue-on-error`. Never rejects: what goes wrong is the task's result.
 *
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/StepsRunner.cs
 */
export async function runTask(frame: Frame, task: StepTask): Promise<StepResult> {
  const { job } = frame
  const { clock } = job.run
  const started = clock.now()
  const prepared = prepare(frame, task)
  const record = new StepRecord(
    job,
    prepared.name,
    task.state,
    task.stage === 'main' ? frame.record : undefined,
  )
  if (frame.record === undefined && prepared.state !== 'skip') {
    job.run.emit({ type: 'step-start', job: job.id, step: prepared.name, stage: task.stage })
  }
  const outcome = await settle(frame, task, prepared, record)
  const conclusion =
    outcome === 'failure' && task.stage === 'main' && tolerates(task, prepared.scope, record)
      ? 'success'
      : outcome
  if (conclusion === 'failure') {
    frame.failed = true
    if (frame.record === undefined || task.stage === 'post') job.failed = true
  }
  const outputs = Object.fromEntries(record.outputs)
  if (task.stage === 'main' && !task.id.startsWith('__'))
    frame.steps[task.id] = { outputs, outcome, conclusion }
  const duration = clock.now() - started
  if (frame.record === undefined || task.stage === 'post') {
    job.run.emit({
      type: 'step-end',
      job: job.id,
      step: prepared.name,
      stage: task.stage,
      conclusion,
      duration,
    })
  }
  return {
    id: task.id,
    name: prepared.name,
    stage: task.stage,
    outcome,
    conclusion,
    outputs,
    log: record.lines.map((line) => `${line}\n`).join(''),
    summary: record.summary,
    annotations: record.annotations,
    duration,
  }
}

type Prepared =
  | {
      readonly state: 'run' | 'skip'
      readonly name: string
      readonly scope: Scope
      readonly env: Readonly<Record<string, string>>
    }
  | { readonly state: 'error'; readonly name: string; readonly scope: Scope; readonly error: unknown }

/** Evaluates environment, name and condition; an error in any of them fails the step. */
function prepare(frame: Frame, task: StepTask): Prepared {
  const outer = { ...frame.job.env, ...frame.env }
  let scope = stepScope(frame, task.id, outer)
  let name = task.id
  try {
    name = frame.job.masker.mask(task.title(scope))
    const env = { ...outer, ...evaluateTexts(find(task.body, 'env'), scope) }
    scope = stepScope(frame, task.id, env)
    return { state: holds(task, scope) ? 'run' : 'skip', name, scope, env }
  } catch (error) {
    return { state: 'error', name, scope, error }
  }
}

async function settle(
  frame: Frame,
  task: StepTask,
  prepared: Prepared,
  record: StepRecord,
): Promise<Conclusion> {
  if (prepared.state === 'skip') return 'skipped'
  if (prepared.state === 'error') {
    record.annotate('error', describeError(prepared.error))
    return 'failure'
  }
  const limit = new StepLimit(frame, () => holds(task, prepared.scope))
  try {
    const minutes =
      task.stage === 'main' ? evaluateNumber(find(task.body, 'timeout-minutes'), prepared.scope) : undefined
    if (minutes !== undefined && minutes > 0) limit.start(minutes)
    await task.perform({
      frame,
      task,
      record,
      scope: prepared.scope,
      env: prepared.env,
      signal: limit.signal,
    })
    return 'success'
  } catch (error) {
    if (!limit.signal.aborted) {
      const message = describeError(error)
      if (message !== '') record.annotate('error', message)
      return 'failure'
    }
    if (limit.timedOut === undefined) {
      record.annotate('error', 'The operation was canceled.')
      return 'cancelled'
    }
    record.annotate('error', `The action '${prepared.name}' has timed out after ${limit.timedOut} minutes.`)
    return 'failure'
  } finally {
    limit.stop()
  }
}

/** What can end a running step: its timeout, the step around it, the job's cancellation if its condition minds, the deadline. */
class StepLimit {
  /** Minutes of the timeout that ended the step. */
  timedOut: number | undefined
  readonly signal: AbortSignal

  readonly #frame: Frame
  readonly #controller = new AbortController()
  readonly #timer = new AbortController()
  readonly #onCancel: () => void

  constructor(frame: Frame, stillWanted: () => boolean) {
    this.#frame = frame
    const { deadline } = frame.job.run
    this.signal = AbortSignal.any([
      this.#controller.signal,
      deadline,
      ...(frame.signal === undefined ? [] : [frame.signal]),
    ])
    // `always()` and `cancelled()` hold on after cancellation, so those steps go on.
    this.#onCancel = () => {
      if (!stillWanted()) this.#controller.abort()
    }
    frame.job.cancellation.addEventListener('abort', this.#onCancel)
  }

  start(minutes: number): void {
    this.#frame.job.run.clock.wait(minutes * 60_000, this.#timer.signal).then(
      () => {
        this.timedOut = minutes
        this.#controller.abort()
      },
      () => undefined,
    )
  }

  stop(): void {
    this.#timer.abort()
    this.#frame.job.cancellation.removeEventListener('abort', this.#onCancel)
  }
}

function holds(task: StepTask, scope: Scope): boolean {
  return isTruthy(evaluateExpression(task.condition, scope))
}

function tolerates(task: StepTask, scope: Scope, record: StepRecord): boolean {
  try {
    return evaluateFlag(find(task.body, 'continue-on-error'), scope)
  } catch (error) {
    record.annotate('error', describeError(error))
    return false
  }
}
