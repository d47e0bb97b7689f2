import { ActionError } from '@gitops-actions/core'
import type { HttpResponse } from '../http/contract.ts'
import type { Login } from './docker-config.ts'
import { isJsonObject, parseJsonObject } from '../json/object.ts'

/** What we may do in a repository, as scopes name it. */
export type Actions = 'pull' | 'pull,push'

/** One repository, and what is to be done there. */
export interface Access {
  /** As image references name it: `docker.io`, `ghcr.io`, `127.0.0.1:5000`. */
  readonly registry: string
  readonly repository: string
  readonly actions: Actions
}

/** What to do when a login is missing or wrong. */
export const LOGIN_ADVICE =
  'give "registry", "username" and "password", or log in to it in an earlier step of the job'

/** The error for an answer that is not what was wanted; `login` is what we identified ourselves with. */
export function describeRefusal(
  response: HttpResponse,
  access: Access,
  login: Login | undefined,
): ActionError {
  const { registry } = access
  const name = `${registry}/${access.repository}`
  const said = quoteAnswer(response)
  const purpose = access.actions === 'pull' ? 'read' : 'write'
  const { status } = response
  if (status === 401 || status === 403) {
    if (login === undefined) {
      return new ActionError(
        'registry-unauthorized',
        `${registry} does not let anybody ${purpose} ${name} without a login${said}: ${LOGIN_ADVICE}. It may also be that ${name} does not exist.`,
      )
    }
    const wrong = status === 401 && login.kind === 'password' && /^basic\b/i.test(challengeOf(response))
    if (wrong) {
      return new ActionError(
        'registry-unauthorized',
        `${registry} refused ${describeLogin(login)}${said}. Check the user name and that the password or token is right and has not expired.`,
      )
    }
    return new ActionError(
      'registry-denied',
      `${registry} does not let ${describeLogin(login)} ${purpose} ${name}${said}. Give that account the permission to ${purpose} it (scope "${access.actions}"), or check the name: registries answer the same when it does not exist.`,
    )
  }
  if (status === 429) return describeRateLimit(response, registry)
  if (status >= 500) {
    return new ActionError(
      'registry-unreachable',
      `${registry} answered ${status} for ${name}${said}. It is in trouble; run the job again later.`,
      { kind: 'transient' },
    )
  }
  return new ActionError(
    'registry-invalid-answer',
    `${registry} answered ${status} for ${name}${said}, which is not an answer of a registry to this request. Check that "${registry}" is a container registry.`,
  )
}

/** @returns ActionError `registry-rate-limited`, naming the limit when the registry does */
export function describeRateLimit(response: HttpResponse, registry: string): ActionError {
  const limit = response.headers.get('ratelimit-limit')
  const after = response.headers.get('retry-after')
  const named = limit === undefined ? '' : ` (limit ${printable(limit)}: requests; w = window in seconds)`
  const wait = after === undefined ? 'later' : `after ${printable(after)}${/^\d+$/.test(after) ? ' s' : ''}`
  return new ActionError(
    'registry-rate-limited',
    `${registry} answered 429, too many requests${named}${quoteAnswer(response)}. Run the job again ${wait}; with a login the limit is usually higher.`,
    { kind: 'transient' },
  )
}

/** Who we were, for messages: never a secret. */
export function describeLogin(login: Login): string {
  return login.kind === 'password'
    ? `the user "${printable(login.username)}"`
    : 'the identity of the docker configuration'
}

/** `: "message"` of an error document, or nothing. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes */
export function quoteAnswer(response: HttpResponse): string {
  const messages = errorMessages(response)
  return messages.length === 0 ? '' : ` ("${messages.join('; ')}")`
}

/** The messages of an error document, printable and short; empty when there is none. */
export function errorMessages(response: HttpResponse): readonly string[] {
  const document = parseJsonObject(response.body)
  if (document === undefined) return []
  // Token servers use either form: {errors: [{code, message}]} or {details} or {error_description}.
  const errors: unknown[] = Array.isArray(document.errors) ? document.errors : [document]
  return errors
    .slice(0, 3)
    .map((error) =>
      isJsonObject(error)
        ? (error.message ?? error.error_description ?? error.details ?? error.code)
        : undefined,
    )
    .filter((message) => typeof message === 'string')
    .map((message) => printable(message))
    .filter((message) => message !== '')
}

function challengeOf(response: HttpResponse): string {
  return response.headers.get('www-authenticate') ?? ''
}

function printable(text: string): string {
  const line = text.replace(/\P{ASCII}|\p{Cc}|"/gu, ' ').trim()
  return line.length > 300 ? `${line.slice(0, 300)}…` : line
}
