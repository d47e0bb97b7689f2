import { markdownCode, markdownLink, markdownTable, markdownText } from '../report/markdown.ts'
import { short } from './judge.ts'
import type { VerifyReport } from './request.ts'

/** The job summary of verify-sync: the answer, one row for each application, the cause. */
export function renderVerifySummary(report: VerifyReport): string {
  const rows = report.applications.map(({ application, verdict, revision, detail, url }) => [
    url === undefined ? markdownCode(application) : markdownLink(markdownText(application), url),
    verdict,
    revision
      .split(',')
      .map((one) => markdownCode(short(one)))
      .join(', '),
    markdownText(detail),
  ])
  const cause = report.cause === '' ? [] : [`**Cause:** ${markdownText(report.cause)}`]
  return [
    `### verify-sync: ${report.outcome}`,
    markdownText(report.reason),
    markdownTable(['Application', 'Verdict', 'Revision', 'Detail'], rows),
    ...cause,
    `Wanted ${markdownCode(report.revision)}, decided after ${report.duration}s.`,
  ].join('\n\n')
}
