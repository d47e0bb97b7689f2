import { formatImageReference } from '../image/reference.ts'
import { markdownCode, markdownTable, markdownText } from '../report/markdown.ts'
import type { BuildReport } from './build-report.ts'

/** One line for the log. */
export function buildMessage(report: BuildReport): string {
  const { image, tags } = report.plan.destinations[0]
  const digest = report.images[0]?.digest
  const reference = { name: image.name, tag: tags[0]?.name, digest }
  return `${SENTENCES[report.outcome]} ${formatImageReference(reference)}`
}

/** The job summary, as Markdown. */
export function buildSummary(report: BuildReport): string {
  const { plan, images } = report
  const rows = plan.destinations.map(({ image, tags }, index) => [
    markdownCode(image.name),
    tags.map((tag) => markdownCode(tag.name)).join(' '),
    markdownCode(images[index]?.digest ?? ''),
    [...(images[index]?.platforms.keys() ?? [])].map(markdownCode).join(' '),
  ])
  return [
    SENTENCES[report.outcome],
    '',
    markdownTable(['Image', 'Tags', 'Digest', 'Platforms'], rows),
    '',
    ...factsOf(report).map((fact) => `- ${fact}`),
    ...layerTable(report),
  ].join('\n')
}

const SENTENCES: Record<BuildReport['outcome'], string> = {
  pushed: 'The image was built, pushed, and read back from the registry.',
  built: 'The image was built and not pushed.',
  tagged: 'The image that was built of this commit before got its tags; none was pushed.',
  exists: 'The registry has this image already; nothing was built or written.',
  skipped: 'This push changed environments alone, by a commit of these actions; nothing was built.',
}

function factsOf({ plan, source, engine, held, steps, duration }: BuildReport): readonly string[] {
  return [
    `Source: ${markdownCode(`${source.repository}@${source.sha.slice(0, 12)}`)} (${markdownCode(source.ref)})`,
    ...(engine === '' ? [] : [`Engine: ${markdownText(engine)}`]),
    `Duration: ${(duration / 1000).toFixed(1)} s`,
    ...(steps === undefined || steps.total === 0
      ? []
      : [`Cache: ${steps.cached} of ${steps.total} steps were taken from it`]),
    ...(plan.environment === undefined ? [] : [`Environment: ${markdownCode(plan.environment)}`]),
    ...held.map(
      ({ image, name, why }) => `${markdownCode(`${image.name}:${name}`)} stays: ${markdownText(why)}`,
    ),
  ]
}

function layerTable({ layers }: BuildReport): readonly string[] {
  if (layers.size === 0) return []
  const rows = [...layers].map(([platform, sizes]) => [
    markdownCode(platform),
    formatBytes(sizes.reduce((sum, size) => sum + size, 0)),
    sizes.map(formatBytes).join(', '),
  ])
  return ['', markdownTable(['Platform', 'Size', 'Layers'], rows)]
}

/** As stored, compressed. */
function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const units = ['kB', 'MB', 'GB']
  let value = bytes / 1000
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${value.toFixed(value < 10 ? 1 : 0)} ${units[unit] ?? ''}`
}
