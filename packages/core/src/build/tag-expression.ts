import { closest } from '../report/nearest.ts'
import { formatDate, timeZones } from './date-format.ts'
import type { RulePlace } from './rule-line.ts'
import { ruleError } from './rule-line.ts'
import type { BuildSource } from './source.ts'
import { branchOf, gitTagOf, shortSha } from './source.ts'
import type { SemanticVersion } from './version-tag.ts'

/** What expressions `{{…}}` can name. */
export interface ExpressionScope {
  readonly values: Readonly<Record<string, string>>
  readonly dates: Readonly<Record<string, Date>>
}

const EXPRESSION = /\{\{\s*([^{}]*?)\s*\}\}/g
const CALL =
  /^(?<name>[a-z_]+)\s+(?<quote>['"])(?<format>.*?)\k<quote>(?:\s+(?<option>\w+)=(?<quote2>['"])(?<zone>.*?)\k<quote2>)?$/
/** Events that always are about the default branch: https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows */
const DEFAULT_BRANCH_EVENTS = /create|discussion|issues|schedule/

/** The expressions of every attribute: https://github.com/docker/metadata-action#global-expressions */
export function sourceScope(source: BuildSource, now: Date): ExpressionScope {
  const branch = branchOf(source)
  const isDefault =
    (branch !== undefined && branch === source.defaultBranch) || DEFAULT_BRANCH_EVENTS.test(source.event)
  return {
    values: {
      branch: branch ?? '',
      tag: gitTagOf(source) ?? '',
      sha: shortSha(source),
      base_ref: branch === undefined ? (source.baseBranch ?? '') : '',
      is_default_branch: String(isDefault),
      is_not_default_branch: String(!isDefault),
    },
    dates: { date: now, commit_date: source.committed ?? now },
  }
}

/** As `sourceScope`, with the parts of a version for the pattern of a `semver` rule. */
export function versionScope(scope: ExpressionScope, version: SemanticVersion, raw: string): ExpressionScope {
  const { text, major, minor, patch } = version
  return { ...scope, values: { ...scope.values, raw, version: text, major, minor, patch } }
}

/**
 * Replaces every `{{name}}` and `{{date 'format' tz='zone'}}`.
 * @throws ActionError `invalid-tag-rule` for a name or a time zone that is not known
 */
export function expand(template: string, scope: ExpressionScope, place: RulePlace): string {
  return template.replace(EXPRESSION, (written: string, inner: string) => {
    if (Object.hasOwn(scope.values, inner)) return scope.values[inner] ?? ''
    const groups = CALL.exec(inner)?.groups
    const date = groups?.name === undefined ? undefined : dateNamed(scope, groups.name)
    if (groups !== undefined && date !== undefined) return renderDate(date, groups, written, place)
    throw ruleError(place, unknown(written, inner, scope))
  })
}

/** As `expand`, for text that may hold braces of its own: what is not known stays as it is written. */
export function expandKnown(template: string, scope: ExpressionScope, place: RulePlace): string {
  return template.replace(EXPRESSION, (written: string, inner: string) => {
    const call = CALL.exec(inner)?.groups?.name
    const isKnown =
      Object.hasOwn(scope.values, inner) || (call !== undefined && Object.hasOwn(scope.dates, call))
    return isKnown ? expand(written, scope, place) : written
  })
}

function dateNamed({ dates }: ExpressionScope, name: string): Date | undefined {
  return Object.hasOwn(dates, name) ? dates[name] : undefined
}

function renderDate(
  date: Date,
  { format = '', option = 'tz', zone = 'UTC' }: Readonly<Record<string, string | undefined>>,
  written: string,
  place: RulePlace,
): string {
  if (option !== 'tz') throw ruleError(place, `"${written}" has "${option}=": wanted tz='Europe/Berlin'`)
  try {
    return formatDate(date, format, zone)
  } catch {
    const meant = closest(zone, timeZones())
    const hint = meant === undefined ? '' : `: did you mean "${meant}"?`
    throw ruleError(place, `"${zone}" is not a time zone${hint === '' ? ', such as Europe/Berlin' : hint}`)
  }
}

function unknown(written: string, inner: string, { values, dates }: ExpressionScope): string {
  const names = Object.keys(values)
  const calls = Object.keys(dates)
  const word = /^\w+/.exec(inner)?.[0] ?? ''
  if (calls.includes(word)) return `"${written}" is not complete: wanted {{${word} 'YYYYMMDD' tz='UTC'}}`
  const meant = closest(word, [...names, ...calls])
  const known = [...names.map((name) => `{{${name}}}`), ...calls.map((name) => `{{${name} '…'}}`)]
  return `the expression "${written}" is not known here${meant === undefined ? '.' : `: did you mean "${meant}"?`} Known: ${known.join(', ')}`
}
