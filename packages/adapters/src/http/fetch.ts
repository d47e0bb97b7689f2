import type { HttpClient, HttpHeaders, HttpMethod, HttpResponse, RedirectRule } from './contract.ts'

/** What callers of `fetch` hand in; a body is text or bytes, never a stream. */
export interface FetchInit {
  readonly method?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly body?: string | Uint8Array | null | undefined
  readonly signal?: AbortSignal | null | undefined
}

/** The part of the standard `Response` that Octokit reads. */
export interface FetchResponse {
  readonly ok: boolean
  readonly status: number
  readonly statusText: string
  readonly url: string
  readonly headers: { get(name: string): string | null } & Iterable<[string, string]>
  text(): Promise<string>
  json(): Promise<unknown>
  arrayBuffer(): Promise<ArrayBuffer>
}

export interface FetchOptions {
  readonly deadline?: number
  readonly maxBytes?: number
  readonly redirect?: RedirectRule
}

/**
 * A function in the shape of `fetch` (https://fetch.spec.whatwg.org/#fetch-method) over our client, for libraries that take one.
 * It rejects with `ActionError` where fetch rejects with `TypeError`.
 */
export function createFetch(
  client: HttpClient,
  options: FetchOptions = {},
): (url: string | URL, init?: FetchInit) => Promise<FetchResponse> {
  return async (url, init = {}) => {
    const response = await client.request({
      ...options,
      method: methodOf(init.method),
      url,
      headers: init.headers ?? {},
      ...(init.body === null || init.body === undefined ? {} : { body: init.body }),
      ...(init.signal === null || init.signal === undefined ? {} : { signal: init.signal }),
    })
    return fetchResponse(response)
  }
}

const METHODS: readonly HttpMethod[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

function methodOf(method = 'GET'): HttpMethod {
  const known = METHODS.find((name) => name === method.toUpperCase())
  if (known === undefined) throw new TypeError(`no such method: ${method}`)
  return known
}

function fetchResponse(response: HttpResponse): FetchResponse {
  return {
    ok: response.status >= 200 && response.status < 300,
    status: response.status,
    statusText: `HTTP ${response.status}`,
    url: response.url,
    headers: fetchHeaders(response.headers),
    text: () => Promise.resolve(response.text()),
    json: () => Promise.resolve().then(() => response.json()),
    arrayBuffer: () => Promise.resolve(new Uint8Array(response.body).buffer),
  }
}

function fetchHeaders(headers: HttpHeaders): FetchResponse['headers'] {
  return { get: (name) => headers.get(name) ?? null, [Symbol.iterator]: () => headers[Symbol.iterator]() }
}
