import type { EnvironmentSettings } from '../environment/config.ts'
import type { ImageTarget } from '../manifest/image-targets.ts'
import type { Snapshot } from '../ports/environment-repository.ts'
import type { SourceRepositories } from '../ports/source-repositories.ts'
import { compareVersionTags } from '../release/version-order.ts'
import { ActionError } from '../report/error.ts'
import { type Deployed, isEmptyPlace, readDeployed } from './deployed.ts'
import { versionOf } from './message.ts'
import { likelySquash, type PullRequestLookup } from './pull-request-lookup.ts'
import type { WantedImage } from './request.ts'

/** Whether an image may replace what is deployed. */
export type Verdict =
  | { readonly kind: 'write'; readonly warning?: string }
  | { readonly kind: 'superseded'; readonly reason: string }

/** How a build stands to the deployed one by their source commits. */
type Relation = 'ahead' | 'behind' | 'identical' | 'diverged' | 'unknown'

export interface OrderPorts {
  readonly pullRequestsOf: PullRequestLookup
  /** Undefined: nobody can be asked how commits stand to each other. */
  readonly sources: SourceRepositories | undefined
}

/**
 * Whether `wanted` may replace what its places hold. The source commits decide, never timestamps: a newer one writes,
 * an older one is superseded; of the same commit, and where commits tell nothing, the versions decide.
 *
 * | incoming against deployed | both are versions | else |
 * | --- | --- | --- |
 * | ahead | write | write |
 * | behind | superseded | superseded |
 * | identical | the lower is superseded | write |
 * | diverged, unknown | the lower is superseded | write with a warning; an error where releases alone are let in |
 *
 * @param environments those that the places belong to
 * @throws ActionError `order-unknown`; and of the source repository, when it could not be asked
 */
export async function judgeOrder(
  wanted: WantedImage,
  targets: readonly ImageTarget[],
  snapshot: Pick<Snapshot, 'history'>,
  environments: readonly EnvironmentSettings[],
  ports: OrderPorts,
): Promise<Verdict> {
  let verdict: Verdict = { kind: 'write' }
  for (const { place } of targets) {
    if (isEmptyPlace(place)) continue
    const deployed = await findDeployed(wanted, place, snapshot, ports)
    const one = await judgeOne(wanted, deployed, environments, ports)
    if (one.kind === 'superseded') return one
    if (one.warning !== undefined) verdict = one
  }
  return verdict
}

/** Looks further than the history only when that explains nothing: a squash merge keeps its trailers in the pull request. */
async function findDeployed(
  wanted: WantedImage,
  place: ImageTarget['place'],
  { history }: Pick<Snapshot, 'history'>,
  { pullRequestsOf }: OrderPorts,
): Promise<Deployed> {
  const deployed = readDeployed(place, wanted, history)
  if (deployed.source !== undefined || wanted.source === undefined) return deployed
  const squash = likelySquash(history.get(place.file) ?? [])
  return squash === undefined ? deployed : readDeployed(place, wanted, history, await pullRequestsOf(squash))
}

async function judgeOne(
  wanted: WantedImage,
  deployed: Deployed,
  environments: readonly EnvironmentSettings[],
  { sources }: OrderPorts,
): Promise<Verdict> {
  const relation = await relate(wanted, deployed, sources)
  const order = compareVersionTags(wanted.image.tag, deployed.tag)
  const [here, there] = [`${wanted.service} ${versionOf(wanted)}`, describe(deployed)]
  if (relation === 'ahead') return { kind: 'write' }
  if (relation === 'behind') {
    return { kind: 'superseded', reason: `${here} was built from an older commit than ${there}` }
  }
  if (order !== undefined) {
    return order < 0
      ? { kind: 'superseded', reason: `${here} is an older version than ${there}` }
      : { kind: 'write' }
  }
  if (relation === 'identical') return { kind: 'write' }
  const why = `whether ${here} is newer than ${there} is not known: ${reasonOf(relation, wanted, deployed)}`
  const strict = environments.find(({ tags }) => tags.kind === 'semver' || tags.kind === 'semver-prerelease')
  if (strict === undefined)
    return { kind: 'write', warning: `${why.charAt(0).toUpperCase()}${why.slice(1)}; it is taken for newer.` }
  throw new ActionError(
    'order-unknown',
    `Nothing was written to the environment "${strict.name}": ${why}. Bump to a version, give "source-token" read access to the application repository, or set "allow-downgrade: true".`,
  )
}

async function relate(
  { source }: WantedImage,
  deployed: Deployed,
  sources: SourceRepositories | undefined,
): Promise<Relation> {
  if (source === undefined || deployed.source === undefined) return 'unknown'
  if (source.sha === deployed.source.sha) return 'identical'
  return (await sources?.compare(source.repository, deployed.source.sha, source.sha)) ?? 'unknown'
}

function describe({ tag, digest }: Deployed): string {
  return `the deployed ${tag ?? digest?.slice(0, 'sha256:'.length + 12) ?? 'one'}`
}

function reasonOf(relation: Relation, { source }: WantedImage, deployed: Deployed): string {
  if (relation === 'diverged') {
    return `${short(source?.sha)} and ${short(deployed.source?.sha)} of ${source?.repository ?? ''} are on lines that parted`
  }
  if (source === undefined) return 'nothing says which commit it was built from'
  if (deployed.source === undefined)
    return 'no commit of the environment says what the deployed one was built from'
  return `${source.repository} could not be seen, or does not have ${short(deployed.source.sha)} or ${short(source.sha)}`
}

function short(sha: string | undefined): string {
  return sha?.slice(0, 7) ?? ''
}
