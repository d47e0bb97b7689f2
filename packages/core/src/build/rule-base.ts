import { ActionError } from '../report/error.ts'
import type { BuildSource } from './source.ts'
import { branchOf, gitTagOf, pullRequestOf, shortSha } from './source.ts'
import { expand, type ExpressionScope, versionScope } from './tag-expression.ts'
import { compilePattern, type TagAttribute, type TagRule } from './tag-rule.ts'
import { parseVersionTag, readVersionTag, type SemanticVersion } from './version-tag.ts'

/** What a rule makes before prefix and suffix. */
export interface RuleBase {
  readonly text: string
  /** False when it names one image for ever. */
  readonly mutable: boolean
  /** The version of the Git tag, for rules that are about it. */
  readonly version?: SemanticVersion
  /** Of which versions a tag that moves names the newest. */
  readonly within?: SeriesWidth
}

/** All releases, those of one major version, or those of one minor version. */
export type SeriesWidth = 'all' | 'major' | 'minor'

export interface RuleContext {
  readonly source: BuildSource
  readonly scope: ExpressionScope
}

const SHA_TAG = /^sha-[0-9a-f]{7,64}$/

/**
 * What a rule says about this commit; undefined when it is about another event.
 * @throws ActionError `invalid-tag-rule`, `invalid-version-tag`, `pattern-unmatched`
 */
export function ruleBase(rule: TagRule, context: RuleContext): RuleBase | undefined {
  const { source, scope } = context
  switch (rule.type) {
    case 'schedule': {
      if (source.event !== 'schedule') return undefined
      const pattern = rule.attributes.get('pattern')
      return moving(
        pattern === undefined || pattern.value === ''
          ? 'nightly'
          : expand(pattern.value, scope, pattern.place),
      )
    }
    case 'semver':
      return semverBase(rule, context)
    case 'match':
      return matchBase(rule, context)
    case 'edge': {
      const branch = filled(rule.attributes.get('branch')?.value) ?? source.defaultBranch
      return branch !== undefined && branchOf(source) === branch ? moving('edge') : undefined
    }
    case 'ref':
      return refBase(rule, source)
    case 'raw':
      return rawBase(expanded(rule, 'value', scope) ?? '', source)
    case 'sha': {
      const isLong = rule.attributes.get('format')?.value === 'long'
      return { text: isLong ? source.sha : shortSha(source), mutable: false }
    }
  }
}

/** Whether a tag, as it was written by hand, names one image for ever. */
export function namesOneImage(tag: string): boolean {
  return readVersionTag(tag) !== undefined || SHA_TAG.test(tag)
}

/** A prerelease gives its whole version whatever the pattern: `1.2` must never point to `1.2.0-rc.1`. */
function semverBase(rule: TagRule, { source, scope }: RuleContext): RuleBase | undefined {
  const raw = filled(expanded(rule, 'value', scope)) ?? gitTagOf(source)
  if (raw === undefined) return undefined
  const match = rule.attributes.get('match')
  const text = match === undefined || match.value === '' ? raw : matched(match, raw, undefined)
  const { version } = parseVersionTag(text)
  const written = rule.attributes.get('pattern')
  const pattern = filled(written?.value) ?? '{{version}}'
  const used = version.prerelease === '' || isRaw(pattern) ? pattern : '{{version}}'
  const made = expand(used, versionScope(scope, version, text), written?.place ?? rule.place)
  if (isWhole(made, version)) return { text: made, mutable: false, version }
  const within = /\{\{\s*minor/.test(used) ? 'minor' : 'major'
  return {
    text: made,
    mutable: true,
    version,
    within: /\{\{\s*major/.test(used) ? within : 'all',
  }
}

/** The version is that of the Git tag, so that a piece of a prerelease is known to be one. */
function matchBase(rule: TagRule, { source, scope }: RuleContext): RuleBase | undefined {
  const raw = filled(expanded(rule, 'value', scope)) ?? gitTagOf(source)
  const pattern = rule.attributes.get('pattern')
  if (raw === undefined || pattern === undefined) return undefined
  const text = matched(pattern, raw, Number(rule.attributes.get('group')?.value ?? '0'))
  const version = readVersionTag(text)?.version ?? readVersionTag(raw)?.version
  return version === undefined ? moving(text) : ofVersion(text, version)
}

function refBase(rule: TagRule, source: BuildSource): RuleBase | undefined {
  switch (rule.attributes.get('event')?.value) {
    case 'branch': {
      const branch = branchOf(source)
      return branch === undefined ? undefined : moving(branch)
    }
    case 'tag': {
      const tag = gitTagOf(source)
      const version = readVersionTag(tag ?? '')?.version
      if (tag === undefined) return undefined
      return version === undefined ? moving(tag) : ofVersion(tag, version)
    }
    case 'pr':
    case undefined:
    default: {
      const number = pullRequestOf(source)
      return number === undefined ? undefined : moving(number)
    }
  }
}

/** `latest` on a version tag is about versions, whoever writes it. */
function rawBase(text: string, source: BuildSource): RuleBase {
  const version = text === 'latest' ? readVersionTag(gitTagOf(source) ?? '')?.version : undefined
  if (version !== undefined) return { text, mutable: true, version, within: 'all' }
  return { text, mutable: !namesOneImage(text) }
}

function ofVersion(text: string, version: SemanticVersion): RuleBase {
  const { major, minor } = version
  if (isWhole(text, version)) return { text, mutable: false, version }
  const bare = text.replace(/^v/, '')
  const within = bare === major ? 'major' : bare === `${major}.${minor}` ? 'minor' : 'all'
  return { text, mutable: true, version, within }
}

function isWhole(text: string, { major, minor, patch, prerelease }: SemanticVersion): boolean {
  return text.includes(`${major}.${minor}.${patch}${prerelease === '' ? '' : `-${prerelease}`}`)
}

function isRaw(pattern: string): boolean {
  return /^\{\{\s*raw\s*\}\}$/.test(pattern)
}

function moving(text: string): RuleBase {
  return { text, mutable: true }
}

/** An attribute that is written and left empty is not given. */
function filled(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}

function expanded(rule: TagRule, name: string, scope: ExpressionScope): string | undefined {
  const attribute = rule.attributes.get(name)
  return attribute === undefined ? undefined : expand(attribute.value, scope, attribute.place)
}

/**
 * The part of `text` that a pattern (`v(.*)` or `/v(.*)/i`) finds.
 * @param group undefined: the first, where there is one
 */
function matched(pattern: TagAttribute, text: string, group: number | undefined): string {
  const found = compilePattern(pattern).exec(text)
  const part = found === null ? undefined : group === undefined ? (found[1] ?? found[0]) : found[group]
  if (part !== undefined) return part
  const what =
    found === null
      ? `the pattern "${pattern.value}" does not match the tag "${text}"`
      : `the pattern "${pattern.value}" has no group ${group ?? 0} in the tag "${text}"`
  throw new ActionError(
    'pattern-unmatched',
    `Input "tags", line ${pattern.place.line}, column ${pattern.place.column}: ${what}, so the image would get no such tag. Correct the pattern or the tag, or let the rule be for other tags alone by "enable=".`,
  )
}
