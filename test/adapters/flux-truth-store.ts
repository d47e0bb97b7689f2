import { ActionError } from '@gitops-actions/core'
import type { KubernetesApi } from '../../packages/adapters/src/kubernetes/api.ts'
import type { KubernetesObject, ResourcePath } from '../../packages/adapters/src/kubernetes/object.ts'
import type { FakeClock } from '../core/sync-clock.ts'
import type { FluxStory } from './flux-truth-world.ts'

/** Nothing of the agent goes past the calls below. */
const UNUSED = Object.freeze({}) as KubernetesApi['connection']
const REQUESTED = 'reconcile.fluxcd.io/requestedAt'
const REPOSITORY = 'https://git.example.test/acme/environments'

export type Reason =
  | 'ReconciliationSucceeded'
  | 'Progressing'
  | 'BuildFailed'
  | 'ReconciliationFailed'
  | 'HealthCheckFailed'
  | 'UpgradeSucceeded'
  | 'UpgradeFailed'
  | 'RollbackSucceeded'

interface Metadata {
  readonly name: string
  readonly namespace: string
  resourceVersion: string
  generation: number
  labels?: Record<string, string>
  annotations: Record<string, string>
}

interface Spec {
  readonly [field: string]: unknown
  readonly values?: { readonly image: number }
}

interface Status {
  [field: string]: unknown
  artifact: { readonly revision: string }
  observedGeneration: number
  lastAppliedRevision?: string
}

export interface StoredObject {
  readonly kind: 'GitRepository' | 'Kustomization' | 'HelmRelease'
  readonly metadata: Metadata
  spec: Spec
  status: Status
}

/** The objects of Flux, and the API that shows them. */
export interface FluxStore {
  readonly repositoryUrl: string
  readonly source: StoredObject
  readonly kustomization: StoredObject
  readonly release: StoredObject
  askedOf(object: StoredObject): string | undefined
  write(object: StoredObject, status: Readonly<Record<string, unknown>>): void
  /** A new generation. */
  respecify(object: StoredObject, spec: Readonly<Record<string, unknown>>): void
  onRequest(listener: (kind: StoredObject['kind']) => void): void
  /** @param travels how long each message takes, in milliseconds */
  apiWith(travels: number): KubernetesApi
}

export function createFluxStore({ commits, waits, valuesFrom }: FluxStory, clock: FakeClock): FluxStore {
  const revision = `main@sha1:${commits[0]?.sha ?? ''}`
  const applied = { lastAppliedRevision: revision, lastAttemptedRevision: revision }
  const image = commits[0]?.image ?? 0
  const source = object(
    'GitRepository',
    'environments',
    { url: REPOSITORY, ref: { branch: 'main' } },
    { artifact: { revision } },
  )
  const sourceRef = { kind: 'GitRepository', name: 'environments' }
  const kustomization = object('Kustomization', 'apps', { path: './apps', wait: waits, sourceRef }, applied)
  const chart = {
    spec: { chart: 'api', version: '1.2.3', sourceRef: { kind: 'HelmRepository', name: 'acme' } },
  }
  const values = valuesFrom ? { valuesFrom: [{ kind: 'ConfigMap', name: 'api' }] } : { values: { image } }
  const release = object(
    'HelmRelease',
    'api',
    { chart, ...values },
    { lastAttemptedGeneration: 1, lastAttemptedRevision: '1.2.3' },
  )
  release.metadata.labels = {
    'kustomize.toolkit.fluxcd.io/name': 'apps',
    'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
  }
  const objects = [source, kustomization, release]
  let versions = 1
  let heard: (kind: StoredObject['kind']) => void = () => undefined

  function touch(one: StoredObject): void {
    one.metadata.resourceVersion = String(++versions)
  }

  function find({ type, name }: ResourcePath): StoredObject {
    const found = objects.find(({ kind, metadata }) => kind === type.kind && metadata.name === name)
    if (found === undefined) throw new ActionError('application-not-found', `no ${type.kind} ${name ?? ''}`)
    return found
  }

  return {
    repositoryUrl: REPOSITORY,
    source,
    kustomization,
    release,
    askedOf: ({ metadata }) => metadata.annotations[REQUESTED],
    write(one, status) {
      Object.assign(one.status, status)
      touch(one)
    },
    respecify(one, spec) {
      one.spec = { ...one.spec, ...spec }
      one.metadata.generation += 1
      touch(one)
    },
    onRequest(listener) {
      heard = listener
    },
    apiWith: (travels) => ({
      connection: UNUSED,
      async get(path) {
        await clock.sleep(travels)
        const seen = copy(find(path))
        await clock.sleep(travels)
        return seen
      },
      list: () => Promise.reject(new Error('nothing is listed here')),
      async annotate(path, annotations) {
        await clock.sleep(travels)
        const one = find(path)
        Object.assign(one.metadata.annotations, annotations)
        touch(one)
        heard(one.kind)
        const seen = copy(one)
        await clock.sleep(travels)
        return seen
      },
      openWatch: () => new Promise(() => undefined),
    }),
  }
}

function object(kind: StoredObject['kind'], name: string, spec: Spec, status: object): StoredObject {
  const made: StoredObject = {
    kind,
    metadata: { name, namespace: 'flux-system', resourceVersion: '1', generation: 1, annotations: {} },
    spec,
    status: { artifact: { revision: '' }, observedGeneration: 1, ...status },
  }
  setReady(made, 'True', kind === 'HelmRelease' ? 'UpgradeSucceeded' : 'ReconciliationSucceeded', 1)
  return made
}

/** `Ready`, and with it `Reconciling` as the controllers set it. */
export function setReady(
  { status }: StoredObject,
  word: 'True' | 'False' | 'Unknown',
  reason: Reason,
  observedGeneration: number,
  step?: string,
): void {
  const ready = { type: 'Ready', status: word, reason, message: step ?? reason, observedGeneration }
  const how = word === 'Unknown' ? 'Progressing' : 'ProgressingWithRetry'
  const before = (status.conditions ?? []) as readonly { type: string; message: string }[]
  const message = step ?? before.find(({ type }) => type === 'Reconciling')?.message ?? ''
  const reconciling = { type: 'Reconciling', status: 'True', reason: how, message, observedGeneration }
  status.conditions = word === 'True' ? [ready] : [reconciling, ready]
}

function copy(one: StoredObject): KubernetesObject {
  return structuredClone(one)
}
