import { checkHolds } from '../bump/hold.ts'
import { checkPolicy, environmentsOf } from '../bump/policy.ts'
import type { WantedImage } from '../bump/request.ts'
import { isImmutableTag } from '../bump/wanted.ts'
import type { EnvironmentSettings, GitOpsConfig } from '../environment/config.ts'
import { isEnvironmentName } from '../environment/environment-name.ts'
import { holdsPath } from '../environment/holds.ts'
import type { RepositoryFile, Snapshot } from '../ports/environment-repository.ts'
import { ActionError } from '../report/error.ts'
import type { PromotionPorts } from './request.ts'
import type { ServiceChange } from './service-change.ts'
import type { PromotionSide } from './sides.ts'

/** What a merge would bring into `to`. */
interface Incoming {
  readonly services: readonly ServiceChange[]
  readonly to: PromotionSide
  readonly config: GitOpsConfig | undefined
  /** `to` with the files that the merge changes and the holds of its own environment. */
  readonly target: Snapshot
  /** Every file that the merge changes. */
  readonly files: readonly string[]
}

/**
 * Holds a merge against the policies and the holds of every environment that it reaches: that of `to`, and those that the
 * changed files belong to.
 * @returns why a hold keeps a service out; undefined when none does
 * @throws ActionError `blocked-by-policy`; `invalid-config` for holds that cannot be read; and of the hosts
 */
export async function findHold(
  { services, to, config, target, files }: Incoming,
  { repository, sources, clock }: Pick<PromotionPorts, 'repository' | 'sources' | 'clock'>,
): Promise<string | undefined> {
  const wanted = services.flatMap(wantedOf)
  if (wanted.length === 0) return undefined
  const reached = environmentsReached(to, config, { target, files })
  for (const environment of reached) await checkPolicy(environment, { wanted, origin: undefined }, sources)
  const own = isEnvironmentName(to.name) ? [to.name] : []
  const names = [...new Set([...own, ...reached.map(({ name }) => name)])]
  const holds = await readHolds(names, to, target, repository)
  try {
    for (const one of wanted) await checkHolds(one, names, holds, sources, clock.now())
  } catch (error) {
    if (error instanceof ActionError && error.code === 'held') return error.message
    throw error
  }
  return undefined
}

function wantedOf({ service, to }: ServiceChange): readonly WantedImage[] {
  if (to === undefined) return []
  const { tag } = to.image
  return [{ service, image: to.image, source: to.source, mutable: tag !== undefined && !isImmutableTag(tag) }]
}

function environmentsReached(
  { name }: PromotionSide,
  config: GitOpsConfig | undefined,
  { target, files }: Pick<Incoming, 'target' | 'files'>,
): readonly EnvironmentSettings[] {
  if (config === undefined) return []
  const own = config.environments.filter((environment) => environment.name === name)
  return [...new Set([...own, ...environmentsOf(files, config, target)])]
}

async function readHolds(
  names: readonly string[],
  { name }: PromotionSide,
  target: Snapshot,
  repository: PromotionPorts['repository'],
): Promise<ReadonlyMap<string, RepositoryFile>> {
  const missing = names.filter((other) => other !== name).map(holdsPath)
  if (missing.length === 0) return target.files
  const { files } = await repository.read({ branch: target.branch, commit: target.head, files: missing })
  return new Map([...target.files, ...files])
}
