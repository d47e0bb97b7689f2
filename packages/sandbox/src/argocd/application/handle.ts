import type { SandboxClock } from '../clock.ts'
import { deriveUid } from '../reconciler/cluster.ts'
import type { Controller } from '../reconciler/controller.ts'
import { ApplicationRecord } from '../reconciler/record.ts'
import { initialStatus } from '../reconciler/status.ts'
import { keyOf, type JsonObject } from '../render/manifest.ts'
import type { FaultScript } from './faults.ts'
import {
  formatTime,
  type Application,
  type ApplicationSource,
  type ApplicationSpec,
  type Destination,
  type SyncPolicy,
} from './object.ts'
import { applyObservation, Replay, type Observation, type ReplayPace } from './replay.ts'
import type { ApplicationStore } from './store.ts'

export interface ApplicationOptions {
  name: string
  /** Where the Application object is, Argo CD's own namespace unless given. */
  namespace?: string
  project?: string
  source?: ApplicationSource
  sources?: ApplicationSource[]
  destination?: Destination
  syncPolicy?: SyncPolicy
  revisionHistoryLimit?: number
  labels?: Record<string, string>
  annotations?: Record<string, string>
  /** The application comes into being after so many milliseconds of the clock. */
  appearsAfterMs?: number
}

export interface HandleContext {
  store: ApplicationStore
  controller: Controller
  clock: SandboxClock
  controlNamespace: string
  rolloutMs: number
}

/** One application as a test sees it: look at it, break it, wait for it. */
export interface ApplicationHandle {
  readonly name: string
  readonly namespace: string
  readonly faults: FaultScript
  /** The object as it is now, faults included. @throws Error when it was deleted. */
  current(): Application
  /** Resolves to the first object, from the current one on, that satisfies the condition. */
  until(condition: (application: Application) => boolean, timeoutMs?: number): Promise<Application>
  /** Changes spec, labels or annotations, as `kubectl edit` would. */
  edit(change: (application: Application) => void): void
  /** Reconciles as a refresh does, without anybody asking over the API. */
  refresh(level?: 'normal' | 'hard'): Promise<void>
  /** Changes a live resource behind Argo CD's back. @throws Error when there is no such resource. */
  changeLive(resource: LiveAddress, change: (body: JsonObject) => JsonObject): void
  deleteLive(resource: LiveAddress): void
  /** Serves these observations from now on, instead of reconciling. */
  replay(observations: readonly Observation[], pace?: ReplayPace): Replay
  /** Marks the application as being deleted: it stays visible and refuses operations. */
  startDeletion(): void
  delete(): void
}

export interface LiveAddress {
  group?: string
  kind: string
  namespace?: string
  name: string
}

/** Brings an application into being and returns the means to handle it. */
export function createApplication(context: HandleContext, options: ApplicationOptions): ApplicationHandle {
  const { store, controller, clock } = context
  const namespace = options.namespace ?? context.controlNamespace
  const { name } = options
  if (store.get(namespace, name) !== undefined)
    throw new Error(`There is an application ${namespace}/${name} already.`)
  let hidden = false
  const record = new ApplicationRecord(namespace, name, () => {
    const before = hidden
    hidden = record.faults.current.hidden === true
    if (before && !hidden) store.announce(namespace, name)
    controller.request(record, 'refresh')
  })
  controller.add(record)
  if (options.appearsAfterMs !== undefined) {
    record.faults.set({ hidden: true })
    clock.schedule(options.appearsAfterMs, () => {
      record.faults.clear('hidden')
    })
  }
  store.put(newObject(options, namespace, clock.now()))
  controller.request(record, 'refresh')
  return new Handle(context, record)
}

class Handle implements ApplicationHandle {
  readonly #context: HandleContext
  readonly #record: ApplicationRecord

  constructor(context: HandleContext, record: ApplicationRecord) {
    this.#context = context
    this.#record = record
  }

  get name(): string {
    return this.#record.name
  }

  get namespace(): string {
    return this.#record.namespace
  }

  get faults(): FaultScript {
    return this.#record.faults
  }

  current(): Application {
    const application = this.#context.store.get(this.namespace, this.name)
    if (application === undefined)
      throw new Error(`The application ${this.namespace}/${this.name} was deleted.`)
    return application
  }

