import { Refusal, readBody, sendBytes, sendEmpty } from './answer.ts'
import type { Exchange } from './exchange.ts'
import { type RegistryFaults, immutableRefusal } from './faults.ts'
import { checkManifest, descriptorsOf, parseManifest } from './manifest-rules.ts'
import { accepts, isIndexType } from './media-type.ts'
import { type Repository, type StoredManifest, findManifest, openRepository } from './store.ts'

const MANIFEST_LIMIT = 4 * 1024 * 1024

/** GET, HEAD, PUT and DELETE of a manifest. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests */
export async function serveManifest(exchange: Exchange, name: string, reference: string): Promise<void> {
  const { request, response, store, faults } = exchange
  switch (request.method ?? '') {
    case 'HEAD':
      if (faults.headStatus === 405) throw new Refusal('UNSUPPORTED', 'HEAD is not supported')
      if (faults.headStatus === 404) throw new Refusal('MANIFEST_UNKNOWN', 'manifest unknown')
      sendManifest(exchange, name, reference)
      return
    case 'GET':
      sendManifest(exchange, name, reference)
      return
    case 'PUT':
      await putManifest(exchange, name, reference)
      return
    case 'DELETE':
      deleteManifest(store.get(name), reference, faults)
      sendEmpty(response, 202)
      return
    default:
      throw new Refusal('UNSUPPORTED', `${request.method ?? ''} is not supported here`)
  }
}

function sendManifest(exchange: Exchange, name: string, reference: string): void {
  const { request, response, store, faults } = exchange
  const repository = store.get(name)
  const found = repository === undefined ? undefined : findManifest(repository, reference)
  if (repository === undefined || found === undefined)
    throw new Refusal('MANIFEST_UNKNOWN', 'manifest unknown', { detail: { name, reference } })
  const manifest = reference.includes(':') ? found : negotiate(repository, found, request.headers.accept)
  if (faults.omitDigestHeader !== true)
    response.setHeader('Docker-Content-Digest', faults.digestHeader ?? manifest.digest)
  response.setHeader('ETag', `"${manifest.digest}"`)
  sendBytes(request, response, 200, faults.manifestBytes ?? manifest.bytes, manifest.mediaType)
}

/**
 * A client that does not say it takes an index gets the linux/amd64 manifest in its place, as registries do for
 * old clients: https://github.com/opencontainers/distribution-spec/issues/207
 */
function negotiate(
  repository: Repository,
  found: StoredManifest,
  accept: string | undefined,
): StoredManifest {
  if (accepts(accept, found.mediaType)) return found
  if (isIndexType(found.mediaType)) {
    const index = parseManifest(found.bytes)
    const chosen = descriptorsOf(index.manifests).find(
      ({ platform }) => platform?.os === 'linux' && platform.architecture === 'amd64',
    )
    const manifest = chosen === undefined ? undefined : repository.manifests.get(chosen.digest)
    if (manifest !== undefined && accepts(accept, manifest.mediaType)) return manifest
  }
  throw new Refusal(
    'MANIFEST_UNKNOWN',
    `manifest found, but the Accept header does not take ${found.mediaType}`,
  )
}

async function putManifest(exchange: Exchange, name: string, reference: string): Promise<void> {
  const { request, response, store, faults } = exchange
  const bytes = await readBody(request, MANIFEST_LIMIT)
  const repository = openRepository(store, name)
  const manifest = checkManifest(repository, bytes, request.headers['content-type'])
  if (reference.includes(':')) {
    if (reference !== manifest.digest)
      throw new Refusal('DIGEST_INVALID', 'provided digest did not match uploaded content')
  } else {
    refuseOverwrite(repository, reference, manifest.digest, faults)
    repository.tags.set(reference, manifest.digest)
  }
  repository.manifests.set(manifest.digest, manifest)
  response.setHeader('Location', `/v2/${name}/manifests/${manifest.digest}`)
  response.setHeader('Docker-Content-Digest', manifest.digest)
  if (manifest.subject !== undefined) response.setHeader('OCI-Subject', manifest.subject)
  sendEmpty(response, 201)
}

/** ECR and Harbor refuse even the same digest; Docker Hub takes it, for nothing changes. */
function refuseOverwrite(repository: Repository, tag: string, digest: string, faults: RegistryFaults): void {
  const current = repository.tags.get(tag)
  if (faults.immutableTags === undefined || current === undefined) return
  if (faults.immutableTags === 'hub' && current === digest) return
  const refusal = immutableRefusal(faults.immutableTags, repository.name, tag)
  throw new Refusal(refusal.code, refusal.message, { status: refusal.status })
}

function deleteManifest(repository: Repository | undefined, reference: string, faults: RegistryFaults): void {
  const found = repository === undefined ? undefined : findManifest(repository, reference)
  if (repository === undefined || found === undefined)
    throw new Refusal('MANIFEST_UNKNOWN', 'manifest unknown')
  if (!reference.includes(':')) {
    if (faults.immutableTags !== undefined) refuseOverwrite(repository, reference, '', faults)
    repository.tags.delete(reference)
    return
  }
  repository.manifests.delete(found.digest)
  for (const [tag, digest] of repository.tags) if (digest === found.digest) repository.tags.delete(tag)
}
