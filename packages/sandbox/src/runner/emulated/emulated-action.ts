import type { StepExecution } from '../job-state.ts'

/** A well-known action that is not downloaded but done by the sandbox runner itself. */
export interface EmulatedAction {
  /** Inputs it has, with their defaults. */
  readonly inputs: Readonly<Record<string, string>>
  /** Inputs it has but that are not emulated: anything but their default is an error. */
  readonly refused: readonly string[]
  /** @throws StepFailure when it fails */
  readonly main: (call: EmulatedCall) => Promise<void>
  readonly post?: (call: EmulatedCall) => Promise<void>
}

export interface EmulatedCall {
  readonly execution: StepExecution
  readonly inputs: Readonly<Record<string, string>>
  /** Kept from `main` to `post`. */
  readonly state: Map<string, string>
}

/** Lines of a multi-line input, trimmed, without empty ones. */
export function readLines(input: string | undefined): string[] {
  return (input ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}
