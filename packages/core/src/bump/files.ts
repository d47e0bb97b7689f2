import picomatch from 'picomatch'
import { isManifestPath } from '../manifest/find-images.ts'
import type { FileSelector } from '../manifest/plan.ts'
import type { RepositoryFile, Snapshot } from '../ports/environment-repository.ts'
import { ActionError } from '../report/error.ts'
import type { FilePattern } from './file-pattern.ts'

/** What must be read so that every pattern can be matched. */
export interface FileNeeds {
  readonly files: readonly string[]
  readonly directories: readonly string[]
}

/** More candidates than this are not read through the API. */
export const MAX_CANDIDATES = 100

/** The paths and directories to read for these patterns; without patterns, everything below `directory`. */
export function fileNeeds(patterns: readonly FilePattern[], directory: string): FileNeeds {
  if (patterns.length === 0) return { files: [], directories: [directory] }
  const files = new Set<string>()
  const directories = new Set<string>()
  for (const { pattern } of patterns) {
    const { base, isGlob } = picomatch.scan(pattern)
    if (isGlob) directories.add(base)
    else files.add(pattern)
  }
  return { files: [...files], directories: [...directories] }
}

/**
 * The files of the snapshot that a run may edit, in the order of their paths: what the patterns match, or every
 * manifest below `directory` when there are none.
 * @throws ActionError `file-not-found` for a pattern that matches nothing; `too-many-files`
 */
export function selectFiles(
  snapshot: Snapshot,
  patterns: readonly FilePattern[],
  directory: string,
): readonly RepositoryFile[] {
  const all = [...snapshot.files.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
  const selected =
    patterns.length === 0
      ? all.filter((file) => isBelow(file.path, directory) && isManifestPath(file.path))
      : all.filter((file) => patterns.some(({ pattern }) => matches(pattern, file.path)))
  for (const { pattern } of patterns) {
    if (!all.some((file) => matches(pattern, file.path))) throw notFound(pattern, snapshot)
  }
  if (selected.length === 0) throw notFound(directory === '' ? '**' : `${directory}/**`, snapshot)
  if (selected.length > MAX_CANDIDATES) {
    throw new ActionError(
      'too-many-files',
      `${selected.length} files on branch "${snapshot.branch}" could hold the image, more than ${MAX_CANDIDATES}: name the files to change with "files", or the path of the environment in gitops.yaml.`,
    )
  }
  return selected
}

/** The selectors of the patterns, one for each file that its pattern matches. */
export function expandSelectors(
  files: readonly RepositoryFile[],
  patterns: readonly FilePattern[],
): readonly FileSelector[] {
  return patterns.flatMap(({ pattern, selector }) =>
    selector === undefined
      ? []
      : files.filter(({ path }) => matches(pattern, path)).map(({ path }) => ({ file: path, selector })),
  )
}

function matches(pattern: string, path: string): boolean {
  return pattern === path || picomatch.isMatch(path, pattern, { dot: true })
}

function isBelow(path: string, directory: string): boolean {
  return directory === '' || path.startsWith(`${directory}/`)
}

function notFound(pattern: string, snapshot: Snapshot): ActionError {
  const near = [...snapshot.files.keys()].slice(0, 3)
  const hint = near.length === 0 ? '' : ` The branch has, for example: ${near.join(', ')}.`
  return new ActionError(
    'file-not-found',
    `No file on branch "${snapshot.branch}" at ${snapshot.head.slice(0, 7)} matches "${pattern}".${hint} Check "files", "branch" and "environment".`,
  )
}
