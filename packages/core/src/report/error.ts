/**
 * Whose an error is: `user` (an input, a file or a setting to change), `transient` (the same run may pass
 * later) or `internal` (a defect of ours).
 */
export type ErrorKind = 'user' | 'transient' | 'internal'

export interface ActionErrorOptions {
  cause?: unknown
  /** Default `user`. */
  kind?: ErrorKind
  /** The outcome the action ends with when this error ends it. Default `failed`. */
  outcome?: string
}

/**
 * The one error of this project: a stable kebab-case code, a sentence and a cause. The sentence says what was
 * given, what was wanted and what to do next.
 */
export class ActionError extends Error {
  readonly code: string
  readonly kind: ErrorKind
  readonly outcome: string

  constructor(code: string, sentence: string, options: ActionErrorOptions = {}) {
    super(sentence, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'ActionError'
    this.code = code
    this.kind = options.kind ?? 'user'
    this.outcome = options.outcome ?? 'failed'
  }
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
