import { cutLine } from '../report/cut.ts'
import { markdownCode, markdownTable, markdownText, truncate } from '../report/markdown.ts'
import type { ScalarChange } from '../manifest/plan.ts'
import type { ServiceChangelog } from './changelog.ts'
import { changelogSection, changelogSummary } from './changelog-text.ts'
import type { Difference } from './difference.ts'
import type { ImageChange } from './image-changes.ts'
import type { GateResult } from './judge-gates.ts'
import { type ServiceChange, shortDigest, shortVersion } from './service-change.ts'

/** A body above 65,536 characters is refused; each part has its share, so that none crowds out another. */
const MAX_INTRO = 12_000
const MAX_SERVICES = 10_000
const MAX_IMAGES = 6_000
const MAX_GATES = 3_000
const MAX_CHANGELOG = 15_000
const MAX_LIST = 2_000
const MAX_REMARKS = 3_000
const MAX_MARKER = 4_000
const MAX_BODY = 65_000
/** A longer title is refused at 256. */
const MAX_TITLE = 250
const MAX_NAMED = 3
/** What no title needs: control characters, and what is not seen or turns the direction of writing round. */
const INVISIBLE = /\p{Cc}|\p{Cf}|[\u2028\u2029]/gu

export interface Description {
  readonly title: string
  readonly body: string
}

/** What a pull request says of a promotion. */
export interface PromotionStory extends Omit<Difference, 'conflicts'> {
  /** As people name the two, and where they are, as Markdown; empty where the name says it. */
  readonly from: { readonly name: string; readonly where: string }
  readonly to: { readonly name: string; readonly where: string }
  readonly services: readonly ServiceChange[]
  readonly changelogs: ReadonlyMap<ServiceChange, ServiceChangelog>
  readonly gates: readonly GateResult[]
  /** Sentences on what is left out or to be looked at. */
  readonly remarks: readonly string[]
  /** The web site of the host, for links. */
  readonly serverUrl: string
}

/**
 * What the pull request says. Nothing reads it back.
 * @param own the user's title and the text for the top of the body; `{from}`, `{to}`, `{services}` and `{count}` stand for
 *   what they name
 */
export function describePromotion(
  story: PromotionStory,
  own: { readonly title: string | undefined; readonly body: string | undefined },
): Description {
  return {
    title: fitTitle(fill(own.title ?? '', story, plain)) || fitTitle(promotionTitle(story)),
    body: promotionBody(story, own.body === undefined ? undefined : fill(own.body, story, markdownCode)),
  }
}

/** A table of image changes, as long as a body or a summary can take. */
export function imageTable(changes: readonly ImageChange[]): string {
  const rows = changes.map((change) => [
    markdownCode(change.image),
    markdownCode(change.from) || '*new*',
    markdownCode(change.to) || '*removed*',
    markdownCode(change.file),
  ])
  return fitTable({ head: ['Image', 'From', 'To', 'File'], rows, what: 'images', limit: MAX_IMAGES })
}

/** A table of other values that change, or nothing. */
export function valueTable(values: readonly ScalarChange[]): readonly string[] {
  if (values.length === 0) return []
  const rows = values.map(({ file, path, from, to }) => [
    markdownCode(`${file}#${path}`),
    markdownCode(cutLine(from, 100)),
    markdownCode(cutLine(to, 100)),
  ])
  return [fitTable({ head: ['Value', 'From', 'To'], rows, what: 'values', limit: MAX_GATES })]
}

/** A table of gates, or nothing. */
export function gateTable(gates: readonly GateResult[]): readonly string[] {
  if (gates.length === 0) return []
  const rows = gates.map(({ gate, open, reason }) => [
    markdownCode(gate),
    open ? '✅ open' : '⛔ closed',
    markdownText(cutLine(reason, 500)),
  ])
  return [fitTable({ head: ['Gate', 'State', 'Why'], rows, what: 'gates', limit: MAX_GATES })]
}

/** A list of file names under a heading; empty for none. */
export function fileList(heading: string, files: readonly string[]): readonly string[] {
  if (files.length === 0) return []
  const items = files.map((file) => `- ${markdownCode(file)}`)
  const shown = fit(items, (item) => item.length + 1, MAX_LIST)
  const more = shown.length === items.length ? [] : [`- … and ${items.length - shown.length} more`]
  return [[heading, '', ...shown, ...more].join('\n')]
}

/** Says when the host listed only some of the changed files. */
export function incompleteNote({ filesComplete }: Pick<Difference, 'filesComplete'>): readonly string[] {
  return filesComplete
    ? []
    : ['More files change than the host lists in a comparison: what is shown here is not everything.']
}

function promotionBody(story: PromotionStory, intro: string | undefined): string {
  const { from, to, services, changes, otherFiles, changedOnBoth, changelogs, gates, remarks } = story
  const details = changes.length === 0 ? [] : [folded('Files', imageTable(changes))]
  return truncate(
    [
      ...(intro === undefined ? [] : [truncate(intro, MAX_INTRO)]),
      `Promotes ${describeSide(from)} to ${describeSide(to)}.`,
      ...serviceSection(story),
      ...changelogSection(services, changelogs, { limit: MAX_CHANGELOG, serverUrl: story.serverUrl }),
      ...details,
      ...valueTable(story.values),
      ...fileList('Other files that change:', otherFiles),
      ...fileList(`Changed on ${markdownCode(to.name)} too since the branches parted:`, changedOnBoth),
      ...driftWarning(story),
      ...incompleteNote(story),
      ...remarkList(remarks),
      ...gateTable(gates),
      checklist(story),
      marker(story),
    ].join('\n\n'),
    MAX_BODY,
  )
}

