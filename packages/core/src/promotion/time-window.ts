import { ActionError } from '../report/error.ts'

/** A span that comes back every week, in the wall-clock time of a zone. */
export interface WeeklyWindow {
  readonly kind: 'weekly'
  /** Days on which it begins; 0 is Sunday. */
  readonly days: ReadonlySet<number>
  /** Minutes since midnight. `until` at or below `from` is on the next day. */
  readonly from: number
  readonly until: number
  readonly zone: string
}

/** A span of the calendar, in the wall-clock time of a zone, as `2026-12-20T18:00`; both ends belong to it. */
export interface DateWindow {
  readonly kind: 'dates'
  readonly from: string
  readonly until: string
  readonly zone: string
}

export type TimeWindow = WeeklyWindow | DateWindow

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const
const TIMES = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/
const DATE = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d))?$/
const DAY = 24 * 60

/**
 * Reads `Mon-Fri 09:00-16:00 Europe/Berlin`, `Sat,Sun 10:00-12:00` (UTC without a zone), `daily 22:00-02:00` (over
 * midnight) or `2026-12-20..2027-01-03 Europe/Berlin`, whose ends can carry a time: `2026-12-20T18:00`.
 * @param label what the text is, for the error
 * @throws ActionError `invalid-gate`
 */
export function parseTimeWindow(text: string, label: string): TimeWindow {
  const words = text.trim().split(/\s+/)
  const [first = ''] = words
  if (first.includes('..')) {
    if (words.length > 2) throw refuse(text, label)
    return { kind: 'dates', ...readDates(first, text, label), zone: readZone(words[1], label) }
  }
  const [days, times = ''] = words
  const found = TIMES.exec(times)
  if (words.length > 3 || days === undefined || found === null) throw refuse(text, label)
  const [from, until] = [minutes(found[1], found[2]), minutes(found[3], found[4])]
  if (!(from < DAY && until <= DAY) || from === until) throw refuse(text, label)
  return { kind: 'weekly', days: readDays(days, text, label), from, until, zone: readZone(words[2], label) }
}

/**
 * Reads one window, or several with ` or ` between them. One without a zone is in that of the next one that names it, so that
 * a zone at the end is that of all.
 * @throws ActionError `invalid-gate`
 */
export function parseTimeWindows(text: string, label: string): readonly TimeWindow[] {
  const parts = text.trim().split(/(?:^|\s+)or(?:\s+|$)/i)
  if (parts.includes('')) throw refuse(text, label)
  let zone: string | undefined
  const windows = parts.reverse().map((part) => {
    const isZoned = part.trim().split(/\s+/).length > (part.includes('..') ? 1 : 2)
    const window = parseTimeWindow(isZoned || zone === undefined ? part : `${part} ${zone}`, label)
    if (isZoned) ({ zone } = window)
    return window
  })
  return windows.reverse()
}

/** Whether no minute of a week belongs to both, as far as weekly windows of one zone tell. */
export function neverTogether(one: readonly TimeWindow[], other: readonly TimeWindow[]): boolean {
  const all = [...one, ...other]
  if (new Set(all.map(({ zone }) => zone)).size > 1 || all.some(({ kind }) => kind === 'dates')) return false
  const spans = other.flatMap(spansOf)
  return !one.flatMap(spansOf).some((span) => spans.some((each) => meet(span, each)))
}

interface Span {
  /** Minutes since the begin of Sunday. */
  readonly start: number
  readonly length: number
}

function spansOf(window: TimeWindow): readonly Span[] {
  if (window.kind === 'dates') return []
  const { days, from, until } = window
  const length = until > from ? until - from : until + DAY - from
  return [...days].map((day) => ({ start: day * DAY + from, length }))
}

/** Two spans that come back every week meet when one begins within the other. */
function meet(one: Span, other: Span): boolean {
  const after = (span: Span, start: number): number => (start - span.start + 7 * DAY) % (7 * DAY)
  return after(one, other.start) < one.length || after(other, one.start) < other.length
}

