import { markdownCode, markdownLink, markdownTable, markdownText } from '../report/markdown.ts'
import { short } from './judge.ts'
import type { VerifyReport } from './request.ts'
import { renderTimeline } from './timeline-diagram.ts'

/** Rows of a table that people read. */
const MOST_ROWS = 100

/** The job summary of verify-sync: the answer, one row for each application, the cause, the course of events. */
export function renderVerifySummary(report: VerifyReport): string {
  const { applications, resources, cause, timeline } = report
  const shown = applications.slice(0, MOST_ROWS)
  const left = applications.length - shown.length
  const diagram = renderTimeline(timeline, report.duration)
  return [
    `### verify-sync: ${report.outcome}`,
    markdownText(report.reason),
    ...(shown.length === 0
      ? []
      : [markdownTable(['Application', 'Verdict', 'Revision', 'Detail'], shown.map(applicationRow))]),
    ...(left === 0 ? [] : [`… and ${left} more applications.`]),
    ...(cause === '' ? [] : [`**Cause:** ${markdownText(cause)}`]),
    ...(resources.length === 0
      ? []
      : [markdownTable(['Resource', 'State', 'Message'], resources.map(resourceRow))]),
    ...(diagram === '' ? [] : [diagram]),
    `Wanted ${markdownCode(report.revision)}, decided after ${report.duration}s.`,
  ].join('\n\n')
}

function applicationRow({
  application,
  verdict,
  revision,
  detail,
  url,
}: VerifyReport['applications'][number]): string[] {
  const revisions = revision
    .split(',')
    .map((one) => markdownCode(short(one)))
    .join(', ')
  return [nameOf(application, url), verdict, revisions, markdownText(detail)]
}

function resourceRow({ label, state, message, url }: VerifyReport['resources'][number]): string[] {
  return [nameOf(label, url), markdownText(state), markdownText(message)]
}

function nameOf(label: string, url: string | undefined): string {
  return url === undefined ? markdownCode(label) : markdownLink(markdownText(label), url)
}
