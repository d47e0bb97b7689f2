import * as core from '@actions/core'

import { truncate, type Log } from '@gitops-actions/core'

import { sanitizeText } from './sanitize.ts'

/** The runner cuts an annotation here: https://github.com/actions/runner/blob/main/src/Runner.Worker/ExecutionContext.cs */
const LONGEST_ANNOTATION = 4096

/** The step's log. Every line goes through `redact` and `sanitizeText`, so untrusted text may be given to it as it is. */
export function createLog(redact: (text: string) => string): Log {
  // Once more, for what a control character in its midst had kept apart.
  const clean = (text: string): string => redact(sanitizeText(redact(text)))
  const annotation = (text: string): string => truncate(clean(text), LONGEST_ANNOTATION)
  return {
    async group(title, work) {
      core.startGroup(clean(title).replaceAll('\n', ' '))
      try {
        return await work()
      } finally {
        core.endGroup()
      }
    },
    info: (line) => {
      core.info(clean(line))
    },
    debug: (line) => {
      core.debug(clean(line))
    },
    notice: (line) => {
      core.notice(annotation(line))
    },
    warning: (line) => {
      core.warning(annotation(line))
    },
    error: (line) => {
      core.error(annotation(line))
    },
  }
}
