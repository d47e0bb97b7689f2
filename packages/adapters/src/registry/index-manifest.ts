import { ActionError, type Digest, type ImageReference } from '@gitops-actions/core'
import { type JsonObject, isJsonObject, parseJsonObject } from '../json/object.ts'
import { digestOf, formatPlatform, type Manifest } from './manifest.ts'
import { type RegistryContext, fetchConfig, fetchManifest, refusalOf } from './reading.ts'
import { putManifest } from './tagging.ts'

const OCI_INDEX = 'application/vnd.oci.image.index.v1+json'
const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json'
const DOCKER_TYPES = [DOCKER_LIST, 'application/vnd.docker.distribution.manifest.v2+json']
/** What clients choose a platform by: https://github.com/opencontainers/image-spec/blob/main/image-index.md */
const PLATFORM_FIELDS = ['architecture', 'os', 'os.version', 'os.features', 'variant']

/**
 * Makes one index of images and indexes of the same repository and puts it there under its digest.
 * @throws ActionError `image-not-found`, `platform-repeated` and those of the port `Registry`
 */
export async function putIndex(
  context: RegistryContext,
  image: ImageReference,
  members: readonly Digest[],
  annotations: ReadonlyMap<string, string>,
): Promise<Digest> {
  const found = await Promise.all(members.map((digest) => fetchMember(context, image, digest)))
  const entries = (await Promise.all(found.map((member) => entriesOf(context, image, member)))).flat()
  checkPlatforms(image, entries)
  const isDocker = annotations.size === 0 && found.every(({ mediaType }) => DOCKER_TYPES.includes(mediaType))
  const mediaType = isDocker ? DOCKER_LIST : OCI_INDEX
  const document = {
    schemaVersion: 2,
    mediaType,
    manifests: entries,
    ...(annotations.size === 0 ? {} : { annotations: Object.fromEntries(annotations) }),
  }
  const bytes = new TextEncoder().encode(JSON.stringify(document))
  const digest = digestOf(bytes)
  const target = { ...image, tag: undefined, digest }
  const response = await putManifest(context, target, { bytes, mediaType, digest })
  if (response === undefined || [200, 201, 202].includes(response.status)) return digest
  throw await refusalOf(context, target, 'pull,push', response)
}

async function fetchMember(
  context: RegistryContext,
  image: ImageReference,
  digest: Digest,
): Promise<Manifest> {
  const member = await fetchManifest(context, { ...image, tag: undefined, digest }, 'pull,push')
  if (member !== undefined) return member
  throw new ActionError(
    'image-not-found',
    `${image.name} has no ${digest}, which input "digests" names. It was pushed to another repository, or the registry has cleaned it up: run the jobs of the platforms again.`,
  )
}

/** An index brings its own list, the attestations of its platforms included. */
async function entriesOf(
  context: RegistryContext,
  image: ImageReference,
  { content, digest, mediaType, bytes }: Manifest,
): Promise<readonly JsonObject[]> {
  if (content.kind === 'index') return content.entries
  const config =
    content.config === undefined
      ? undefined
      : parseJsonObject(await fetchConfig(context, image, content.config))
  const platform = Object.fromEntries(
    PLATFORM_FIELDS.flatMap((field) => (config?.[field] === undefined ? [] : [[field, config[field]]])),
  )
  return [{ mediaType, digest, size: bytes.byteLength, platform }]
}

function checkPlatforms(image: ImageReference, entries: readonly JsonObject[]): void {
  const seen = new Map<string, unknown>()
  for (const { platform, digest, annotations } of entries) {
    if (isJsonObject(annotations) && annotations['vnd.docker.reference.type'] !== undefined) continue
    const name = formatPlatform(platform)
    const version = isJsonObject(platform) ? platform['os.version'] : undefined
    const key = `${name ?? ''} ${typeof version === 'string' ? version : ''}`.trim()
    if (name === undefined || seen.has(key)) {
      throw new ActionError(
        'platform-repeated',
        `${image.name}@${String(digest)} is ${name === undefined ? 'of no platform' : `of the platform ${key}, and so is ${String(seen.get(key))}`}: an index has each platform once. Let every job of the matrix build a platform of its own.`,
      )
    }
    seen.set(key, digest)
  }
}
