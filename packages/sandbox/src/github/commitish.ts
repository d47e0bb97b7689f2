import type { Repository } from './state.ts'

/**
 * The commit behind what a caller calls a `ref`: a branch, a tag, `heads/…`, `tags/…`, a full reference name or a sha of at
 * least seven digits. Expressions of git (`main~1`) are not understood, as on GitHub. No name means the default branch.
 */
export async function resolveCommitish(
  repository: Repository,
  name: string | null | undefined,
): Promise<string | undefined> {
  const { git, defaultBranch } = repository
  const wanted = name === null || name === undefined || name === '' || name === 'HEAD' ? defaultBranch : name
  const candidates = [`refs/heads/${wanted}`, `refs/tags/${wanted}`]
  if (/^(heads|tags|pull)\//.test(wanted)) candidates.push(`refs/${wanted}`)
  if (wanted.startsWith('refs/')) candidates.push(wanted)
  for (const candidate of candidates) {
    const found = await git.readRef(candidate)
    if (found !== undefined) return git.resolve(found.oid)
  }
  return /^[0-9a-f]{7,40}$/.test(wanted) ? git.resolve(wanted) : undefined
}
