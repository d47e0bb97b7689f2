import type { ClusterObject, StoreEvent } from '../kubernetes/store.ts'
import { type FluxContext, reconciliationOf, REQUESTED_AT } from './context.ts'
import { reconcileKustomization } from './kustomizer.ts'
import { reconcileRelease } from './releases.ts'
import { artifactOf, reconcileSource } from './sources.ts'

const SOURCES = ['GitRepository', 'OCIRepository']
const APPLIERS = ['Kustomization', 'HelmRelease']

/** Thrown into every wait when the sandbox is closed. */
export class Closed extends Error {}

/**
 * The queue of Flux's controllers: an object is reconciled when its spec changes, when somebody asks (`requestedAt`), when its source has
 * a new artifact, and again after a failure; one at a time for each object.
 */
export class FluxController {
  readonly #context: FluxContext
  readonly #seen = new Map<string, string>()
  readonly #queued = new Map<string, 'running' | 'again'>()
  readonly #running = new Set<Promise<void>>()
  readonly #retries = new Map<string, () => void>()
  readonly #stop: () => void
  readonly #crash: (error: unknown) => void
  #closed = false

  constructor(context: FluxContext, crash: (error: unknown) => void) {
    this.#context = context
    this.#crash = crash
    this.#stop = context.store.listen((event) => {
      this.#hear(event)
    })
  }

  enqueue(kind: string, namespace: string, name: string): void {
    if (this.#closed) return
    const key = `${kind}/${namespace}/${name}`
    if (this.#queued.has(key)) {
      this.#queued.set(key, 'again')
      return
    }
    this.#queued.set(key, 'running')
    const running = this.#reconcile(kind, namespace, name).finally(() => {
      this.#running.delete(running)
      const again = this.#queued.get(key) === 'again'
      this.#queued.delete(key)
      if (again) this.enqueue(kind, namespace, name)
    })
    this.#running.add(running)
  }

  /** Resolves when nothing runs or waits for its turn; what is tried again later does not count. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running)
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#stop()
    for (const cancel of this.#retries.values()) cancel()
    await this.settled()
  }

  /** A change that a controller of Flux would react to. */
  #hear({ type, object }: StoreEvent): void {
    const { kind, metadata } = object
    if (type === 'DELETED' || ![...SOURCES, ...APPLIERS].includes(kind)) return
    const key = `${kind}/${metadata.namespace}/${metadata.name}`
    const state = `${metadata.generation} ${metadata.annotations?.[REQUESTED_AT] ?? ''}`
    if (this.#seen.get(key) !== state) {
      this.#seen.set(key, state)
      this.enqueue(kind, metadata.namespace, metadata.name)
    }
    const revision = artifactOf(object)?.revision
    if (revision === undefined || this.#seen.get(`${key} artifact`) === revision) return
    this.#seen.set(`${key} artifact`, revision)
    for (const dependent of this.#dependents(object)) {
      this.enqueue(dependent.kind, dependent.metadata.namespace, dependent.metadata.name)
    }
  }

  #dependents(source: ClusterObject): ClusterObject[] {
    return APPLIERS.flatMap((kind) => this.#context.store.list(kind)).filter((object) => {
      const spec = object.spec as { sourceRef?: Reference; chart?: { spec: { sourceRef: Reference } } }
      const reference = spec.sourceRef ?? spec.chart?.spec.sourceRef
      return (
        reference?.kind === source.kind &&
        reference.name === source.metadata.name &&
        (reference.namespace ?? object.metadata.namespace) === source.metadata.namespace
      )
    })
  }

  async #reconcile(kind: string, namespace: string, name: string): Promise<void> {
    const context = this.#context
    const key = `${kind}/${namespace}/${name}`
    this.#retries.get(key)?.()
    // What asked for it is done first: a controller is another process.
    await Promise.resolve()
    const object = context.store.get(kind, namespace, name)
    if (object === undefined || (object.spec as { suspend?: boolean }).suspend === true) return
    if (context.faults.of(kind, namespace, name).stuck === true) return
    const one = reconciliationOf(context, object)
    try {
      if (SOURCES.includes(kind)) {
        await reconcileSource(one)
        return
      }
      const end = kind === 'Kustomization' ? await reconcileKustomization(one) : await reconcileRelease(one)
      if (end === 'done') return
      const cancel = context.clock.schedule(context.times.retry, () => {
        this.#retries.delete(key)
        this.enqueue(kind, namespace, name)
      })
      this.#retries.set(key, cancel)
    } catch (error) {
      if (!(error instanceof Closed)) this.#crash(error)
    }
  }
}

interface Reference {
  readonly kind: string
  readonly name: string
  readonly namespace?: string
}
