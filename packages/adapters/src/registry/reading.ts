import { ActionError, type Clock, type Digest, type ImageReference, isDigest } from '@gitops-actions/core'
import type { HttpResponse } from '../http/contract.ts'
import type { FindLogin } from './login.ts'
import { MANIFEST_TYPES, type Manifest, digestOf, readManifest } from './manifest.ts'
import { type Actions, describeRefusal } from './refusal.ts'
import { type RepositoryRequest, type SessionOptions, sendToRepository } from './session.ts'

/** What reading and writing in registries stand on. */
export interface RegistryContext extends SessionOptions {
  readonly findLogin: FindLogin
  readonly clock: Pick<Clock, 'sleep'>
  /** Ends waiting. */
  readonly signal?: AbortSignal | undefined
}

// https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests
const MAX_MANIFEST = 4 * 1024 * 1024
const MAX_CONFIG = 8 * 1024 * 1024
const ACCEPT = MANIFEST_TYPES.join(', ')

/** The part of a manifest's path after `manifests/`: the digest wins over the tag, for it cannot move. */
export function referenceOf(image: ImageReference): string {
  return image.digest ?? image.tag ?? 'latest'
}

/**
 * The manifest a reference names, its digest computed from the very bytes and held against the header and the digest
 * asked for; undefined when it does not exist.
 * @throws ActionError those of the port `Registry`
 */
export async function fetchManifest(
  context: RegistryContext,
  image: ImageReference,
  actions: Actions = 'pull',
): Promise<Manifest | undefined> {
  const reference = referenceOf(image)
  const response = await send(context, image, {
    method: 'GET',
    path: `manifests/${reference}`,
    actions,
    headers: { accept: ACCEPT },
    maxBytes: MAX_MANIFEST,
    redirect: 'drop-authorization',
  })
  if (isMissing(response)) return undefined
  if (response.status !== 200) throw await refusalOf(context, image, actions, response)
  const source = `${image.registry}/${image.repository} (${reference})`
  const manifest = readManifest(response.body, response.headers.get('content-type'), source)
  const promised = response.headers.get('docker-content-digest')
  for (const expected of [promised, image.digest])
    if (expected !== undefined && expected !== manifest.digest)
      throw mismatch(source, expected, manifest.digest)
  return manifest
}

/**
 * The digest alone, by HEAD, which registries do not count as a pull; by GET where HEAD does not say.
 * @throws ActionError those of the port `Registry`
 */
export async function fetchDigest(
  context: RegistryContext,
  image: ImageReference,
): Promise<Digest | undefined> {
  const response = await send(context, image, {
    method: 'HEAD',
    path: `manifests/${referenceOf(image)}`,
    actions: 'pull',
    headers: { accept: ACCEPT },
    redirect: 'drop-authorization',
  })
  const promised = response.headers.get('docker-content-digest')
  if (response.status === 200 && promised !== undefined && isDigest(promised)) {
    if (image.digest === undefined || image.digest === promised) return promised
    throw mismatch(`${image.registry}/${image.repository}`, image.digest, promised)
  }
  if (response.status === 429 || response.status >= 500)
    throw await refusalOf(context, image, 'pull', response)
  // Refusals have no body here, and some registries know no HEAD: GET decides.
  return (await fetchManifest(context, image))?.digest
}

/**
 * The bytes of an image's config, held against its digest.
 * @throws ActionError those of the port `Registry`
 */
export async function fetchConfig(
  context: RegistryContext,
  image: ImageReference,
  config: Digest,
): Promise<Uint8Array> {
  const response = await send(context, image, {
    method: 'GET',
    path: `blobs/${config}`,
    actions: 'pull',
    maxBytes: MAX_CONFIG,
    redirect: 'drop-authorization',
  })
  if (response.status !== 200) throw await refusalOf(context, image, 'pull', response)
  const actual = digestOf(response.body)
  if (actual !== config) throw mismatch(`the config of ${image.registry}/${image.repository}`, config, actual)
  return response.body
}

/** Sends a request to the image's repository. */
export function send(
  context: RegistryContext,
  image: ImageReference,
  request: RepositoryRequest,
): Promise<HttpResponse> {
  return sendToRepository(context, image, request)
}

/** The error for an answer that is not what was wanted. */
export async function refusalOf(
  context: RegistryContext,
  image: ImageReference,
  actions: Actions,
  response: HttpResponse,
): Promise<ActionError> {
  const { registry, repository } = image
  return describeRefusal(response, { registry, repository, actions }, await context.findLogin(registry))
}

/** A registry says 404 with an error document or nothing; a page comes from something else at that address. */
export function isMissing(response: HttpResponse): boolean {
  return response.status === 404 && !/^text\/html\b/i.test(response.headers.get('content-type') ?? '')
}

function mismatch(source: string, expected: string, actual: string): ActionError {
  return new ActionError(
    'registry-invalid-answer',
    `The registry answered for ${source} with content of digest ${actual}, where ${expected} was promised. Something between has changed it, or the registry is damaged; do not deploy it.`,
  )
}
