import { ActionError } from '@gitops-actions/core'

/** After these errors the far side may have acted: they become values, to be looked into. The others are thrown on. */
export function keepAmbiguous(error: unknown): ActionError {
  if (
    error instanceof ActionError &&
    ['unreachable', 'timeout', 'body-too-large', 'invalid-answer'].includes(error.code)
  ) {
    return error
  }
  throw error
}
