import { ActionError } from '@gitops-actions/core'
import type { HttpResponse } from '../http/contract.ts'
import { textAt } from '../json/member.ts'
import { oneLine } from './text.ts'
import { tokenExpiry } from './token-expiry.ts'

/** Characters of a foreign answer that an error shows. */
const SHOWN = 200

/** What was asked of Argo CD, for the message of a refusal. */
export interface Question {
  readonly label: string
  readonly project: string | undefined
  readonly server: string
  readonly authToken: string
  /** Where the token comes from. */
  readonly origin: string
  /** What to do about a token that is not accepted. */
  readonly advice: string
  readonly isSync: boolean
  readonly now: Date
}

/** A refusal of Argo CD, with the text by which its kinds are told apart. */
export class ArgoCdRefusal extends ActionError {
  readonly status: number
  readonly detail: string

  constructor(code: string, sentence: string, status: number, detail: string) {
    super(code, sentence, { kind: status >= 500 || status === 429 ? 'transient' : 'user' })
    this.status = status
    this.detail = detail
  }
}

/** An answer other than 200 as the error of this project. */
export function refusal(response: HttpResponse, question: Question): ArgoCdRefusal {
  const detail = messageIn(response)
  const [code, sentence] = explain(response.status, detail, question)
  return new ArgoCdRefusal(code, sentence, response.status, detail)
}

/** @throws ActionError `agent-invalid-answer` for what is not JSON */
export function decodeAnswer(response: HttpResponse, server: string): unknown {
  try {
    return response.json()
  } catch (cause) {
    throw new ActionError(
      'agent-invalid-answer',
      `${server} does not answer like Argo CD's API: wanted JSON, got "${oneLine(response.text(), SHOWN)}". Check "server": a login page or a proxy may answer in its place.`,
      { cause },
    )
  }
}

function explain(status: number, detail: string, question: Question): [code: string, sentence: string] {
  const { label, project, server, isSync } = question
  const where = project === undefined ? '' : ` of project "${project}"`
  switch (status) {
    case 401:
      return ['agent-unauthorized', unauthorized(detail, question)]
    case 403:
      if (isSync) {
        return [
          'agent-refused',
          `The token may not sync application "${label}"${where} (${detail}): grant it "applications, sync", or leave "sync" at false.`,
        ]
      }
      return [
        'application-not-found',
        project === undefined
          ? `Application "${label}" is missing, or the token may not see it: Argo CD answers both alike (${detail}). Check "applications", give "project" to tell them apart, or grant "applications, get".`
          : `The token may not read application "${label}"${where} (${detail}): grant it "applications, get".`,
      ]
    case 404:
      return [
        'application-not-found',
        `${server} has no application "${label}"${project === undefined ? '' : ` in project "${project}"`} (${detail}). Check "applications", "project" and "server".`,
      ]
    default:
      return ['agent-refused', `${server} answered ${status} about application "${label}": ${detail}`]
  }
}

function unauthorized(detail: string, { server, authToken, origin, advice, now }: Question): string {
  const expiry = tokenExpiry(authToken)
  const expired = expiry !== undefined && expiry <= now
  const why = expired
    ? `it expired at ${expiry.toISOString()}`
    : 'it is wrong, revoked, or of another Argo CD'
  return `${server} does not accept ${origin} (${detail}): ${why}. ${advice}.`
}

/** The body of an error has `error`, `code` and `message`; a proxy's is anything. */
function messageIn(response: HttpResponse): string {
  try {
    const body = response.json()
    return oneLine(textAt(body, 'message') ?? textAt(body, 'error') ?? 'no message', SHOWN)
  } catch {
    const text = oneLine(response.text(), SHOWN)
    return text === '' ? 'no message' : text
  }
}
