import { ActionError, type Clock, messageOf } from '@gitops-actions/core'
import { textAt } from '../json/member.ts'
import type { KubernetesApi } from '../kubernetes/api.ts'
import { describeResource, type KubernetesObject, type ResourceType } from '../kubernetes/object.ts'
import { KubernetesRefusal } from '../kubernetes/refusal.ts'
import { type Around, keyOf, type ObjectName } from './around.ts'
import { conditionOf, isSuspended, REQUESTED_AT } from './condition.ts'
import { chartName, chartSourceName } from './helm-release.ts'
import { HELM_CHART, HELM_RELEASE, KUSTOMIZATION } from './kinds.ts'
import { applierName, kustomizationApplier, sourceName } from './kustomization.ts'
import { kustomizationProgress } from './progress.ts'
import { releaseProgress } from './release-progress.ts'
import { fetchedRevision, readRevision, type Wanted } from './source.ts'

/** How long a source may take to fetch, in milliseconds. */
const PATIENCE = 20_000
/** How long what a source fetched serves everybody who waits for it. */
const FRESH = 10_000
/** How long a failure is one of this attempt, in milliseconds by the clocks of two machines. */
const BELIEVED = 60_000
const FIRST_REST = 50
const LONGEST_REST = 1_000

/** Asks Flux to look now instead of at its next interval. */
export interface Reconciler {
  /**
   * Has the sources fetched, waits for that, and then has what applies them reconciled: each at most once for every revision of its
   * source, and not when it has the expected one, unless it failed with it a while ago. What is suspended is left alone.
   * @throws ActionError `refresh-unanswered`, and what the cluster refuses
   */
  request(application: ObjectName, object: KubernetesObject, force: boolean): Promise<void>
}

export interface ReconcilerOptions {
  readonly api: KubernetesApi
  readonly around: Around
  readonly clock: Clock
  readonly wanted: Wanted
  /** The expected revision, bare. */
  readonly revision: string
}

