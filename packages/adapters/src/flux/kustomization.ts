import type { ApplicationState } from '@gitops-actions/core'
import { listAt, objectAt, textAt } from '../json/member.ts'
import type { KubernetesObject } from '../kubernetes/object.ts'
import { KubernetesRefusal } from '../kubernetes/refusal.ts'
import type { Around, ObjectName } from './around.ts'
import { GIT_REPOSITORY, KUSTOMIZATION, sourceTypeNamed } from './kinds.ts'
import { kustomizationProgress, type Progress } from './progress.ts'
import {
  fetchedRevision,
  isOfRepository,
  labelOf,
  noSource,
  readRevision,
  requireRepository,
  type Source,
  sourceInertia,
  suspension,
  type Wanted,
} from './source.ts'
import { operationOf, stateOf } from './state.ts'

/**
 * A Kustomization as an application.
 * @throws ActionError `no-matching-source`, and what the cluster refuses
 */
export async function readKustomization(
  object: KubernetesObject,
  label: string,
  around: Around,
  since: number,
  wanted: Wanted,
): Promise<ApplicationState> {
  const source = await sourceOf(object, around, since, wanted)
  if (source === undefined) {
    const inertia = `its source ${describeReference(object)} is not there`
    const { health, errors } = kustomizationProgress(object)
    const none = {
      operation: undefined,
      revisions: [undefined],
      paused: undefined,
      scope: 'applied',
    } as const
    return stateOf({ object, type: KUSTOMIZATION, label, health, inertia, errors, ...none })
  }
  requireRepository(source, label, wanted)
  const { progress, applied, attempted } = readRevisions(object, source, wanted)
  const { attempt, health, errors } = progress
  const applier = await ownApplier(object, around, since, wanted)
  return stateOf({
    object,
    type: KUSTOMIZATION,
    label,
    // A commit may change its own specification as well, such as its `images`, and that comes by what applies it.
    revisions: [applied, ...(applier === undefined ? [] : [applier.applied])],
    operation:
      attempt === undefined
        ? undefined
        : operationOf(attempt.phase, [attempted], attempt.message, attempt.willRetry),
    health,
    inertia:
      progress.inertia ?? sourceInertia(source, wanted) ?? (applier && applierInertia(applier, wanted)),
    errors,
    paused: suspension(source.object, source.type) ?? (applier && applierPause(applier)),
    scope: scopeOf(object),
    // Paths in an artifact begin where it was pushed from.
    ...(source.type === GIT_REPOSITORY ? { directories: [textAt(object.spec, 'path') ?? '.'] } : {}),
  })
}

/** A Kustomization that applies others, as far as it is of the environment repository. */
export interface Applier {
  readonly object: KubernetesObject
  readonly source: Source
  readonly progress: Progress
  readonly applied: string | undefined
  readonly attempted: string | undefined
}

/** The Kustomization that applied an object, by the labels that it leaves. Undefined when it is none of the environment repository. */
export async function applierOf(
  object: KubernetesObject,
  around: Around,
  since: number,
  wanted: Wanted,
): Promise<Applier | undefined> {
  const name = applierName(object)
  const applier = name === undefined ? undefined : await around.get(name, since)
  const source = applier === undefined ? undefined : await sourceOf(applier, around, since, wanted)
  if (applier === undefined || source === undefined || !isOfRepository(source, wanted)) return undefined
  return { object: applier, source, ...readRevisions(applier, source, wanted) }
}

/** Who may read a Kustomization need not be allowed to read what applies it: what is known is judged then. */
async function ownApplier(
  object: KubernetesObject,
  around: Around,
  since: number,
  wanted: Wanted,
): Promise<Applier | undefined> {
  if (kustomizationApplier(object) === undefined) return undefined
  return applierOf(object, around, since, wanted).catch((error: unknown) => {
    if (error instanceof KubernetesRefusal && error.status === 403) return undefined
    throw error
  })
}

