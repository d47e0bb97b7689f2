import type { ImageReference } from '@gitops-actions/core'
import type { HttpClient, HttpRequest, HttpResponse } from '../http/contract.ts'
import type { Authorizer } from './authorizer.ts'
import { reachRegistry } from './reach.ts'
import type { Access, Actions } from './refusal.ts'
import type { FindRoot } from './root.ts'

export interface SessionOptions {
  readonly http: Pick<HttpClient, 'request'>
  readonly authorizer: Authorizer
  readonly findRoot: FindRoot
}

/** A request below `/v2/<repository>/`. */
export interface RepositoryRequest extends Omit<HttpRequest, 'url'> {
  /** Such as `manifests/1.4.2` or `tags/list?n=1000`. */
  readonly path: string
  readonly actions: Actions
}

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
  const root = await options.findRoot(registry)
  const url = new URL(`/v2/${repository}/${path}`, root)

  const send = (authorization: string | undefined): Promise<HttpResponse> => {
    const headers = { ...rest.headers, ...(authorization === undefined ? {} : { authorization }) }
    return options.http.request({ ...rest, url, headers })
  }
  return reachRegistry(async () => {
    const authorization = await options.authorizer.current(access)
    const response = await send(authorization)
    if (response.status !== 401) return response
    const challenge = response.headers.get('www-authenticate')
    return send(await options.authorizer.renew(access, root, challenge, authorization))
  })
}
