import { ActionUse } from './action-step.ts'
import type { Frame, JobState, StepTask } from './job-state.ts'
import { runTask } from './run-step.ts'
import { defineScriptTask } from './script-step.ts'
import { find } from './template.ts'
import type { StepDefinition } from './workflow-file.ts'

export interface TaskPair {
  readonly main: StepTask
  /** The task that comes before all main tasks of the job, if the step's action has one. */
  pre(job: JobState): Promise<StepTask | undefined>
}

/** What a step of a workflow or of a composite action does. */
export function defineTask(step: StepDefinition): TaskPair {
  if (find(step.body, 'uses') === undefined)
    return { main: defineScriptTask(step), pre: () => Promise.resolve(undefined) }
  const use = new ActionUse(step, runNestedSteps)
  return { main: use.mainTask(), pre: (job) => use.preTask(job) }
}

/** Steps of a composite action: each result shows in the `steps` of the frame and in the log of the step around it. */
async function runNestedSteps(frame: Frame, steps: readonly StepDefinition[]): Promise<void> {
  for (const step of steps) await runTask(frame, defineTask(step).main)
}
