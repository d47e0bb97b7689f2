import { isCommitSha, isRefName, isRepositoryName, type RepositoryName } from '../environment/git-names.ts'
import { isDigest, type Digest } from '../image/digest.ts'
import { isTag, readImageReference } from '../image/reference.ts'
import type { CommitSha } from '../ports/environment-repository.ts'
import { ActionError, messageOf } from '../report/error.ts'

/** What was built: one service, one image, one digest. Passed from action to action as one line of JSON. */
export interface ReleaseRecord {
  readonly version: 1
  readonly service: string
  /** The image's name without tag and digest: `ghcr.io/acme/api`. */
  readonly image: string
  /** The tag that is never moved: a version, or `sha-…`. */
  readonly tag: string
  /** Every tag that was pushed, `tag` among them. */
  readonly tags: readonly ReleaseTag[]
  /** Of the index when there is one. */
  readonly digest: Digest
  /** `linux/amd64` → digest of that platform's manifest. */
  readonly platforms: Readonly<Record<string, Digest>>
  readonly source: ReleaseSource
  /** ISO 8601, UTC: `2026-01-02T03:04:05Z`. For people; nothing is decided by it. */
  readonly created: string
  /** The page of the workflow run. */
  readonly run: string
}

export interface ReleaseTag {
  readonly name: string
  /** Whether the tag may point to another image tomorrow: a branch name, `latest`, `1.4`. */
  readonly mutable: boolean
}

export interface ReleaseSource {
  readonly repository: RepositoryName
  readonly sha: CommitSha
  /** `refs/heads/main`, `refs/tags/v1.4.2`. */
  readonly ref: string
}

const RELEASE_RECORD_VERSION = 1
const MAX_TEXT = 1024 * 1024
const MAX_RECORDS = 1000
const SERVICE = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?$/
const PLATFORM = /^[a-z0-9._-]+\/[a-z0-9._-]+(?:\/[a-z0-9._-]+)?$/
const CREATED = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/
const RUN = /^https?:\/\/[^\s"'<>\\^`{|}]{1,2000}$/
const KEYS = [
  'version',
  'service',
  'image',
  'tag',
  'tags',
  'digest',
  'platforms',
  'source',
  'created',
  'run',
] as const

/** Whether the text can name a service: letters, digits, ".", "_" and "-", up to 100, begun and ended by a letter or a digit. */
export function isServiceName(text: string): boolean {
  return SERVICE.test(text)
}

/**
 * The name of a service as an input gives it.
 * @param input the name of that input
 * @throws ActionError `invalid-input`
 */
export function parseServiceName(text: string, input = 'service'): string {
  if (isServiceName(text)) return text
  throw new ActionError(
    'invalid-input',
    `the input "${input}" is ${show(text)}: wanted letters, digits, ".", "_" and "-", up to 100, begun and ended by a letter or a digit, such as "api"`,
  )
}

/** The record as compact JSON on one line, keys in a fixed order. */
export function formatReleaseRecord(record: ReleaseRecord): string {
  return JSON.stringify({
    version: record.version,
    service: record.service,
    image: record.image,
    tag: record.tag,
    tags: record.tags.map(({ name, mutable }) => ({ name, mutable })),
    digest: record.digest,
    platforms: record.platforms,
    source: { repository: record.source.repository, sha: record.source.sha, ref: record.source.ref },
    created: record.created,
    run: record.run,
  })
}

/**
 * Reads the input `release`: one record, several with one on each line, or a JSON array of them. The same record
 * twice counts once.
 * @throws ActionError `invalid-release-record`, which names the record by its position and service
 */
export function parseReleaseRecords(text: string): readonly ReleaseRecord[] {
  if (text.length > MAX_TEXT)
    throw refuse('', `is ${text.length} characters long: at most ${MAX_TEXT} are read`)
  const values = readValues(text)
  if (values.length === 0) {
    throw refuse('', 'is empty: wanted the output "release" of build-and-push, or several of them')
  }
  if (values.length > MAX_RECORDS)
    throw refuse('', `holds ${values.length} records: at most ${MAX_RECORDS} are read`)
  const records = new Map<string, ReleaseRecord>()
  for (const [index, value] of values.entries()) {
    const record = checkReleaseRecord(value, values.length > 1 ? ` ${index + 1}` : '')
    const known = records.get(record.service)
    if (known !== undefined && formatReleaseRecord(known) !== formatReleaseRecord(record)) {
      throw refuse(
        ` ${index + 1} (service "${record.service}")`,
        `says ${record.tag}@${record.digest} where an earlier one said ${known.tag}@${known.digest}: give one record for each service`,
      )
    }
    records.set(record.service, record)
  }
  return [...records.values()]
}

function readValues(text: string): readonly unknown[] {
  const whole = tryJson(text)
  if (whole !== undefined) return Array.isArray(whole.value) ? whole.value : [whole.value]
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === '') return []
    try {
      const value: unknown = JSON.parse(line)
      return Array.isArray(value) ? (value as unknown[]) : [value]
    } catch (error) {
      throw refuse(
        '',
        `is not JSON at line ${index + 1} (${messageOf(error)}): wanted the output "release" of build-and-push as it is`,
        error,
      )
    }
  })
}

function tryJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

/**
 * Checks one decoded record, every field of it.
 * @param position ` 2` when it is the second of several, for the errors
 * @throws ActionError `invalid-release-record`
 */
function checkReleaseRecord(value: unknown, position = ''): ReleaseRecord {
  const record = readObject(value, position, 'the record')
  const service = record.service
  const at =
    typeof service === 'string' && isServiceName(service) ? `${position} (service "${service}")` : position
  if (record.version !== RELEASE_RECORD_VERSION) {
    throw refuse(
      at,
      `has version ${show(record.version)}: this action reads version ${RELEASE_RECORD_VERSION}; use the same release of the actions in all jobs`,
    )
  }
  const unknown = Object.keys(record).find((key) => !(KEYS as readonly string[]).includes(key))
  if (unknown !== undefined) throw refuse(at, `has a key ${show(unknown)}: known are ${KEYS.join(', ')}`)
  const text = (key: string, wanted: string, accept: (text: string) => boolean): string =>
    readText(record[key], at, key, wanted, accept)
  const tag = text('tag', 'an image tag', isTag)
  const tags = readTags(record.tags, at)
  if (!tags.some(({ name, mutable }) => name === tag && !mutable)) {
    throw refuse(
      at,
      `has the tag ${show(tag)}, which "tags" does not list as one that is never moved (mutable: false)`,
    )
  }
  return {
    version: RELEASE_RECORD_VERSION,
    service: text('service', 'a service name of letters, digits, ".", "_" and "-"', isServiceName),
    image: text('image', 'an image name without tag and digest, such as "ghcr.io/acme/api"', isImageName),
    tag,
    tags,
    digest: readDigest(record.digest, at, 'digest'),
    platforms: readPlatforms(record.platforms, at),
    source: readSource(record.source, at),
    created: text('created', 'a UTC time such as "2026-01-02T03:04:05Z"', isTime),
    run: text('run', 'the URL of a workflow run', (url) => RUN.test(url)),
  }
}

function readTags(value: unknown, at: string): readonly ReleaseTag[] {
  if (!Array.isArray(value)) throw refuse(at, `has "tags" ${show(value)}: wanted a list`)
  return value.map((entry: unknown, index) => {
    const tag = readObject(entry, at, `"tags[${index}]"`)
    const name = readText(tag.name, at, `tags[${index}].name`, 'an image tag', isTag)
    if (typeof tag.mutable !== 'boolean') {
      throw refuse(at, `has "tags[${index}].mutable" ${show(tag.mutable)}: wanted true or false`)
    }
    return { name, mutable: tag.mutable }
  })
}

function readPlatforms(value: unknown, at: string): Readonly<Record<string, Digest>> {
  const entries = Object.entries(readObject(value, at, '"platforms"')).map(([platform, digest]) => {
    if (!PLATFORM.test(platform)) {
      throw refuse(
        at,
        `has the platform ${show(platform)}: wanted one such as "linux/amd64" or "linux/arm/v7"`,
      )
    }
    return [platform, readDigest(digest, at, `platforms.${platform}`)] as const
  })
  return Object.fromEntries(entries)
}

function readSource(value: unknown, at: string): ReleaseSource {
  const { repository, sha, ref } = readObject(value, at, '"source"')
  if (typeof repository !== 'string' || !isRepositoryName(repository)) {
    throw refuse(at, `has "source.repository" ${show(repository)}: wanted "owner/name"`)
  }
  if (typeof sha !== 'string' || !isCommitSha(sha)) {
    throw refuse(at, `has "source.sha" ${show(sha)}: wanted a full commit id in lower-case hex`)
  }
  return {
    repository,
    sha,
    ref: readText(ref, at, 'source.ref', 'a full ref such as "refs/heads/main"', isFullRef),
  }
}

function readDigest(value: unknown, at: string, key: string): Digest {
  if (typeof value === 'string' && isDigest(value)) return value
  throw refuse(at, `has "${key}" ${show(value)}: wanted "sha256:" and 64 lower-case hex digits`)
}

function readText(
  value: unknown,
  at: string,
  key: string,
  wanted: string,
  accept: (text: string) => boolean,
): string {
  if (typeof value === 'string' && accept(value)) return value
  throw refuse(at, `has "${key}" ${show(value)}: wanted ${wanted}`)
}

function readObject(value: unknown, at: string, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw refuse(at, `has ${what} ${show(value)}: wanted a JSON object`)
}

function isImageName(text: string): boolean {
  const image = readImageReference(text)
  return image !== undefined && image.tag === undefined && image.digest === undefined
}

function isTime(text: string): boolean {
  return CREATED.test(text) && !Number.isNaN(Date.parse(text))
}

function isFullRef(text: string): boolean {
  return text.startsWith('refs/') && isRefName(text)
}

function show(value: unknown): string {
  if (value === undefined) return '(missing)'
  const text = JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}

function refuse(at: string, what: string, cause?: unknown): ActionError {
  return new ActionError('invalid-release-record', `Release record${at} ${what}.`, { cause })
}
