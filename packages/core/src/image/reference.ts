import { ActionError } from '../report/error.ts'
import { type Digest, isDigest } from './digest.ts'

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
/** Names of Docker Hub that people copy from its API and from docker's configuration. */
const HUB_ALIASES = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io'])
const MAX_REPOSITORY = 255
const MAX_PORT = 65535
/** Longest given text that an error repeats. */
const MAX_SHOWN = 500

/** Whether the text can be a tag by the OCI grammar. */
export function isTag(text: string): boolean {
  return TAG.test(text)
}

/**
 * Reads `[registry/]repository[:tag][@digest]`. What stands before the first slash is a registry when it holds a dot or
 * a colon, or is `localhost`, as docker has it: https://github.com/distribution/reference/blob/main/normalize.go
 * @throws ActionError `invalid-image`
 */
export function parseImageReference(text: string): ImageReference {
  const at = text.indexOf('@')
  const digest = at < 0 ? undefined : readDigest(text.slice(at + 1), text)
  const named = at < 0 ? text : text.slice(0, at)
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1)
  const name = colon < 0 ? named : named.slice(0, colon)
  const tag = colon < 0 ? undefined : named.slice(colon + 1)
  if (tag !== undefined && !isTag(tag)) {
    throw refuse(
      text,
      `the tag "${tag.slice(0, MAX_SHOWN)}" may hold letters, digits, "_", "." and "-", up to 128, and starts with a letter, a digit or "_"`,
    )
  }
  return { name, ...normalise(name, text), tag, digest }
}

/** As `parseImageReference`; undefined for a text that is no reference. */
export function readImageReference(text: string): ImageReference | undefined {
  try {
    return parseImageReference(text)
  } catch {
    return undefined
  }
}

function readDigest(digest: string, text: string): Digest {
  if (isDigest(digest)) return digest
  throw refuse(text, `what follows "@" is a digest, "sha256:" and 64 lower-case hex digits`)
}

function normalise(name: string, text: string): { registry: string; repository: string } {
  const slash = name.indexOf('/')
  const first = slash < 0 ? '' : name.slice(0, slash).toLowerCase()
  const hasRegistry = /[.:]/.test(first) || first === 'localhost'
  const written = hasRegistry ? first : 'docker.io'
  const registry = HUB_ALIASES.has(written) ? 'docker.io' : written
  const path = hasRegistry ? name.slice(slash + 1) : name
  const repository = registry === 'docker.io' && !path.includes('/') ? `library/${path}` : path
  if (!isRegistry(registry)) {
    throw refuse(
      text,
      `"${registry.slice(0, MAX_SHOWN)}" is not a host name with an optional port up to ${MAX_PORT}`,
    )
  }
  if (repository.length > MAX_REPOSITORY) {
    throw refuse(text, `the name is longer than ${MAX_REPOSITORY} characters`)
  }
  if (!REPOSITORY.test(path)) {
    const hint = REPOSITORY.test(path.toLowerCase())
      ? `, with a lower-case name: "${path.toLowerCase()}"`
      : ''
    throw refuse(text, `wanted "[registry/]name[:tag][@sha256:…]", such as "ghcr.io/acme/api:1.4.2"${hint}`)
  }
  return { registry, repository }
}

function isRegistry(text: string): boolean {
  const port = /:([0-9]+)$/.exec(text)?.[1]
  return REGISTRY.test(text) && (port === undefined || (Number(port) > 0 && Number(port) <= MAX_PORT))
}

function refuse(text: string, why: string): ActionError {
  const shown = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text
  return new ActionError('invalid-image', `"${shown}" is not an image reference: ${why}.`)
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