/** What is promoted was proven without these changes, and will run with them. */
function driftWarning({ from, to, targetOnly }: PromotionStory): readonly string[] {
  const heading = `⚠️ ${markdownCode(to.name)} has changes that ${markdownCode(from.name)} lacks, a hotfix perhaps. They stay; take them back there:`
  return fileList(heading, targetOnly)
}

function serviceSection({ services, changes, changelogs }: PromotionStory): readonly string[] {
  if (services.length > 0) return [serviceTable(services, changelogs)]
  return changes.length > 0 ? [] : ['No image changes.']
}

function serviceTable(
  services: readonly ServiceChange[],
  changelogs: ReadonlyMap<ServiceChange, ServiceChangelog>,
): string {
  const rows = services.map((change) => [
    markdownCode(change.service),
    change.from === undefined ? '*new*' : versionCell(change.from.image),
    change.to === undefined ? '*removed*' : versionCell(change.to.image),
    changelogSummary(changelogs.get(change)),
  ])
  return fitTable({ head: ['Service', 'From', 'To', 'Commits'], rows, what: 'services', limit: MAX_SERVICES })
}

function versionCell({
  tag,
  digest,
}: {
  readonly tag: string | undefined
  readonly digest: string | undefined
}): string {
  const short = digest === undefined ? '' : markdownCode(digest.slice(0, 'sha256:'.length + 12))
  return [markdownCode(tag ?? ''), short].filter((part) => part !== '').join(' ')
}

function checklist({ services, otherFiles }: PromotionStory): string {
  return [
    ...(services.length === 0 ? [] : ['- [ ] The versions above are the ones to promote']),
    ...(otherFiles.length === 0 ? [] : ['- [ ] The other files may change along with them']),
    '- [ ] Somebody watches the deployment after the merge',
  ].join('\n')
}

function remarkList(remarks: readonly string[]): readonly string[] {
  const items = remarks.map((remark) => `> ${markdownText(cutLine(remark, 300))}`)
  const shown = fit(items, (item) => item.length + 2, MAX_REMARKS)
  return shown.length === items.length ? shown : [...shown, `> … and ${items.length - shown.length} more.`]
}

/** For tools that read pull requests; these actions never do. */
function marker({ from, to, services }: PromotionStory): string {
  const marked = services.map((change) => ({
    service: change.service,
    from: change.from?.image.tag ?? '',
    to: change.to?.image.tag ?? '',
    ...(change.to?.image.digest === undefined ? {} : { digest: change.to.image.digest }),
  }))
  const shown = fit(marked, (each) => inertJson(each).length + 1, MAX_MARKER)
  const told = { version: 1, from: from.name, to: to.name, count: services.length, services: shown }
  return `<!-- gitops-actions:promotion ${inertJson(told)} -->`
}

/** JSON in which no text can end a comment ("-->" and "--!>" do), mention anybody, or hide. */
function inertJson(value: unknown): string {
  const escape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  return JSON.stringify(value).replace(/[^\x20-\x7e]|[<>&@`|]/g, escape)
}

function folded(title: string, content: string): string {
  return `<details><summary>${title}</summary>\n\n${content}\n\n</details>`
}

function describeSide({ name, where }: PromotionStory['from']): string {
  return where === '' ? markdownCode(name) : `${markdownCode(name)} (${where})`
}

/** `Promote staging to main: api 1.1.0 → 1.2.0`. */
function promotionTitle({ from, to, services }: PromotionStory): string {
  const shown = namesOf(services)
  return `Promote ${from.name} to ${to.name}${shown === '' ? '' : `: ${shown}`}`
}

function namesOf(services: readonly ServiceChange[]): string {
  const named = [...new Set(services.map(describeService))]
  const more = named.length > MAX_NAMED ? ` and ${named.length - MAX_NAMED} more` : ''
  return `${named.slice(0, MAX_NAMED).join(', ')}${more}`
}

/** `api 1.1.0 → 1.2.0`, with digests cut short. */
export function describeService({ service, from, to }: ServiceChange): string {
  if (to === undefined) return `${service} removed`
  if (from === undefined) return `${service} ${shortVersion(to.image)} (new)`
  const [old, next] = [shortVersion(from.image), shortVersion(to.image)]
  if (old !== next) return `${service} ${old} → ${next}`
  return `${service} ${old}@${shortDigest(from.image)} → ${next}@${shortDigest(to.image)}`
}

/** The templates of users know these names alone; other braces are theirs. */
function fill(
  template: string,
  { from, to, services }: PromotionStory,
  show: (text: string) => string,
): string {
  const values: Readonly<Record<string, string>> = {
    from: from.name,
    to: to.name,
    services: namesOf(services),
    count: String(services.length),
  }
  return template.replace(/\{(from|to|services|count)\}/g, (_, name: string) => show(values[name] ?? ''))
}

function plain(text: string): string {
  return text
}

/** One line, as the host will store it: else the next run would take it for changed. */
function fitTitle(title: string): string {
  return cutLine(title.replace(/\s+/g, ' ').replace(INVISIBLE, ''), MAX_TITLE)
}

interface LongTable {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** What a row is, in the plural. */
  readonly what: string
  /** Characters of all rows. */
  readonly limit: number
}

function fitTable({ head, rows, what, limit }: LongTable): string {
  const shown = fit(rows, (cells) => cells.join(' | ').length + 5, limit)
  const table = markdownTable(head, shown)
  return shown.length === rows.length
    ? table
    : `${table}\n\n… and ${rows.length - shown.length} more ${what}.`
}

/** The first items that fit together. */
function fit<T>(items: readonly T[], sizeOf: (item: T) => number, limit: number): readonly T[] {
  let size = 0
  const end = items.findIndex((item) => (size += sizeOf(item)) > limit)
  return end < 0 ? items : items.slice(0, end)
}
