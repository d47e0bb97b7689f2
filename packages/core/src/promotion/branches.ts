import {
  type EnvironmentSettings,
  findEnvironment,
  type GitOpsConfig,
  parseConfig,
} from '../environment/config.ts'
import { parseBranchName } from '../environment/git-names.ts'
import type { BranchName, RepositoryFile } from '../ports/environment-repository.ts'
import { ActionError } from '../report/error.ts'
import type { PromotionRequest } from './request.ts'

/** What `from` and `to` mean in this repository. */
export interface PromotionBranches {
  /** As people name them: the environment, else the branch. */
  readonly fromName: string
  readonly toName: string
  readonly from: BranchName
  readonly to: BranchName
}

const DEFAULT_FROM = 'staging'
const DEFAULT_TO = 'main'

/**
 * Resolves the inputs `from` and `to`: configured environments first, else branches; both empty is staging → main.
 * @throws ActionError `invalid-input`, `invalid-config`, `unknown-environment`, `not-a-branch-promotion`
 */
export function promotionBranches(
  { from, to, config: path }: Pick<PromotionRequest, 'from' | 'to' | 'config'>,
  file: RepositoryFile | undefined,
): PromotionBranches {
  if ((from === '') !== (to === '')) {
    throw new ActionError(
      'invalid-input',
      `The input "${from === '' ? 'from' : 'to'}" is empty, but "${from === '' ? 'to' : 'from'}" is "${from}${to}": give both, or neither for ${DEFAULT_FROM} → ${DEFAULT_TO}.`,
    )
  }
  const config = file?.text === undefined ? undefined : parseConfig(file.text, path)
  const names = { from: from === '' ? DEFAULT_FROM : from, to: to === '' ? DEFAULT_TO : to }
  const source = findConfigured(config, names.from)
  const target = findConfigured(config, names.to)
  const branches = {
    fromName: names.from,
    toName: names.to,
    from: source === undefined ? parseBranchName(names.from, 'the input "from"') : branchOf(source),
    to: target === undefined ? parseBranchName(names.to, 'the input "to"') : branchOf(target),
  }
  if (branches.from === branches.to) throw sameBranch(branches)
  return branches
}

function findConfigured(config: GitOpsConfig | undefined, name: string): EnvironmentSettings | undefined {
  if (config?.environments.some((environment) => environment.name === name) !== true) return undefined
  const environment = findEnvironment(config, name)
  if (config.environments.some(({ name: other, branch }) => branch === name && other !== name)) {
    throw new ActionError(
      'invalid-input',
      `"${name}" is an environment of ${config.path} and also the branch of another one: use the environments' names for "from" and "to".`,
    )
  }
  return environment
}

function branchOf({ name, branch }: EnvironmentSettings): BranchName {
  if (branch !== undefined) return branch
  throw new ActionError(
    'not-a-branch-promotion',
    `Environment "${name}" is a directory, not a branch: this action promotes a branch to a branch. Give it a "branch" in the configuration, or write the directory with bump-image-tag and "mode: pull-request".`,
  )
}

function sameBranch({ fromName, toName, from }: PromotionBranches): ActionError {
  return new ActionError(
    'invalid-input',
    `"${fromName}" and "${toName}" are both on branch "${from}": there is nothing to merge between them. Name two different branches.`,
  )
}
