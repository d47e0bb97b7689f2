import { parseRepositoryPath } from '../environment/repository-path.ts'
import type { ImageReference } from '../image/reference.ts'
import { ActionError } from '../report/error.ts'
import { parseGlob } from './glob.ts'

/** A line of the input `files`: a path or glob, optionally with a selector behind `#`. */
export interface FilePattern {
  readonly pattern: string
  readonly selector: string | undefined
  /** The image that the selector is for; undefined: any that is wanted. */
  readonly image?: ImageReference
}

/**
 * Splits `glob#selector`; the first `#` is the border, for a path of manifests never needs one.
 * @throws ActionError `invalid-input`, `invalid-path`
 */
export function parseFilePattern(line: string): FilePattern {
  const border = line.indexOf('#')
  const written = border < 0 ? line : line.slice(0, border)
  const selector = border < 0 ? undefined : line.slice(border + 1)
  if (written === '' || selector === '') {
    throw new ActionError(
      'invalid-input',
      `"${line}" in "files" is not a selector: wanted a file, "#" and a path in it, such as "apps/api/values.yaml#image.tag".`,
    )
  }
  if (written.startsWith('!')) {
    throw new ActionError(
      'invalid-input',
      `"${line}" in "files" begins with "!", and there is nothing to exclude from: name the files to change, such as "apps/api/*.yaml".`,
    )
  }
  return { pattern: parseRepositoryPath(written, `"${line}" in "files"`), selector }
}

/** Tells which paths the pattern stands for: itself, or what the glob matches. */
export function matcherOf({ pattern }: FilePattern): (path: string) => boolean {
  const glob = parseGlob(pattern)
  return (path) => path === pattern || glob.matches(path)
}

/** The directory that a glob can match below, or undefined for a path without wildcards. */
export function globBase({ pattern }: FilePattern): string | undefined {
  return parseGlob(pattern).base
}
