/** What happens to a request instead of what should. */
export type ClusterEffect =
  | { readonly kind: 'status'; readonly code: number; readonly reason?: string; readonly message?: string }
  /** A page of a proxy, with status 200. */
  | { readonly kind: 'login-page' }
  | { readonly kind: 'reset' }
  /** No answer until the client gives up. */
  | { readonly kind: 'hang' }

export interface ClusterFault {
  readonly method?: string
  /** Of the path and the query. */
  readonly path?: RegExp
  /** How many requests it befalls; one unless given. */
  readonly times?: number
  readonly effect: ClusterEffect
}

/** What happens to a watch after it was opened; events count from 1, bookmarks too. */
export type WatchEffect =
  | { readonly kind: 'end'; readonly afterEvents: number }
  /** The connection ends in the middle of an event. */
  | { readonly kind: 'cut'; readonly afterEvents: number }
  /** An event that says 410, as a server does whose history is short. */
  | { readonly kind: 'expired'; readonly afterEvents: number }
  /** Nothing any more, no bookmark either. */
  | { readonly kind: 'silent'; readonly afterEvents: number }
  /** The bytes arrive in pieces of this size. */
  | { readonly kind: 'pieces'; readonly bytes: number }

/** Faults of the cluster's API, used up in the order they were added. */
export class ClusterFaults {
  readonly #requests: (ClusterFault & { left: number })[] = []
  readonly #watches: WatchEffect[] = []

  request(fault: ClusterFault): void {
    this.#requests.push({ ...fault, left: fault.times ?? 1 })
  }

  /** Befalls the next watch that is opened. */
  watch(effect: WatchEffect): void {
    this.#watches.push(effect)
  }

  takeRequest(method: string, path: string): ClusterEffect | undefined {
    const fault = this.#requests.find(
      (one) => one.left > 0 && (one.method ?? method) === method && (one.path?.test(path) ?? true),
    )
    if (fault === undefined) return undefined
    fault.left -= 1
    return fault.effect
  }

  takeWatch(): WatchEffect | undefined {
    return this.#watches.shift()
  }
}
