import { ActionError, type Digest, type ImageReference, isTag } from '@gitops-actions/core'
import type { HttpResponse } from '../http/contract.ts'
import type { Manifest } from './manifest.ts'
import { type RegistryContext, fetchDigest, fetchManifest, referenceOf, refusalOf, send } from './reading.ts'
import { errorMessages, quoteAnswer } from './refusal.ts'

/**
 * Points a tag to what `image` resolves to, by putting the same bytes under the same type: nothing is built or
 * uploaded. Succeeds when the tag points there already, whatever the registry thinks of writing it again.
 * @param known what `image` resolves to, when it was read already
 * @throws ActionError `invalid-tag`, `image-not-found`, `registry-tag-immutable` and those of the port `Registry`
 */
export async function putTag(
  context: RegistryContext,
  image: ImageReference,
  tag: string,
  known?: Manifest,
): Promise<Digest> {
  if (!isTag(tag)) {
    throw new ActionError(
      'invalid-tag',
      `"${tag}" is not a tag: wanted up to 128 letters, digits, "_", "." and "-", not beginning with "." or "-".`,
    )
  }
  const manifest = known ?? (await fetchManifest(context, image, 'pull,push'))
  if (manifest === undefined) {
    throw new ActionError(
      'image-not-found',
      `${image.registry}/${image.repository} has no ${referenceOf(image)} that the tag "${tag}" could point to. Push it first, or check the name.`,
    )
  }
  const target = { ...image, tag, digest: undefined }
  const response = await putManifest(context, target, manifest)
  if (response === undefined || [200, 201, 202].includes(response.status)) return manifest.digest
  if (response.status === 401 || response.status === 429)
    throw await refusalOf(context, image, 'pull,push', response)
  const current = await fetchDigest(context, target)
  if (current === manifest.digest) return manifest.digest
  if (current !== undefined && isImmutable(response)) throw immutable(target, tag, current, response)
  throw await refusalOf(context, image, 'pull,push', response)
}

/** How often a manifest is put again, and for how many milliseconds it is waited at first. */
const AGAIN = { times: 3, pause: 1000 }
const PASSING = new Set([500, 502, 503, 504])

/**
 * Puts a manifest under the tag or digest of `target`; again when the registry is in trouble for a moment, for the same bytes change nothing
 * twice. The answer to the last write; undefined when it was lost and the manifest turned out to be there.
 * @throws ActionError those of the port `Registry`
 */
export async function putManifest(
  context: RegistryContext,
  target: ImageReference,
  manifest: PutManifest,
): Promise<HttpResponse | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await putOnce(context, target, manifest)
    const isPassing = 'status' in answer ? PASSING.has(answer.status) : answer.code === 'registry-unreachable'
    if (isPassing) {
      const standing = await fetchDigest(context, target).catch(() => undefined)
      if (standing === manifest.digest) return undefined
      if (attempt <= AGAIN.times) {
        await context.clock.sleep(AGAIN.pause * 2 ** (attempt - 1), context.signal)
        continue
      }
    }
    if ('status' in answer) return answer
    throw answer
  }
}

type PutManifest = Pick<Manifest, 'bytes' | 'mediaType' | 'digest'>

async function putOnce(
  context: RegistryContext,
  target: ImageReference,
  manifest: PutManifest,
): Promise<HttpResponse | ActionError> {
  try {
    return await send(context, target, {
      method: 'PUT',
      path: `manifests/${referenceOf(target)}`,
      actions: 'pull,push',
      headers: { 'content-type': manifest.mediaType },
      body: manifest.bytes,
      redirect: 'refuse',
      retry: 'never',
    })
  } catch (error) {
    if (error instanceof ActionError) return error
    throw error
  }
}

/** ECR answers 400, Harbor 412, others 403 or 409; the words differ, but all say so. */
function isImmutable(response: HttpResponse): boolean {
  if (response.status === 412 || response.status === 409) return true
  if (response.status !== 400 && response.status !== 403) return false
  return errorMessages(response).some((message) =>
    /immutable|cannot be overwritten|already exists/i.test(message),
  )
}

function immutable(
  target: ImageReference,
  tag: string,
  current: Digest,
  response: HttpResponse,
): ActionError {
  return new ActionError(
    'registry-tag-immutable',
    `The tag "${tag}" of ${target.registry}/${target.repository} points to ${current} and the registry does not let it be moved${quoteAnswer(response)}. Use a new tag, or allow tags to be overwritten in the registry's settings.`,
  )
}
