import {
  isCommitSha,
  isRepositoryName,
  parseCommitSha,
  parseRepositoryName,
  type RepositoryName,
} from '../environment/git-names.ts'
import {
  formatImageReference,
  type ImageReference,
  parseImageReference,
  readImageReference,
} from '../image/reference.ts'
import type { CommitSha } from '../ports/environment-repository.ts'
import { ActionError } from '../report/error.ts'
import { isServiceName } from './record.ts'

/** What an environment commit says that it deployed, for one service. */
export interface ReleaseTrailer {
  readonly service: string
  /** With its tag, its digest, or both. */
  readonly image: ImageReference
  /** The commit that the image was built from; undefined when nobody said. */
  readonly source: { readonly repository: RepositoryName; readonly sha: CommitSha } | undefined
}

const KEY = 'GitOps-Release'
const MAX_TRAILERS = 1000
/** https://git-scm.com/docs/git-interpret-trailers: the lines that git itself writes. */
const WRITTEN_BY_GIT = /^(?:Signed-off-by: |\(cherry picked from commit )/
const TRAILER = /^([A-Za-z0-9-]+)[ \t]*:(.*)$/
const OURS = /^[\s\u200b\ufeff]*GitOps-[A-Za-z0-9-]*\s*:/i

/**
 * One line `GitOps-Release: api ghcr.io/acme/api:1.4.2@sha256:… acme/api@<sha>`; without a source its last part is
 * left out.
 * @throws ActionError `invalid-release-trailer` when a part would not be read back as it is
 */
export function formatReleaseTrailer({ service, image, source }: ReleaseTrailer): string {
  if (!isServiceName(service)) {
    throw new ActionError(
      'invalid-release-trailer',
      `"${service}" cannot name a service: wanted letters, digits, ".", "_" and "-", begun and ended by a letter or a digit.`,
    )
  }
  const reference = formatImageReference(parseImageReference(formatImageReference(image)))
  const built =
    source === undefined ? '' : ` ${parseRepositoryName(source.repository)}@${parseCommitSha(source.sha)}`
  return `${KEY}: ${service} ${reference}${built}`
}

/**
 * Reads the `GitOps-Release` trailers of a commit message. Only the message's last block counts, by the rules of
 * git's own trailers; lines that do not fit the format are left out, for anybody can write a commit message. Of
 * several for one service the last counts.
 */
export function parseReleaseTrailers(message: string): readonly ReleaseTrailer[] {
  const trailers = new Map<string, ReleaseTrailer>()
  for (const line of trailerBlock(message).slice(0, MAX_TRAILERS)) {
    const [, key, value] = TRAILER.exec(line) ?? []
    if (key?.toLowerCase() !== KEY.toLowerCase()) continue
    const trailer = parseValue(value ?? '')
    if (trailer !== undefined) trailers.set(trailer.service, trailer)
  }
  return [...trailers.values()]
}

/** Text that a user gave for a commit message, without lines that could be taken for a trailer of ours. */
export function stripGitOpsLines(text: string): string {
  return text
    .split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/)
    .filter((line) => !OURS.test(line))
    .join('\n')
}

function parseValue(value: string): ReleaseTrailer | undefined {
  const [service, reference, built, ...rest] = value.trim().split(/[ \t]+/)
  if (service === undefined || reference === undefined || rest.length > 0 || !isServiceName(service))
    return undefined
  const image = readImageReference(reference)
  if (image === undefined || (image.tag === undefined && image.digest === undefined)) return undefined
  if (built === undefined) return { service, image, source: undefined }
  const [repository, sha, ...more] = built.split('@')
  if (repository === undefined || sha === undefined || more.length > 0) return undefined
  if (!isRepositoryName(repository) || !isCommitSha(sha)) return undefined
  return { service, image, source: { repository, sha } }
}

/**
 * The lines of the last paragraph when it is a block of trailers: it is not the first paragraph, and all its lines
 * are trailers, or one is of git's own making and at least a quarter are trailers. Folded lines stay with the one
 * before, so they never are a trailer by themselves.
 * https://git-scm.com/docs/git-interpret-trailers
 */
function trailerBlock(message: string): readonly string[] {
  const lines = message.split('\n').map((line) => line.replace(/\r$/, ''))
  const title = lines.findIndex((line) => !isComment(line) && line.trim() === '')
  if (title < 0) return []
  let end = lines.length
  while (end > 0 && lines[end - 1]?.trim() === '') end -= 1
  let start = end
  while (start > title && lines[start - 1]?.trim() !== '') start -= 1
  const block = lines.slice(start, end).filter((line) => !isComment(line))
  if (start <= title || !isTrailerBlock(block)) return []
  return unfold(block)
}

function isTrailerBlock(block: readonly string[]): boolean {
  let trailers = 0
  let others = 0
  let byGit = false
  let inTrailer = false
  for (const line of block) {
    if (WRITTEN_BY_GIT.test(line)) {
      byGit = true
      inTrailer = true
      trailers += 1
    } else if (TRAILER.test(line)) {
      inTrailer = true
      trailers += 1
    } else if (!(/^\s/.test(line) && inTrailer)) {
      inTrailer = false
      others += 1
    }
  }
  return (trailers > 0 && others === 0) || (byGit && trailers * 3 >= others)
}

/** A line that begins with white space goes on with the line before it. */
function unfold(block: readonly string[]): readonly string[] {
  const unfolded: string[] = []
  for (const line of block) {
    const last = unfolded.at(-1)
    if (/^\s/.test(line) && last !== undefined) unfolded[unfolded.length - 1] = `${last} ${line.trim()}`
    else unfolded.push(line)
  }
  return unfolded
}

function isComment(line: string): boolean {
  return line.startsWith('#')
}
