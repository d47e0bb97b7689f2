import type { Application } from './object.ts'

export type WatchEventType = 'ADDED' | 'MODIFIED' | 'DELETED'

export interface WatchEvent {
  type: WatchEventType
  application: Application
}

/**
 * The applications as the Kubernetes API holds them: every write makes a new object with the next resource version
 * and is told to all watchers. Objects handed out are never changed afterwards.
 */
export class ApplicationStore {
  readonly #objects = new Map<string, Application>()
  readonly #watchers = new Set<(event: WatchEvent) => void>()
  readonly #check: (application: Application) => void
  #version = 1000

  /** `check` sees every object before it becomes visible. */
  constructor(check: (application: Application) => void) {
    this.#check = check
  }

  get version(): number {
    return this.#version
  }

  get(namespace: string, name: string): Application | undefined {
    return this.#objects.get(`${namespace}/${name}`)
  }

  /** All applications, ordered by namespace and name. */
  list(): Application[] {
    return [...this.#objects.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object)
  }

  put(application: Application): Application {
    const key = `${application.metadata.namespace}/${application.metadata.name}`
    const previous = this.#objects.get(key)
    if (previous !== undefined && sameContent(previous, application)) return previous
    const next = structuredClone(application)
    next.metadata.resourceVersion = String(++this.#version)
    this.#check(next)
    this.#objects.set(key, next)
    this.#tell({ type: previous === undefined ? 'ADDED' : 'MODIFIED', application: next })
    return next
  }

  remove(namespace: string, name: string): void {
    const key = `${namespace}/${name}`
    const previous = this.#objects.get(key)
    if (previous === undefined) return
    this.#objects.delete(key)
    const last = structuredClone(previous)
    last.metadata.resourceVersion = String(++this.#version)
    this.#tell({ type: 'DELETED', application: last })
  }

  /** Tells the watchers of an object that was there and could not be seen. */
  announce(namespace: string, name: string): void {
    const application = this.get(namespace, name)
    if (application !== undefined) this.#tell({ type: 'ADDED', application })
  }

  watch(listener: (event: WatchEvent) => void): () => void {
    this.#watchers.add(listener)
    return () => {
      this.#watchers.delete(listener)
    }
  }

  #tell(event: WatchEvent): void {
    for (const watcher of [...this.#watchers]) watcher(event)
  }
}

function sameContent(a: Application, b: Application): boolean {
  const strip = (application: Application): string =>
    JSON.stringify({ ...application, metadata: { ...application.metadata, resourceVersion: '' } })
  return strip(a) === strip(b)
}
