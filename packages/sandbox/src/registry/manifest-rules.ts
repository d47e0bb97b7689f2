import { Refusal } from './answer.ts'
import { OCI_INDEX, OCI_MANIFEST, isIndexType, isManifestType } from './media-type.ts'
import { type Repository, type StoredManifest, sha256 } from './store.ts'

/** Holds a manifest to the specification: its type, its digests and sizes, and that everything it names is there. */
export function checkManifest(
  repository: Repository,
  bytes: Buffer,
  contentType: string | undefined,
): StoredManifest {
  const document = parseManifest(bytes)
  const mediaType = contentType?.split(';', 1)[0]?.trim() ?? ''
  if (!isIndexType(mediaType) && !isManifestType(mediaType))
    throw new Refusal(
      'MANIFEST_INVALID',
      `Content-Type "${mediaType}" is not a type of manifest this registry takes`,
    )
  const named = document.mediaType
  if (document.schemaVersion !== 2) throw new Refusal('MANIFEST_INVALID', 'schemaVersion is not 2')
  if (named === undefined ? mediaType !== OCI_INDEX && mediaType !== OCI_MANIFEST : named !== mediaType)
    throw new Refusal('MANIFEST_INVALID', `mediaType is not the Content-Type, ${mediaType}`)
  if (isIndexType(mediaType)) checkChildren(repository, document)
  else checkBlobs(repository, document)
  const config = document.config
  const artifactType = document.artifactType ?? (isRecord(config) ? config.mediaType : undefined)
  return {
    digest: sha256(bytes),
    mediaType,
    bytes,
    subject: isRecord(document.subject) ? descriptorOf(document.subject).digest : undefined,
    artifactType: typeof artifactType === 'string' ? artifactType : undefined,
    annotations: stringsOf(document.annotations),
  }
}

function checkChildren(repository: Repository, document: Record<string, unknown>): void {
  for (const child of descriptorsOf(document.manifests)) {
    const found = repository.manifests.get(child.digest)
    if (found === undefined) throw unknownBlob(child.digest)
    checkSize(child, found.bytes.byteLength)
  }
}

function checkBlobs(repository: Repository, document: Record<string, unknown>): void {
  const config = document.config
  if (!isRecord(config)) throw new Refusal('MANIFEST_INVALID', 'config is missing')
  for (const blob of [descriptorOf(config), ...descriptorsOf(document.layers)]) {
    // Foreign layers are fetched from their URLs and never pushed.
    if (blob.urls) continue
    const found = repository.blobs.get(blob.digest)
    if (found === undefined) throw unknownBlob(blob.digest)
    checkSize(blob, found.byteLength)
  }
}

function checkSize(descriptor: Descriptor, size: number): void {
  if (descriptor.size !== size)
    throw new Refusal(
      'MANIFEST_INVALID',
      `${descriptor.digest} has ${size} bytes, the manifest says ${descriptor.size}`,
    )
}

function unknownBlob(digest: string): Refusal {
  return new Refusal('MANIFEST_BLOB_UNKNOWN', 'manifest references a blob or manifest unknown to registry', {
    detail: { digest },
  })
}

export interface Descriptor {
  readonly digest: string
  readonly size: number
  readonly urls: boolean
  readonly platform: Record<string, unknown> | undefined
}

/** @throws Refusal `MANIFEST_INVALID` */
export function descriptorsOf(value: unknown): readonly Descriptor[] {
  if (!Array.isArray(value)) throw new Refusal('MANIFEST_INVALID', 'a list of descriptors is missing')
  return value.map(descriptorOf)
}

function descriptorOf(value: unknown): Descriptor {
  if (!isRecord(value)) throw new Refusal('MANIFEST_INVALID', 'a descriptor is not an object')
  const { digest, size, mediaType, platform, urls } = value
  if (typeof digest !== 'string' || !/^sha256:[0-9a-f]{64}$/.test(digest))
    throw new Refusal('MANIFEST_INVALID', 'a descriptor has no sha256 digest')
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0)
    throw new Refusal('MANIFEST_INVALID', `the descriptor of ${digest} has no size`)
  if (typeof mediaType !== 'string')
    throw new Refusal('MANIFEST_INVALID', `the descriptor of ${digest} has no mediaType`)
  return {
    digest,
    size,
    urls: Array.isArray(urls) && urls.length > 0,
    platform: isRecord(platform) ? platform : undefined,
  }
}

/** @throws Refusal `MANIFEST_INVALID` */
export function parseManifest(bytes: Buffer): Record<string, unknown> {
  let document: unknown
  try {
    document = JSON.parse(bytes.toString('utf8'))
  } catch {
    throw new Refusal('MANIFEST_INVALID', 'the manifest is not JSON')
  }
  if (isRecord(document)) return document
  throw new Refusal('MANIFEST_INVALID', 'the manifest is not an object')
}

function stringsOf(value: unknown): Readonly<Record<string, string>> {
  if (!isRecord(value)) return {}
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
