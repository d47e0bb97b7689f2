import { ActionError } from '../report/error.ts'

const DURATION = /^(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,7})s)?$/

/**
 * Reads `90s`, `10m`, `1h30m` and answers milliseconds. Hours, minutes and seconds come in this order, each at
 * most once; no fractions, no bare numbers: `10` could be seconds or minutes.
 * @param label what the text is, for the error: `input "timeout"`
 * @throws ActionError `invalid-duration`
 */
export function parseDuration(text: string, label: string): number {
  const parts = DURATION.exec(text.trim())
  if (text.trim() === '' || parts === null) {
    throw new ActionError(
      'invalid-duration',
      `${label} is "${text}": wanted a duration of hours, minutes and seconds such as "90s", "10m" or "1h30m".`,
    )
  }
  const [hours, minutes, seconds] = [parts[1], parts[2], parts[3]].map((part) => Number(part ?? 0))
  return (((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000
}

/** Milliseconds as people write them: `1h30m`, `90s` becomes `1m30s`, parts of a second are rounded up; `0s` for nothing. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000))
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const
  const text = parts.map(([amount, unit]) => (amount === 0 ? '' : `${amount}${unit}`)).join('')
  return text === '' ? '0s' : text
}
