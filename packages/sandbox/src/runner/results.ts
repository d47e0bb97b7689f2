export type Conclusion = 'success' | 'failure' | 'cancelled' | 'skipped'

export type Stage = 'pre' | 'main' | 'post'

export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice'
  /** Masked, cut at 4,096 characters as the runner does. */
  readonly message: string
  /** `file`, `line`, `endLine`, `col`, `endColumn`, `title`, as given. */
  readonly properties: Readonly<Record<string, string>>
}

/** A workflow command that took effect. Data and properties are unescaped and not masked. */
export interface ExecutedCommand {
  readonly job: string
  readonly step: string
  readonly name: string
  readonly properties: Readonly<Record<string, string>>
  readonly data: string
  /** How it was written: `::name::` at the start of a line, or `##[name]` anywhere in it. */
  readonly form: '::' | '##['
}

export interface StepResult {
  /** Context name: the step's `id`, or a generated one that begins with `__`. */
  readonly id: string
  readonly name: string
  readonly stage: Stage
  /** What happened, before `continue-on-error`. */
  readonly outcome: Conclusion
  /** What it counts as, after `continue-on-error`. */
  readonly conclusion: Conclusion
  /** As written: not masked. */
  readonly outputs: Readonly<Record<string, string>>
  /** Masked text, one line per line. */
  readonly log: string
  /** Masked Markdown; empty when none was written or it was above 1 MiB. */
  readonly summary: string
  /** At most ten per level, as GitHub shows. */
  readonly annotations: readonly Annotation[]
  /** Milliseconds. */
  readonly duration: number
}

export interface JobResult {
  /** Job id; jobs of a called workflow are `caller/callee`. */
  readonly id: string
  readonly name: string
  readonly matrix: Readonly<Record<string, unknown>> | null
  readonly outcome: Conclusion
  readonly conclusion: Conclusion
  readonly outputs: Readonly<Record<string, string>>
  readonly steps: readonly StepResult[]
  /** Errors and warnings of the job itself, outside any step. */
  readonly annotations: readonly Annotation[]
  readonly log: string
  /** Milliseconds. */
  readonly duration: number
}

export interface RunResult {
  readonly conclusion: Conclusion
  readonly jobs: readonly JobResult[]
  /** Masked log of all jobs, in order of their end. */
  readonly log: string
  readonly commands: readonly ExecutedCommand[]
  /** What the workflow asks for and this runner does not do, such as `concurrency`. */
  readonly notes: readonly string[]
  /** Outputs of `on.workflow_call`, when a reusable workflow was run directly. */
  readonly outputs: Readonly<Record<string, string>>
}

export type RunEvent =
  | { readonly type: 'job-start'; readonly job: string; readonly name: string }
  | {
      readonly type: 'job-end'
      readonly job: string
      readonly name: string
      readonly conclusion: Conclusion
      readonly duration: number
    }
  | { readonly type: 'step-start'; readonly job: string; readonly step: string; readonly stage: Stage }
  | {
      readonly type: 'step-end'
      readonly job: string
      readonly step: string
      readonly stage: Stage
      readonly conclusion: Conclusion
      readonly duration: number
    }
  | { readonly type: 'log'; readonly job: string; readonly step: string; readonly line: string }
