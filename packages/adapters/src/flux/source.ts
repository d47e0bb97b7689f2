import { ActionError } from '@gitops-actions/core'
import { objectAt, textAt } from '../json/member.ts'
import { normaliseRepositoryUrl } from '../argocd/repository-url.ts'
import { describeResource, type KubernetesObject, type ResourceType } from '../kubernetes/object.ts'
import { conditionOf, describeCondition, isSuspended } from './condition.ts'
import { GIT_REPOSITORY, OCI_REPOSITORY } from './kinds.ts'
import { commitOf, digestOf } from './revision.ts'

/** By what live revisions are compared with the expected one. */
export interface Wanted {
  /** A commit of the environment repository, or the digest of an artifact. */
  readonly form: 'commit' | 'digest'
  /** The environment repository, in any form of URL. */
  readonly repositoryUrl: string
}

/** A source of Flux, and its kind. */
export interface Source {
  readonly type: ResourceType
  readonly object: KubernetesObject
}

/** Annotations of an artifact: https://fluxcd.io/flux/cmd/flux_push_artifact/ */
const ORIGIN = 'org.opencontainers.image.revision'
const ORIGIN_SOURCE = 'org.opencontainers.image.source'

/** What a source has fetched, in Flux's own form. */
export function fetchedRevision({ object }: Source): string | undefined {
  return textAt(object.status, 'artifact', 'revision')
}

/**
 * A revision of a source in the form of the expected one; undefined when nothing says it.
 * @param origin the commit that an artifact was made of, where its applier knows it
 */
export function readRevision(
  revision: string | undefined,
  origin: string | undefined,
  source: Source,
  { form }: Wanted,
): string | undefined {
  if (revision === undefined) return undefined
  if (source.type === GIT_REPOSITORY) return commitOf(revision)
  if (form === 'digest') return digestOf(revision)
  const metadata = revision === fetchedRevision(source) ? metadataOf(source) : undefined
  return commitOf(origin ?? textAt(metadata, ORIGIN))
}

/** Whether the source brings revisions that can be compared with the expected one. */
export function isOfRepository(source: Source, { form, repositoryUrl }: Wanted): boolean {
  const wanted = normaliseRepositoryUrl(repositoryUrl)
  if (source.type === GIT_REPOSITORY) {
    const url = textAt(source.object.spec, 'url') ?? ''
    return form === 'commit' && normaliseRepositoryUrl(url) === wanted
  }
  if (form === 'digest') return true
  const origin = textAt(metadataOf(source), ORIGIN_SOURCE)
  if (source.type !== OCI_REPOSITORY) return textAt(metadataOf(source), ORIGIN) !== undefined
  return origin === undefined || normaliseRepositoryUrl(origin) === wanted
}

/** @throws ActionError `no-matching-source` */
export function requireRepository(source: Source, label: string, wanted: Wanted): void {
  if (!isOfRepository(source, wanted)) throw noSource(label, describeSource(source), wanted)
}

export function noSource(label: string, reads: string, { form, repositoryUrl }: Wanted): ActionError {
  const what = form === 'commit' ? `not ${repositoryUrl}` : 'and "revision" is the digest of an artifact'
  return new ActionError(
    'no-matching-source',
    `"${label}" reads ${reads}, ${what}: its revision says nothing about ours. Check "applications", "repository" and "revision".`,
  )
}

/** What keeps the source where it is, for people; undefined when nothing does. */
export function sourceInertia(source: Source, { form }: Wanted): string | undefined {
  const failed = [conditionOf(source.object, 'FetchFailed'), conditionOf(source.object, 'Ready')].find(
    (condition, index) => condition?.status === (index === 0 ? 'True' : 'False'),
  )
  if (failed !== undefined) return `its source ${labelOf(source)}: ${describeCondition(failed)}`
  const fetched = fetchedRevision(source)
  if (fetched === undefined) return `its source ${labelOf(source)} has fetched nothing yet`
  const isAnonymous =
    form === 'commit' && source.type !== GIT_REPOSITORY && textAt(metadataOf(source), ORIGIN) === undefined
  return isAnonymous
    ? `the artifact of ${labelOf(source)} does not say which commit it was made of: push it with "flux push artifact --revision", or give its digest as "revision"`
    : undefined
}

/** Why nothing moves it until somebody resumes it; undefined when nothing holds it. */
export function suspension(object: KubernetesObject, type: ResourceType): string | undefined {
  if (!isSuspended(object)) return undefined
  return `${describeResource({ type, ...object.metadata })} is suspended: resume it with "flux resume ${COMMAND.get(type.kind) ?? type.kind} ${object.metadata.name} -n ${object.metadata.namespace}"`
}

/** https://fluxcd.io/flux/cmd/flux_resume/ */
const COMMAND: ReadonlyMap<string, string> = new Map([
  ['Kustomization', 'kustomization'],
  ['HelmRelease', 'helmrelease'],
  ['GitRepository', 'source git'],
  ['OCIRepository', 'source oci'],
  ['Bucket', 'source bucket'],
  ['HelmChart', 'source chart'],
])

export function labelOf({ type, object }: Source): string {
  return describeResource({ type, ...object.metadata })
}

function describeSource(source: Source): string {
  const url = textAt(source.object.spec, 'url')
  return url === undefined ? labelOf(source) : `${url} (${labelOf(source)})`
}

function metadataOf({ object }: Source): unknown {
  return objectAt(object.status, 'artifact', 'metadata')
}
