import { ActionError, type ImageReference } from '@gitops-actions/core'
import type { HttpResponse } from '../http/contract.ts'
import { parseJsonObject } from '../json/object.ts'
import { type RegistryContext, isMissing, refusalOf, send } from './reading.ts'

const PAGE = 1000
const MAX_PAGES = 1000
const MAX_BYTES = 4 * 1024 * 1024

/**
 * Every tag of a repository, in the order of the registry; empty when there is no such repository.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-tags
 * @throws ActionError those of the port `Registry`
 */
export async function listTags(context: RegistryContext, image: ImageReference): Promise<readonly string[]> {
  const tags = new Set<string>()
  let query: string | undefined = `?n=${PAGE}`
  for (let page = 0; query !== undefined; page += 1) {
    const response: HttpResponse = await send(context, image, {
      method: 'GET',
      path: `tags/list${query}`,
      actions: 'pull',
      maxBytes: MAX_BYTES,
      redirect: 'same-host',
    })
    if (isMissing(response)) return []
    if (response.status !== 200) throw await refusalOf(context, image, 'pull', response)
    const before = tags.size
    for (const tag of readTags(response, image)) tags.add(tag)
    query = nextQuery(response)
    if (query !== undefined && (tags.size === before || page + 1 >= MAX_PAGES)) throw endless(image)
  }
  return [...tags]
}

function readTags(response: HttpResponse, image: ImageReference): readonly string[] {
  const tags = parseJsonObject(response.body)?.tags
  // A repository whose tags were all deleted has `null` there.
  if (tags === null) return []
  if (Array.isArray(tags) && tags.every((tag) => typeof tag === 'string')) return tags
  throw new ActionError(
    'registry-invalid-answer',
    `${image.registry} answered without a list of tags for ${image.repository}. Check that "${image.registry}" is a container registry.`,
  )
}

/** The query of `Link: <…>; rel="next"`. Its host is not looked at: a registry behind a proxy often names another. */
function nextQuery(response: HttpResponse): string | undefined {
  const link = response.headers.get('link') ?? ''
  const target = /<([^<>]*)>\s*;[^<]*\brel\s*=\s*"?next\b/i.exec(link)?.[1]
  if (target === undefined || !URL.canParse(target, response.url)) return undefined
  const { search } = new URL(target, response.url)
  return search === '' ? undefined : search
}

function endless(image: ImageReference): ActionError {
  return new ActionError(
    'registry-invalid-answer',
    `${image.registry} does not come to an end listing the tags of ${image.repository}.`,
  )
}
