import type { ActionMetadata, CompositeRuns } from './action-metadata.ts'
import { stepScope } from './contexts.ts'
import { StepFailure } from './error.ts'
import type { Frame, StepExecution } from './job-state.ts'
import { evaluateText } from './template.ts'
import type { StepDefinition } from './workflow-file.ts'

/** An action as one step uses it. */
export interface ResolvedUse {
  readonly execution: StepExecution
  /** Directory of its `action.yml`. */
  readonly directory: string
  readonly inputs: Readonly<Record<string, string>>
  /** `github.action_repository` and `action_ref`; empty for a local action. */
  readonly identity: Readonly<Record<string, string>>
}

/** Runs steps one after the other in a frame. */
export type StepsRunner = (frame: Frame, steps: readonly StepDefinition[]) => Promise<void>

/**
 * Runs the steps of a composite action inside the step that uses it: they have their own `steps` and `inputs`, share the
 * job's environment files, and write into the using step's log.
 *
 * @throws StepFailure without a message when one of them failed: it has said why.
 */
export async function runComposite(
  use: ResolvedUse,
  runs: CompositeRuns,
  outputs: ActionMetadata['outputs'],
  runSteps: StepsRunner,
): Promise<void> {
  const { record, env, signal, task } = use.execution
  const frame: Frame = {
    job: use.execution.frame.job,
    steps: {},
    inputs: use.inputs,
    env,
    github: { ...use.identity, action_path: use.directory },
    record,
    signal,
    failed: false,
  }
  await runSteps(frame, runs.steps)
  signal.throwIfAborted()
  const scope = stepScope(frame, task.id, env)
  for (const [name, value] of outputs) record.setOutput(name, evaluateText(value, scope))
  if (frame.failed) throw new StepFailure('')
}
