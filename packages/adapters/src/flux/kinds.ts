import { ActionError, closest } from '@gitops-actions/core'
import type { ResourceType } from '../kubernetes/object.ts'

export const KUSTOMIZATION: ResourceType = {
  group: 'kustomize.toolkit.fluxcd.io',
  version: 'v1',
  kind: 'Kustomization',
  plural: 'kustomizations',
}
export const HELM_RELEASE: ResourceType = {
  group: 'helm.toolkit.fluxcd.io',
  version: 'v2',
  kind: 'HelmRelease',
  plural: 'helmreleases',
}
export const GIT_REPOSITORY = sourceType('GitRepository', 'gitrepositories')
export const OCI_REPOSITORY = sourceType('OCIRepository', 'ocirepositories')
export const HELM_CHART = sourceType('HelmChart', 'helmcharts')
const BUCKET = sourceType('Bucket', 'buckets')
const EXTERNAL_ARTIFACT = sourceType('ExternalArtifact', 'externalartifacts')

function sourceType(kind: string, plural: string): ResourceType {
  return { group: 'source.toolkit.fluxcd.io', version: 'v1', kind, plural }
}

/** Kinds that can be verified, the one that is taken when none is named first. */
export const VERIFIABLE: readonly ResourceType[] = [
  KUSTOMIZATION,
  HELM_RELEASE,
  GIT_REPOSITORY,
  OCI_REPOSITORY,
]

const SOURCES: readonly ResourceType[] = [GIT_REPOSITORY, OCI_REPOSITORY, BUCKET, EXTERNAL_ARTIFACT]

/** As the flux command line shortens them. */
const SHORT: ReadonlyMap<string, ResourceType> = new Map([
  ['ks', KUSTOMIZATION],
  ['hr', HELM_RELEASE],
])

/** @throws ActionError `invalid-input` for a kind that cannot be verified */
export function verifiableType(kind: string | undefined): ResourceType {
  if (kind === undefined) return KUSTOMIZATION
  const word = kind.toLowerCase()
  const found =
    VERIFIABLE.find((type) => type.kind.toLowerCase() === word || type.plural === word) ?? SHORT.get(word)
  if (found !== undefined) return found
  const kinds = VERIFIABLE.map((type) => type.kind)
  const meant = closest(kind, kinds)
  const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`
  throw new ActionError(
    'invalid-input',
    `"applications" names the kind "${kind.slice(0, 80)}", which is none that can be verified with Flux: ${kinds.join(', ')}.${hint}`,
  )
}

/** The type of the kind of a `sourceRef` or `chartRef`; undefined for one that is not known. */
export function sourceTypeNamed(kind: string | undefined): ResourceType | undefined {
  return SOURCES.find((type) => type.kind === kind)
}
