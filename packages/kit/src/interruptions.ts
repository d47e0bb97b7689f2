import { ActionError } from '@gitops-actions/core'

export interface Interruptions {
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal
  /** Rejects when work is to be given up: it has not ended soon after a signal, an error that nobody handles came up, or it hangs. */
  readonly abandoned: Promise<never>
  stop(): void
}

/** Milliseconds that work has to end by itself; the rest of the second is for outputs and the summary. */
const GRACE = 700
/** Milliseconds after which the process ends whatever is still open. */
const HARD_END = 950

/**
 * The runner cancels a step with SIGINT, then SIGTERM 7.5 s later
 * (https://docs.github.com/actions/reference/workflows-and-actions/workflow-cancellation). The first asks work to end, the second ends
 * the process at once. Errors that nobody handles become the failure of the step: Node would print them as they are.
 */
export function watchInterruptions(announce: (line: string) => void): Interruptions {
  const controller = new AbortController()
  let abandon: (error: unknown) => void = () => undefined
  const abandoned = new Promise<never>((_, reject) => {
    abandon = reject
  })
  abandoned.catch(() => undefined)
  let grace: NodeJS.Timeout | undefined

  function endSoon(): void {
    setTimeout(() => {
      process.exit(1)
    }, HARD_END).unref()
  }

  function receive(name: NodeJS.Signals): void {
    if (controller.signal.aborted) process.exit(1)
    const error = new ActionError('cancelled', `the run was cancelled (${name})`, { kind: 'transient' })
    announce(`${name} received: ending`)
    controller.abort(error)
    grace = setTimeout(abandon, GRACE, error)
    endSoon()
  }

  function crash(error: unknown): void {
    abandon(error)
    endSoon()
  }

  /** Nothing is left that could end the work: Node would end the process with no word on the step. */
  function strand(): void {
    abandon(new Error('the work stopped without an end'))
  }

  process.on('SIGINT', receive)
  process.on('SIGTERM', receive)
  process.on('uncaughtException', crash)
  process.on('unhandledRejection', crash)
  process.on('beforeExit', strand)
  return {
    signal: controller.signal,
    abandoned,
    stop() {
      clearTimeout(grace)
      process.off('SIGINT', receive)
      process.off('SIGTERM', receive)
      process.off('uncaughtException', crash)
      process.off('unhandledRejection', crash)
      process.off('beforeExit', strand)
    },
  }
}
