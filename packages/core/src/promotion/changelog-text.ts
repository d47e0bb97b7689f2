import { cutLine } from '../report/cut.ts'
import { markdownCode, markdownLink, markdownText } from '../report/markdown.ts'
import type { SourceCommit } from '../ports/source-history.ts'
import type { ServiceChangelog } from './changelog.ts'
import { type ServiceChange, shortVersion } from './service-change.ts'

const MAX_SUBJECT = 120
const MAX_COMMITS = 40
/** A shorter section would be little more than its heading. */
const LEAST_SECTION = 600
/** https://www.conventionalcommits.org: what stands before the colon. */
const CONVENTIONAL = /^(?<type>[a-z]+)(?:\([^()]{1,60}\))?(?<breaking>!)?:\s+\S/

const GROUPS = [
  { title: 'Breaking changes', holds: (_: string, breaking: boolean) => breaking },
  { title: 'Features', holds: (type: string) => type === 'feat' },
  { title: 'Fixes', holds: (type: string) => type === 'fix' || type === 'revert' || type === 'perf' },
  { title: 'Other commits', holds: () => true },
] as const

/** The cell of the table: how many commits, and by how many people; `rolls back` where the release is older. */
export function changelogSummary(log: ServiceChangelog | undefined): string {
  if (log === undefined) return ''
  if (log.status === 'behind') return '⚠️ an older commit'
  const count = `${log.more ? 'at least ' : ''}${log.count} ${log.count === 1 ? 'commit' : 'commits'}`
  const people = log.authors < 2 ? '' : ` by ${log.authors} people`
  return log.status === 'diverged' ? `${count}${people}, ⚠️ another line` : `${count}${people}`
}

/** A section for each service with commits to tell, grouped by their kind, as long as `limit` characters in all. */
export function changelogSection(
  services: readonly ServiceChange[],
  changelogs: ReadonlyMap<ServiceChange, ServiceChangelog>,
  { limit, serverUrl }: { readonly limit: number; readonly serverUrl: string },
): readonly string[] {
  const told = services.flatMap((service) => {
    const log = changelogs.get(service)
    return log === undefined || log.commits.length === 0 ? [] : [{ service, log }]
  })
  const shown = told.slice(0, Math.floor(limit / LEAST_SECTION))
  const sections: string[] = []
  let left = limit
  for (const [index, { service, log }] of shown.entries()) {
    // Each of those that are left has its share, so that the first cannot crowd out the last.
    const section = describeLog(service, log, Math.floor(left / (shown.length - index)), serverUrl)
    sections.push(section)
    left -= section.length
  }
  const missing = told.length - shown.length
  return missing === 0 ? sections : [...sections, `… and the commits of ${missing} more services.`]
}

function describeLog(
  { service, from, to }: ServiceChange,
  log: ServiceChangelog,
  limit: number,
  serverUrl: string,
): string {
  const versions = [from, to].map((version) => (version === undefined ? '' : shortVersion(version.image)))
  const heading = `### ${markdownText(service)} ${markdownCode(versions[0] ?? '')} → ${markdownCode(versions[1] ?? '')}`
  const page = `${serverUrl}/${log.repository}/compare/${log.base}...${log.head}`
  const link = markdownLink(`All changes in ${markdownText(log.repository)}`, page)
  const lines: string[] = []
  let size = heading.length + link.length + 60
  let shown = 0
  for (const { title, commits } of grouped(log.commits)) {
    const before = lines.length
    lines.push(`**${title}**`, '')
    for (const commit of commits) {
      const line = describeCommit(commit)
      if (shown >= MAX_COMMITS || size + line.length > limit) break
      lines.push(line)
      size += line.length + 1
      shown += 1
    }
    if (lines.length === before + 2) lines.splice(before)
    else lines.push('')
  }
  const missing = log.count - shown
  const more = missing > 0 ? `… and ${missing} more. ` : ''
  return [heading, '', ...lines, `${more}${link}`].join('\n')
}

function grouped(
  commits: readonly SourceCommit[],
): readonly { readonly title: string; readonly commits: readonly SourceCommit[] }[] {
  const left = new Set(commits)
  return GROUPS.map(({ title, holds }) => {
    const own = [...left].filter(({ subject }) => {
      const { type = '', breaking } = CONVENTIONAL.exec(subject)?.groups ?? {}
      return holds(type, breaking !== undefined)
    })
    for (const commit of own) left.delete(commit)
    return { title, commits: own }
  })
}

function describeCommit({ subject, author, sha, url }: SourceCommit): string {
  const by = author === '' ? '' : `, ${markdownText(cutLine(author, 60))}`
  return `- ${markdownText(cutLine(subject, MAX_SUBJECT))} (${markdownLink(sha.slice(0, 7), url)}${by})`
}
