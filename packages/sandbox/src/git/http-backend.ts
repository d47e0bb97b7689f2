import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'

import { credentialOf } from './credential.ts'
import { hermeticEnvironment, readGit } from './git-command.ts'
import { parsePushCommands, type PushCommand, type PushRefusal } from './push.ts'
import { writeRefusals } from './refusal-files.ts'

export type GitService = 'git-upload-pack' | 'git-receive-pack'

/** What the caller may do, decided by whoever owns the repositories. */
export type GitAccess =
  | { allowed: true; directory: string; login: string }
  /** 401 asks for credentials; the text of a 403 or 404 is printed by git behind `remote: `. */
  | { allowed: false; status: 401 | 403 | 404; message: string }

export interface GitPush {
  /** `owner/name`, or whatever the server calls its repositories. */
  repository: string
  login: string
  commands: readonly PushCommand[]
}

export interface GitExchange {
  method: string
  path: string
  repository: string
  service: GitService
  /** `info/refs` asks what there is; `rpc` acts. */
  step: 'advertise' | 'rpc'
  protocol: string | undefined
  status: number
}

/** What happens to an exchange beside its regular course. */
export interface GitDisturbance {
  answerInstead?: { status: number; body: string }
  cutBefore?: boolean
  cutAfter?: boolean
}

export interface GitHandlerOptions {
  authorize(request: {
    repository: string
    service: GitService
    token: string | undefined
  }): GitAccess | Promise<GitAccess>
  /** Runs after the client chose what to push and before git takes it: the place for a race. */
  beforeReceive?(push: GitPush): readonly PushRefusal[] | Promise<readonly PushRefusal[]>
  /** Runs when git has taken what it takes. */
  afterReceive?(push: GitPush): void | Promise<void>
  disturb?(exchange: Omit<GitExchange, 'status'>): GitDisturbance | Promise<GitDisturbance>
  onExchange?(exchange: GitExchange, token: string | undefined): void
}

export interface GitHandler {
  /** Answers a request for a git path; false, and nothing done, for any other path. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>
  /** Ends children that still run. */
  close(): void
}

