import { markdownCode, markdownLink, markdownText } from '../report/markdown.ts'
import { changesTable, versionOf } from './message.ts'
import type { BumpReport } from './request.ts'

/** The job summary of bump-image-tag. */
export function renderBumpSummary(report: BumpReport): string {
  const { outcome, reason, wanted, changes, commit, verified, pull, branch, attempts, notices, leftOut } =
    report
  const images = wanted.map((image) => `${image.service} ${versionOf(image)}`).join(', ')
  const facts = [
    `branch ${markdownCode(branch)}`,
    ...(commit === undefined ? [] : [`commit ${markdownCode(commit)}`]),
    ...(verified === undefined ? [] : [verified ? 'verified' : 'not verified']),
    ...(pull === undefined ? [] : [markdownLink(`pull request #${pull.number}`, pull.url)]),
    ...(attempts > 1 ? [`${attempts} attempts`] : []),
  ]
  return [
    `### bump-image-tag: ${outcome}`,
    `${markdownCode(images)}: ${markdownText(reason)}`,
    facts.join(' · '),
    ...(changes.length === 0 ? [] : [changesTable(changes)]),
    ...leftOut.map(
      ({ wanted: { service }, reason: why }) =>
        `- ${markdownCode(service)} was left as it is: ${markdownText(why)}`,
    ),
    ...notices.map((notice) => `- ${markdownText(notice)}`),
  ].join('\n\n')
}
