import {
  ActionError,
  type Agent,
  applicationLabel,
  type ApplicationName,
  type ApplicationState,
  type Clock,
  messageOf,
} from '@gitops-actions/core'
import type { KubernetesApi } from '../kubernetes/api.ts'
import type { KubernetesObject, ResourceType } from '../kubernetes/object.ts'
import { KubernetesRefusal } from '../kubernetes/refusal.ts'
import { createAround, type ObjectName } from './around.ts'
import { isSuspended } from './condition.ts'
import { explain } from './explain.ts'
import { readSource } from './fetched.ts'
import { follow } from './follow.ts'
import { createRevisits, takesForeignValues } from './foreign-values.ts'
import { chartName, chartSourceName, readHelmRelease } from './helm-release.ts'
import { imagesOf } from './images.ts'
import { HELM_RELEASE, KUSTOMIZATION } from './kinds.ts'
import { applierName, kustomizationApplier, readKustomization, sourceName } from './kustomization.ts'
import { createReconciler } from './reconcile.ts'
import { placeOf, type Scope, scopesOf } from './scope.ts'
import { createWorkloads } from './workloads.ts'

/** Sources and charts as old as this serve an event: what changes in them comes as an event as well. In milliseconds. */
const BESIDE_TTL = 10_000

export interface FluxAgentOptions {
  readonly api: KubernetesApi
  readonly clock: Clock
  /** The environment repository, in any form of URL. */
  readonly repositoryUrl: string
  /** The expected revision: a commit id, or the `sha256:` digest of an artifact. */
  readonly revision: string
  /** Namespace of applications that name none. */
  readonly namespace: string
  /** Whether the images that run are to be told: that needs to list workloads and pods. */
  readonly readsImages: boolean
  /** Whether Flux may be asked to reconcile what it does not look at by itself. */
  readonly mayRequest?: boolean
}

/** Flux by the objects of its cluster: https://fluxcd.io/flux/components/ */
export function createFluxAgent(options: FluxAgentOptions): Agent {
  const { api, clock, repositoryUrl, revision, readsImages } = options
  const wanted = { form: revision.startsWith('sha256:') ? 'digest' : 'commit', repositoryUrl } as const
  const around = createAround(api, clock)
  const workloads = createWorkloads(api, around, clock)
  const revisits = createRevisits(api, around, clock)
  const reconciler = createReconciler({ api, around, clock, wanted, revision })
  /** Resource versions at which scopes were listed. */
  const places = new Map<string, string>()
  /** What was said of the last failure, by label. */
  const failures = new Map<string, string>()
  /** Workloads were read once: before, they are read in any case, so that a right that is missing is told at the beginning. */
  let mayRead = false

  function readKind(
    type: ResourceType,
    object: KubernetesObject,
    label: string,
    since: number,
  ): Promise<ApplicationState> | ApplicationState {
    if (type === KUSTOMIZATION) return readKustomization(object, label, around, since, wanted)
    if (type === HELM_RELEASE) return readHelmRelease(object, label, around, since, wanted)
    return readSource({ type, object }, label, wanted)
  }

  /** What looks good with values that came by another way is good when it was reconciled after they had come. */
  async function revisited(
    type: ResourceType,
    object: KubernetesObject,
    state: ApplicationState,
  ): Promise<ApplicationState> {
    const looksGood = state.health.status === 'healthy' && state.revisions.length > 0
    const isAsked = options.mayRequest === true && !isSuspended(object) && !state.operationRequested
    if (!looksGood || !isAsked || !takesForeignValues(type, object)) return state
    const { namespace, name } = object.metadata
    const isDone = await revisits.isDone({ type, namespace, name }, object, state.revisions)
    return isDone ? state : { ...state, operationRequested: true }
  }

  /** `since`: how old what is beside it may be; its workloads are asked for anew. */
  async function read(
    type: ResourceType,
    object: KubernetesObject,
    name: ApplicationName,
    since: number,
  ): Promise<ApplicationState> {
    const asked = clock.monotonic()
    const label = applicationLabel(name)
    const found = await readKind(type, object, label, since)
    const state = await revisited(type, object, found)
    const failure = failureOf(state)
    if (failure !== undefined) failures.set(label, failure)
    const isOut = state.health.status === 'healthy' || state.health.status === 'degraded'
    if (!readsImages || state.scope === 'fetched' || (!isOut && mayRead)) return state
    try {
      const behind = await workloads.of(type, object, asked)
      mayRead ||= behind.length > 0
      return { ...state, images: imagesOf(behind) }
    } catch (error) {
      if (!(error instanceof KubernetesRefusal) || error.status !== 403) throw error
      const sentence = `${messageOf(error)} It is asked because of "images" or "release": what runs is proved by the pods.`
      throw new ActionError(error.code, sentence, { cause: error })
    }
  }

  async function listScope(
    scope: Scope,
  ): Promise<readonly { name: ApplicationName; state: ApplicationState }[]> {
    const since = clock.monotonic()
    const { items, resourceVersion } = await api.list(scope.path, scope.selection)
    places.set(keyOfScope(scope), resourceVersion)
    const { type } = scope.path
    const asked = items.flatMap((object) => {
      const name = scope.nameOf(object)
      return name === undefined ? [] : [{ name, object }]
    })
    await around.prefetch(
      asked.flatMap(({ object }) => besides(type, object)),
      since,
    )
    return Promise.all(
      asked.map(async ({ name, object }) => ({ name, state: await read(type, object, name, since) })),
    )
  }

  return {
    async observe(name, refresh) {
      const place = placeOf(name, options)
      if (refresh !== 'none') {
        await reconciler.request(place, await api.get(place), refresh === 'hard')
      }
      const since = clock.monotonic()
      const object = await api.get(place)
      around.remember(place, object)
      return read(place.type, object, name, since)
    },
    async list(targets) {
      const found = await Promise.all(scopesOf(targets, options).map(listScope))
      return [...new Map(found.flat().map((one) => [applicationLabel(one.name), one])).values()]
    },
    watch(targets, listener) {
      const scopes = scopesOf(targets, options)
      return follow(
        scopes,
        {
          api,
          around,
          clock,
          placeOf: (scope) => places.get(keyOfScope(scope)),
          read: (type, object, name) => read(type, object, name, clock.monotonic() - BESIDE_TTL),
        },
        listener,
      )
    },
    async sync(name) {
      const place = placeOf(name, options)
      await reconciler.request(place, await api.get(place), true)
      return { kind: 'requested' }
    },
    blockingWindow: () => Promise.resolve(undefined),
    async explain(name) {
      const place = placeOf(name, options)
      const known = failures.get(applicationLabel(name))
      return explain({ api, workloads, around, clock }, place.type, await api.get(place), known)
    },
  }
}

function failureOf({ health, operation }: ApplicationState): string | undefined {
  if (operation?.phase === 'failed') return operation.message
  return health.status === 'degraded' ? health.message : undefined
}

/** What an application depends on. */
function besides(type: ResourceType, object: KubernetesObject): readonly ObjectName[] {
  const names =
    type === KUSTOMIZATION
      ? [sourceName(object), kustomizationApplier(object)]
      : type === HELM_RELEASE
        ? [applierName(object), chartName(object), chartSourceName(object)]
        : []
  return names.filter((name) => name !== undefined)
}

function keyOfScope({ path, selection }: Scope): string {
  return [path.type.plural, path.namespace, selection.labels, selection.fields].join(' ')
}
