import type { ApplicationState, OperationState } from '@gitops-actions/core'
import { objectAt, textAt } from '../json/member.ts'
import type { KubernetesObject } from '../kubernetes/object.ts'
import type { Around, ObjectName } from './around.ts'
import { GIT_REPOSITORY, HELM_CHART, HELM_RELEASE } from './kinds.ts'
import { type Applier, applierInertia, applierLabel, applierOf, applierPause } from './kustomization.ts'
import { type ReleaseProgress, releaseProgress, releaseScope } from './release-progress.ts'
import { digestOf } from './revision.ts'
import {
  isOfRepository,
  noSource,
  readRevision,
  type Source,
  sourceInertia,
  suspension,
  type Wanted,
} from './source.ts'
import { operationOf, stateOf } from './state.ts'

/**
 * A HelmRelease as an application. It has no revision of Git itself: a commit reaches it by the Kustomization that applies it, by its chart
 * when that is in the environment repository, or by both; each is one revision.
 * @throws ActionError `no-matching-source`, and what the cluster refuses
 */
export async function readHelmRelease(
  object: KubernetesObject,
  label: string,
  around: Around,
  since: number,
  wanted: Wanted,
): Promise<ApplicationState> {
  const [applier, chart] = await Promise.all([
    applierOf(object, around, since, wanted),
    chartOf(object, around, since, wanted),
  ])
  const own = releaseProgress(object, chart?.version)
  const digest = wanted.form === 'digest' && applier === undefined ? releasedDigest(object) : undefined
  const revisions = [
    ...(applier === undefined ? [] : [applier.applied]),
    ...(chart === undefined ? [] : [chart.revision]),
    ...(digest === undefined ? [] : [digest]),
  ]
  if (revisions.length === 0) {
    throw noSource(
      label,
      'a chart of elsewhere, and is applied by no Kustomization of the environment repository',
      wanted,
    )
  }
  return stateOf({
    object,
    type: HELM_RELEASE,
    label,
    revisions,
    operation: operationFor(own, applier, revisions),
    health: own.health,
    inertia: inertiaOf(own, applier, chart, wanted),
    errors: [
      ...own.errors,
      ...(applier === undefined
        ? []
        : applier.progress.errors.map((one) => `${applierLabel(applier)}: ${one}`)),
    ],
    paused: pauseOf(applier, chart),
    scope: releaseScope(object),
  })
}

/** A failure of what brings the specification comes before one of the release: the release is of an older one then. */
function operationFor(
  own: ReleaseProgress,
  applier: Applier | undefined,
  revisions: readonly (string | undefined)[],
): OperationState | undefined {
  const brought = applier && attemptOf(applier)
  if (brought?.phase === 'failed') return brought
  if (own.phase === 'failed') return operationOf('failed', revisions, own.message, own.willRetry)
  if (brought !== undefined) return brought
  return own.phase === 'running' ? operationOf('running', revisions, own.message) : undefined
}

function attemptOf(applier: Applier): OperationState | undefined {
  const { attempt } = applier.progress
  if (attempt === undefined) return undefined
  const message = `${applierLabel(applier)}: ${attempt.message}`
  return operationOf(attempt.phase, [applier.attempted], message, attempt.willRetry)
}

function inertiaOf(
  own: ReleaseProgress,
  applier: Applier | undefined,
  chart: Chart | undefined,
  wanted: Wanted,
): string | undefined {
  const brought = applier && applierInertia(applier, wanted)
  if (brought !== undefined) return brought
  const packed = chart && sourceInertia(chart.source, wanted)
  if (packed !== undefined) return packed
  return own.phase === 'waiting' && own.message !== '' ? own.message : undefined
}

function pauseOf(applier: Applier | undefined, chart: Chart | undefined): string | undefined {
  return (applier && applierPause(applier)) ?? (chart && suspension(chart.source.object, chart.source.type))
}

/** A chart in the environment repository. */
interface Chart {
  readonly source: Source
  /** Which commit it was looked at last. */
  readonly revision: string | undefined
  /** Its version now, which is what a release tells: it changes with `Chart.yaml`, or with every commit (`reconcileStrategy: Revision`). */
  readonly version: string | undefined
}

async function chartOf(
  object: KubernetesObject,
  around: Around,
  since: number,
  wanted: Wanted,
): Promise<Chart | undefined> {
  const packed = chartName(object)
  const chart = packed && (await around.get(packed, since))
  const name = chartSourceName(object) ?? (chart && gitReference(objectAt(chart.spec, 'sourceRef'), chart))
  const found = name && (await around.get(name, since))
  const source = found && { type: GIT_REPOSITORY, object: found }
  if (source === undefined || !isOfRepository(source, wanted)) return undefined
  const seen = textAt(chart?.status, 'observedSourceArtifactRevision')
  return {
    source,
    revision: readRevision(seen, undefined, source, wanted),
    version: textAt(chart?.status, 'artifact', 'revision'),
  }
}

/** The GitRepository that a chart is in; undefined for charts of elsewhere, whose versions are in the specification. */
export function chartSourceName(object: KubernetesObject): ObjectName | undefined {
  return gitReference(objectAt(object.spec, 'chart', 'spec', 'sourceRef'), object)
}

function gitReference(reference: unknown, { metadata }: KubernetesObject): ObjectName | undefined {
  const name = textAt(reference, 'name')
  if (textAt(reference, 'kind') !== GIT_REPOSITORY.kind || name === undefined) return undefined
  return { type: GIT_REPOSITORY, name, namespace: textAt(reference, 'namespace') ?? metadata.namespace }
}

/** The HelmChart that packs the chart of a release: the one that it names, or the one that its controller has made of it. */
export function chartName({ metadata, spec, status }: KubernetesObject): ObjectName | undefined {
  const named = objectAt(spec, 'chartRef')
  if (textAt(named, 'kind') === HELM_CHART.kind) {
    const of = textAt(named, 'namespace') ?? metadata.namespace
    return { type: HELM_CHART, namespace: of, name: textAt(named, 'name') ?? '' }
  }
  const [namespace, name] = (textAt(status, 'helmChart') ?? '').split('/')
  return namespace === undefined || name === undefined ? undefined : { type: HELM_CHART, namespace, name }
}

/** Of a chart that is an artifact itself. */
function releasedDigest({ status }: KubernetesObject): string | undefined {
  return digestOf(textAt(status, 'lastAttemptedRevisionDigest'))
}
