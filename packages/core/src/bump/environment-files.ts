import type { EnvironmentSettings } from '../environment/config.ts'
import { type FilePattern, matcherOf, parseFilePattern } from './file-pattern.ts'
import { isBelow } from './files.ts'

type Placed = Pick<EnvironmentSettings, 'path' | 'files'>

/** The patterns of an environment that is scattered over directories, from the root; none: it is all of its directory. */
export function environmentFiles({ path, files }: Placed): readonly FilePattern[] {
  return files.map((pattern) => parseFilePattern(path === undefined ? pattern : `${path}/${pattern}`))
}

/** Whether a file belongs to the environment. */
export function holdsFile(environment: Placed, file: string): boolean {
  const patterns = environmentFiles(environment)
  if (patterns.length === 0) return isBelow(file, environment.path ?? '')
  return patterns.some((pattern) => matcherOf(pattern)(file))
}

/** Whether the environment is a part of its branch, and not all of it. */
export function isPartOfBranch({ path, files }: Placed): boolean {
  return path !== undefined || files.length > 0
}
