import type { EnvironmentSettings, GitOpsConfig } from '../environment/config.ts'
import { checkTagPolicy } from '../environment/policy.ts'
import type { Snapshot } from '../ports/environment-repository.ts'
import { isBelow } from './files.ts'
import type { BumpRequest } from './request.ts'

/**
 * Holds the images against the policy of an environment.
 * @throws ActionError `blocked-by-policy`
 */
export function checkPolicy(environment: EnvironmentSettings, request: BumpRequest): void {
  const { origin } = request
  for (const wanted of request.wanted) {
    const own = wanted.source?.repository.toLowerCase() === origin?.repository.toLowerCase()
    checkTagPolicy(environment, [wanted], own ? origin?.defaultBranch : undefined)
  }
}

/**
 * The environments that the changed files belong to, whatever the inputs say: naming files is no way around the
 * policy of the environment that they are in.
 */
export function environmentsOf(
  files: readonly string[],
  config: GitOpsConfig,
  snapshot: Pick<Snapshot, 'branch' | 'defaultBranch'>,
): readonly EnvironmentSettings[] {
  const here = config.environments.filter(
    ({ branch }) => (branch ?? snapshot.defaultBranch) === snapshot.branch,
  )
  return [...new Set(files.flatMap((file) => environmentOf(file, here)))]
}

/** The environment whose path is nearest to the file; of several at one path, all. */
function environmentOf(
  file: string,
  environments: readonly EnvironmentSettings[],
): readonly EnvironmentSettings[] {
  const around = environments.filter(({ path = '' }) => isBelow(file, path))
  const longest = Math.max(...around.map(({ path = '' }) => path.length))
  return around.filter(({ path = '' }) => path.length === longest)
}
