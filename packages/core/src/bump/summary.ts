import { markdownCode, markdownLink, markdownTable, markdownText } from '../report/markdown.ts'
import { versionOf } from './message.ts'
import type { BumpReport } from './request.ts'

/** The job summary of bump-image-tag. */
export function renderBumpSummary(report: BumpReport): string {
  const { outcome, reason, wanted, changes, commit, verified, pull, branch, attempts, notices, leftOut } =
    report
  const images = wanted.map((image) => `${image.service} ${versionOf(image)}`).join(', ')
  const rows = changes.map(({ file, path, from, to }) => [
    markdownCode(file),
    markdownCode(path),
    markdownCode(from),
    markdownCode(to),
  ])
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
    ...(rows.length === 0 ? [] : [markdownTable(['File', 'Path', 'From', 'To'], rows)]),
    ...leftOut.map(
      ({ wanted: { service }, reason: why }) =>
        `- ${markdownCode(service)} was left as it is: ${markdownText(why)}`,
    ),
    ...notices.map((notice) => `- ${markdownText(notice)}`),
  ].join('\n\n')
}
