import type { Annotation, AnnotationLevel, Label } from '../ports/builder.ts'
import { ActionError } from '../report/error.ts'
import { closest } from '../report/nearest.ts'
import { parsePlatform } from './platform.ts'
import type { BuildSource } from './source.ts'
import { expand, sourceScope } from './tag-expression.ts'

/** What an image says about itself. */
export interface ImageFacts {
  readonly source: BuildSource
  readonly version: string
  /** When the run began. */
  readonly now: Date
}

/** The commit that an image is of. */
export const REVISION_LABEL = 'org.opencontainers.image.revision'
const LEVELS: readonly AnnotationLevel[] = ['manifest', 'index', 'manifest-descriptor', 'index-descriptor']
const LEVEL = /^(?<level>[a-z-]+)(?:\[(?<platform>[^\]]+)\])?$/

/**
 * Labels that say what an image is and where it comes from, in order of their names; a label the user gives wins over ours
 * of the same name. `created` is the time of the commit, so that the same commit gives the same image.
 * https://github.com/opencontainers/image-spec/blob/main/annotations.md#pre-defined-annotation-keys
 * @param given their values may hold the expressions of tag rules
 * @throws ActionError `invalid-tag-rule` for an expression that is not known
 */
export function imageLabels(facts: ImageFacts, given: readonly Label[]): readonly Label[] {
  const names = new Set(given.map((label) => label.name))
  const own = ownLabels(facts).filter(({ name, value }) => value !== '' && !names.has(name))
  return [...own, ...expandAll('labels', facts, given)].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/**
 * The annotations the user gives, and those of `imageLabels` at every level that is given; none when none is.
 * @throws ActionError as `imageLabels`
 */
export function imageAnnotations(facts: ImageFacts, given: readonly Annotation[]): readonly Annotation[] {
  const named = expandAll('annotations', facts, given).filter(({ name }) => name !== '')
  const levels = LEVELS.filter((level) =>
    given.some((each) => each.levels.includes(level) || (each.levels.length === 0 && level === 'manifest')),
  )
  const own = levels.flatMap((level) =>
    ownLabels(facts)
      .filter(({ value }) => value !== '')
      .filter(({ name }) => !named.some((each) => each.name === name && levelsOf(each).includes(level)))
      .map((label): Annotation => ({ ...label, levels: [level] })),
  )
  return [...own, ...named]
}

/**
 * Reads lines `name=value`, as inputs `labels` and `build-args` have them.
 * @throws ActionError `invalid-input`
 */
export function parseAssignments(input: string, lines: readonly string[]): readonly Label[] {
  return lines.map((line, index) => {
    const equals = line.indexOf('=')
    const name = line.slice(0, Math.max(0, equals)).trim()
    if (name !== '' && /^[^\s=]+$/.test(name)) return { name, value: line.slice(equals + 1) }
    // The value of a build argument may be private: only the name is shown.
    throw new ActionError(
      'invalid-input',
      `Input "${input}", line ${index + 1}: wanted "name=value" with a name without spaces${equals < 0 ? ', and there is no "=" in it' : ''}.`,
    )
  })
}

/**
 * Reads lines `name=value` or `index,manifest[linux/amd64]:name=value`; a line of levels alone asks there for the
 * annotations that are always made, and has an empty name.
 * https://docs.docker.com/build/metadata/annotations/#specify-annotation-level
 * @throws ActionError `invalid-input`, `invalid-platform`
 */
export function parseAnnotations(lines: readonly string[]): readonly Annotation[] {
  return lines.flatMap((line, index): Annotation[] => {
    const equals = line.indexOf('=')
    const colon = equals < 0 ? line.length : line.slice(0, equals).indexOf(':')
    const levels =
      colon < 0
        ? []
        : line
            .slice(0, colon)
            .split(',')
            .map((text) => readLevel(text, index))
    if (equals < 0)
      return levels.map(({ level, platform }) => ({ name: '', value: '', levels: [level], platform }))
    const [label] = parseAssignments('annotations', [line.slice(colon + 1)])
    if (label === undefined) return []
    const platforms = [...new Set(levels.map(({ platform }) => platform))]
    if (levels.length === 0) return [{ ...label, levels: [] }]
    return platforms.map((platform) => ({
      ...label,
      levels: levels.filter((each) => each.platform === platform).map(({ level }) => level),
      platform,
    }))
  })
}

function readLevel(text: string, index: number): Pick<Annotation, 'platform'> & { level: AnnotationLevel } {
  const groups = LEVEL.exec(text.trim())?.groups
  const level = LEVELS.find((candidate) => candidate === groups?.level)
  if (level !== undefined)
    return { level, platform: groups?.platform === undefined ? undefined : parsePlatform(groups.platform) }
  const meant = closest(text.trim(), LEVELS)
  const hint = meant === undefined ? '' : `: did you mean "${meant}"?`
  throw new ActionError(
    'invalid-input',
    `Input "annotations", line ${index + 1}: "${text.trim()}" is not a level${hint}${hint === '' ? '. Wanted' : ' Wanted'} "name=value", with ${LEVELS.join(', ')} and ":" before it.`,
  )
}

/** As docker/metadata-action has them: https://github.com/docker/metadata-action#overwrite-labels-and-annotations */
function ownLabels({ source, version, now }: ImageFacts): readonly Label[] {
  const { repository } = source
  const label = (name: string, value: string): Label => ({ name: `org.opencontainers.image.${name}`, value })
  return [
    label('created', (source.committed ?? now).toISOString()),
    label('description', source.description),
    label('licenses', source.license),
    label('revision', source.sha),
    label('source', source.url),
    label('title', repository.slice(repository.indexOf('/') + 1)),
    label('url', source.url),
    label('version', version),
  ]
}

function levelsOf({ levels }: Annotation): readonly AnnotationLevel[] {
  return levels.length === 0 ? ['manifest'] : levels
}

function expandAll<L extends Label>(
  input: string,
  { source, now }: ImageFacts,
  given: readonly L[],
): readonly L[] {
  const scope = sourceScope(source, now)
  return given.map((label, index) => {
    const column = label.name.length + 2
    return { ...label, value: expand(label.value, scope, { input, line: index + 1, column }) }
  })
}
