import { applicationLabel, type ApplicationName, type Clock } from '@gitops-actions/core'
import type { HttpClient, HttpMethod, HttpStream } from '../http/contract.ts'
import { waitOutLimits } from '../http/patience.ts'
import { FIELDS } from './application.ts'
import { type Credential, fixedCredential } from './credential.ts'
import { listAt } from '../json/member.ts'
import { decodeAnswer, type Question, refusal } from './refusal.ts'
import type { Scope } from './scope.ts'

/** A resource tree of a large application runs to megabytes. */
const MAX_BYTES = 32 * 1024 * 1024
/** A blocking refresh takes as long as Argo CD needs to compare. */
const DEADLINE = 60_000
/** Argo CD sends a comment every 15 s; three missed ones mean a dead stream. */
const STREAM_IDLE = 45_000
/** A stream ends when it is closed; a job ends after six hours. */
const STREAM_DEADLINE = 6 * 3_600_000

export interface ArgoCdApiOptions {
  readonly http: HttpClient
  readonly clock: Clock
  /** `https://argocd.example.com`, with its root path if it has one. */
  readonly server: string
  /** A token, or what exchanges for one. */
  readonly authToken: string | Credential
  readonly project: string | undefined
  /** Ends waiting for a server that said "too many requests". */
  readonly signal?: AbortSignal
}

/**
 * Argo CD's REST API, as far as verify-sync needs it:
 * https://argo-cd.readthedocs.io/en/stable/developer-guide/api-docs/
 */
export interface ArgoCdApi {
  readonly server: string
  /** Answers the decoded body; `path` follows `/api/v1/applications/{name}`. Throws `ArgoCdRefusal`. */
  application(name: ApplicationName, call: Call): Promise<unknown>
  /** All applications of a scope. Throws `ArgoCdRefusal`. */
  list(scope: Scope): Promise<readonly unknown[]>
  /** The event stream of a scope. */
  stream(scope: Scope, signal: AbortSignal): Promise<HttpStream>
}

export interface Call {
  readonly method?: HttpMethod
  readonly path?: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: Readonly<Record<string, unknown>>
}

export function createArgoCdApi(options: ArgoCdApiOptions): ArgoCdApi {
  const { http, clock, server, authToken, project } = options
  const patient = waitOutLimits(http, clock, options.signal)
  const base = server.replace(/\/+$/, '')
  const credential = typeof authToken === 'string' ? fixedCredential(authToken) : authToken
  const identity = (name: ApplicationName): Record<string, string> => ({
    ...(name.namespace === undefined ? {} : { appNamespace: name.namespace }),
    ...(project === undefined ? {} : { project }),
  })
  const parametersOf = ({ name, namespace, selector }: Scope, fields: string): URLSearchParams =>
    new URLSearchParams({
      ...(name === undefined ? {} : { name }),
      ...(selector === undefined ? {} : { selector }),
      ...(namespace === undefined ? {} : { appNamespace: namespace }),
      ...(project === undefined ? {} : { project }),
      fields,
    })
  const question = (token: string): Omit<Question, 'label' | 'isSync'> => ({
    project,
    server: base,
    authToken: token,
    origin: credential.origin,
    advice: credential.advice,
    now: clock.now(),
  })
  return {
    server: base,
    async application(name, { method = 'GET', path = '', query = {}, body }) {
      const isSync = method === 'POST'
      // A write names its application in the body; a query beside it is not read.
      const parameters = new URLSearchParams(isSync ? {} : { ...query, ...identity(name) })
      const search = parameters.size === 0 ? '' : `?${parameters.toString()}`
      const token = await credential.token()
      const response = await patient.request({
        method,
        url: `${base}/api/v1/applications/${encodeURIComponent(name.name)}${path}${search}`,
        headers: { ...headersWith(token), 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify({ ...body, ...identity(name) }) }),
        maxBytes: MAX_BYTES,
        deadline: DEADLINE,
        // A refresh that was not answered goes on at the server: a second one would only add to it.
        retry: 'refresh' in query ? 'never' : 'safe',
      })
      if (response.status === 200) return decodeAnswer(response, base)
      throw refusal(response, { ...question(token), label: applicationLabel(name), isSync })
    },
    async list(scope) {
      const fields = FIELDS.map((field) => `items.${field}`).join(',')
      const token = await credential.token()
      const response = await patient.request({
        url: `${base}/api/v1/applications?${parametersOf(scope, fields).toString()}`,
        headers: headersWith(token),
        maxBytes: MAX_BYTES,
        deadline: DEADLINE,
      })
      if (response.status === 200) return listAt(decodeAnswer(response, base), 'items')
      throw refusal(response, { ...question(token), label: scope.selector ?? 'any', isSync: false })
    },
    async stream(scope, signal) {
      const token = await credential.token()
      const fields = ['result.type', ...FIELDS.map((field) => `result.application.${field}`)].join(',')
      const parameters = parametersOf(scope, fields)
      return http.stream({
        url: `${base}/api/v1/stream/applications?${parameters.toString()}`,
        // Argo CD compares the header as a whole: with any other text it sends no keepalives.
        headers: { ...headersWith(token), accept: 'text/event-stream' },
        idleTimeout: STREAM_IDLE,
        deadline: STREAM_DEADLINE,
        signal,
      })
    },
  }
}

function headersWith(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}`, accept: 'application/json' }
}
