import { ActionError } from '../report/error.ts'
import { closest } from '../report/nearest.ts'

/** One line of input `tags` that makes a tag from the commit that is built. */
export interface TagRule {
  readonly type: TagRuleType
  /** 1 for the first line, for messages. */
  readonly line: number
  /** Attributes as they were written; only those that the type knows. */
  readonly attributes: ReadonlyMap<string, string>
}

export type TagRuleType = 'semver' | 'ref' | 'raw' | 'sha'

/** Attributes that every type takes, and those of each type. Defaults and priorities: docker/metadata-action. */
const COMMON = ['enable', 'priority', 'prefix', 'suffix']
const ATTRIBUTES: Record<TagRuleType, readonly string[]> = {
  semver: ['pattern', 'value'],
  ref: ['event'],
  raw: ['value'],
  sha: ['format'],
}
/** Types of docker/metadata-action that are not read here, with what to write instead. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['pep440', 'use type=semver'],
  ['match', 'use type=semver, which reads "<environment>-v1.2.3" too'],
  ['edge', 'use type=raw,value=edge,enable={{is_default_branch}}'],
  ['schedule', 'use type=raw with a value'],
])

/**
 * Reads a rule line `type=semver,pattern={{version}}`. Fields are comma-separated; a field in double quotes may
 * hold commas.
 * @throws ActionError `invalid-tag-rule`, naming the line and the nearest word that is known
 */
export function parseTagRule(text: string, line: number): TagRule {
  const fields = splitFields(text, line)
  const attributes = new Map<string, string>()
  for (const field of fields) {
    const equals = field.indexOf('=')
    const name = (equals < 0 ? field : field.slice(0, equals)).trim().toLowerCase()
    if (equals < 0) {
      throw refuse(line, `the field "${field}" has no "=": wanted "name=value"`)
    }
    if (attributes.has(name)) throw refuse(line, `the attribute "${name}" is given twice`)
    attributes.set(name, field.slice(equals + 1).trim())
  }
  const type = readType(attributes.get('type') ?? '', line)
  attributes.delete('type')
  checkAttributes(type, attributes, line)
  return { type, line, attributes }
}

/** Whether a line of input `tags` is a rule and not a full reference, which has no place for "=". */
export function isTagRule(text: string): boolean {
  return text.includes('=')
}

function readType(written: string, line: number): TagRuleType {
  const types = Object.keys(ATTRIBUTES).filter(isTagRuleType)
  const type = types.find((candidate) => candidate === written)
  if (type !== undefined) return type
  const instead = ELSEWHERE.get(written)
  if (instead !== undefined) throw refuse(line, `the type "${written}" is not known here: ${instead}`)
  throw refuse(line, `the type "${written}" is not known: ${suggest(written, types)}`)
}

function isTagRuleType(text: string): text is TagRuleType {
  return Object.hasOwn(ATTRIBUTES, text)
}

function checkAttributes(type: TagRuleType, attributes: ReadonlyMap<string, string>, line: number): void {
  const known = [...ATTRIBUTES[type], ...COMMON]
  for (const name of attributes.keys()) {
    if (!known.includes(name)) {
      throw refuse(line, `type=${type} has no attribute "${name}": ${suggest(name, known)}`)
    }
  }
  if (type === 'ref') requireOneOf('event', attributes.get('event'), ['branch', 'tag', 'pr'], line)
  if (type === 'sha') requireOneOf('format', attributes.get('format') ?? 'short', ['short', 'long'], line)
  if (type === 'raw' && (attributes.get('value') ?? '') === '') {
    throw refuse(line, 'type=raw needs a value: write "type=raw,value=stable"')
  }
  const priority = attributes.get('priority')
  if (priority !== undefined && !/^\d{1,6}$/.test(priority)) {
    throw refuse(line, `priority is "${priority}": wanted a whole number`)
  }
}

function requireOneOf(
  name: string,
  value: string | undefined,
  wanted: readonly string[],
  line: number,
): void {
  if (value !== undefined && wanted.includes(value)) return
  throw refuse(line, `${name} is "${value ?? ''}": wanted ${wanted.join(', ')}`)
}

function splitFields(text: string, line: number): string[] {
  const fields: string[] = []
  let field = ''
  let quoted = false
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index)
    if (character === '"' && quoted && text.charAt(index + 1) === '"') {
      field += '"'
      index += 1
    } else if (character === '"') {
      quoted = !quoted
    } else if (character === ',' && !quoted) {
      fields.push(field)
      field = ''
    } else {
      field += character
    }
  }
  if (quoted) throw refuse(line, 'a double quote is not closed')
  return [...fields, field].map((each) => each.trim()).filter((each) => each !== '')
}

function suggest(given: string, known: readonly string[]): string {
  const like = closest(given, known)
  return `${like === undefined ? '' : `did you mean "${like}"? `}Known: ${known.join(', ')}`
}

function refuse(line: number, what: string): ActionError {
  return new ActionError('invalid-tag-rule', `Input "tags", line ${line}: ${what}.`)
}
