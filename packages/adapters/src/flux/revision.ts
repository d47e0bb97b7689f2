/**
 * Flux writes revisions as `main@sha1:<commit>`, `v1.2@sha1:<commit>`, `sha1:<commit>` for Git, `latest@sha256:<digest>` for
 * artifacts, and `main/<commit>` in versions before 2.0. https://fluxcd.io/flux/components/source/gitrepositories/#artifact
 */
const HASHED = /^(?:.*@)?(sha1|sha256):([0-9a-f]{40}|[0-9a-f]{64})$/i
const OLDER = /^(?:.*\/)?([0-9a-f]{40}|[0-9a-f]{64})$/i

/** The bare commit id in lower case; undefined for what names no commit. */
export function commitOf(revision: string | undefined): string | undefined {
  const text = revision ?? ''
  return (HASHED.exec(text)?.[2] ?? OLDER.exec(text)?.[1])?.toLowerCase()
}

/** The digest of an artifact, `sha256:…` in lower case; undefined for what has none. */
export function digestOf(revision: string | undefined): string | undefined {
  const [, algorithm = '', hash = ''] = HASHED.exec(revision ?? '') ?? []
  return algorithm.toLowerCase() === 'sha256' && hash.length === 64
    ? `sha256:${hash.toLowerCase()}`
    : undefined
}