  until(condition: (application: Application) => boolean, timeoutMs = 10_000): Promise<Application> {
    return new Promise((resolve, reject) => {
      const settle = (): boolean => {
        const application = this.#context.store.get(this.namespace, this.name)
        if (application === undefined || !condition(application)) return false
        clearTimeout(timer)
        unwatch()
        resolve(application)
        return true
      }
      const unwatch = this.#context.store.watch(settle)
      const timer = setTimeout(() => {
        unwatch()
        const status = JSON.stringify(this.#context.store.get(this.namespace, this.name)?.status)
        reject(new Error(`${this.name} did not get there in ${timeoutMs} ms; its status is ${status}`))
      }, timeoutMs)
      settle()
    })
  }

  edit(change: (application: Application) => void): void {
    const next = structuredClone(this.current())
    change(next)
    next.metadata.generation++
    this.#context.store.put(next)
    this.#context.controller.request(this.#record, 'refresh')
  }

  async refresh(level: 'normal' | 'hard' = 'normal'): Promise<void> {
    this.#context.controller.request(this.#record, level === 'hard' ? 'hard' : 'refresh')
    await this.#context.controller.settled()
  }

  changeLive(resource: LiveAddress, change: (body: JsonObject) => JsonObject): void {
    const { clock, rolloutMs } = this.#context
    if (!this.#record.cluster.edit(this.#key(resource), change, clock.now(), rolloutMs)) {
      throw new Error(`${this.name} has no live ${resource.kind} ${resource.name}.`)
    }
    this.#context.controller.request(this.#record, 'status')
  }

  deleteLive(resource: LiveAddress): void {
    this.#record.cluster.remove(this.#key(resource))
    this.#context.controller.request(this.#record, 'status')
  }

  replay(observations: readonly Observation[], pace: ReplayPace = 'read'): Replay {
    const replay = new Replay(observations, pace, (observation) => {
      this.#context.store.put(applyObservation(this.current(), observation))
    })
    this.#record.replay = replay
    if (typeof pace === 'object') this.#playOn(replay, pace.everyMs)
    return replay
  }

  startDeletion(): void {
    this.edit((application) => {
      application.metadata.deletionTimestamp = formatTime(this.#context.clock.now())
    })
  }

  delete(): void {
    this.#context.controller.remove(this.#record)
    this.#context.store.remove(this.namespace, this.name)
  }

  #playOn(replay: Replay, everyMs: number): void {
    if (replay.finished) return
    this.#context.clock.schedule(everyMs, () => {
      if (this.#record.removed || this.#record.replay !== replay) return
      replay.next()
      this.#playOn(replay, everyMs)
    })
  }

  /** Finds the resource when group and namespace are left out. */
  #key(resource: LiveAddress): string {
    const found = this.#record.cluster
      .list()
      .map((live) => live.manifest)
      .find(
        (manifest) =>
          manifest.kind === resource.kind &&
          manifest.name === resource.name &&
          (resource.group ?? manifest.group) === manifest.group &&
          (resource.namespace ?? manifest.namespace) === manifest.namespace,
      )
    return keyOf(found ?? resource)
  }
}

function newObject(options: ApplicationOptions, namespace: string, now: number): Application {
  const spec: ApplicationSpec = {
    project: options.project ?? 'default',
    destination: options.destination ?? { server: 'https://kubernetes.default.svc', namespace: options.name },
  }
  if (options.source !== undefined) spec.source = options.source
  if (options.sources !== undefined) spec.sources = options.sources
  if (options.syncPolicy !== undefined) spec.syncPolicy = options.syncPolicy
  if (options.revisionHistoryLimit !== undefined) spec.revisionHistoryLimit = options.revisionHistoryLimit
  return {
    metadata: {
      name: options.name,
      namespace,
      uid: deriveUid(`application/${namespace}/${options.name}`),
      resourceVersion: '',
      generation: 1,
      creationTimestamp: formatTime(now),
      ...(options.labels === undefined ? {} : { labels: options.labels }),
      ...(options.annotations === undefined ? {} : { annotations: options.annotations }),
    },
    spec,
    status: initialStatus(),
  }
}
