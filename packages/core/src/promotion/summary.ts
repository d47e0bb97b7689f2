import { markdownCode, markdownLink, markdownText } from '../report/markdown.ts'
import { fileList, gateTable, imageTable, incompleteNote, valueTable } from './description.ts'
import type { PromotionReport } from './request.ts'

/** The job summary of open-promotion-pr. */
export function renderPromotionSummary(report: PromotionReport): string {
  const { outcome, from, to, pull, changes, otherFiles, changedOnBoth, targetOnly, title, reason } = report
  const notices = [...report.notices, ...report.asides]
  return [
    `### open-promotion-pr: ${outcome}`,
    `${markdownCode(from)} → ${markdownCode(to)}. ${markdownText(reason)}`,
    ...(pull === undefined ? [] : [markdownLink(`Pull request #${pull.number}`, pull.url)]),
    ...(outcome === 'dry-run' && changes.length > 0 ? [`Title: ${markdownText(title)}`] : []),
    ...(changes.length === 0 ? [] : [imageTable(changes)]),
    ...valueTable(report.values),
    ...fileList('Other files that change:', otherFiles),
    ...fileList('Changed on both branches since they parted:', changedOnBoth),
    ...fileList(`⚠️ ${markdownCode(to)} has changes that ${markdownCode(from)} lacks:`, targetOnly),
    ...incompleteNote(report),
    ...gateTable(report.gates),
    ...(notices.length === 0 ? [] : [notices.map((notice) => `- ${markdownText(notice)}`).join('\n')]),
  ].join('\n\n')
}
