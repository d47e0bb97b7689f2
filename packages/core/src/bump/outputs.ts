import type { BumpReport } from './request.ts'

/** The outputs of bump-image-tag besides `outcome`. */
export function bumpOutputs(report: BumpReport): Readonly<Record<string, string>> {
  const { outcome, commit, verified, branch, pull, changes, attempts } = report
  return {
    changed: String(outcome === 'changed' || outcome === 'created' || outcome === 'updated'),
    'commit-sha': commit ?? '',
    verified: verified === undefined ? '' : String(verified),
    branch,
    'pull-request-number': pull === undefined ? '' : String(pull.number),
    'pull-request-url': pull?.url ?? '',
    changes: JSON.stringify(changes.map(({ file, path, from, to }) => ({ file, path, from, to }))),
    attempts: String(attempts),
  }
}
