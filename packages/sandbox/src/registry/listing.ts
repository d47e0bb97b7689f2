import { Refusal, sendJson } from './answer.ts'
import type { Exchange } from './exchange.ts'
import { OCI_INDEX } from './media-type.ts'
import { hasContent } from './store.ts'

/** The tags of a repository, in pages. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-tags */
export function serveTags(exchange: Exchange, name: string): void {
  const { request, response, store } = exchange
  const repository = store.get(name)
  if (!hasContent(repository))
    throw new Refusal('NAME_UNKNOWN', 'repository name not known to registry', { detail: { name } })
  const tags = page(exchange, `/v2/${name}/tags/list`, [...repository.tags.keys()])
  sendJson(request, response, 200, { name, tags })
}

/** The repositories, in pages. https://distribution.github.io/distribution/spec/api/#listing-repositories */
export function serveCatalog(exchange: Exchange): void {
  const { request, response, store } = exchange
  const names = [...store.values()].filter(hasContent).map((repository) => repository.name)
  sendJson(request, response, 200, { repositories: page(exchange, '/v2/_catalog', names) })
}

/** What refers to a manifest, as an index. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-referrers */
export function serveReferrers(exchange: Exchange, name: string, digest: string): void {
  const { request, response, store, url } = exchange
  const artifactType = url.searchParams.get('artifactType')
  if (artifactType !== null) response.setHeader('OCI-Filters-Applied', 'artifactType')
  const manifests = [...(store.get(name)?.manifests.values() ?? [])]
    .filter((manifest) => manifest.subject === digest)
    .filter((manifest) => artifactType === null || manifest.artifactType === artifactType)
    .map(({ mediaType, digest: own, bytes, artifactType: type, annotations }) => ({
      mediaType,
      digest: own,
      size: bytes.byteLength,
      ...(type === undefined ? {} : { artifactType: type }),
      annotations,
    }))
  const index = { schemaVersion: 2, mediaType: OCI_INDEX, manifests }
  sendJson(request, response, 200, index, OCI_INDEX)
}

/** The entries after `last`, at most `n`, with a `Link` to what follows. */
function page({ url, response }: Exchange, path: string, entries: readonly string[]): readonly string[] {
  const n = url.searchParams.get('n')
  if (n !== null && !/^\d+$/.test(n))
    throw new Refusal('PAGINATION_NUMBER_INVALID', 'invalid number of results requested', { detail: { n } })
  const last = url.searchParams.get('last')
  const sorted = entries.filter((entry) => last === null || entry > last).sort()
  if (n === null) return sorted
  const chosen = sorted.slice(0, Number(n))
  const end = chosen.at(-1)
  if (end !== undefined && chosen.length < sorted.length) {
    const query = new URLSearchParams({ last: end, n })
    response.setHeader('Link', `<${path}?${query.toString()}>; rel="next"`)
  }
  return chosen
}
