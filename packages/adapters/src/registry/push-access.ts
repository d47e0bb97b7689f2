import { ActionError, type ImageReference } from '@gitops-actions/core'
import type { HttpResponse } from '../http/contract.ts'
import { type RegistryContext, refusalOf, send } from './reading.ts'
import { quoteAnswer } from './refusal.ts'

/** Milliseconds for giving an upload up, which is a courtesy. */
const FAREWELL = 3_000

/**
 * Finds out before a build whether its image can be pushed: an upload is begun and given up. Answers that say nothing about it
 * are left to the push itself.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-blobs
 * @throws ActionError `repository-missing` and those of the port `Registry`
 */
export async function checkPush(context: RegistryContext, image: ImageReference): Promise<void> {
  const response = await send(context, image, {
    method: 'POST',
    path: 'blobs/uploads/',
    actions: 'pull,push',
    redirect: 'refuse',
    retry: 'never',
  }).catch((error: unknown) => {
    if (error instanceof ActionError && error.code === 'registry-invalid-answer') return undefined
    throw error
  })
  if (response === undefined) return
  if (response.status === 202) return giveUp(context, image, response)
  if (response.status === 404) {
    throw new ActionError(
      'repository-missing',
      `${image.registry} has no repository "${image.repository}" to push to${quoteAnswer(response)}. Create it there first, or check the name in input "images".`,
    )
  }
  if ([401, 403, 429].includes(response.status) || response.status >= 500)
    throw await refusalOf(context, image, 'pull,push', response)
}

/** Registries drop what nobody goes on with: that this fails matters to nobody. */
async function giveUp(context: RegistryContext, image: ImageReference, begun: HttpResponse): Promise<void> {
  const location = begun.headers.get('location') ?? ''
  if (location === '' || !URL.canParse(location, begun.url)) return
  const { pathname, search, host } = new URL(location, begun.url)
  const prefix = `/v2/${image.repository}/`
  if (host !== new URL(begun.url).host || !pathname.startsWith(prefix)) return
  await send(context, image, {
    method: 'DELETE',
    path: `${pathname.slice(prefix.length)}${search}`,
    actions: 'pull,push',
    redirect: 'refuse',
    retry: 'never',
    deadline: FAREWELL,
  }).catch(() => undefined)
}
