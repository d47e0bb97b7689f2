import { messageOf } from '../report/error.ts'
import { closest } from '../report/nearest.ts'
import { type NumberedLine, type RuleField, type RulePlace, ruleError, splitRule } from './rule-line.ts'

/** One line of input `tags` that makes a tag from the commit that is built. */
export interface TagRule {
  readonly type: TagRuleType
  /** Where the rule begins. */
  readonly place: RulePlace
  /** Only those that the type knows, as they were written. */
  readonly attributes: ReadonlyMap<string, TagAttribute>
}

export interface TagAttribute {
  readonly value: string
  readonly place: RulePlace
}

export type TagRuleType = 'schedule' | 'semver' | 'match' | 'edge' | 'ref' | 'raw' | 'sha'

/** Attributes that every type takes, and those of each type: https://github.com/docker/metadata-action#tags-input */
const COMMON = ['enable', 'priority', 'prefix', 'suffix']
const ATTRIBUTES: Record<TagRuleType, readonly string[]> = {
  schedule: ['pattern'],
  semver: ['pattern', 'value', 'match'],
  match: ['pattern', 'group', 'value'],
  edge: ['branch'],
  ref: ['event'],
  raw: ['value'],
  sha: ['format'],
}

/**
 * Reads a rule line such as `type=semver,pattern={{version}}`. A line without a type is a raw tag.
 * @throws ActionError `invalid-tag-rule`, naming line, column and the nearest word that is known
 */
export function parseTagRule(line: NumberedLine): TagRule {
  const fields = splitRule('tags', line)
  const place = fields[0]?.place ?? { input: 'tags', line: line.line, column: 1 }
  const type = readType(fields)
  const attributes = new Map<string, TagAttribute>()
  for (const field of fields.filter(({ name }) => name !== 'type')) {
    const name = nameOf(field, type)
    if (attributes.has(name)) throw ruleError(field.place, `the attribute "${name}" is given twice`)
    attributes.set(name, { value: field.value, place: field.valuePlace })
  }
  const rule = { type, place, attributes }
  checkAttributes(rule)
  return rule
}

/** Whether a line of input `tags` is a rule and not a full reference, which has a slash or a colon and no "=". */
export function isTagRule(text: string): boolean {
  return text.includes('=') || text.includes('{{') || !/[/:]/.test(text)
}

/**
 * Reads a pattern, with or without slashes around it.
 * @throws ActionError `invalid-tag-rule`
 */
export function compilePattern({ value, place }: TagAttribute): RegExp {
  const [, body, flags] = /^\/(.+)\/(.*)$/.exec(value) ?? []
  try {
    return new RegExp(body ?? value, (flags ?? '').replace(/[gy]/g, ''))
  } catch (error) {
    throw ruleError(place, `"${value}" is not a regular expression (${messageOf(error)})`)
  }
}

function readType(fields: readonly RuleField[]): TagRuleType {
  const [first, second] = fields.filter(({ name }) => name === 'type')
  if (second !== undefined) throw ruleError(second.place, 'the attribute "type" is given twice')
  if (first === undefined) return 'raw'
  const types = Object.keys(ATTRIBUTES).filter(isTagRuleType)
  const type = types.find((candidate) => candidate === first.value)
  if (type !== undefined) return type
  if (first.value === 'pep440') {
    throw ruleError(
      first.valuePlace,
      'the type "pep440" is not known here: use type=semver, and versions such as 1.2.3-rc.1 (https://semver.org), or type=match with a pattern of your own',
    )
  }
  throw ruleError(
    first.valuePlace,
    `the type "${first.value}" is not known: ${suggest(first.value, [...types])}`,
  )
}

function isTagRuleType(text: string): text is TagRuleType {
  return Object.hasOwn(ATTRIBUTES, text)
}

/** A field without "=" is the value of a type that takes one: `type=raw,stable`. */
function nameOf(field: RuleField, type: TagRuleType): string {
  const known = [...ATTRIBUTES[type], ...COMMON]
  if (field.name === undefined) {
    if (known.includes('value')) return 'value'
    throw ruleError(field.place, `the field "${field.value}" has no "=": wanted "name=value"`)
  }
  if (known.includes(field.name)) return field.name
  throw ruleError(
    field.place,
    `type=${type} has no attribute "${field.name}": ${suggest(field.name, [...known, 'type'])}`,
  )
}

function checkAttributes({ type, place, attributes }: TagRule): void {
  const requireOneOf = (name: string, wanted: readonly string[], missing: string): void => {
    const given = attributes.get(name)
    const value = given?.value ?? missing
    if (!wanted.includes(value)) {
      const meant = closest(value, wanted)
      const hint = meant === undefined || value === '' ? '' : `: did you mean "${meant}"?`
      throw ruleError(given?.place ?? place, `${name} is "${value}": wanted ${wanted.join(', ')}${hint}`)
    }
  }
  if (type === 'ref') requireOneOf('event', ['branch', 'tag', 'pr'], '')
  if (type === 'sha') requireOneOf('format', ['short', 'long'], 'short')
  if (type === 'raw' && (attributes.get('value')?.value ?? '') === '')
    throw ruleError(place, 'type=raw needs a value: write "type=raw,value=stable"')
  if (type === 'match' && (attributes.get('pattern')?.value ?? '') === '')
    throw ruleError(place, 'type=match needs a pattern: write "type=match,pattern=v(.*),group=1"')
  // Else the one build that the rule is for, that of a release, would be the first to tell.
  const pattern = attributes.get(type === 'semver' ? 'match' : 'pattern')
  if ((type === 'match' || type === 'semver') && pattern !== undefined) compilePattern(pattern)
  for (const name of ['priority', 'group']) {
    const given = attributes.get(name)
    if (given !== undefined && !/^\d{1,6}$/.test(given.value))
      throw ruleError(given.place, `${name} is "${given.value}": wanted a whole number`)
  }
}

function suggest(given: string, known: readonly string[]): string {
  const like = closest(given, known)
  return `${like === undefined ? '' : `did you mean "${like}"? `}Known: ${known.join(', ')}`
}
