import type { Verdict } from './judge.ts'

/** A change of one application's verdict. */
export interface TimelineEntry {
  /** Milliseconds since the wait began. */
  readonly at: number
  readonly application: string
  readonly verdict: Verdict['kind']
  readonly detail: string
}

/** Beyond this a name leaves its column. */
const LONGEST_LABEL = 40
const VERDICT_WIDTH = 'deployed-by-descendant'.length

/** The first row of the log's table. */
export function formatTimelineHead(width: number): string {
  return formatRow('time', 'application', 'verdict', 'detail', width)
}

/** A row of the log's table: only changes are printed, in columns, so that they read as one table. */
export function formatTimelineRow(
  { at, application, verdict, detail }: TimelineEntry,
  width: number,
): string {
  return formatRow(`${(at / 1000).toFixed(1)}s`, application, verdict, detail, width)
}

function formatRow(
  time: string,
  application: string,
  verdict: string,
  detail: string,
  width: number,
): string {
  const label = application.padEnd(Math.min(Math.max(width, 'application'.length), LONGEST_LABEL))
  return `${time.padStart(8)}  ${label}  ${verdict.padEnd(VERDICT_WIDTH)}  ${detail}`
}
