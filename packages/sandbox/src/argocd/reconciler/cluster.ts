import { createHash } from 'node:crypto'
import { canonical } from '../render/render.ts'
import { isObject, keyOf, podTemplateOf, type JsonObject, type Manifest } from '../render/manifest.ts'

/** A resource as the cluster holds it. */
export interface LiveResource {
  manifest: Manifest
  /** What was there before, until the rollout is through: its pods still run. */
  previous?: Manifest
  /** Revision(s) that it was last applied from, as one word. */
  revision: string
  uid: string
  resourceVersion: number
  createdAt: number
  /** When the rollout of the pod template began and when it is through, in the clock's milliseconds. */
  rolloutStartedAt: number
  rolloutEndsAt: number
}

export type ApplyResult = 'created' | 'configured' | 'unchanged'

/** The resources of one application in its destination cluster. */
export class Cluster {
  readonly #resources = new Map<string, LiveResource>()
  readonly #owner: string
  #version = 1

  /** `owner` makes the identifiers of two applications differ. */
  constructor(owner: string) {
    this.#owner = owner
  }

  get(key: string): LiveResource | undefined {
    return this.#resources.get(key)
  }

  list(): LiveResource[] {
    return [...this.#resources.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, resource]) => resource)
  }

  /** Makes the resource be as the manifest says; a changed pod template starts a rollout of `rolloutMs`. */
  apply(manifest: Manifest, revision: string, now: number, rolloutMs: number): ApplyResult {
    const key = keyOf(manifest)
    const existing = this.#resources.get(key)
    if (existing === undefined) {
      const ends = podTemplateOf(manifest) === undefined ? now : now + rolloutMs
      this.#resources.set(key, {
        manifest,
        revision,
        uid: deriveUid(`${this.#owner}/${key}`),
        resourceVersion: ++this.#version,
        createdAt: now,
        rolloutStartedAt: now,
        rolloutEndsAt: ends,
      })
      return 'created'
    }
    if (isSame(existing.manifest, manifest)) {
      existing.revision = revision
      return 'unchanged'
    }
    const rollsOut = templateText(existing.manifest) !== templateText(manifest)
    this.#resources.set(key, {
      ...existing,
      manifest,
      revision,
      resourceVersion: ++this.#version,
      ...(rollsOut
        ? { previous: existing.manifest, rolloutStartedAt: now, rolloutEndsAt: now + rolloutMs }
        : {}),
    })
    return 'configured'
  }

  remove(key: string): void {
    this.#resources.delete(key)
  }

  /** Changes a resource behind Argo CD's back (`kubectl edit`). Returns whether it was there. */
  edit(key: string, change: (body: JsonObject) => JsonObject, now: number, rolloutMs: number): boolean {
    const existing = this.#resources.get(key)
    if (existing === undefined) return false
    const body = change(structuredClone(existing.manifest.body))
    this.apply({ ...existing.manifest, body }, existing.revision, now, rolloutMs)
    return true
  }

  /** The next moment a rollout comes to its end. */
  nextChange(now: number): number | undefined {
    const moments = this.list()
      .map((resource) => resource.rolloutEndsAt)
      .filter((moment) => moment > now)
    return moments.length === 0 ? undefined : Math.min(...moments)
  }
}

/** Whether applying the manifest would change nothing. */
export function isSame(live: Manifest, target: Manifest): boolean {
  return canonical(live.body) === canonical(target.body)
}

/** A stable identifier in the form of a UUID. */
export function deriveUid(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}

export function replicasOf(manifest: Manifest): number {
  const spec = manifest.body.spec
  const replicas = isObject(spec) ? spec.replicas : undefined
  return typeof replicas === 'number' ? replicas : 1
}

function templateText(manifest: Manifest): string {
  return canonical(podTemplateOf(manifest) ?? null)
}
