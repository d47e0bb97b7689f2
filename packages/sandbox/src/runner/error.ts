/** A workflow, an action or an option that cannot be executed as it stands. The message says what was given and wanted. */
export class WorkflowError extends Error {
  override readonly name = 'WorkflowError'
}

/** Ends a step as failed. The message, if there is one, becomes the step's error line. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure'
}

/** The text of whatever was thrown. */
export function describeError(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
