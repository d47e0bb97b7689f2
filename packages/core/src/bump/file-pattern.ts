import { ActionError } from '../report/error.ts'

/** A line of the input `files`: a path or glob, optionally with a selector behind `#`. */
export interface FilePattern {
  readonly pattern: string
  readonly selector: string | undefined
}

/** Splits `glob#selector`; the first `#` is the border, for a path of manifests never needs one. */
export function parseFilePattern(line: string): FilePattern {
  const border = line.indexOf('#')
  if (border < 0) return { pattern: line, selector: undefined }
  const pattern = line.slice(0, border)
  const selector = line.slice(border + 1)
  if (pattern === '' || selector === '') {
    throw new ActionError(
      'invalid-input',
      `"${line}" in "files" is not a selector: wanted a file, "#" and a path in it, such as "apps/api/values.yaml#image.tag".`,
    )
  }
  return { pattern, selector }
}
