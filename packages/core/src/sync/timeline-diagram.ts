import type { TimelineEntry } from './timeline.ts'

/** Applications and bars that a diagram can bear; GitHub draws no more than some thousand characters of text. */
const MOST_APPLICATIONS = 20
const MOST_BARS = 12

/** How verdicts look: Mermaid has three styles of bars besides the plain one. */
const STYLES: Readonly<Record<TimelineEntry['verdict'], string>> = {
  waiting: '',
  deployed: 'done, ',
  'deployed-by-descendant': 'done, ',
  superseded: 'active, ',
  degraded: 'crit, ',
  suspended: 'crit, ',
  'sync-failed': 'crit, ',
  'blocked-by-window': 'crit, ',
}

/**
 * The course of a wait as a Mermaid chart, a bar for each verdict of each application; empty when nothing happened.
 * Source of the syntax: https://mermaid.js.org/syntax/gantt.html
 * @param duration seconds of the whole
 */
export function renderTimeline(timeline: readonly TimelineEntry[], duration: number): string {
  const end = Math.max(duration * 1000, ...timeline.map(({ at }) => at))
  const byApplication = new Map<string, TimelineEntry[]>()
  for (const entry of timeline) {
    byApplication.set(entry.application, [...(byApplication.get(entry.application) ?? []), entry])
  }
  if (byApplication.size === 0 || end <= 0) return ''
  const sections = [...byApplication]
    .slice(0, MOST_APPLICATIONS)
    .flatMap(([application, entries]) => [
      `  section ${plain(application)}`,
      ...barsOf(entries, Math.round(end)),
    ])
  const left = byApplication.size - MOST_APPLICATIONS
  const head = ['gantt', '  title Seconds since the wait began', '  dateFormat x', '  axisFormat %M:%S']
  const more = left > 0 ? [`  %% ${left} more applications`] : []
  return ['```mermaid', ...head, ...sections, ...more, '```'].join('\n')
}

/** What changed its wording alone is one bar; of many bars the last ones tell how it ended. */
function barsOf(entries: readonly TimelineEntry[], end: number): string[] {
  const bars = entries.filter((entry, index) => entry.verdict !== entries[index - 1]?.verdict)
  const shown = bars.slice(-MOST_BARS)
  return shown.map(({ verdict, at }, index) => {
    const from = Math.round(at)
    const until = Math.max(from + 1, Math.round(shown[index + 1]?.at ?? end))
    return `  ${verdict} :${STYLES[verdict]}${from}, ${until}`
  })
}

/** Names are Kubernetes names; anything else that came from outside must not end a line or begin another statement. */
function plain(text: string): string {
  return text.replace(/[^A-Za-z0-9 ./_-]/g, ' ').slice(0, 80)
}