const GIT_PATH = /^\/((?:[\w.-]+\/)?[\w.-]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/

/** Smart HTTP over `git http-backend`: https://git-scm.com/docs/git-http-backend */
export function createGitHandler(options: GitHandlerOptions): GitHandler {
  const children = new Set<ChildProcessWithoutNullStreams>()
  return {
    async handle(request, response) {
      const url = new URL(request.url ?? '/', 'http://sandbox')
      const match = GIT_PATH.exec(url.pathname)
      const service = toService(match?.[2], url)
      if (match === null) return false
      if (service === undefined) {
        response.writeHead(403, { 'content-type': 'text/plain' }).end('dumb http is not served\n')
        return true
      }
      await serve(options, children, {
        request,
        response,
        url,
        service,
        repository: match[1] ?? '',
        path: match[2] ?? '',
      })
      return true
    },
    close() {
      for (const child of children) child.kill('SIGKILL')
    },
  }
}

interface Call {
  request: IncomingMessage
  response: ServerResponse
  url: URL
  service: GitService
  repository: string
  path: string
}

async function serve(
  options: GitHandlerOptions,
  children: Set<ChildProcessWithoutNullStreams>,
  call: Call,
): Promise<void> {
  const { request, response, service, repository } = call
  const token = credentialOf(request.headers.authorization)
  const exchange = describe(call)
  const finish = (status: number): void => options.onExchange?.({ ...exchange, status }, token)
  const disturbance = (await options.disturb?.(exchange)) ?? {}
  if (disturbance.cutBefore === true) {
    finish(0)
    request.destroy()
    return
  }
  if (disturbance.answerInstead !== undefined) {
    const { status, body } = disturbance.answerInstead
    finish(status)
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(body)
    return
  }
  const access = await options.authorize({ repository, service, token })
  if (!access.allowed) {
    finish(access.status)
    refuse(response, access)
    return
  }
  const body = request.headers['content-encoding'] === 'gzip' ? request.pipe(createGunzip()) : request
  const writes = exchange.step === 'rpc' && service === 'git-receive-pack'
  const head = writes ? await readHead(body) : { bytes: Buffer.alloc(0), commands: [] }
  const push: GitPush = { repository, login: access.login, commands: head.commands }
  const refusals = writes && head.commands.length > 0 ? ((await options.beforeReceive?.(push)) ?? []) : []
  const files = refusals.length > 0 ? await writeRefusals(refusals, head.commands) : undefined
  try {
    const child = spawn(await findBackend(), {
      env: environment(call, access, { refusals, list: files?.list }),
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    children.add(child)
    child.on('close', () => children.delete(child))
    child.stdin.on('error', () => undefined)
    if (head.bytes.length > 0) child.stdin.write(head.bytes)
    body.pipe(child.stdin)
    request.on('close', () => child.stdin.end())
    const answer = await relay(child, response, {
      hold: disturbance.cutAfter === true,
      announce: writes ? () => options.afterReceive?.(push) : undefined,
    })
    finish(answer)
  } finally {
    await files?.remove()
  }
}

function describe(call: Call): Omit<GitExchange, 'status'> {
  const protocol = call.request.headers['git-protocol']
  return {
    method: call.request.method ?? 'GET',
    path: call.url.pathname + call.url.search,
    repository: call.repository,
    service: call.service,
    step: call.path === 'info/refs' ? 'advertise' : 'rpc',
    protocol: Array.isArray(protocol) ? protocol[0] : protocol,
  }
}

function toService(path: string | undefined, url: URL): GitService | undefined {
  const name = path === 'info/refs' ? url.searchParams.get('service') : path
  return name === 'git-upload-pack' || name === 'git-receive-pack' ? name : undefined
}

function refuse(response: ServerResponse, access: { status: number; message: string }): void {
  const headers = { 'content-type': 'text/plain; charset=utf-8' }
  response
    .writeHead(
      access.status,
      access.status === 401 ? { ...headers, 'www-authenticate': 'Basic realm="GitHub"' } : headers,
    )
    .end(access.message)
}

/** Takes bytes off the body until the list of commands is complete; the rest stays in the stream. */
async function readHead(body: Readable): Promise<{ bytes: Buffer; commands: PushCommand[] }> {
  let bytes = Buffer.alloc(0)
  return new Promise((resolve, reject) => {
    const onData = (chunk: Buffer): void => {
      bytes = Buffer.concat([bytes, chunk])
      try {
        const commands = parsePushCommands(bytes)
        if (commands !== undefined)
          stop(() => {
            resolve({ bytes, commands })
          })
      } catch (error) {
        stop(() => {
          reject(error instanceof Error ? error : new Error(String(error)))
        })
      }
    }
    const onEnd = (): void => {
      stop(() => {
        resolve({ bytes, commands: [] })
      })
    }
    const stop = (then: () => void): void => {
      body.pause()
      body.off('data', onData)
      body.off('end', onEnd)
      then()
    }
    body.on('data', onData)
    body.on('end', onEnd)
    body.on('error', reject)
  })
}

interface RelayOptions {
  /** Do not answer: cut the connection when git is done. */
  hold: boolean
  announce: (() => void | Promise<void>) | undefined
}

/** Passes the CGI answer on and returns its status; 0 when the connection was cut. */
function relay(
  child: ChildProcessWithoutNullStreams,
  response: ServerResponse,
  options: RelayOptions,
): Promise<number> {
  return new Promise((resolve, reject) => {
    let head = Buffer.alloc(0)
    let status: number | undefined
    let tail: Buffer[] = []
    child.stderr.resume()
    child.stdout.on('data', (chunk: Buffer) => {
      if (status !== undefined) {
        if (options.announce === undefined && !options.hold) response.write(chunk)
        else tail.push(chunk)
        return
      }
      head = Buffer.concat([head, chunk])
      const end = head.indexOf('\r\n\r\n')
      if (end < 0) return
      const parsed = parseCgiHead(head.toString('latin1', 0, end))
      status = parsed.status
      if (!options.hold) response.writeHead(parsed.status, parsed.headers)
      const rest = Buffer.from(head.subarray(end + 4))
      if (options.announce === undefined && !options.hold) response.write(rest)
      else tail.push(rest)
    })
    child.on('error', reject)
    child.on('close', () => {
      // The answer to a push leaves only when the rest of the sandbox knows of the push.
      Promise.resolve(options.announce?.())
        .then(() => {
          if (options.hold) response.destroy()
          else if (status === undefined) response.writeHead(500).end()
          else response.end(Buffer.concat(tail))
          tail = []
          resolve(options.hold ? 0 : (status ?? 500))
        })
        .catch(reject)
    })
  })
}

function parseCgiHead(text: string): { status: number; headers: Record<string, string> } {
  const headers: Record<string, string> = {}
  let status = 200
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':')
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1).trim()]
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10)
    else headers[name] = value
  }
  return { status, headers }
}

function environment(
  call: Call,
  access: { directory: string; login: string },
  push: { refusals: readonly PushRefusal[]; list: string | undefined },
): Record<string, string> {
  const settings: [string, string][] = [
    ['safe.directory', '*'],
    ...push.refusals.map(({ ref }): [string, string] => ['receive.procReceiveRefs', ref]),
  ]
  const variables: Record<string, string> = {
    GIT_PROJECT_ROOT: access.directory,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: `/${call.path}`,
    REQUEST_METHOD: call.request.method ?? 'GET',
    QUERY_STRING: call.url.search.slice(1),
    CONTENT_TYPE: call.request.headers['content-type'] ?? '',
    SERVER_PROTOCOL: 'HTTP/1.1',
    REMOTE_USER: access.login,
    REMOTE_ADDR: '127.0.0.1',
    GIT_CONFIG_COUNT: String(settings.length),
  }
  for (const [index, [name, value]] of settings.entries()) {
    variables[`GIT_CONFIG_KEY_${index}`] = name
    variables[`GIT_CONFIG_VALUE_${index}`] = value
  }
  const { protocol } = describe(call)
  if (protocol !== undefined) variables.GIT_PROTOCOL = protocol
  if (push.list !== undefined) variables.SANDBOX_REFUSALS = push.list
  const length = call.request.headers['content-length']
  if (length !== undefined && call.request.headers['content-encoding'] === undefined)
    variables.CONTENT_LENGTH = length
  return hermeticEnvironment(variables)
}

let backend: Promise<string> | undefined

function findBackend(): Promise<string> {
  backend ??= readGit(['--exec-path'], { cwd: process.cwd() }).then((path) => join(path, 'git-http-backend'))
  return backend
}
