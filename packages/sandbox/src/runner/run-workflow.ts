import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { removeDirectory } from '../directory-removal.ts'
import { asMap, describeRun } from './contexts.ts'
import { toValue } from './expressions.ts'
import { combineResults } from './job-graph.ts'
import type { RunState } from './job-state.ts'
import type { Clock, RunOptions } from './options.ts'
import type { Conclusion, ExecutedCommand, RunResult } from './results.ts'
import { readCallOutputs, runJobs } from './run-jobs.ts'
import { Slots } from './slots.ts'
import { find } from './template.ts'
import { readWorkflow, type Workflow } from './workflow-file.ts'
import { readRunInputs } from './workflow-inputs.ts'
import { WorkflowLibrary } from './workflow-library.ts'

/**
 * Executes a workflow the way GitHub's runner does, on this machine. A failing step or job is a result, not an error; the
 * filters of `on:` are not consulted (see `triggeredBy`).
 *
 * @throws WorkflowError before anything runs, when the workflow is invalid, its inputs do not fit, or it uses what this
 *   runner does not have: unknown actions, containers, services.
 */
export async function runWorkflow(request: RunOptions): Promise<RunResult> {
  const options = completeEvent(request)
  const workflow = await readWorkflow(options.workflow)
  const library = await WorkflowLibrary.load(options, workflow)
  const github = describeRun(options, workflow)
  const vars = options.vars ?? {}
  const given = { ...asMap(toValue(options.event.payload?.inputs)), ...options.inputs }
  const inputs = readRunInputs(workflow, options.event.name, given, { contexts: { github, vars } })
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'runner-')))
  await mkdir(directory, { recursive: true })
  const cancellation = new Cancellation(options)
  const run = createRun(options, directory, cancellation.deadline)
  noteUnsupported(workflow, run.notes)
  try {
    const outcome = await runJobs({
      run,
      library,
      slots: new Slots(Math.max(1, options.parallel ?? 1)),
      workflow,
      callers: [],
      github,
      inputs,
      secrets: options.secrets ?? {},
      vars,
      cancellation: cancellation.signal,
    })
    return {
      conclusion: concludeRun(
        outcome.jobs.map((job) => job.conclusion),
        cancellation.signal,
      ),
      jobs: outcome.jobs,
      log: outcome.jobs.map((job) => job.log).join(''),
      commands: run.commands,
      notes: [...run.notes],
      outputs: readCallOutputs(workflow, outcome, { github, inputs, vars }),
    }
  } finally {
    cancellation.stop()
    if (options.directory === undefined) await removeDirectory(directory)
  }
}

const SYSTEM_CLOCK: Clock = {
  now: () => Date.now(),
  wait: (ms, signal) => sleep(ms, undefined, { signal, ref: false }),
}

/** The caller's cancellation, and the deadline of the clean-up that follows it. */
class Cancellation {
  readonly signal: AbortSignal
  readonly deadline: AbortSignal
  readonly #deadline = new AbortController()
  readonly #timer = new AbortController()
  readonly #begin: () => void

  constructor(options: RunOptions) {
    const clock = options.clock ?? SYSTEM_CLOCK
    this.signal = options.signal ?? new AbortController().signal
    this.deadline = this.#deadline.signal
    this.#begin = () => {
      clock.wait(options.cleanupTime ?? 10_000, this.#timer.signal).then(
        () => {
          this.#deadline.abort()
        },
        () => undefined,
      )
    }
    if (this.signal.aborted) this.#begin()
    else this.signal.addEventListener('abort', this.#begin, { once: true })
  }

  stop(): void {
    this.#timer.abort()
    this.signal.removeEventListener('abort', this.#begin)
  }
}

function createRun(options: RunOptions, directory: string, deadline: AbortSignal): RunState {
  const commands: ExecutedCommand[] = []
  let number = 0
  return {
    options,
    directory,
    clock: options.clock ?? SYSTEM_CLOCK,
    notes: new Set(),
    commands,
    deadline,
    takeNumber: () => ++number,
    emit: (event) => options.onEvent?.(event),
  }
}

/** Inputs of a dispatch are in its payload too, as text. */
function completeEvent(options: RunOptions): RunOptions {
  const { event, inputs } = options
  if (event.name !== 'workflow_dispatch' || inputs === undefined) return options
  const texts = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, String(value)]))
  const payload = { ...event.payload, inputs: { ...asMap(toValue(event.payload?.inputs)), ...texts } }
  return { ...options, event: { ...event, payload } }
}

function noteUnsupported(workflow: Workflow, notes: Set<string>): void {
  const places = [workflow.concurrency, ...workflow.jobs.map((job) => find(job.body, 'concurrency'))]
  if (places.some((place) => place !== undefined))
    notes.add("'concurrency' is ignored: runs of the sandbox do not know of each other.")
}

function concludeRun(jobs: readonly Conclusion[], cancellation: AbortSignal): Conclusion {
  const combined = combineResults(jobs)
  return cancellation.aborted && combined !== 'success' ? 'cancelled' : combined
}