export function createReconciler({ api, around, clock, wanted, revision }: ReconcilerOptions): Reconciler {
  const fetches = new Map<string, { readonly at: number; readonly done: Promise<KubernetesObject> }>()
  const asked = new Set<string>()

  function annotate(name: ObjectName): Promise<KubernetesObject> {
    return requestReconcile(api, name, clock.now().toISOString())
  }

  /** The source after it has looked. */
  async function fetchNow(name: ObjectName): Promise<KubernetesObject> {
    const patched = await annotate(name)
    const request = textAt(patched.metadata, 'annotations', REQUESTED_AT)
    const end = clock.monotonic() + PATIENCE
    let rest = FIRST_REST
    for (let object = patched; ; object = await api.get(name)) {
      const handled = textAt(object.status, 'lastHandledReconcileAt')
      const newest = textAt(object.metadata, 'annotations', REQUESTED_AT)
      // Somebody else may have asked after us: an answer to them is one to us.
      if (handled !== undefined && (handled === request || handled === newest)) return object
      if (clock.monotonic() >= end) throw unanswered(name)
      await clock.sleep(rest)
      rest = Math.min(rest * 2, LONGEST_REST)
    }
  }

  function fetchShared(name: ObjectName): Promise<KubernetesObject> {
    const key = keyOf(name)
    const known = fetches.get(key)
    if (known !== undefined && clock.monotonic() - known.at < FRESH) return known.done
    const done = fetchNow(name)
    fetches.set(key, { at: clock.monotonic(), done })
    done.then(
      (object) => {
        around.remember(name, object)
      },
      () => fetches.delete(key),
    )
    return done
  }

  /** What a source has after it was asked to look; undefined when there is nothing to be had. */
  async function bring(name: ObjectName): Promise<string | undefined> {
    const object = await around.get(name, clock.monotonic())
    if (object === undefined || isSuspended(object)) return undefined
    const has = readRevision(
      fetchedRevision({ type: name.type, object }),
      undefined,
      { type: name.type, object },
      wanted,
    )
    const looked = has === revision ? object : await fetchShared(name)
    return fetchedRevision({ type: name.type, object: looked })
  }

  async function bringNamed(name: ObjectName | undefined): Promise<string | undefined> {
    return name === undefined ? undefined : bring(name)
  }

  /** What applies an application may be none of our business: then nothing is asked of it. */
  function readable(name: ObjectName): Promise<KubernetesObject | undefined> {
    return around.get(name, clock.monotonic()).catch((error: unknown) => {
      if (error instanceof KubernetesRefusal && error.status === 403) return undefined
      throw error
    })
  }

  async function ask(name: ObjectName, source: string | undefined, force: boolean): Promise<void> {
    const object = await around.get(name, clock.monotonic())
    if (object === undefined || isSuspended(object)) return
    if (!force && isAtWork(name.type, object, source) && !isStale(object, clock.now().getTime())) return
    const key = `${keyOf(name)} ${source ?? ''} ${force ? 'forced' : ''}`
    if (asked.has(key)) return
    asked.add(key)
    around.remember(name, await annotate(name))
  }

  return {
    async request(application, object, force) {
      const { type } = application
      if (type !== KUSTOMIZATION && type !== HELM_RELEASE) {
        await bring(application)
        return
      }
      const isRelease = type === HELM_RELEASE
      const applier = isRelease ? applierName(object) : kustomizationApplier(object)
      const applied = applier && (await readable(applier))
      const names = [isRelease ? chartSourceName(object) : sourceName(object), applied && sourceName(applied)]
      const [own, ofApplier] = await Promise.all(names.map(bringNamed))
      if (applier !== undefined && applied !== undefined && ofApplier !== undefined) {
        await ask(applier, ofApplier, force)
      }
      const chart = isRelease && own !== undefined ? chartName(object) : undefined
      if (chart !== undefined) await ask(chart, own, force)
      const brought = isRelease ? [own, ofApplier].filter((one) => one !== undefined).join(' ') : own
      if ((brought !== undefined && brought !== '') || force) await ask(application, brought, force)
    },
  }
}

/** @throws what the cluster refuses, with what to do without the right */
export function requestReconcile(
  api: KubernetesApi,
  name: ObjectName,
  at: string,
): Promise<KubernetesObject> {
  return api.annotate(name, { [REQUESTED_AT]: at }).catch((error: unknown) => {
    if (!(error instanceof KubernetesRefusal) || error.status !== 403) throw error
    const sentence = `${messageOf(error)} Or set "refresh: false", and wait for the interval of Flux.`
    throw new ActionError(error.code, sentence, { cause: error })
  })
}

/**
 * Whether an object works on what its source has, or is through with it: a second request would make it begin anew. New artifacts and new
 * specifications are noticed by the controllers themselves.
 */
function isAtWork(type: ResourceType, object: KubernetesObject, source: string | undefined): boolean {
  if (type === HELM_CHART) return textAt(object.status, 'observedSourceArtifactRevision') === source
  if (type === HELM_RELEASE) return releaseProgress(object, undefined).phase !== 'waiting'
  if (type !== KUSTOMIZATION || source === undefined) return false
  const { applied, attempt, inertia } = kustomizationProgress(object)
  return inertia === undefined && (attempt?.revision ?? applied) === source
}

/** What failed some time ago may have been mended since, and is tried again by itself after minutes only. */
function isStale(object: KubernetesObject, now: number): boolean {
  const ready = conditionOf(object, 'Ready')
  return ready?.status === 'False' && now - (ready.since ?? 0) > BELIEVED
}

function unanswered(name: ObjectName): ActionError {
  return new ActionError(
    'refresh-unanswered',
    `${describeResource(name)} was not fetched within ${PATIENCE / 1000}s of being asked to: check that source-controller runs.`,
    { kind: 'transient' },
  )
}
