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

/** A row of the log's table: only changes are printed, in columns, so that they read as one table. */
export function formatTimelineRow(
  { at, application, verdict, detail }: TimelineEntry,
  width: number,
): string {
  const time = `${(at / 1000).toFixed(1)}s`.padStart(8)
  const label = application.padEnd(Math.min(width, LONGEST_LABEL))
  return `${time}  ${label}  ${verdict.padEnd(VERDICT_WIDTH)}  ${detail}`
}