/** As `applierName`, for a Kustomization: the one that bootstrap makes applies itself. */
export function kustomizationApplier(object: KubernetesObject): ObjectName | undefined {
  const name = applierName(object)
  const { metadata } = object
  const isItself = name?.name === metadata.name && name.namespace === metadata.namespace
  return isItself ? undefined : name
}

/** What keeps it from bringing a new specification, for people. */
export function applierInertia(
  { progress, source, ...applier }: Applier,
  wanted: Wanted,
): string | undefined {
  const { attempt, errors } = progress
  const failure = attempt?.phase === 'failed' ? attempt.message : errors[0]
  const reason = failure ?? progress.inertia ?? sourceInertia(source, wanted)
  return reason === undefined ? undefined : `${applierLabel(applier)}, which applies it: ${reason}`
}

export function applierPause({ object, source }: Applier): string | undefined {
  return suspension(object, KUSTOMIZATION) ?? suspension(source.object, source.type)
}

export function applierLabel({ object }: Pick<Applier, 'object'>): string {
  return labelOf({ type: KUSTOMIZATION, object })
}

/** https://fluxcd.io/flux/faq/#how-to-find-the-kustomization-that-manages-an-object */
export function applierName({ metadata }: KubernetesObject): ObjectName | undefined {
  const name = textAt(metadata, 'labels', 'kustomize.toolkit.fluxcd.io/name')
  const namespace = textAt(metadata, 'labels', 'kustomize.toolkit.fluxcd.io/namespace')
  return name === undefined || namespace === undefined ? undefined : { type: KUSTOMIZATION, namespace, name }
}

/** The source that a Kustomization names; undefined for kinds that are not known. */
export function sourceName(object: KubernetesObject): ObjectName | undefined {
  const reference = objectAt(object.spec, 'sourceRef')
  const type = sourceTypeNamed(textAt(reference, 'kind'))
  const name = textAt(reference, 'name')
  if (type === undefined || name === undefined) return undefined
  return { type, name, namespace: textAt(reference, 'namespace') ?? object.metadata.namespace }
}

async function sourceOf(
  object: KubernetesObject,
  around: Around,
  since: number,
  wanted: Wanted,
): Promise<Source | undefined> {
  const name = sourceName(object)
  if (name === undefined) throw noSource(object.metadata.name, describeReference(object), wanted)
  const { type } = name
  const found = await around.get(name, since)
  if (found === undefined || type === GIT_REPOSITORY) return found && { type, object: found }
  // Which commit an artifact is of only its source says, until it is applied.
  const isBehind = attemptedRevision(object) !== fetchedRevision({ type, object: found })
  const latest = isBehind ? await around.latest(name) : found
  return latest && { type, object: latest }
}

type Revisions = Pick<Applier, 'progress' | 'applied' | 'attempted'>

function readRevisions(object: KubernetesObject, source: Source, wanted: Wanted): Revisions {
  const progress = kustomizationProgress(object)
  const last = textAt(object.status, 'lastAppliedRevision')
  const read = (revision: string | undefined): string | undefined => {
    const origin = revision === last ? textAt(object.status, 'lastAppliedOriginRevision') : undefined
    return readRevision(revision, origin, source, wanted)
  }
  return { progress, applied: read(progress.applied), attempted: read(progress.attempt?.revision) }
}

function attemptedRevision(object: KubernetesObject): string | undefined {
  const { applied, attempt } = kustomizationProgress(object)
  return attempt?.revision ?? applied
}

/** Without health checks `Ready` says no more than that everything was applied. */
function scopeOf({ spec }: KubernetesObject): ApplicationState['scope'] {
  const isChecked = objectAt(spec)?.wait === true || listAt(spec, 'healthChecks').length > 0
  return isChecked ? 'running' : 'applied'
}

function describeReference({ spec }: KubernetesObject): string {
  const reference = objectAt(spec, 'sourceRef')
  return `${textAt(reference, 'kind') ?? 'source'} ${textAt(reference, 'name') ?? 'without a name'}`
}
