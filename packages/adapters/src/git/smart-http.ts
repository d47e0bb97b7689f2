import { ActionError } from '@gitops-actions/core'
import type { HttpClient, HttpResponse } from '../http/contract.ts'
import type { GitRemote } from './remote.ts'
import { quote, remoteRefusal } from './refusal.ts'

export type GitService = 'git-upload-pack' | 'git-receive-pack'

export interface SmartHttpOptions {
  readonly remote: GitRemote & { readonly kind: 'http' }
  readonly http: HttpClient
  /** Password or token; empty for none. */
  readonly token: string
  readonly username: string
  /** Bytes of one answer. Default 512 MiB. */
  readonly maxBytes?: number
}

/** Requests of git over http: https://git-scm.com/docs/gitprotocol-http */
export interface SmartHttp {
  /** What a service has and can do. `what` says for errors what it is asked for. */
  advertise(service: GitService, what: string): Promise<Buffer>
  call(service: GitService, body: Buffer, what: string): Promise<Buffer>
}

/** Milliseconds for one request with its answer. */
const DEADLINE = 180_000
const MAX_BYTES = 512 * 1024 * 1024

/** The second version of the protocol is asked for when reading; writing knows no other than the first. */
export function createSmartHttp(options: SmartHttpOptions): SmartHttp {
  const { remote, http } = options
  const base = remote.url.replace(/\/+$/, '')
  const credentials = Buffer.from(`${options.username}:${options.token}`).toString('base64')
  const own = options.token === '' ? {} : { authorization: `Basic ${credentials}` }

  async function send(
    service: GitService,
    request: { readonly body?: Buffer; readonly type: string },
    what: string,
  ): Promise<Buffer> {
    const { body, type } = request
    const asked = `application/x-${service}-${type}`
    let answer: HttpResponse
    try {
      answer = await http.request({
        url: body === undefined ? `${base}/info/refs?service=${service}` : `${base}/${service}`,
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          ...own,
          accept: asked,
          // Packs are compressed already.
          'accept-encoding': 'identity',
          ...(service === 'git-upload-pack' ? { 'git-protocol': 'version=2' } : {}),
          ...(body === undefined ? {} : { 'content-type': `application/x-${service}-request` }),
        },
        ...(body === undefined ? {} : { body }),
        deadline: DEADLINE,
        maxBytes: options.maxBytes ?? MAX_BYTES,
        // Of a push nobody knows how far it came.
        retry: service === 'git-upload-pack' ? 'reads' : 'safe',
      })
    } catch (error) {
      throw error instanceof ActionError ? refusalOf(error, remote, what) : error
    }
    const bytes = Buffer.from(answer.body.buffer, answer.body.byteOffset, answer.body.byteLength)
    const given = answer.headers.get('content-type')?.split(';')[0]?.trim() ?? ''
    if (answer.status < 200 || answer.status >= 300) {
      // What a page of HTML says is for browsers.
      const text = given === 'text/plain' ? bytes.toString('utf8', 0, 2000).split(/\r?\n/) : []
      const said = [
        ...text.map((line) => `remote: ${line}`),
        `The requested URL returned error: ${answer.status}`,
      ]
      throw remoteRefusal({ remote }, what, { said })
    }
    if (given === asked && answer.status === 200) return bytes
    if (service === 'git-receive-pack' && body !== undefined) {
      throw new ActionError(
        'unreachable',
        `${remote.host} answers ${what} with ${quoteType(given)}, which does not tell what became of it. Run again later.`,
        { kind: 'transient' },
      )
    }
    throw new ActionError(
      'repository-not-found',
      `${remote.url} answers with ${quoteType(given)} and not as a git server. Check "git-url" or "repository", and the credentials: some hosts answer with a page to log in.`,
    )
  }

  return {
    advertise: (service, what) => send(service, { type: 'advertisement' }, what),
    call: (service, body, what) => send(service, { body, type: 'result' }, what),
  }
}

/** Failures of the network by the names that every way to a remote has for them. */
function refusalOf(error: ActionError, remote: GitRemote, what: string): ActionError {
  const detail = quote([error.message])
  switch (error.code) {
    case 'tls-untrusted':
      return new ActionError(
        'untrusted-certificate',
        `The certificate of ${remote.host} is not trusted${detail}. Give the authority that signed it as "ca-cert".`,
        { cause: error },
      )
    case 'redirect-refused':
      return remoteRefusal({ remote }, what, { said: [`redirect: ${error.message}`] })
    case 'body-too-large':
      return new ActionError(
        'too-many-files',
        'The environment repository is larger than can be read: name the files with "files".',
        { cause: error },
      )
    case 'unreachable':
    case 'timeout':
      return new ActionError(
        'unreachable',
        `git could not do ${what} with ${remote.host}${detail}. Run again later.`,
        {
          kind: 'transient',
          cause: error,
        },
      )
    default:
      return error
  }
}

function quoteType(type: string): string {
  return type === '' ? 'no content type' : JSON.stringify(type.slice(0, 100))
}
