import type { Clock } from '@gitops-actions/core'
import { KubernetesRefusal } from '../kubernetes/refusal.ts'
import type { KubernetesApi } from '../kubernetes/api.ts'
import type { KubernetesObject, ResourceType } from '../kubernetes/object.ts'
import { groupBy } from './grouping.ts'

/** From so many objects of a kind and a namespace on they are listed together. */
const MANY = 4

/** One object among those that an application depends on. */
export interface ObjectName {
  readonly type: ResourceType
  readonly namespace: string
  readonly name: string
}

/** The objects around applications: sources, charts, and what applies a release. They are shared, so they are remembered. */
export interface Around {
  /** As it was at `since` or later, in monotonic milliseconds; undefined when there is none. */
  get(wanted: ObjectName, since: number): Promise<KubernetesObject | undefined>
  /** As it is now. */
  latest(wanted: ObjectName): Promise<KubernetesObject | undefined>
  /** Takes what an event or a list told; undefined: it is gone. */
  remember(name: ObjectName, object: KubernetesObject | undefined): void
  /** Asks for many by few lists, where lists are allowed. */
  prefetch(names: readonly ObjectName[], since: number): Promise<void>
}

interface Known {
  readonly at: number
  readonly object: Promise<KubernetesObject | undefined>
}

export function createAround(api: KubernetesApi, clock: Clock): Around {
  const known = new Map<string, Known>()

  async function ask({ type, namespace, name }: ObjectName): Promise<KubernetesObject | undefined> {
    try {
      return await api.get({ type, namespace, name })
    } catch (error) {
      if (error instanceof KubernetesRefusal && error.status === 404 && !error.isUnserved) return undefined
      throw error
    }
  }

  function remember(name: ObjectName, object: Promise<KubernetesObject | undefined>): void {
    known.set(keyOf(name), { at: clock.monotonic(), object })
  }

  function askAnew(wanted: ObjectName): Promise<KubernetesObject | undefined> {
    const key = keyOf(wanted)
    const object = ask(wanted)
    remember(wanted, object)
    object.catch(() => {
      if (known.get(key)?.object === object) known.delete(key)
    })
    return object
  }

  return {
    async get(wanted, since) {
      const found = known.get(keyOf(wanted))
      return found !== undefined && found.at >= since ? found.object : askAnew(wanted)
    },
    latest: askAnew,
    remember(name, object) {
      remember(name, Promise.resolve(object))
    },
    async prefetch(names, since) {
      const missing = new Map<string, ObjectName>()
      for (const name of names) {
        if ((known.get(keyOf(name))?.at ?? -Infinity) < since) missing.set(keyOf(name), name)
      }
      const groups = groupBy(missing.values(), ({ type, namespace }) => `${type.plural} ${namespace}`)
      await Promise.all(
        [...groups.values()].map(async (group) => {
          const [first] = group
          if (first === undefined || group.length < MANY) return
          const { type, namespace } = first
          // Who may not list may still get each.
          const list = await api.list({ type, namespace }).catch(() => undefined)
          const found = new Map(list?.items.map((object) => [object.metadata.name, object]))
          for (const one of list === undefined ? [] : group) {
            remember(one, Promise.resolve(found.get(one.name)))
          }
        }),
      )
    },
  }
}

export function keyOf({ type, namespace, name }: ObjectName): string {
  return `${type.plural}.${type.group}/${namespace}/${name}`
}
