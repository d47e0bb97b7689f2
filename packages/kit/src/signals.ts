import { ActionError } from '@gitops-actions/core'

export interface Signals {
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal
  /** Rejects when work has not ended soon after it was told to. */
  readonly overdue: Promise<never>
  stop(): void
}

/** Milliseconds that work has to end by itself; the rest of the second is for outputs and the summary. */
const GRACE = 700
/** Milliseconds after which the process ends whatever is still open. */
const HARD_END = 950

/**
 * The runner cancels a step with SIGINT, then SIGTERM 7.5 s later (https://docs.github.com/actions/reference/workflows-and-actions/workflow-cancellation).
 * The first asks work to end, the second ends the process at once.
 */
export function watchSignals(announce: (line: string) => void): Signals {
  const controller = new AbortController()
  let giveUp: (error: ActionError) => void = () => undefined
  const overdue = new Promise<never>((_, reject) => {
    giveUp = reject
  })
  overdue.catch(() => undefined)
  const timers: NodeJS.Timeout[] = []
  const receive = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) process.exit(1)
    const error = new ActionError('cancelled', `the run was cancelled (${name})`, { kind: 'transient' })
    announce(`${name} received: ending`)
    controller.abort(error)
    timers.push(setTimeout(giveUp, GRACE, error))
    timers.push(
      setTimeout(() => {
        process.exit(1)
      }, HARD_END).unref(),
    )
  }
  process.on('SIGINT', receive)
  process.on('SIGTERM', receive)
  return {
    signal: controller.signal,
    overdue,
    stop() {
      clearTimeout(timers[0])
      process.off('SIGINT', receive)
      process.off('SIGTERM', receive)
    },
  }
}
