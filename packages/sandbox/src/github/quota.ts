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

  /** Counts a request that costs `points`. `exceeded`: it is one too many. `resetIn` is in seconds. */
  spend(
    token: AccessToken | undefined,
    resource: 'core' | 'graphql',
    points = 1,
  ): { exceeded: boolean; resetIn: number; headers: Record<string, string> } {
    const window = this.#window(`${resource} ${token?.token ?? ''}`)
    const exceeded = window.used + points > this.#limit
    if (!exceeded) window.used += points
    const { limit, remaining, used, reset } = this.read(token, resource)
    return {
      exceeded,
      resetIn: Math.ceil((window.endsAt - this.#now().getTime()) / 1000),
      headers: {
        date: this.#now().toUTCString(),
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': String(remaining),
        'x-ratelimit-used': String(used),
        'x-ratelimit-reset': String(reset),
        'x-ratelimit-resource': resource,
      },
    }
  }

  /** Where a token stands (`rate-limit`); `reset` is in seconds of the Unix epoch. */
  read(
    token: AccessToken | undefined,
    resource: 'core' | 'graphql',
  ): { limit: number; used: number; remaining: number; reset: number } {
    const { used, endsAt } = this.#window(`${resource} ${token?.token ?? ''}`)
    return { limit: this.#limit, used, remaining: this.#limit - used, reset: Math.floor(endsAt / 1000) }
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
