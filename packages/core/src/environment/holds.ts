import { type Digest, isDigest } from '../image/digest.ts'
import { openManifest } from '../manifest/document.ts'
import { childrenOf, type Cursor, rootOf } from '../manifest/tree.ts'
import { isServiceName, type ReleaseSource } from '../release/record.ts'
import { isScalar, isSeq, stringify } from 'yaml'
import { configError, onlyDocument, readFields, readText } from './config-reader.ts'
import { parseCommitSha, parseRepositoryName } from './git-names.ts'

/** A commit of an application. */
export type HeldSource = Pick<ReleaseSource, 'repository' | 'sha'>

/** What keeps a bad release of one service out of an environment. */
export interface Hold {
  readonly service: string
  readonly bad: {
    readonly digest: Digest | undefined
    /** Its tag, to tell which versions are newer. */
    readonly tag: string | undefined
    readonly source: HeldSource | undefined
  }
  /** What was restored, and is let in although it is older than the bad one. */
  readonly good: HeldSource | undefined
  readonly reason: string
  readonly until: HoldEnd
}

/** `newer`: lifted by a newer version; `lifted`: by hand, or an input; a date: over by then. */
export type HoldEnd = { readonly kind: 'newer' | 'lifted' } | { readonly kind: 'time'; readonly at: Date }

const ROOT_KEYS = ['version', 'holds'] as const
const HOLD_KEYS = ['service', 'bad', 'good', 'reason', 'until'] as const
const BAD_KEYS = ['digest', 'tag', 'source'] as const
const GOOD_KEYS = ['source'] as const
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z$/

/** The file that holds of an environment are in, on the branch of the environment. */
export function holdsPath(environment: string): string {
  return `.gitops/holds/${environment}.yaml`
}

/**
 * Reads a file of holds. What cannot be read stops the run: a hold that is passed over lets a bad release in.
 * @throws ActionError `invalid-config`, `invalid-manifest`: with file, line and column
 */
export function parseHolds(text: string, path: string): readonly Hold[] {
  const { documents } = openManifest({ path, mode: '100644', oid: '', text })
  const root = rootOf(onlyDocument(documents, path))
  const fields = readFields(root, ROOT_KEYS)
  const version = fields.get('version')
  if (!isScalar(version?.node) || version.node.value !== 1) {
    throw configError(version ?? root, 'says no version that is known: wanted "version: 1"')
  }
  const holds = fields.get('holds')
  if (holds === undefined) return []
  if (!isSeq(holds.node)) throw configError(holds, 'is not a list of holds')
  return childrenOf(holds).map(readHold)
}

/** The file as `parseHolds` reads it. */
export function formatHolds(holds: readonly Hold[]): string {
  const entries = holds.map(({ service, bad, good, reason, until }) => ({
    service,
    bad: {
      ...(bad.digest === undefined ? {} : { digest: bad.digest }),
      ...(bad.tag === undefined ? {} : { tag: bad.tag }),
      ...(bad.source === undefined ? {} : { source: formatSource(bad.source) }),
    },
    ...(good === undefined ? {} : { good: { source: formatSource(good) } }),
    reason,
    until: until.kind === 'time' ? until.at.toISOString() : until.kind,
  }))
  return stringify(
    { version: 1, holds: entries },
    { lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' },
  )
}

function readHold(at: Cursor): Hold {
  const fields = readFields(at, HOLD_KEYS)
  const service = wanted(at, fields.get('service'), 'service', 'the name of a service')
  if (!isServiceName(service)) throw configError(at, `names the service "${service}", which cannot be one`)
  const badAt = fields.get('bad')
  if (badAt === undefined)
    throw configError(at, 'has no "bad": say which release is held, by digest, tag or source')
  const bad = readFields(badAt, BAD_KEYS)
  if (bad.size === 0) throw configError(badAt, 'names nothing: wanted a digest, a tag or a source')
  const good = fields.get('good')
  return {
    service,
    bad: {
      digest: optional(bad.get('digest'), readDigest),
      tag: optional(bad.get('tag'), (field) => readFilled(field, 'a tag')),
      source: optional(bad.get('source'), readSource),
    },
    good: optional(good, (field) => optional(readFields(field, GOOD_KEYS).get('source'), readSource)),
    reason: wanted(at, fields.get('reason'), 'reason', 'a sentence'),
    until: optional(fields.get('until'), readEnd) ?? { kind: 'lifted' },
  }
}

function wanted(at: Cursor, field: Cursor | undefined, name: string, what: string): string {
  if (field === undefined) throw configError(at, `has no "${name}": wanted ${what}`)
  return readFilled(field, what)
}

function readFilled(at: Cursor, what: string): string {
  const text = readText(at, what)
  if (text.trim() === '') throw configError(at, `is empty: wanted ${what}`)
  return text
}

function readDigest(at: Cursor): Digest {
  const text = readText(at, 'a digest')
  if (isDigest(text)) return text
  throw configError(at, `is "${text}": wanted "sha256:" and 64 hexadecimal digits`)
}

function readSource(at: Cursor): HeldSource {
  const text = readText(at, '"owner/name@<commit>"')
  const [repository = '', sha = '', ...more] = text.split('@')
  try {
    if (more.length === 0) return { repository: parseRepositoryName(repository), sha: parseCommitSha(sha) }
  } catch (error) {
    throw configError(at, `is "${text}": wanted "owner/name@<commit>"`, error)
  }
  throw configError(at, `is "${text}": wanted "owner/name@<commit>"`)
}

function readEnd(at: Cursor): HoldEnd {
  const text = readText(at, '"newer", "lifted" or a time')
  if (text === 'newer' || text === 'lifted') return { kind: text }
  const date = new Date(text)
  if (TIME.test(text) && isDayOf(date, text)) return { kind: 'time', at: date }
  throw configError(
    at,
    `is "${text}": wanted "newer", "lifted" or a time in UTC such as "2026-01-02T03:04:05Z"`,
  )
}

/** Not every day that can be written is one: 30 February would quietly become 2 March. */
function isDayOf(date: Date, text: string): boolean {
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text.slice(0, 19))
}

function formatSource({ repository, sha }: HeldSource): string {
  return `${repository}@${sha}`
}

function optional<T>(at: Cursor | undefined, read: (at: Cursor) => T): T | undefined {
  return at === undefined ? undefined : read(at)
}
