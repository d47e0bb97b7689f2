import { randomUUID } from 'node:crypto'
import type { SandboxClock } from '../argocd/clock.ts'
import { apiVersionOf, type Kind, kindNamed } from './kinds.ts'

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

export interface Metadata {
  name: string
  namespace: string
  uid: string
  resourceVersion: string
  generation: number
  creationTimestamp: string
  deletionTimestamp?: string
  labels?: Record<string, string>
  annotations?: Record<string, string>
}

/** An object of the cluster; `spec` and `status` are as their kind has them. */
export interface ClusterObject {
  apiVersion: string
  kind: string
  metadata: Metadata
  spec?: unknown
  status?: unknown
  [field: string]: unknown
}

export interface NewObject {
  kind: string
  namespace: string
  name: string
  labels?: Record<string, string>
  annotations?: Record<string, string>
  spec?: unknown
  status?: unknown
}

export interface StoreEvent {
  readonly version: number
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly object: ClusterObject
}

/** Says what is wrong with an object, nothing when it is as its definition has it. */
export type Check = (object: ClusterObject) => void

/**
 * The objects of a cluster and what happened to them, as etcd and the API server keep them: one counter of versions for
 * all, `generation` counts changes of the spec, and the history can be forgotten (`compact`).
 */
export class ObjectStore {
  readonly #objects = new Map<string, ClusterObject>()
  readonly #listeners = new Set<(event: StoreEvent) => void>()
  readonly #check: Check
  readonly #clock: SandboxClock
  #events: StoreEvent[] = []
  #version = 100
  #oldest = 0

  constructor(clock: SandboxClock, check: Check) {
    this.#clock = clock
    this.#check = check
  }

  get version(): number {
    return this.#version
  }

  /** Timestamps of Kubernetes have seconds. */
  now(): string {
    return `${new Date(this.#clock.now()).toISOString().slice(0, 19)}Z`
  }

  get(kind: string, namespace: string, name: string): ClusterObject | undefined {
    const found = this.#objects.get(keyOf(kind, namespace, name))
    return found === undefined ? undefined : structuredClone(found)
  }

  list(kind: string, namespace?: string): ClusterObject[] {
    return [...this.#objects.values()]
      .filter((object) => object.kind === kind)
      .filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace)
      .sort((a, b) => (keyOfObject(a) < keyOfObject(b) ? -1 : 1))
      .map((object) => structuredClone(object))
  }

  /** Makes an object, or replaces the spec and what else is given of one that is there. */
  apply(given: NewObject): ClusterObject {
    const { kind: name, namespace, name: own, labels, annotations, ...parts } = given
    const kind: Kind = kindNamed(name)
    const old = this.get(name, namespace, own)
    if (old !== undefined) {
      return this.update(name, namespace, own, (object) => {
        Object.assign(object, structuredClone(parts))
        if (labels !== undefined) object.metadata.labels = { ...labels }
        if (annotations !== undefined)
          object.metadata.annotations = { ...object.metadata.annotations, ...annotations }
      })
    }
    const metadata: Metadata = {
      name: own,
      namespace,
      uid: randomUUID(),
      resourceVersion: '',
      generation: 1,
      creationTimestamp: this.now(),
      ...(labels === undefined ? {} : { labels: { ...labels } }),
      ...(annotations === undefined ? {} : { annotations: { ...annotations } }),
    }
    return this.#write('ADDED', {
      apiVersion: apiVersionOf(kind),
      kind: name,
      metadata,
      ...structuredClone(parts),
    })
  }

  /** Changes an object; nothing happens when the change changes nothing. @throws Error when there is no such object */
  update(
    kind: string,
    namespace: string,
    name: string,
    change: (object: ClusterObject) => void,
  ): ClusterObject {
    const old = this.#objects.get(keyOf(kind, namespace, name))
    if (old === undefined) throw new Error(`There is no ${kind} ${namespace}/${name}.`)
    const next = structuredClone(old)
    change(next)
    if (JSON.stringify(next) === JSON.stringify(old)) return next
    if (JSON.stringify(next.spec) !== JSON.stringify(old.spec)) next.metadata.generation += 1
    return this.#write('MODIFIED', next)
  }

  delete(kind: string, namespace: string, name: string): void {
    const old = this.#objects.get(keyOf(kind, namespace, name))
    if (old !== undefined) this.#write('DELETED', structuredClone(old))
  }

  /** What happened after a version; undefined when that is forgotten. */
  since(version: number): readonly StoreEvent[] | undefined {
    return version < this.#oldest ? undefined : this.#events.filter((event) => event.version > version)
  }

  /** Forgets the history, as etcd does every five minutes: who asks for an older place is told 410. */
  compact(): void {
    this.#events = []
    this.#oldest = this.#version
  }

  listen(listener: (event: StoreEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #write(type: StoreEvent['type'], object: ClusterObject): ClusterObject {
    this.#version += 1
    object.metadata.resourceVersion = String(this.#version)
    this.#check(object)
    if (type === 'DELETED') this.#objects.delete(keyOfObject(object))
    else this.#objects.set(keyOfObject(object), object)
    const event: StoreEvent = { version: this.#version, type, object: structuredClone(object) }
    this.#events.push(event)
    for (const listener of [...this.#listeners]) listener(event)
    return structuredClone(object)
  }
}

function keyOf(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`
}

function keyOfObject({ kind, metadata }: ClusterObject): string {
  return keyOf(kind, metadata.namespace, metadata.name)
}
