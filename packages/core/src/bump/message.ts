import { formatReleaseTrailer, stripGitOpsLines } from '../release/trailer.ts'
import { cutLine } from '../report/cut.ts'
import { markdownCode, markdownTable, truncate } from '../report/markdown.ts'
import type { ScalarChange } from '../manifest/plan.ts'
import type { WantedImage } from './request.ts'

const MAX_HEADLINE = 200
/** Trailer that says which order was overruled on demand. */
const DOWNGRADE = 'GitOps-Downgrade'
const MAX_BODY = 60_000

export interface CommitMessage {
  readonly headline: string
  readonly body: string
}

/** What a pull request says. */
export interface PullRequestText {
  readonly title: string
  readonly body: string
}

/**
 * The message of the environment commit. It ends in one `GitOps-Release` trailer per service, which the next run
 * reads; lines of the user's text that look like one of ours are taken out.
 * @param downgrades clauses on what was written although it is older than what was deployed
 */
export function commitMessage(
  wanted: readonly WantedImage[],
  environment: string | undefined,
  text: string | undefined,
  downgrades: readonly string[] = [],
): CommitMessage {
  const [first = '', ...rest] = stripGitOpsLines(text ?? '')
    .trim()
    .split('\n')
  const headline = first.trim() === '' ? bumpTitle(wanted, environment) : first.trim()
  const own = rest.join('\n').trim()
  const trailers = [
    ...downgrades.map((reason) => `${DOWNGRADE}: ${cutLine(reason, MAX_HEADLINE)}`),
    ...wanted.map((image) => formatReleaseTrailer(image)),
  ].join('\n')
  return { headline: cutLine(headline, MAX_HEADLINE), body: own === '' ? trailers : `${own}\n\n${trailers}` }
}

/** `Bump api to 1.4.2 in staging`; several services are counted. */
export function bumpTitle(wanted: readonly WantedImage[], environment: string | undefined): string {
  const place = environment === undefined ? '' : ` in ${environment}`
  const [first] = wanted
  if (first !== undefined && wanted.length === 1) {
    return cutLine(`Bump ${first.service} to ${versionOf(first)}${place}`, MAX_HEADLINE)
  }
  const names = wanted.slice(0, 3).map(({ service }) => service)
  const more = wanted.length > names.length ? ` and ${wanted.length - names.length} more` : ''
  return cutLine(`Bump ${names.join(', ')}${more}${place}`, MAX_HEADLINE)
}

/** The body of the pull request. Nothing reads it back. */
export function pullRequestBody(wanted: readonly WantedImage[], changes: readonly ScalarChange[]): string {
  const images = wanted.map(({ service, image, source }) => [
    markdownCode(service),
    markdownCode(image.name),
    markdownCode(versionOf({ image })),
    source === undefined ? '' : markdownCode(`${source.repository}@${source.sha.slice(0, 7)}`),
  ])
  const parts = [markdownTable(['Service', 'Image', 'Version', 'Source'], images), changesTable(changes)]
  return truncate(parts.join('\n\n'), MAX_BODY)
}

/** What changes, as a table; of an anchor also the lines that change along. */
export function changesTable(changes: readonly ScalarChange[]): string {
  const rows = changes.map(({ file, path, from, to, aliases }) => {
    const along = aliases === undefined ? '' : ` (anchor: also line ${aliases.join(', ')})`
    return [markdownCode(file), `${markdownCode(path)}${along}`, markdownCode(from), markdownCode(to)]
  })
  return markdownTable(['File', 'Path', 'From', 'To'], rows)
}

/** The tag, or the short digest of an image without one. */
export function versionOf({ image }: Pick<WantedImage, 'image'>): string {
  return image.tag ?? image.digest?.slice(0, 'sha256:'.length + 12) ?? 'latest'
}
