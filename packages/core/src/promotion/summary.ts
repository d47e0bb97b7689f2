import { markdownCode, markdownTable, markdownText } from '../report/markdown.ts'
import type { PromotionReport } from './request.ts'

/** The job summary of open-promotion-pr. */
export function renderPromotionSummary(report: PromotionReport): string {
  const { outcome, from, to, pull, changes, reason, notices } = report
  const rows = changes.map((change) => [
    markdownCode(change.image),
    markdownCode(change.from),
    markdownCode(change.to),
    markdownCode(change.file),
  ])
  const link = pull === undefined ? [] : [`[Pull request #${pull.number}](${encodeURI(pull.url)})`]
  return [
    `### open-promotion-pr: ${outcome}`,
    `${markdownCode(from)} → ${markdownCode(to)}. ${markdownText(reason)}`,
    ...link,
    ...(rows.length === 0 ? [] : [markdownTable(['Image', 'From', 'To', 'File'], rows)]),
    ...notices.map((notice) => `- ${markdownText(notice)}`),
  ].join('\n\n')
}
