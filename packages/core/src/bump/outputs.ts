import type { BumpReport } from './request.ts'

/** The outputs of bump-image-tag besides `outcome`. */
export function bumpOutputs(report: BumpReport): Readonly<Record<string, string>> {
  const { commit, verified, branch, pull, changes, attempts } = report
  return {
    changed: String(isWritten(report)),
    'commit-sha': commit ?? '',
    verified: verified === undefined ? '' : String(verified),
    branch,
    'pull-request-number': pull === undefined ? '' : String(pull.number),
    'pull-request-url': pull?.url ?? '',
    changes: JSON.stringify(changes.map(({ file, path, from, to }) => ({ file, path, from, to }))),
    attempts: String(attempts),
  }
}

/** With "best-effort" something can be written although the run failed: then it is said whether that is verified. */
function isWritten({ outcome, verified }: BumpReport): boolean {
  return outcome === 'failed' ? verified !== undefined : ['changed', 'created', 'updated'].includes(outcome)
}
