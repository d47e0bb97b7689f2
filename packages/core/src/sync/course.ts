import type { Roster } from './roster.ts'
import type { TimelineEntry } from './timeline.ts'
import type { Wait } from './track.ts'

/** What is known in the course of a wait. */
export interface Course {
  readonly wait: Wait
  readonly roster: Roster
  readonly timeline: TimelineEntry[]
  /** Monotonic milliseconds. */
  readonly started: number
}
