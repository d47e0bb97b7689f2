import { createHash } from 'node:crypto'

/** One stored manifest or index, byte for byte as it was put. */
export interface StoredManifest {
  readonly digest: string
  readonly mediaType: string
  readonly bytes: Buffer
  /** The digest of the manifest this one refers to (`subject`). */
  readonly subject: string | undefined
  readonly artifactType: string | undefined
  readonly annotations: Readonly<Record<string, string>>
}

/** An upload that has begun: the bytes received so far. */
export interface Upload {
  readonly id: string
  chunks: Buffer[]
  size: number
}

/** One repository's content; blobs are kept per repository, so that access to one never opens another. */
export interface Repository {
  readonly name: string
  readonly blobs: Map<string, Buffer>
  readonly manifests: Map<string, StoredManifest>
  /** Tag → digest. */
  readonly tags: Map<string, string>
  readonly uploads: Map<string, Upload>
}

/** Repositories by name, in memory. */
export type Store = Map<string, Repository>

/** The repository of that name, made when it is not there yet. */
export function openRepository(store: Store, name: string): Repository {
  const found = store.get(name)
  if (found !== undefined) return found
  const made: Repository = {
    name,
    blobs: new Map(),
    manifests: new Map(),
    tags: new Map(),
    uploads: new Map(),
  }
  store.set(name, made)
  return made
}

/** The manifest that a tag or digest names. */
export function findManifest(repository: Repository, reference: string): StoredManifest | undefined {
  const digest = reference.includes(':') ? reference : repository.tags.get(reference)
  return digest === undefined ? undefined : repository.manifests.get(digest)
}

/** Puts a blob and returns its digest. */
export function putBlob(repository: Repository, bytes: Buffer): string {
  const digest = sha256(bytes)
  repository.blobs.set(digest, bytes)
  return digest
}

/** `sha256:` and the hex digest of the bytes. */
export function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

/** Whether a repository has completed content: one with nothing but open uploads does not exist yet. */
export function hasContent(repository: Repository | undefined): repository is Repository {
  return repository !== undefined && (repository.blobs.size > 0 || repository.manifests.size > 0)
}
