import type { Clock } from '@gitops-actions/core'

export interface HttpClientOptions {
  readonly clock: Clock
  /** `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`, `NODE_EXTRA_CA_CERTS`; lower case wins, as in curl. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly userAgent: string
  /** PEM certificates trusted besides the machine's own. */
  readonly caCert?: string | readonly string[]
  /** Trusts `caCert` alone, where a service has an authority of its own. Default false. */
  readonly onlyCaCert?: boolean
  /** Shown to every server of this client that asks who we are; never to a proxy. PEM texts. */
  readonly clientCertificate?: { readonly certificate: string; readonly key: string }
  /** The name in the certificate of the servers, where it is not that of their address. */
  readonly serverName?: string
  /** Proxy of every request in place of what `env` says, for loopback addresses too; http or https. */
  readonly proxy?: string
  /** Accepts `http:` to hosts that are not loopback. Default false. */
  readonly plaintext?: boolean
  /** Hosts (`name` or `name:port`) whose certificate is not verified. Each use is announced through `warn`. */
  readonly insecureHosts?: readonly string[]
  readonly warn?: (line: string) => void
  /** Takes secrets out of a text that ends in an error message. */
  readonly redact?: (text: string) => string
  /** Ends every exchange of this client. */
  readonly signal?: AbortSignal
}

export type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * `refuse`: a redirect is an error. `same-host`: followed on the same host and port only (http may become https).
 * `drop-authorization`: followed anywhere that is not plain text, credentials left behind when the host changes.
 */
export type RedirectRule = 'refuse' | 'same-host' | 'drop-authorization'

export interface HttpRequest {
  readonly method?: HttpMethod
  readonly url: string | URL
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** Milliseconds for the whole exchange: connecting, retries, redirects and body. Default 30 s. */
  readonly deadline?: number
  /** Bytes of body, after decompression. Default 1 MiB. */
  readonly maxBytes?: number
  /** Default `refuse`. */
  readonly redirect?: RedirectRule
  /**
   * `safe` repeats GET and HEAD after a broken connection, 500, 502, 503 and 504; `reads` says of any other method that it
   * changes nothing, so that it may be repeated as well. Default `safe`.
   */
  readonly retry?: 'safe' | 'reads' | 'never'
  readonly signal?: AbortSignal
}

export interface HttpHeaders extends Iterable<[name: string, value: string]> {
  /** Undefined when absent; several are joined by `, `. Names in any case. */
  get(name: string): string | undefined
}

export interface HttpResponse {
  readonly status: number
  readonly headers: HttpHeaders
  /** After redirects. */
  readonly url: string
  readonly body: Uint8Array
  text(): string
  /** Throws `ActionError` `invalid-answer` when the body is not JSON. */
  json(): unknown
}

export interface HttpStreamRequest extends Omit<HttpRequest, 'retry' | 'maxBytes'> {
  /** Milliseconds without a byte after which the stream fails with `timeout`. Default 60 s. */
  readonly idleTimeout?: number
}

export interface HttpStream {
  readonly status: number
  readonly headers: HttpHeaders
  readonly url: string
  /** Throws `ActionError`: `timeout` (idle or deadline), `unreachable`, `cancelled`. */
  readonly chunks: AsyncIterable<Uint8Array>
  /** Drops the connection; `chunks` then ends. */
  close(): void
}

/**
 * The one way out to the network. Every status is an answer, not an error; what throws is an `ActionError`:
 * `refused-url`, `redirect-refused`, `unreachable`, `tls-untrusted`, `timeout`, `body-too-large`, `invalid-answer`,
 * `cancelled`. A write that threw may have gone through: look before repeating it.
 */
export interface HttpClient {
  request(request: HttpRequest): Promise<HttpResponse>
  /** An answer read as it arrives, for server-sent events and log streams; never repeated. */
  stream(request: HttpStreamRequest): Promise<HttpStream>
  /** Closes idle connections. */
  close(): Promise<void>
}
