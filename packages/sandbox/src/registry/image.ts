import { gzipSync } from 'node:zlib'
import { checkManifest } from './manifest-rules.ts'
import {
  DOCKER_CONFIG,
  DOCKER_LAYER,
  DOCKER_LIST,
  DOCKER_MANIFEST,
  OCI_CONFIG,
  OCI_INDEX,
  OCI_LAYER,
  OCI_MANIFEST,
} from './media-type.ts'
import { type Repository, putBlob, sha256 } from './store.ts'
import { packFile } from './tar.ts'

/** An image to make out of nothing. */
export interface ImageRequest {
  readonly repository: string
  readonly tag?: string
  /** `os/architecture[/variant]`. Default `['linux/amd64']`. */
  readonly platforms?: readonly string[]
  /** Adds one attestation entry (`unknown/unknown`) per platform, as buildx does; implies an index. */
  readonly attestations?: boolean
  /** Wraps a single platform in an index too. Several platforms always are. */
  readonly index?: boolean
  /** Default `oci`. */
  readonly format?: 'oci' | 'docker'
  readonly labels?: Readonly<Record<string, string>>
  /** Text that goes into the layer: another text makes another digest. Default: repository and tag. */
  readonly content?: string
}

/** What was made. */
export interface MadeImage {
  readonly digest: string
  readonly mediaType: string
  /** Platform → digest of its manifest, without attestations. */
  readonly platforms: Readonly<Record<string, string>>
}

interface Descriptor {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
  readonly platform?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
}

const TYPES = {
  oci: { index: OCI_INDEX, manifest: OCI_MANIFEST, config: OCI_CONFIG, layer: OCI_LAYER },
  docker: { index: DOCKER_LIST, manifest: DOCKER_MANIFEST, config: DOCKER_CONFIG, layer: DOCKER_LAYER },
} as const

/**
 * Makes a real image: layers that unpack, a config that lists them, manifests and an index over these. It goes in by
 * the same checks that a pushed one passes.
 */
export function makeImage(repository: Repository, request: ImageRequest): MadeImage {
  const platforms = request.platforms ?? ['linux/amd64']
  const manifests = platforms.map((platform) => makePlatform(repository, request, platform))
  const named = Object.fromEntries(manifests.map((manifest, at) => [platforms[at] ?? '', manifest.digest]))
  const [single] = manifests
  const wrapped = request.index === true || request.attestations === true || manifests.length !== 1
  if (!wrapped && single !== undefined) {
    if (request.tag !== undefined) repository.tags.set(request.tag, single.digest)
    return { digest: single.digest, mediaType: single.mediaType, platforms: named }
  }
  const attestations =
    request.attestations === true ? manifests.map((manifest) => makeAttestation(repository, manifest)) : []
  const mediaType = TYPES[request.format ?? 'oci'].index
  const index = { schemaVersion: 2, mediaType, manifests: [...manifests, ...attestations] }
  const { digest } = putDocument(repository, mediaType, index)
  if (request.tag !== undefined) repository.tags.set(request.tag, digest)
  return { digest, mediaType, platforms: named }
}

function makePlatform(repository: Repository, request: ImageRequest, platform: string): Descriptor {
  const types = TYPES[request.format ?? 'oci']
  const [os = '', architecture = '', variant] = platform.split('/')
  const content = request.content ?? `${request.repository}:${request.tag ?? ''}`
  const layer = packFile('image.txt', Buffer.from(`${content} ${platform}\n`))
  const config = {
    architecture,
    os,
    ...(variant === undefined ? {} : { variant }),
    config: { Labels: request.labels ?? {} },
    rootfs: { type: 'layers', diff_ids: [sha256(layer)] },
    history: [{ created: '1970-01-01T00:00:00Z', created_by: 'sandbox' }],
    created: '1970-01-01T00:00:00Z',
  }
  const manifest = {
    schemaVersion: 2,
    mediaType: types.manifest,
    config: blobDescriptor(repository, types.config, Buffer.from(JSON.stringify(config))),
    layers: [blobDescriptor(repository, types.layer, gzipSync(layer))],
  }
  const described = { os, architecture, ...(variant === undefined ? {} : { variant }) }
  return { ...putDocument(repository, types.manifest, manifest), platform: described }
}

/** https://docs.docker.com/build/metadata/attestations/attestation-storage/ */
function makeAttestation(repository: Repository, subject: Descriptor): Descriptor {
  const statement = {
    _type: 'https://in-toto.io/Statement/v0.1',
    predicateType: 'https://slsa.dev/provenance/v0.2',
    subject: [{ digest: { sha256: subject.digest.slice('sha256:'.length) } }],
    predicate: {},
  }
  const config = {
    architecture: 'unknown',
    os: 'unknown',
    config: {},
    rootfs: { type: 'layers', diff_ids: [] },
  }
  const manifest = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: blobDescriptor(repository, OCI_CONFIG, Buffer.from(JSON.stringify(config))),
    layers: [
      blobDescriptor(repository, 'application/vnd.in-toto+json', Buffer.from(JSON.stringify(statement))),
    ],
  }
  return {
    ...putDocument(repository, OCI_MANIFEST, manifest),
    platform: { os: 'unknown', architecture: 'unknown' },
    annotations: {
      'vnd.docker.reference.type': 'attestation-manifest',
      'vnd.docker.reference.digest': subject.digest,
    },
  }
}

function blobDescriptor(repository: Repository, mediaType: string, bytes: Buffer): Descriptor {
  return { mediaType, digest: putBlob(repository, bytes), size: bytes.byteLength }
}

function putDocument(repository: Repository, mediaType: string, document: unknown): Descriptor {
  const bytes = Buffer.from(JSON.stringify(document))
  const stored = checkManifest(repository, bytes, mediaType)
  repository.manifests.set(stored.digest, stored)
  return { mediaType, digest: stored.digest, size: bytes.byteLength }
}