/** Whether the instant lies in the window. The first minute belongs to a weekly window, the last does not. */
export function isWithin(window: TimeWindow, at: Date): boolean {
  const local = localTime(at, window.zone)
  if (window.kind === 'dates') {
    const text = `${local.date}T${local.time}`
    return text >= window.from && text <= window.until
  }
  const { days, from, until } = window
  if (until > from) return days.has(local.day) && local.minute >= from && local.minute < until
  const yesterday = (local.day + 6) % 7
  return (days.has(local.day) && local.minute >= from) || (days.has(yesterday) && local.minute < until)
}

/** `Fri 2026-12-18 17:05 in Europe/Berlin`. */
export function describeLocalTime(at: Date, zone: string): string {
  const { day, date, time } = localTime(at, zone)
  return `${DAYS[day] ?? ''} ${date} ${time} in ${zone}`
}

interface LocalTime {
  readonly day: number
  readonly date: string
  readonly time: string
  readonly minute: number
}

function localTime(at: Date, zone: string): LocalTime {
  const parts = new Map(
    new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    })
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  )
  const part = (name: Intl.DateTimeFormatPartTypes): string => parts.get(name) ?? ''
  return {
    day: DAYS.findIndex((name) => name === part('weekday')),
    date: `${part('year')}-${part('month')}-${part('day')}`,
    time: `${part('hour')}:${part('minute')}`,
    minute: minutes(part('hour'), part('minute')),
  }
}

function readDates(range: string, text: string, label: string): { from: string; until: string } {
  const [first = '', last = '', ...rest] = range.split('..')
  const [from, until] = [readDate(first, '00:00'), readDate(last, '23:59')]
  if (from === undefined || until === undefined || rest.length > 0) throw refuse(text, label)
  if (from > until) {
    throw new ActionError(
      'invalid-gate',
      `${label} is "${text}", which ends before it begins: swap its two ends.`,
    )
  }
  return { from, until }
}

/** The date with its time, when both are in the calendar. */
function readDate(text: string, defaultTime: string): string | undefined {
  const [, date, time = defaultTime] = DATE.exec(text) ?? []
  if (date === undefined) return undefined
  const parsed = new Date(`${date}T${time}:00Z`)
  // The 31st of February is a valid date to JavaScript, but not the one that was written.
  return Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== date
    ? undefined
    : `${date}T${time}`
}

function readDays(list: string, text: string, label: string): ReadonlySet<number> {
  if (list.toLowerCase() === 'daily') return new Set([0, 1, 2, 3, 4, 5, 6])
  const days = list.split(',').flatMap((item) => {
    const [first = '', last = first, ...rest] = item.split('-')
    const [from, until] = [dayOf(first), dayOf(last)]
    if (from < 0 || until < 0 || rest.length > 0) throw refuse(text, label)
    return Array.from({ length: ((until - from + 7) % 7) + 1 }, (_, index) => (from + index) % 7)
  })
  return new Set(days)
}

function dayOf(name: string): number {
  return DAYS.findIndex((day) => day.toLowerCase() === name.toLowerCase())
}

function minutes(hours: string | undefined, rest: string | undefined): number {
  const [hour, minute] = [Number(hours), Number(rest)]
  return minute > 59 ? Number.NaN : hour * 60 + minute
}

function readZone(zone: string | undefined, label: string): string {
  if (zone === undefined) return 'UTC'
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone
  } catch (cause) {
    throw new ActionError(
      'invalid-gate',
      `${label} names the time zone "${zone}", which is not known: wanted a name of the IANA database such as "Europe/Berlin" or "UTC".`,
      { cause },
    )
  }
}

function refuse(text: string, label: string): ActionError {
  return new ActionError(
    'invalid-gate',
    `${label} is "${text}": wanted days, times and a zone such as "Mon-Fri 09:00-16:00 Europe/Berlin", or dates such as "2026-12-20..2027-01-03 Europe/Berlin".`,
  )
}
