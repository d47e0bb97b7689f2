import { ActionError } from '@gitops-actions/core'

/** The client's codes that mean: no answer came. */
const UNREACHED = new Set(['unreachable', 'timeout', 'tls-untrusted'])
/** The client's codes that mean: an answer came, and was not fit to use. */
const UNFIT = new Set(['redirect-refused', 'body-too-large', 'invalid-answer', 'refused-url'])

/**
 * Runs requests to a registry and gives what the HTTP client throws the codes of the port `Registry`.
 * @throws ActionError `registry-unreachable`, `registry-invalid-answer`; every other as it was
 */
export async function reachRegistry<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof ActionError)) throw error
    const code = UNREACHED.has(error.code)
      ? 'registry-unreachable'
      : UNFIT.has(error.code)
        ? 'registry-invalid-answer'
        : undefined
    if (code === undefined) throw error
    throw new ActionError(code, error.message, { cause: error, kind: error.kind, outcome: error.outcome })
  }
}
