import * as core from '@actions/core'

import {
  ActionError,
  markdownText,
  messageOf,
  outcomeClass,
  type ActionName,
  type Log,
  type OutcomeOf,
} from '@gitops-actions/core'

import { createInputs, type Inputs } from './inputs.ts'
import { createLog } from './log.ts'
import { createSecrets, type Secrets } from './secrets.ts'
import { watchInterruptions } from './interruptions.ts'
import { writeSummary } from './summary.ts'

/** What the runner gives an action. */
export interface Runtime {
  readonly inputs: Inputs
  readonly log: Log
  readonly secrets: Secrets
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal
}

/** How an action ended. */
export interface RunResult<A extends ActionName> {
  readonly outcome: OutcomeOf<A>
  /** Every output of `action.yml` but `outcome`. */
  readonly outputs: Readonly<Record<string, string>>
  /** Markdown of the job summary. */
  readonly summary: string
  /** One line for the log; of a failure, the error. */
  readonly message?: string
  /** An input makes a failure of this neutral outcome. Default: the class of the outcome decides. */
  readonly failed?: boolean
}

/**
 * Runs an action to its end: outputs, one job summary, exit code by the class of the outcome. Whatever `work` throws becomes
 * the failure of the step, with the same three. A cancelled run aborts `signal` and ends within a second.
 */
export async function runAction<A extends ActionName>(
  name: A,
  work: (runtime: Runtime) => Promise<RunResult<A>>,
): Promise<void> {
  const secrets = createSecrets()
  const log = createLog((text) => secrets.redact(text))
  const interruptions = watchInterruptions((line) => {
    log.warning(line)
  })
  const runtime: Runtime = {
    inputs: createInputs(),
    log,
    secrets,
    env: process.env,
    signal: interruptions.signal,
  }
  try {
    const result = await Promise.race([work(runtime), interruptions.abandoned])
    await finish(name, result, runtime)
  } catch (error) {
    await finish(name, describeThrown(name, error, runtime), runtime)
  } finally {
    interruptions.stop()
  }
}

type Ending = Omit<RunResult<ActionName>, 'outcome'> & { readonly outcome: string }

async function finish(name: ActionName, ending: Ending, runtime: Runtime): Promise<void> {
  const failed = ending.failed === true || outcomeClass(name, ending.outcome) === 'failure'
  try {
    setOutputs({ ...ending.outputs, outcome: ending.outcome })
  } catch (error) {
    fail(`the outputs could not be written: ${messageOf(error)}`, runtime)
  }
  await writeSummary(runtime.secrets.redact(ending.summary), runtime.env).catch((error: unknown) => {
    runtime.log.warning(`the job summary could not be written: ${messageOf(error)}`)
  })
  const message = ending.message ?? ''
  if (failed) fail(message === '' ? `${name} ended ${ending.outcome}` : message, runtime)
  else if (message !== '') runtime.log.info(message)
}

/** As `setFailed` of `@actions/core`, by the log that cleans and cuts what is said. */
function fail(message: string, { log }: Runtime): void {
  process.exitCode = core.ExitCode.Failure
  log.error(message)
}

/** Names are ours and fixed: the file they are written to takes entries from a name with a line break in it. */
const OUTPUT_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

function setOutputs(outputs: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(outputs)) {
    if (!OUTPUT_NAME.test(name))
      throw new ActionError('internal', `not the name of an output: ${name}`, { kind: 'internal' })
    core.setOutput(name, value)
  }
}

function describeThrown(name: ActionName, thrown: unknown, runtime: Runtime): Ending {
  const error = thrown instanceof ActionError ? thrown : internalError(thrown)
  for (
    let cause: unknown = error, depth = 0;
    cause instanceof Error && depth < 5;
    cause = cause.cause, depth += 1
  ) {
    runtime.log.debug(cause.stack ?? cause.message)
  }
  const known = outcomeClass(name, error.outcome) === 'failure' ? error.outcome : 'failed'
  return {
    outcome: known,
    outputs: {},
    summary: `### ${name}: ${known}\n\n${markdownText(runtime.secrets.redact(error.message))}\n\nCode: \`${error.code}\`\n`,
    message: `${error.message} (${error.code})`,
  }
}

function internalError(cause: unknown): ActionError {
  return new ActionError(
    'internal',
    `a defect of this action: ${messageOf(cause)}. Run again with debug logging (secret ACTIONS_STEP_DEBUG=true) and open an issue ` +
      'with that log',
    { cause, kind: 'internal' },
  )
}
