import { ActionError } from '../report/error.ts'
import type { BuildSource } from './source.ts'

/** A label of the image's configuration. */
export interface Label {
  readonly name: string
  readonly value: string
}

/**
 * Labels that say where an image comes from; a label the user gives wins over ours of the same name.
 * https://github.com/opencontainers/image-spec/blob/main/annotations.md#pre-defined-annotation-keys
 */
export function imageLabels(
  source: BuildSource,
  version: string,
  created: Date,
  given: readonly Label[],
): readonly Label[] {
  const own: readonly Label[] = [
    { name: 'org.opencontainers.image.created', value: created.toISOString() },
    { name: 'org.opencontainers.image.revision', value: source.sha },
    { name: 'org.opencontainers.image.source', value: source.url },
    { name: 'org.opencontainers.image.version', value: version },
  ]
  const names = new Set(given.map((label) => label.name))
  return [...own.filter((label) => !names.has(label.name)), ...given]
}

/**
 * Reads lines `name=value`, as input `labels` and `build-args` have them.
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
