import type { Clock, ImageReference } from '@gitops-actions/core'
import type { HttpClient, HttpRequest, HttpResponse } from '../http/contract.ts'
import { parseRetryAfter } from '../http/retry.ts'
import type { Authorizer } from './authorizer.ts'
import { apiRoot } from './endpoint.ts'
import { reachRegistry } from './reach.ts'
import type { Access, Actions } from './refusal.ts'

export interface SessionOptions {
  readonly http: HttpClient
  readonly clock: Clock
  readonly authorizer: Authorizer
  /** Registries read over http though they are not loopback. */
  readonly plaintext: ReadonlySet<string>
}

/** A request below `/v2/<repository>/`. */
export interface RepositoryRequest extends Omit<HttpRequest, 'url'> {
  /** Such as `manifests/1.4.2` or `tags/list?n=1000`. */
  readonly path: string
  readonly actions: Actions
}

/** How often, and how long in all (milliseconds), a write waits when the registry says 429: it was not done then. */
const WRITE_PATIENCE = { times: 3, budget: 60_000, pause: 2000 }

/**
 * Sends a request to a repository, logging in when the registry asks for it. Every status is an answer; 401 is one
 * only after a login was tried.
 * @throws ActionError those of the port `Registry`
 */
export async function sendToRepository(
  options: SessionOptions,
  image: Pick<ImageReference, 'registry' | 'repository'>,
  request: RepositoryRequest,
): Promise<HttpResponse> {
  const { registry, repository } = image
  const { path, actions, ...rest } = request
  const access: Access = { registry, repository, actions }
  const root = apiRoot(registry, options.plaintext)
  const url = new URL(`/v2/${repository}/${path}`, root)

  const send = (authorization: string | undefined): Promise<HttpResponse> => {
    const headers = { ...rest.headers, ...(authorization === undefined ? {} : { authorization }) }
    return sendPatiently(options, { ...rest, url, headers })
  }
  return reachRegistry(async () => {
    const authorization = await options.authorizer.current(access)
    const response = await send(authorization)
    if (response.status !== 401) return response
    const challenge = response.headers.get('www-authenticate')
    return send(await options.authorizer.renew(access, root, challenge, authorization))
  })
}

/** The HTTP client waits for reads; a write that was answered 429 was refused unread, and may be sent again. */
async function sendPatiently({ http, clock }: SessionOptions, request: HttpRequest): Promise<HttpResponse> {
  const start = clock.monotonic()
  for (let attempt = 1; ; attempt += 1) {
    const response = await http.request(request)
    const reading = request.method === 'GET' || request.method === 'HEAD'
    if (response.status !== 429 || reading || attempt > WRITE_PATIENCE.times) return response
    const asked = parseRetryAfter(response.headers.get('retry-after'), clock.now())
    const delay = (asked ?? WRITE_PATIENCE.pause * 2 ** (attempt - 1)) + clock.random() * 250
    if (clock.monotonic() - start + delay > WRITE_PATIENCE.budget) return response
    await clock.sleep(delay)
  }
}
