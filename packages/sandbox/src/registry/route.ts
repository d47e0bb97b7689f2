import { Refusal } from './answer.ts'

/** What a request's path asks for. */
export type Route =
  | { readonly kind: 'base' }
  | { readonly kind: 'catalog' }
  | { readonly kind: 'tags'; readonly repository: string }
  | { readonly kind: 'manifest'; readonly repository: string; readonly reference: string }
  | { readonly kind: 'blob'; readonly repository: string; readonly digest: string }
  | { readonly kind: 'uploads'; readonly repository: string }
  | { readonly kind: 'upload'; readonly repository: string; readonly id: string }
  | { readonly kind: 'referrers'; readonly repository: string; readonly digest: string }

// https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
const NAME = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/
const DIGEST = /^sha256:[0-9a-f]{64}$/

/**
 * Reads a path below `/v2`. A repository name holds slashes, so the route is found from the end.
 * @throws Refusal `NAME_INVALID`, `DIGEST_INVALID`, `TAG_INVALID`, `NAME_UNKNOWN` (no such endpoint)
 */
export function parseRoute(path: string): Route {
  if (path === '/v2' || path === '/v2/') return { kind: 'base' }
  if (path === '/v2/_catalog') return { kind: 'catalog' }
  const match =
    /^\/v2\/(.+)\/(?:(tags\/list)|(manifests)\/([^/]+)|(blobs\/uploads)\/([^/]*)|(blobs)\/([^/]+)|(referrers)\/([^/]+))$/.exec(
      path,
    )
  if (match === null) throw new Refusal('NAME_UNKNOWN', `${path} is not an endpoint of this API`)
  const repository = checkName(match[1] ?? '')
  if (match[2] !== undefined) return { kind: 'tags', repository }
  if (match[3] !== undefined)
    return { kind: 'manifest', repository, reference: checkReference(match[4] ?? '') }
  if (match[5] !== undefined) {
    const id = match[6] ?? ''
    return id === '' ? { kind: 'uploads', repository } : { kind: 'upload', repository, id }
  }
  if (match[7] !== undefined) return { kind: 'blob', repository, digest: checkDigest(match[8] ?? '') }
  return { kind: 'referrers', repository, digest: checkDigest(match[10] ?? '') }
}

/** @throws Refusal `NAME_INVALID` */
export function checkName(name: string): string {
  if (name.length <= 255 && NAME.test(name)) return name
  throw new Refusal('NAME_INVALID', 'invalid repository name', { detail: { name } })
}

/** @throws Refusal `DIGEST_INVALID` */
export function checkDigest(digest: string): string {
  const text = decodeURIComponent(digest)
  if (DIGEST.test(text)) return text
  throw new Refusal('DIGEST_INVALID', 'provided digest is not sha256 and 64 hex digits', {
    detail: { digest: text },
  })
}

function checkReference(reference: string): string {
  const text = decodeURIComponent(reference)
  if (text.includes(':')) return checkDigest(text)
  if (TAG.test(text)) return text
  throw new Refusal('TAG_INVALID', 'manifest tag did not match URI', { detail: { tag: text } })
}
