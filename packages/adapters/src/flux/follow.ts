import type { ApplicationEvent, ApplicationName, ApplicationState, Clock, Watch } from '@gitops-actions/core'
import type { KubernetesApi, Selection } from '../kubernetes/api.ts'
import type { KubernetesObject, ResourceType } from '../kubernetes/object.ts'
import { watchCollection } from '../kubernetes/watch.ts'
import { type Around, keyOf, type ObjectName } from './around.ts'
import { chartName } from './helm-release.ts'
import { HELM_CHART, HELM_RELEASE, KUSTOMIZATION } from './kinds.ts'
import { applierName, kustomizationApplier } from './kustomization.ts'
import type { Scope } from './scope.ts'

/** Streams beside those of the applications; what else there is, is asked about at intervals. */
const MOST_BESIDE = 8

/** One application that is followed. */
interface Followed {
  readonly name: ApplicationName
  readonly type: ResourceType
  object: KubernetesObject
  /** Its state is being read. */
  isRead: boolean
  /** How often something changed that it depends on. */
  changes: number
}

export interface FollowOptions {
  readonly api: KubernetesApi
  readonly around: Around
  readonly clock: Clock
  /** Where to go on from: what is known was listed at this version. */
  readonly placeOf: (scope: Scope) => string | undefined
  readonly read: (
    type: ResourceType,
    object: KubernetesObject,
    name: ApplicationName,
  ) => Promise<ApplicationState>
}

/**
 * Tells every change of the applications of some scopes. What brings them revisions is watched as well, because they need not change
 * with it themselves.
 */
export function follow(
  scopes: readonly Scope[],
  { api, around, clock, placeOf, read }: FollowOptions,
  listener: (event: ApplicationEvent) => void,
): Watch {
  const stopped = new AbortController()
  const applications = new Map<string, Followed>()
  const beside = new Set<string>()
  /** The applications that depend on an object. */
  const dependents = new Map<string, Set<string>>()

  async function tell(key: string): Promise<void> {
    const one = applications.get(key)
    if (one === undefined || stopped.signal.aborted) return
    one.changes += 1
    if (one.isRead) return
    one.isRead = true
    let told: number
    do {
      told = one.changes
      const { object, type, name } = one
      // What cannot be read now is asked for by the next question, which says why.
      const state = await read(type, object, name).catch(() => undefined)
      const isThere = applications.get(key) === one && !isStopped(stopped.signal)
      if (state !== undefined && isThere && told === one.changes) listener({ kind: 'changed', name, state })
    } while (told !== one.changes)
    one.isRead = false
  }

  function changed(scope: Scope, object: KubernetesObject): void {
    const name = scope.nameOf(object)
    if (name === undefined) return
    const { type } = scope.path
    const place = placeOfObject(type, object)
    const key = keyOf(place)
    around.remember(place, object)
    const known = applications.get(key)
    if (known === undefined) applications.set(key, { name, type, object, isRead: false, changes: 0 })
    else known.object = object
    followBeside(key, type, object)
    void tell(key)
    tellDependents(key)
  }

  function tellDependents(key: string): void {
    for (const dependent of dependents.get(key) ?? []) void tell(dependent)
  }

  function gone(scope: Scope, object: KubernetesObject): void {
    const name = scope.nameOf(object)
    if (name === undefined) return
    const place = placeOfObject(scope.path.type, object)
    around.remember(place, undefined)
    applications.delete(keyOf(place))
    listener({ kind: 'gone', name })
  }

  function followBeside(key: string, type: ResourceType, object: KubernetesObject): void {
    for (const name of besideOf(type, object)) {
      const of = keyOf(name)
      const known = dependents.get(of) ?? new Set()
      dependents.set(of, known.add(key))
      // Charts are as many as releases; what applies them is one, or a few.
      const isMany = name.type === HELM_CHART
      const collection = isMany ? `${name.type.plural} ${name.namespace}` : of
      if (beside.has(collection) || beside.size >= MOST_BESIDE) continue
      beside.add(collection)
      watchBeside(name, isMany ? {} : { fields: `metadata.name=${name.name}` })
    }
  }

  function watchBeside({ type, namespace }: ObjectName, selection: Selection): void {
    const notice = (found: KubernetesObject, isThere: boolean): void => {
      const place = placeOfObject(type, found)
      around.remember(place, isThere ? found : undefined)
      tellDependents(keyOf(place))
    }
    void watchCollection(api, { type, namespace }, selection, clock, stopped.signal, {
      replaced(objects) {
        for (const found of objects) notice(found, true)
      },
      changed(found) {
        notice(found, true)
      },
      deleted(found) {
        notice(found, false)
      },
    })
  }

  for (const scope of scopes) {
    const { type } = scope.path
    let there = new Map<string, KubernetesObject>()
    const listen = {
      replaced(objects: readonly KubernetesObject[]) {
        const before = there
        there = new Map(objects.map((object) => [keyOf(placeOfObject(type, object)), object]))
        for (const [key, object] of before) if (!there.has(key)) gone(scope, object)
        for (const object of objects) changed(scope, object)
      },
      changed(object: KubernetesObject) {
        there.set(keyOf(placeOfObject(type, object)), object)
        changed(scope, object)
      },
      deleted(object: KubernetesObject) {
        there.delete(keyOf(placeOfObject(type, object)))
        gone(scope, object)
      },
    }
    void watchCollection(api, scope.path, scope.selection, clock, stopped.signal, listen, placeOf(scope))
  }
  return {
    stop() {
      stopped.abort()
    },
  }
}

/** What brings revisions besides the source, and may do so without a change of the object itself. */
function besideOf(type: ResourceType, object: KubernetesObject): readonly ObjectName[] {
  const names =
    type === HELM_RELEASE
      ? [applierName(object), chartName(object)]
      : type === KUSTOMIZATION
        ? [kustomizationApplier(object)]
        : []
  return names.filter((name) => name !== undefined)
}

function placeOfObject(type: ResourceType, { metadata }: KubernetesObject): ObjectName {
  return { type, namespace: metadata.namespace, name: metadata.name }
}

/** Asked again after each await: it may have been stopped meanwhile. */
function isStopped({ aborted }: AbortSignal): boolean {
  return aborted
}
