import { randomUUID } from 'node:crypto'
import type { Scope, Value } from './expressions.ts'
import { SecretMasker } from './masks.ts'
import type { Clock, Permissions, RunOptions } from './options.ts'
import type { Conclusion, ExecutedCommand, RunEvent } from './results.ts'
import type { StepRecord } from './step-record.ts'
import type { Template } from './template.ts'

/** What all jobs of a run share. */
export interface RunState {
  readonly options: RunOptions
  readonly directory: string
  readonly clock: Clock
  readonly notes: Set<string>
  readonly commands: ExecutedCommand[]
  /** Aborted when cleaning up after a cancellation has taken too long. */
  readonly deadline: AbortSignal
  /** A number no other job of the run has. */
  takeNumber(): number
  emit(event: RunEvent): void
}

export interface JobDirectories {
  /** Parent of the workspace (RUNNER_WORKSPACE). */
  readonly work: string
  readonly workspace: string
  readonly temp: string
  readonly home: string
  readonly toolCache: string
  readonly artifacts: string
}

export interface JobDescription {
  readonly id: string
  readonly name: string
  readonly directories: JobDirectories
  /** Contexts that stay the same for the whole job: github, needs, matrix, strategy, inputs, vars, secrets, runner. */
  readonly contexts: Readonly<Record<string, Value>>
  readonly token: string
  readonly permissions: Permissions
  /** Is debug logging on (`ACTIONS_STEP_DEBUG`)? */
  readonly debug: boolean
  /** `defaults.run` of the job, then of the workflow. */
  readonly defaults: readonly Template[]
  readonly cancellation: AbortSignal
}

/** One running job. */
export class JobState {
  readonly run: RunState
  readonly id: string
  readonly name: string
  readonly directories: JobDirectories
  readonly contexts: Readonly<Record<string, Value>>
  readonly token: string
  readonly permissions: Permissions
  readonly defaults: readonly Template[]
  /** Aborted when the job is cancelled: by the caller, by its timeout, or by another job of its matrix. */
  readonly cancellation: AbortSignal
  readonly masker = new SecretMasker()
  readonly trackingId = `sandbox_${randomUUID()}`
  /** Workflow and job `env`, and what steps wrote to GITHUB_ENV. */
  readonly env: Record<string, string> = {}
  /** Tasks for the end of the job, in order of registration; they run the other way round. */
  readonly posts: { readonly frame: Frame; readonly task: StepTask }[] = []
  readonly debug: boolean
  failed = false
  #path: string[] = []

  constructor(run: RunState, job: JobDescription) {
    this.run = run
    this.id = job.id
    this.name = job.name
    this.directories = job.directories
    this.contexts = job.contexts
    this.token = job.token
    this.permissions = job.permissions
    this.defaults = job.defaults
    this.cancellation = job.cancellation
    this.debug = job.debug
    this.masker.add(job.token)
  }

  get status(): 'success' | 'failure' | 'cancelled' {
    if (this.cancellation.aborted) return 'cancelled'
    return this.failed ? 'failure' : 'success'
  }

  prependPath(directory: string): void {
    this.#path = [directory, ...this.#path.filter((other) => other !== directory)]
  }

  /** A PATH with the directories steps have added to GITHUB_PATH, the latest first. */
  extendPath(path: string): string {
    return [...this.#path, path].join(':')
  }
}

export interface StepContextEntry {
  readonly outputs: Readonly<Record<string, string>>
  readonly outcome: Conclusion
  readonly conclusion: Conclusion
}

/** Where steps run: the job itself, or a composite action inside it. */
export interface Frame {
  readonly job: JobState
  /** The `steps` context. */
  readonly steps: Record<string, StepContextEntry>
  /** The action's inputs in a composite; else undefined: the job's own. */
  readonly inputs: Readonly<Record<string, string>> | undefined
  /** Environment of the step that uses the composite action. */
  readonly env: Readonly<Record<string, string>>
  /** Additions to the `github` context, such as `action_path`. */
  readonly github: Readonly<Record<string, string>>
  /** Record of the step that uses the composite action. */
  readonly record: StepRecord | undefined
  /** Ends what runs in the composite; undefined for the job itself. */
  readonly signal: AbortSignal | undefined
  /** Has a step of this frame failed? */
  failed: boolean
}

/** A piece of a job with a condition, an environment and a result of its own. */
export interface StepTask {
  readonly id: string
  readonly stage: 'pre' | 'main' | 'post'
  readonly condition: string
  readonly body: Template
  /** Values kept from `pre` to `main` to `post`. */
  readonly state: Map<string, string>
  /** Name in the log and in results. */
  title(scope: Scope): string
  perform(execution: StepExecution): Promise<void>
}

/** A task while it runs. */
export interface StepExecution {
  readonly frame: Frame
  readonly task: StepTask
  readonly record: StepRecord
  readonly scope: Scope
  /** The `env` context: job, composite and step environment together. */
  readonly env: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}
