import { createHash } from 'node:crypto'
import { ActionError, type Digest, isDigest, parseDigest } from '@gitops-actions/core'
import { type JsonObject, isJsonObject, parseJsonObject } from '../json/object.ts'

/**
 * Every type a deployable image may have. Asked for all at once: without the first and the third some registries
 * answer with one platform's manifest in place of the index.
 * https://github.com/opencontainers/distribution-spec/issues/207
 */
export const MANIFEST_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
] as const

/** A manifest or index as it was received. */
export interface Manifest {
  readonly digest: Digest
  readonly mediaType: string
  readonly bytes: Uint8Array
  readonly content: ManifestContent
}

export type ManifestContent =
  | {
      readonly kind: 'index'
      readonly platforms: ReadonlyMap<string, Digest>
      /** Its list as it is, attestations included. */
      readonly entries: readonly JsonObject[]
    }
  /** `config` is undefined when it is not the config of an image: the manifest of a chart, a signature, … */
  | {
      readonly kind: 'single'
      readonly config: Digest | undefined
      /** In bytes. */
      readonly layers: readonly number[]
    }

const CONFIG_TYPES = new Set([
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
])

/** `sha256:` and the hex digest of the bytes. */
export function digestOf(bytes: Uint8Array): Digest {
  return parseDigest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`)
}

/**
 * Reads a manifest. `source` names it in errors.
 * @throws ActionError `registry-invalid-answer`
 */
export function readManifest(bytes: Uint8Array, contentType: string | undefined, source: string): Manifest {
  const document = parseJsonObject(bytes)
  if (document === undefined) throw invalid(source, `is not JSON but ${contentType ?? 'of no type'}`)
  if (document.schemaVersion === 1)
    throw invalid(
      source,
      'has the manifest format "schema 1", which is no longer in use; build and push it again',
    )
  const mediaType = mediaTypeOf(document, contentType)
  if (mediaType === undefined)
    throw invalid(source, `is of the type ${contentType ?? 'nothing'}, no image or index`)
  const content: ManifestContent = isIndex(mediaType)
    ? { kind: 'index', platforms: platformsOf(document, source), entries: entriesOf(document) }
    : { kind: 'single', config: configOf(document), layers: layersOf(document) }
  return { digest: digestOf(bytes), mediaType, bytes, content }
}

/** What the config of a single image says about it. */
export interface ImageConfig {
  readonly platform: string | undefined
  readonly labels: ReadonlyMap<string, string>
}

/** https://github.com/opencontainers/image-spec/blob/main/config.md */
export function readConfig(bytes: Uint8Array): ImageConfig {
  const document = parseJsonObject(bytes)
  const config = isJsonObject(document?.config) ? document.config : {}
  const labels = isJsonObject(config.Labels) ? Object.entries(config.Labels) : []
  return {
    platform: formatPlatform(document),
    labels: new Map(labels.filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
  }
}

/** Some proxies send manifests as `application/json`: then the document's own word counts, and last its shape. */
function mediaTypeOf(document: JsonObject, contentType: string | undefined): string | undefined {
  const sent = contentType?.split(';', 1)[0]?.trim().toLowerCase()
  const named = [sent, document.mediaType].find((type) => MANIFEST_TYPES.some((known) => known === type))
  if (typeof named === 'string') return named
  if (document.mediaType !== undefined || document.schemaVersion !== 2) return undefined
  if (Array.isArray(document.manifests)) return MANIFEST_TYPES[0]
  return isJsonObject(document.config) ? MANIFEST_TYPES[1] : undefined
}

function isIndex(mediaType: string): boolean {
  return mediaType === MANIFEST_TYPES[0] || mediaType === MANIFEST_TYPES[2]
}

/**
 * Attestations stand among the platforms as `unknown/unknown`.
 * https://docs.docker.com/build/metadata/attestations/attestation-storage/
 */
function platformsOf(index: JsonObject, source: string): ReadonlyMap<string, Digest> {
  if (!Array.isArray(index.manifests)) throw invalid(source, 'is an index without a list of manifests')
  const platforms = new Map<string, Digest>()
  for (const entry of index.manifests as unknown[]) {
    if (!isJsonObject(entry) || typeof entry.digest !== 'string' || !isDigest(entry.digest))
      throw invalid(source, 'is an index with an entry that has no sha256 digest')
    const { annotations } = entry
    if (isJsonObject(annotations) && annotations['vnd.docker.reference.type'] !== undefined) continue
    const platform = formatPlatform(entry.platform)
    // Windows images repeat a platform for each os.version; the first is the one that clients prefer.
    if (platform !== undefined && !platforms.has(platform)) platforms.set(platform, entry.digest)
  }
  return platforms
}

function entriesOf({ manifests }: JsonObject): readonly JsonObject[] {
  return Array.isArray(manifests) ? (manifests as unknown[]).filter(isJsonObject) : []
}

function layersOf({ layers }: JsonObject): readonly number[] {
  const listed = Array.isArray(layers) ? (layers as unknown[]).filter(isJsonObject) : []
  return listed.map(({ size }) => (typeof size === 'number' ? size : 0))
}

function configOf(manifest: JsonObject): Digest | undefined {
  const { config } = manifest
  if (!isJsonObject(config) || typeof config.digest !== 'string' || !isDigest(config.digest)) return undefined
  return typeof config.mediaType === 'string' && CONFIG_TYPES.has(config.mediaType)
    ? config.digest
    : undefined
}

/** `os/architecture[/variant]`; undefined when it does not say. */
export function formatPlatform(platform: unknown): string | undefined {
  if (!isJsonObject(platform)) return undefined
  const { os, architecture, variant } = platform
  if (typeof os !== 'string' || typeof architecture !== 'string') return undefined
  if (os === '' || architecture === '' || os === 'unknown' || architecture === 'unknown') return undefined
  const suffix = typeof variant === 'string' && variant !== '' ? `/${variant}` : ''
  return `${os}/${architecture}${suffix}`
}

function invalid(source: string, what: string): ActionError {
  return new ActionError(
    'registry-invalid-answer',
    `What the registry returned for ${source} ${what}. Check that the name is that of a container image.`,
  )
}
