import { ActionError } from '../report/error.ts'
import { type Digest, parseDigest } from './digest.ts'

/**
 * An image reference split into its parts. `name` is as it was written, without tag and digest;
 * `registry` and `repository` are normalised the way the field reads them (`nginx` is
 * `docker.io/library/nginx`).
 */
export interface ImageReference {
  readonly name: string
  readonly registry: string
  readonly repository: string
  readonly tag: string | undefined
  readonly digest: Digest | undefined
}

// https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
const REPOSITORY = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/
const REGISTRY =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?$/
const MAX_REPOSITORY = 255

/** Whether the text can be a tag by the OCI grammar. */
export function isTag(text: string): boolean {
  return TAG.test(text)
}

/**
 * Reads `[registry/]repository[:tag][@digest]`.
 * @throws ActionError `invalid-image`
 */
export function parseImageReference(text: string): ImageReference {
  const at = text.indexOf('@')
  const digest = at < 0 ? undefined : parseDigest(text.slice(at + 1))
  const named = at < 0 ? text : text.slice(0, at)
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1)
  const name = colon < 0 ? named : named.slice(0, colon)
  const tag = colon < 0 ? undefined : named.slice(colon + 1)
  if (tag !== undefined && !isTag(tag)) {
    throw new ActionError(
      'invalid-image',
      `"${text}" is not an image reference: the tag "${tag}" may hold letters, digits, "_", "." and "-", up to 128, and starts with a letter, a digit or "_".`,
    )
  }
  return { name, ...normalise(name, text), tag, digest }
}

function normalise(name: string, text: string): { registry: string; repository: string } {
  const slash = name.indexOf('/')
  const first = slash < 0 ? '' : name.slice(0, slash)
  const hasRegistry = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase()
  const written = hasRegistry ? first.toLowerCase() : 'docker.io'
  const registry = written === 'index.docker.io' || written === 'registry-1.docker.io' ? 'docker.io' : written
  const path = hasRegistry ? name.slice(slash + 1) : name
  const repository = registry === 'docker.io' && !path.includes('/') ? `library/${path}` : path
  if (!REGISTRY.test(registry) || !REPOSITORY.test(path) || repository.length > MAX_REPOSITORY) {
    throw new ActionError(
      'invalid-image',
      `"${text}" is not an image reference: wanted "[registry/]name[:tag][@sha256:…]" with a lower-case name, such as "ghcr.io/acme/api:1.4.2".`,
    )
  }
  return { registry, repository }
}

/** Whether two references name the same repository in the same registry, whatever their tags. */
export function sameRepository(a: ImageReference, b: ImageReference): boolean {
  return a.registry === b.registry && a.repository === b.repository
}

/** `name[:tag][@digest]`, with the name as it was written. */
export function formatImageReference(image: Pick<ImageReference, 'name' | 'tag' | 'digest'>): string {
  const tag = image.tag === undefined ? '' : `:${image.tag}`
  const digest = image.digest === undefined ? '' : `@${image.digest}`
  return image.name + tag + digest
}
