import { type EnvironmentSettings, findEnvironment, type GitOpsConfig } from '../environment/config.ts'
import { isBranchName, parseBranchName } from '../environment/git-names.ts'
import type { BranchName, EnvironmentRepository } from '../ports/environment-repository.ts'
import { ActionError } from '../report/error.ts'
import { closest } from '../report/nearest.ts'

/** What `from` or `to` means in this repository. */
export interface PromotionSide {
  readonly input: 'from' | 'to'
  /** As people name it: the environment, else the branch. */
  readonly name: string
  readonly branch: BranchName
  /** Whether the name is an environment of the configuration. */
  readonly configured: boolean
}

export interface PromotionSides {
  readonly from: PromotionSide
  readonly to: PromotionSide
  readonly config: GitOpsConfig | undefined
}

const DEFAULT_FROM = 'staging'
const DEFAULT_TO = 'main'

/**
 * Resolves the inputs `from` and `to`: configured environments first, else branches; both empty is staging → main.
 * @throws ActionError `invalid-input`, `invalid-branch`, `not-a-branch-promotion`
 */
export function resolveSides(
  { from, to }: { readonly from: string; readonly to: string },
  config: GitOpsConfig | undefined,
): PromotionSides {
  if ((from === '') !== (to === '')) {
    const [missing, given] = from === '' ? ['from', 'to'] : ['to', 'from']
    throw new ActionError(
      'invalid-input',
      `The input "${missing}" is empty, but "${given}" is "${from}${to}": give both, or neither for ${DEFAULT_FROM} → ${DEFAULT_TO}.`,
    )
  }
  const sides = {
    from: resolveSide('from', from === '' ? DEFAULT_FROM : from, config),
    to: resolveSide('to', to === '' ? DEFAULT_TO : to, config),
    config,
  }
  if (sides.from.branch === sides.to.branch) throw sameBranch(sides)
  return sides
}

/**
 * Refuses an environment whose name is also a branch, but not its own: nobody can tell which of the two is meant.
 * @throws ActionError `invalid-input`
 */
export async function refuseAmbiguous(
  { from, to, config }: PromotionSides,
  repository: EnvironmentRepository,
  repositoryName: string,
): Promise<void> {
  const doubtful = [from, to].filter(({ configured, name, branch }) => configured && name !== branch)
  await Promise.all(
    doubtful.map(async ({ input, name, branch }) => {
      if (!isBranchName(name) || (await repository.head(name)) === undefined) return
      throw new ActionError(
        'invalid-input',
        `The input "${input}" is "${name}", which is an environment of ${config?.path ?? ''} (branch "${branch}") and also a branch of ${repositoryName}: write "${branch}" for the environment's branch, or rename or delete the branch "${name}".`,
      )
    }),
  )
}

/** Why two branches could not be compared. */
export async function explainMissing(
  sides: PromotionSides,
  repository: EnvironmentRepository,
  repositoryName: string,
): Promise<ActionError> {
  const { from, to } = sides
  for (const side of [from, to]) {
    if ((await repository.head(side.branch)) === undefined) return missingBranch(side, sides, repositoryName)
  }
  return new ActionError(
    'no-common-history',
    `Branches "${from.branch}" and "${to.branch}" of ${repositoryName} share no commit, so there is nothing that a pull request could merge: begin one of them from the other (git branch ${from.branch} ${to.branch}), or merge them once by hand with --allow-unrelated-histories.`,
  )
}

function missingBranch(
  { input, name, branch, configured }: PromotionSide,
  { config }: PromotionSides,
  repositoryName: string,
): ActionError {
  const deleted =
    input === 'from'
      ? ' If it was deleted after a merge, restore it and switch off "Automatically delete head branches" (Settings, General).'
      : ''
  if (configured) {
    return new ActionError(
      'branch-not-found',
      `Environment "${name}" is branch "${branch}" by ${config?.path ?? ''}, but ${repositoryName} has no such branch: create it, or correct the configuration.${deleted}`,
    )
  }
  const names = config?.environments.map((environment) => environment.name) ?? []
  if (names.length === 0) {
    return new ActionError(
      'branch-not-found',
      `${repositoryName} has no branch "${branch}" to promote ${input}: create it, or name existing branches with "from" and "to".${deleted}`,
    )
  }
  const meant = closest(name, names)
  const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`
  return new ActionError(
    'unknown-environment',
    `The input "${input}" is "${name}", which is neither an environment of ${config?.path ?? ''} (it has ${names.join(', ')}) nor a branch of ${repositoryName}.${hint}${deleted}`,
  )
}

function resolveSide(input: 'from' | 'to', name: string, config: GitOpsConfig | undefined): PromotionSide {
  if (config?.environments.some((environment) => environment.name === name) !== true) {
    return { input, name, branch: parseBranchName(name, `the input "${input}"`), configured: false }
  }
  return { input, name, branch: branchOf(findEnvironment(config, name), config), configured: true }
}

function branchOf({ name, branch }: EnvironmentSettings, { path }: GitOpsConfig): BranchName {
  if (branch !== undefined) return branch
  throw new ActionError(
    'not-a-branch-promotion',
    `Environment "${name}" is a directory by ${path}, and branches alone can be merged: give the environment a "branch", or promote between two directories with "strategy: directory".`,
  )
}

function sameBranch({ from, to }: PromotionSides): ActionError {
  return new ActionError(
    'invalid-input',
    `The inputs "from" (${from.name}) and "to" (${to.name}) are both branch "${from.branch}", so there is nothing to merge between them: name two different branches.`,
  )
}
