import { isManifestPath } from '../manifest/find-images.ts'
import type { FileSelector } from '../manifest/plan.ts'
import type { RepositoryFile, Snapshot, TextFilter } from '../ports/environment-repository.ts'
import { ActionError } from '../report/error.ts'
import { nearest } from '../report/nearest.ts'
import { type FilePattern, globBase, matcherOf } from './file-pattern.ts'

/** What must be read so that every pattern can be matched. */
export interface FileNeeds {
  readonly files: readonly string[]
  readonly directories: readonly string[]
  /** Everything that `selectFiles` can select. */
  readonly texts: TextFilter
}

/** Where a run may write: the patterns, or without any the manifests below `directory` (`''` is the root). */
export interface FileScope {
  readonly files: readonly FilePattern[]
  readonly directory: string
  /** The configuration file, which names images and holds none. */
  readonly config: string
}

/** A search through more files than this is taken for a mistake. */
export const MAX_CANDIDATES = 20_000

/** The paths and directories to read for these patterns; without patterns, everything below `directory`. */
export function fileNeeds({ files, directory }: Pick<FileScope, 'files' | 'directory'>): FileNeeds {
  if (files.length === 0) {
    const texts = {
      key: `manifests below ${directory}`,
      matches: (path: string) => isOurs(path) || isDiscovered(path, { directory, config: '' }),
    }
    return { files: [], directories: [directory], texts }
  }
  const bases = files.map(globBase)
  const paths = files.filter((_, index) => bases[index] === undefined).map(({ pattern }) => pattern)
  return {
    files: [...new Set(paths)],
    directories: [...new Set(bases.filter((base) => base !== undefined))],
    texts: textsOf(files),
  }
}

/**
 * The files of the snapshot that a run may edit, in the order of their paths.
 * @throws ActionError `file-not-found` for a pattern that matches nothing; `too-many-files`
 */
export function selectFiles(snapshot: Snapshot, scope: FileScope): readonly RepositoryFile[] {
  const all = [...snapshot.files.values()]
    .filter(({ path }) => !isOurs(path))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
  const selected =
    scope.files.length === 0
      ? all.filter((file) => isDiscovered(file.path, scope))
      : matchFiles(all, scope.files, snapshot)
  if (selected.length === 0) {
    throw notFound(scope.directory === '' ? '**' : `${scope.directory}/**`, snapshot)
  }
  if (selected.length > MAX_CANDIDATES) {
    throw new ActionError(
      'too-many-files',
      `${selected.length} files on branch "${snapshot.branch}" could hold the image, more than ${MAX_CANDIDATES}: name the files to change with "files", or the path of the environment in ${scope.config}.`,
    )
  }
  return selected
}

/** The selectors of the patterns, one for each file that its pattern matches. */
export function expandSelectors(
  files: readonly RepositoryFile[],
  patterns: readonly FilePattern[],
): readonly FileSelector[] {
  return patterns.flatMap((pattern) => {
    const { selector, image } = pattern
    if (selector === undefined) return []
    const isMatch = matcherOf(pattern)
    const own = image === undefined ? { selector } : { selector, image }
    return files.filter(({ path }) => isMatch(path)).map(({ path }) => ({ file: path, ...own }))
  })
}

/** Whether the path lies below the directory; everything lies below the root. */
export function isBelow(path: string, directory: string): boolean {
  return directory === '' || path.startsWith(`${directory}/`)
}

function textsOf(files: readonly FilePattern[]): TextFilter {
  const matchers = files.map(matcherOf)
  return {
    key: files.map(({ pattern }) => pattern).join('\n'),
    matches: (path) => isOurs(path) || matchers.some((matches) => matches(path)),
  }
}

function matchFiles(
  all: readonly RepositoryFile[],
  patterns: readonly FilePattern[],
  snapshot: Snapshot,
): readonly RepositoryFile[] {
  const selected = new Set<RepositoryFile>()
  for (const pattern of patterns) {
    const isMatch = matcherOf(pattern)
    const matched = all.filter(({ path }) => isMatch(path))
    if (matched.length === 0) throw notFound(pattern.pattern, snapshot)
    for (const file of matched) selected.add(file)
  }
  const directory = [...selected].find(({ mode }) => mode === '040000')
  if (directory !== undefined) {
    throw new ActionError(
      'file-not-found',
      `"${directory.path}" in "files" is a directory on branch "${snapshot.branch}": write "${directory.path}/**" for every file below it.`,
    )
  }
  return all.filter((file) => selected.has(file))
}

/** Holds and other state of these actions, read along with the files. */
function isOurs(path: string): boolean {
  return path.startsWith('.gitops/')
}

/** Hidden files and directories hold workflows and tools, not what the agent applies, but for overrides of Argo CD. */
function isDiscovered(path: string, { directory, config }: Pick<FileScope, 'directory' | 'config'>): boolean {
  if (!isBelow(path, directory) || !isManifestPath(path) || path === config) return false
  const below = directory === '' ? path : path.slice(directory.length + 1)
  return !/(?:^|\/)\.(?!argocd-source)[^/]/.test(below)
}

function notFound(pattern: string, snapshot: Snapshot): ActionError {
  const near = nearest(pattern, snapshot.files.keys(), 3)
  const hint = near.length === 0 ? '' : ` Nearest on that branch: ${near.join(', ')}.`
  return new ActionError(
    'file-not-found',
    `No file on branch "${snapshot.branch}" at ${snapshot.head.slice(0, 7)} matches "${pattern}".${hint} Check "files", "branch" and "environment".`,
  )
}
