import { environmentFiles, isPartOfBranch } from '../bump/environment-files.ts'
import type { FilePattern } from '../bump/file-pattern.ts'
import { type EnvironmentSettings, findEnvironment, type GitOpsConfig } from '../environment/config.ts'
import { parseEnvironmentName } from '../environment/environment-name.ts'
import type { BranchName, RepositoryFile } from '../ports/environment-repository.ts'
import { ActionError } from '../report/error.ts'

/** An environment that is a directory. */
export interface DirectorySide {
  readonly name: string
  /** Undefined: the default branch. */
  readonly branch: BranchName | undefined
  /** `''` is the root of the branch. */
  readonly path: string
  /** Of one that is scattered over directories; empty: everything below the path. */
  readonly files: readonly FilePattern[]
  /** Undefined without a configuration. */
  readonly environment: EnvironmentSettings | undefined
}

export interface DirectorySides {
  readonly from: DirectorySide
  readonly to: DirectorySide
}

export type PromotionStrategy = 'auto' | 'branch' | 'directory'

/**
 * Whether a promotion merges a branch or writes a directory. `auto`: a branch unless both names are environments of the
 * configuration with a path; then a directory, but a branch where each has one of its own.
 */
export function chooseStrategy(
  {
    strategy,
    from,
    to,
  }: { readonly strategy: PromotionStrategy; readonly from: string; readonly to: string },
  config: GitOpsConfig | undefined,
): 'branch' | 'directory' {
  if (strategy !== 'auto') return strategy
  const [one, other] = [from, to].map((name) =>
    config?.environments.find((environment) => environment.name === name),
  )
  if (one === undefined || other === undefined) {
    const known = one ?? other
    // A name beside one that can be no branch is a mistyped environment.
    return known !== undefined && isPartOfBranch(known) && known.branch === undefined ? 'directory' : 'branch'
  }
  if (!isPartOfBranch(one) || !isPartOfBranch(other)) return 'branch'
  const apart = one.branch !== undefined && other.branch !== undefined && one.branch !== other.branch
  return apart ? 'branch' : 'directory'
}

/**
 * The directories of two environments; without a configuration `environments/<name>` on the default branch.
 * @throws ActionError `invalid-input`, `unknown-environment`, `invalid-environment`
 */
export function resolveDirectories(
  { from, to }: { readonly from: string; readonly to: string },
  config: GitOpsConfig | undefined,
): DirectorySides {
  if (from === '' || to === '') {
    throw new ActionError(
      'invalid-input',
      `A promotion between directories needs two environments, but "from" is "${from}" and "to" is "${to}": name both.`,
    )
  }
  const sides = { from: resolveDirectory(from, 'from', config), to: resolveDirectory(to, 'to', config) }
  const isNamed = sides.from.files.length + sides.to.files.length > 0
  if (sides.from.branch === sides.to.branch && !isNamed && overlap(sides.from.path, sides.to.path)) {
    throw new ActionError(
      'invalid-input',
      `The environments "${from}" (${shown(sides.from)}) and "${to}" (${shown(sides.to)}) share files, so that one would be promoted into itself: give each a directory of its own.`,
    )
  }
  return sides
}

function resolveDirectory(
  name: string,
  input: 'from' | 'to',
  config: GitOpsConfig | undefined,
): DirectorySide {
  if (config === undefined || config.environments.length === 0) {
    parseEnvironmentName(name, `the input "${input}"`)
    return { name, branch: undefined, path: `environments/${name}`, files: [], environment: undefined }
  }
  const environment = findEnvironment(config, name)
  const files = environmentFiles(environment)
  return { name, branch: environment.branch, path: environment.path ?? '', files, environment }
}

/**
 * Refuses two environments that have files in common, as far as that cannot be told from their directories.
 * @throws ActionError `invalid-input`
 */
export function refuseShared(
  { from, to }: DirectorySides,
  source: readonly RepositoryFile[],
  target: readonly RepositoryFile[],
): void {
  if (from.branch !== to.branch || from.files.length + to.files.length === 0) return
  const both = source.find(({ path }) => target.some((other) => other.path === path))
  if (both === undefined) return
  throw new ActionError(
    'invalid-input',
    `${both.path} belongs to the environments "${from.name}" and "${to.name}", so that one would be promoted into itself: let no pattern of "files" in the configuration match files of the other environment.`,
  )
}

function overlap(one: string, other: string): boolean {
  const [left, right] = [`${one}/`, `${other}/`].map((path) => (path === '/' ? '' : path))
  return left?.startsWith(right ?? '') === true || right?.startsWith(left ?? '') === true
}

function shown({ path }: DirectorySide): string {
  return path === '' ? 'the whole branch' : path
}
