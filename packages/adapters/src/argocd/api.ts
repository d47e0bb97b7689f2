import { ActionError, type ApplicationName } from '@gitops-actions/core'
import type { HttpClient, HttpMethod, HttpResponse, HttpStream } from '../http/contract.ts'
import { labelOf } from './application.ts'
import { textAt } from './json.ts'

/** A resource tree of a large application runs to megabytes. */
const MAX_BYTES = 32 * 1024 * 1024
/** A blocking refresh takes as long as Argo CD needs to compare. */
const DEADLINE = 60_000
/** Argo CD sends a comment every 15 s; three missed ones mean a dead stream. */
const STREAM_IDLE = 45_000
const SHOWN = 200

export interface ArgoCdApiOptions {
  readonly http: HttpClient
  /** `https://argocd.example.com`, with its root path if it has one. */
  readonly server: string
  readonly authToken: string
  readonly project: string | undefined
}

/** Argo CD's REST API, as far as verify-sync needs it. */
export interface ArgoCdApi {
  readonly server: string
  /** Answers the decoded body; `path` follows `/api/v1/applications/{name}`. */
  application(name: ApplicationName, call: Call): Promise<unknown>
  /** The event stream of one application. */
  stream(name: ApplicationName, signal: AbortSignal): Promise<HttpStream>
}

export interface Call {
  readonly method?: HttpMethod
  readonly path?: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** A refusal of Argo CD, with the text by which its kinds are told apart. */
export class ArgoCdRefusal extends ActionError {
  readonly status: number
  readonly detail: string

  constructor(code: string, sentence: string, status: number, detail: string) {
    super(code, sentence)
    this.status = status
    this.detail = detail
  }
}

export function createArgoCdApi({ http, server, authToken, project }: ArgoCdApiOptions): ArgoCdApi {
  const base = server.replace(/\/+$/, '')
  const headers = { authorization: `Bearer ${authToken}` }
  const queryOf = (name: ApplicationName, more: Readonly<Record<string, string>> = {}): string => {
    const query = new URLSearchParams(more)
    if (name.namespace !== undefined) query.set('appNamespace', name.namespace)
    if (project !== undefined) query.set('project', project)
    const text = query.toString()
    return text === '' ? '' : `?${text}`
  }
  return {
    server: base,
    async application(name, { method = 'GET', path = '', query, body }) {
      const url = `${base}/api/v1/applications/${encodeURIComponent(name.name)}${path}${queryOf(name, query)}`
      const response = await http.request({
        method,
        url,
        headers: { ...headers, accept: 'application/json', 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        maxBytes: MAX_BYTES,
        deadline: DEADLINE,
      })
      if (response.status !== 200) throw refusal(response, name, project, base)
      return decode(response, base)
    },
    stream(name, signal) {
      return http.stream({
        url: `${base}/api/v1/stream/applications${queryOf(name, { name: name.name })}`,
        headers: { ...headers, accept: 'text/event-stream' },
        idleTimeout: STREAM_IDLE,
        signal,
      })
    },
  }
}

function decode(response: HttpResponse, server: string): unknown {
  try {
    return response.json()
  } catch (cause) {
    throw new ActionError(
      'agent-invalid-answer',
      `${server} does not answer like Argo CD's API: wanted JSON, got "${response.text().slice(0, SHOWN)}". Check "server": a login page or a proxy may answer in its place.`,
      { cause },
    )
  }
}

function refusal(
  response: HttpResponse,
  name: ApplicationName,
  project: string | undefined,
  server: string,
): ActionError {
  const detail = messageIn(response)
  const label = labelOf(name)
  const make = (code: string, sentence: string): ActionError =>
    new ArgoCdRefusal(code, sentence, response.status, detail)
  switch (response.status) {
    case 401:
      return make(
        'agent-unauthorized',
        `${server} does not accept "auth-token" (${detail}): it may have expired. Create one with "argocd proj role create-token".`,
      )
    case 403:
      return make(
        'application-not-found',
        project === undefined
          ? `Application "${label}" is missing, or the token may not see it: Argo CD answers both alike. Check the name, give "project" to tell them apart, or grant "applications, get".`
          : `The token may not read application "${label}" of project "${project}" (${detail}): grant it "applications, get".`,
      )
    case 404:
      return make(
        'application-not-found',
        `Argo CD has no application "${label}"${project === undefined ? '' : ` in project "${project}"`}. Check "applications", "project" and "namespace".`,
      )
    default:
      return make(
        'agent-refused',
        `Argo CD answered ${response.status} for application "${label}": ${detail}`,
      )
  }
}

function messageIn(response: HttpResponse): string {
  try {
    const body = response.json()
    return textAt(body, 'message') ?? textAt(body, 'error') ?? 'no message'
  } catch {
    return response.text().slice(0, SHOWN)
  }
}
