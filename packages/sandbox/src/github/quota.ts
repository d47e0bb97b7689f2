import type { AccessToken } from './resources.ts'

interface Window {
  used: number
  endsAt: number
}

/** Requests per token and hour, as the `x-ratelimit-*` headers tell. GitHub's own number for a person is 5,000. */
export class Quota {
  readonly #limit: number
  readonly #now: () => Date
  readonly #windows = new Map<string, Window>()

  constructor(limit: number, now: () => Date) {
    this.#limit = limit
    this.#now = now
  }

  /** Counts one request. `exceeded`: it is one too many. */
  spend(
    token: AccessToken | undefined,
    resource: 'core' | 'graphql',
  ): { exceeded: boolean; headers: Record<string, string> } {
    const window = this.#window(`${resource} ${token?.token ?? ''}`)
    const exceeded = window.used >= this.#limit
    if (!exceeded) window.used += 1
    return {
      exceeded,
      headers: {
        'x-ratelimit-limit': String(this.#limit),
        'x-ratelimit-remaining': String(this.#limit - window.used),
        'x-ratelimit-used': String(window.used),
        'x-ratelimit-reset': String(Math.floor(window.endsAt / 1000)),
        'x-ratelimit-resource': resource,
      },
    }
  }

  #window(key: string): Window {
    const now = this.#now().getTime()
    const known = this.#windows.get(key)
    if (known !== undefined && known.endsAt > now) return known
    const window = { used: 0, endsAt: now + 3_600_000 }
    this.#windows.set(key, window)
    return window
  }
}
