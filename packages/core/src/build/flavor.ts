import { closest } from '../report/nearest.ts'
import { type RuleField, numberLines, ruleError, splitRule } from './rule-line.ts'
import type { TagAttribute } from './tag-rule.ts'

/** What every tag has in common. */
export interface Flavor {
  /** `auto`: for the newest released version. `never`: nobody asked for it. */
  readonly latest: 'auto' | 'true' | 'false' | 'never'
  readonly prefix: Affix | undefined
  readonly suffix: Affix | undefined
}

/** Text before or behind every tag whose rule has none of its own. */
export interface Affix extends TagAttribute {
  /** Whether `latest` has it too. */
  readonly onLatest: boolean
}

const WORDS = ['latest', 'prefix', 'suffix', 'onlatest']

/**
 * Reads input `flavor`: https://github.com/docker/metadata-action#flavor-input
 * @throws ActionError `invalid-tag-rule`
 */
export function parseFlavor(lines: readonly string[], latest: Flavor['latest']): Flavor {
  let flavor: Flavor = { latest, prefix: undefined, suffix: undefined }
  for (const line of numberLines(lines)) {
    let last: 'prefix' | 'suffix' | undefined
    for (const field of splitRule('flavor', line)) {
      const affix = { value: field.value, place: field.valuePlace, onLatest: false }
      switch (field.name) {
        case 'latest':
          flavor = { ...flavor, latest: readWord(field, ['auto', 'true', 'false']) }
          break
        case 'prefix':
        case 'suffix':
          flavor = { ...flavor, [field.name]: affix }
          last = field.name
          break
        case 'onlatest':
          flavor = onLatest(flavor, last, field)
          break
        case undefined:
        default:
          throw unknown(field)
      }
    }
  }
  return flavor
}

function onLatest(flavor: Flavor, side: 'prefix' | 'suffix' | undefined, field: RuleField): Flavor {
  const affix = side === undefined ? undefined : flavor[side]
  if (side === undefined || affix === undefined)
    throw ruleError(field.place, 'onlatest belongs behind a prefix or suffix of the same line')
  return { ...flavor, [side]: { ...affix, onLatest: readWord(field, ['true', 'false']) === 'true' } }
}

function readWord<W extends string>(field: RuleField, words: readonly W[]): W {
  const word = words.find((candidate) => candidate === field.value)
  if (word !== undefined) return word
  throw ruleError(field.valuePlace, `${field.name ?? ''} is "${field.value}": wanted ${words.join(', ')}`)
}

function unknown({ name, value, place }: RuleField): Error {
  const given = name ?? value
  const meant = closest(given, WORDS)
  return ruleError(
    place,
    `"${given}" is not known: ${meant === undefined ? 'wanted' : `did you mean "${meant}"? Wanted`} latest=auto, prefix=… or suffix=…`,
  )
}
