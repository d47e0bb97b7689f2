/** What happens to a request before Argo CD's own code would see it, or instead of it. */
export type RequestEffect =
  | { kind: 'latency'; ms: number }
  /** A proxy's login page, with status 200. */
  | { kind: 'login-page' }
  | { kind: 'answer'; status: number; body?: string; contentType?: string; headers?: Record<string, string> }
  /** No answer until the client gives up. */
  | { kind: 'hang' }
  | { kind: 'reset' }
  /** The head and the first half of the body, then the end of the connection. */
  | { kind: 'cut-body' }

export interface RequestFault {
  method?: string
  /** Text that the path begins with, or an expression it matches. */
  path?: string | RegExp
  /** How many requests it befalls; all of them unless given. */
  times?: number
  effect: RequestEffect
}

/** What happens to a watch after it was opened. Events count from 1, the first `ADDED` included. */
export type StreamEffect =
  | { kind: 'cut'; afterBytes: number }
  /** Ends inside the first character that takes more than one byte. */
  | { kind: 'cut-inside-character' }
  /** Nothing at all any more, no keepalive either. */
  | { kind: 'silent'; afterEvents: number }
  | { kind: 'end'; afterEvents: number }
  | { kind: 'unauthorized'; afterEvents: number }
  /** The bytes arrive in pieces of this size. */
  | { kind: 'pieces'; bytes: number }
  /** Every event is sent twice. */
  | { kind: 'duplicates' }

export interface StreamFault {
  /** Only watches of this application. */
  application?: string
  times?: number
  effect: StreamEffect
}

/** The faults of the connection, used up in the order they were added. */
export class TransportFaults {
  #requests: RequestFault[] = []
  #streams: StreamFault[] = []

  /** Adds a fault of requests; call the result to end it. */
  request(fault: RequestFault): () => void {
    const own = { ...fault }
    this.#requests.push(own)
    return () => {
      this.#requests = this.#requests.filter((other) => other !== own)
    }
  }

  /** Adds a fault of watches; call the result to end it. */
  stream(fault: StreamFault): () => void {
    const own = { ...fault }
    this.#streams.push(own)
    return () => {
      this.#streams = this.#streams.filter((other) => other !== own)
    }
  }

  clear(): void {
    this.#requests = []
    this.#streams = []
  }

  takeRequest(method: string, path: string): RequestEffect | undefined {
    const matches = (fault: RequestFault): boolean =>
      (fault.method === undefined || fault.method === method) && matchesPath(fault.path, path)
    return take(this.#requests, matches)?.effect
  }

  takeStream(application: string): StreamEffect | undefined {
    return take(
      this.#streams,
      (fault) => fault.application === undefined || fault.application === application,
    )?.effect
  }
}

function take<T extends { times?: number }>(faults: T[], matches: (fault: T) => boolean): T | undefined {
  const index = faults.findIndex(matches)
  const fault = faults[index]
  if (fault?.times === undefined) return fault
  fault.times--
  if (fault.times <= 0) faults.splice(index, 1)
  return fault
}

function matchesPath(pattern: string | RegExp | undefined, path: string): boolean {
  if (pattern === undefined) return true
  return typeof pattern === 'string' ? path.startsWith(pattern) : pattern.test(path)
}
