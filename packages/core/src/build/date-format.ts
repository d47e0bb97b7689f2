/** A date's fields in one time zone, and the same fields read as if they were UTC. */
interface LocalDate {
  readonly instant: Date
  readonly zone: string
  readonly local: Date
  /** Minutes east of UTC. */
  readonly offset: number
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const

/** What stands for other tokens, in English. https://momentjs.com/docs/#/displaying/format/ */
const LONG_FORMATS: Readonly<Record<string, string>> = {
  LTS: 'h:mm:ss A',
  LT: 'h:mm A',
  LLLL: 'dddd, MMMM D, YYYY h:mm A',
  LLL: 'MMMM D, YYYY h:mm A',
  LL: 'MMMM D, YYYY',
  L: 'MM/DD/YYYY',
  llll: 'ddd, MMM D, YYYY h:mm A',
  lll: 'MMM D, YYYY h:mm A',
  ll: 'MMM D, YYYY',
  l: 'M/D/YYYY',
}

const TOKENS: Readonly<Record<string, (date: LocalDate) => string>> = {
  YYYYYY: (date) => `${year(date) < 0 ? '-' : '+'}${padded(Math.abs(year(date)), 6)}`,
  YYYY: (date) => padded(year(date), 4),
  YY: (date) => padded(year(date) % 100, 2),
  Y: (date) => String(year(date)),
  Qo: (date) => ordinal(quarter(date)),
  Q: (date) => String(quarter(date)),
  MMMM: (date) => MONTHS[month(date)] ?? '',
  MMM: (date) => (MONTHS[month(date)] ?? '').slice(0, 3),
  MM: (date) => padded(month(date) + 1, 2),
  Mo: (date) => ordinal(month(date) + 1),
  M: (date) => String(month(date) + 1),
  DDDD: (date) => padded(dayOfYear(date.local), 3),
  DDDo: (date) => ordinal(dayOfYear(date.local)),
  DDD: (date) => String(dayOfYear(date.local)),
  DD: (date) => padded(date.local.getUTCDate(), 2),
  Do: (date) => ordinal(date.local.getUTCDate()),
  D: (date) => String(date.local.getUTCDate()),
  dddd: (date) => dayName(date),
  ddd: (date) => dayName(date).slice(0, 3),
  dd: (date) => dayName(date).slice(0, 2),
  do: (date) => ordinal(date.local.getUTCDay()),
  d: (date) => String(date.local.getUTCDay()),
  e: (date) => String(date.local.getUTCDay()),
  E: (date) => String(isoDay(date.local)),
  gggg: (date) => padded(saturdayOf(date).getUTCFullYear(), 4),
  gg: (date) => padded(saturdayOf(date).getUTCFullYear() % 100, 2),
  ww: (date) => padded(weekUpTo(saturdayOf(date)), 2),
  wo: (date) => ordinal(weekUpTo(saturdayOf(date))),
  w: (date) => String(weekUpTo(saturdayOf(date))),
  GGGG: (date) => padded(thursdayOf(date).getUTCFullYear(), 4),
  GG: (date) => padded(thursdayOf(date).getUTCFullYear() % 100, 2),
  WW: (date) => padded(weekUpTo(thursdayOf(date)), 2),
  Wo: (date) => ordinal(weekUpTo(thursdayOf(date))),
  W: (date) => String(weekUpTo(thursdayOf(date))),
  A: (date) => (hour(date) < 12 ? 'AM' : 'PM'),
  a: (date) => (hour(date) < 12 ? 'am' : 'pm'),
  HH: (date) => padded(hour(date), 2),
  H: (date) => String(hour(date)),
  hh: (date) => padded(hour(date) % 12 || 12, 2),
  h: (date) => String(hour(date) % 12 || 12),
  kk: (date) => padded(hour(date) || 24, 2),
  k: (date) => String(hour(date) || 24),
  mm: (date) => padded(date.local.getUTCMinutes(), 2),
  m: (date) => String(date.local.getUTCMinutes()),
  ss: (date) => padded(date.local.getUTCSeconds(), 2),
  s: (date) => String(date.local.getUTCSeconds()),
  SSS: (date) => padded(date.instant.getUTCMilliseconds(), 3),
  SS: (date) => padded(Math.floor(date.instant.getUTCMilliseconds() / 10), 2),
  S: (date) => String(Math.floor(date.instant.getUTCMilliseconds() / 100)),
  ZZ: (date) => offsetText(date.offset, ''),
  Z: (date) => offsetText(date.offset, ':'),
  zz: (date) => zoneName(date),
  z: (date) => zoneName(date),
  X: (date) => String(Math.floor(date.instant.getTime() / 1000)),
  x: (date) => String(date.instant.getTime()),
}

/** Brackets hold text as it is; the longest token wins. */
const LITERAL = String.raw`\[([^\][]*)\]|\\(.)`
const LONG_PATTERN = new RegExp(`${LITERAL}|LTS|LT|L{1,4}|l{1,4}`, 'g')
const TOKEN_PATTERN = new RegExp(
  `${LITERAL}|${Object.keys(TOKENS)
    .sort((a, b) => b.length - a.length)
    .join('|')}`,
  'g',
)

/**
 * Renders a date in the format language of moment (https://momentjs.com/docs/#/displaying/format/), in English.
 * @param zone a name of the IANA time zone database, such as `Asia/Tokyo`
 * @throws RangeError for a zone that is not known
 */
export function formatDate(instant: Date, format: string, zone: string): string {
  const date = inZone(instant, zone)
  const expanded = format.replace(LONG_PATTERN, (token) => LONG_FORMATS[token] ?? token)
  return expanded.replace(TOKEN_PATTERN, (token, literal?: string, escaped?: string) => {
    if (literal !== undefined) return literal
    if (escaped !== undefined) return escaped
    return TOKENS[token]?.(date) ?? token
  })
}

/** Names of time zones that this machine knows. */
export function timeZones(): readonly string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone')]
}

