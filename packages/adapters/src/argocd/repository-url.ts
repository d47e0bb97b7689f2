/**
 * A repository URL in one form, so that the ways to write the same repository compare equal: `host/path` in lower
 * case, without scheme, user, default port and `.git`; `git@host:path` counts as ssh.
 */
export function normaliseRepositoryUrl(url: string): string {
  const scp = /^(?:[^@/:]+@)?([^/:]+):(?!\/)(.+)$/.exec(url)
  const withScheme = scp === null || url.includes('://') ? url : `ssh://${scp[1] ?? ''}/${scp[2] ?? ''}`
  const bare = withScheme
    .replace(/^[a-z+]+:\/\//i, '')
    .replace(/^[^@/]+@/, '')
    .replace(/^([^/:]+):(?:22|80|443)(?=\/)/, '$1')
  return bare
    .replace(/\/+$/, '')
    .replace(/\.git$/i, '')
    .toLowerCase()
}