function inZone(instant: Date, zone: string): LocalDate {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant)
  const field = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((part) => part.type === type)?.value)
  const local = Date.UTC(
    field('year'),
    field('month') - 1,
    field('day'),
    field('hour'),
    field('minute'),
    field('second'),
  )
  const whole = Math.floor(instant.getTime() / 1000) * 1000
  return { instant, zone, local: new Date(local), offset: Math.round((local - whole) / MINUTE) }
}

function year({ local }: LocalDate): number {
  return local.getUTCFullYear()
}

function month({ local }: LocalDate): number {
  return local.getUTCMonth()
}

function quarter(date: LocalDate): number {
  return Math.floor(month(date) / 3) + 1
}

function hour({ local }: LocalDate): number {
  return local.getUTCHours()
}

function dayName({ local }: LocalDate): string {
  return DAYS[local.getUTCDay()] ?? ''
}

/** Monday is 1, Sunday 7. */
function isoDay(date: Date): number {
  return date.getUTCDay() || 7
}

function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY) + 1
}

/** The last day of the American week: the year and the number of the week are those of this day. */
function saturdayOf({ local }: LocalDate): Date {
  return new Date(local.getTime() + (6 - local.getUTCDay()) * DAY)
}

/** The middle of the ISO 8601 week, with the same use. */
function thursdayOf({ local }: LocalDate): Date {
  return new Date(local.getTime() + (4 - isoDay(local)) * DAY)
}

function weekUpTo(date: Date): number {
  return Math.ceil(dayOfYear(date) / 7)
}

function offsetText(minutes: number, separator: string): string {
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${padded(Math.floor(size / 60), 2)}${separator}${padded(size % 60, 2)}`
}

function zoneName({ instant, zone }: LocalDate): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'short' }).formatToParts(
    instant,
  )
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone
}

function ordinal(value: number): string {
  const isTeen = Math.floor((value % 100) / 10) === 1
  const suffix = isTeen ? 'th' : (['th', 'st', 'nd', 'rd'][value % 10] ?? 'th')
  return `${value}${suffix}`
}

function padded(value: number, length: number): string {
  return String(value).padStart(length, '0')
}
