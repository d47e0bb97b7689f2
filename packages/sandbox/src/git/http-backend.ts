import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'

import { type BackendCall, type CgiHead, endBackend, feed, readAnswer, startBackend } from './cgi.ts'
import { credentialOf } from './credential.ts'
import type {
  GitDisturbance,
  GitExchange,
  GitHandlerOptions,
  GitPush,
  GitService,
  ScriptedAnswer,
} from './exchange.ts'
import { parsePushCommands, type PushCommand } from './push.ts'
import { type RefusalFiles, writeRefusals } from './refusal-files.ts'

export interface GitHandler {
  /** Answers a request for a git path; false, and nothing done, for any other path. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>
  /** Ends children that still run, and starts no other; resolves when nothing writes into a repository any more. */
  close(): Promise<void>
}

const GIT_PATH = /^\/((?:[\w.-]+\/)?[\w.-]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/
const TEXT = { 'content-type': 'text/plain; charset=utf-8' }

/** Smart HTTP: https://git-scm.com/docs/gitprotocol-http */
export function createGitHandler(options: GitHandlerOptions): GitHandler {
  const children: Children = { running: new Set(), closed: false }
  return {
    async handle(request, response) {
      const call = readCall(request, response)
      if (call === undefined) return false
      if (call.service === undefined) response.writeHead(403, TEXT).end('dumb http is not served\n')
      else await serve(options, children, { ...call, service: call.service })
      return true
    },
    async close() {
      children.closed = true
      await Promise.all([...children.running].map(endBackend))
    },
  }
}

interface Children {
  running: Set<ChildProcessWithoutNullStreams>
  closed: boolean
}

interface Call {
  request: IncomingMessage
  response: ServerResponse
  url: URL
  service: GitService
  repository: string
  /** `info/refs` or the service. */
  path: string
}

type Finish = (status: number) => void

async function serve(options: GitHandlerOptions, children: Children, call: Call): Promise<void> {
  const { request, response, service, repository } = call
  const token = credentialOf(request.headers.authorization)
  const exchange = describe(call)
  const finish: Finish = (status) => options.onExchange?.({ ...exchange, status }, token)
  const disturbance = (await options.disturb?.(exchange)) ?? {}
  if (disturbance.cutBefore === true) {
    finish(0)
    request.destroy()
    return
  }
  if (disturbance.answerInstead !== undefined) {
    answerText(response, disturbance.answerInstead, finish)
    return
  }
  const access = await options.authorize({ repository, service, token })
  if (!access.allowed) {
    if (access.status === 401) response.setHeader('www-authenticate', 'Basic realm="GitHub"')
    answerText(response, { status: access.status, body: access.message }, finish)
    return
  }
  const body = request.headers['content-encoding'] === 'gzip' ? unzip(request) : request
  const writes = exchange.step === 'rpc' && service === 'git-receive-pack'
  const head = writes ? await readHead(body) : { bytes: Buffer.alloc(0), commands: [] }
  const push: GitPush = { repository, login: access.login, commands: head.commands }
  const refused = await findRefusals(options, push)
  try {
    if (children.closed) throw new Error('the git server is closed')
    const own = toBackendCall(call, access)
    const version = options.firstVersionOnly === true ? { protocol: undefined } : {}
    const child = await startBackend({ ...own, ...version, ...refused.overrides })
    children.running.add(child)
    child.on('close', () => children.running.delete(child))
    feed(child, head.bytes, body)
    if (writes)
      await answerPush(child, response, { disturbance, finish, tell: () => options.afterReceive?.(push) })
    else await answerRead(child, response, { disturbance, finish })
  } finally {
    await refused.files?.remove()
  }
}

/** Streams what may be long: the objects of a clone. */
async function answerRead(
  child: ChildProcessWithoutNullStreams,
  response: ServerResponse,
  { disturbance, finish }: { disturbance: GitDisturbance; finish: Finish },
): Promise<void> {
  const { cutAfter = false, answerAfter } = disturbance
  const passes = !cutAfter && answerAfter === undefined
  const head = await readAnswer(child, {
    onHead: ({ status, headers }) => {
      if (passes) response.writeHead(status, headers)
    },
    onBody: (chunk) => {
      if (passes) response.write(chunk)
    },
  })
  if (!passes) {
    end(response, { disturbance, finish, head, body: Buffer.alloc(0) })
    return
  }
  finish(head?.status ?? 500)
  if (head === undefined) response.writeHead(500)
  response.end()
}

/** Holds the answer to a push until the rest of the sandbox knows of the push. */
async function answerPush(
  child: ChildProcessWithoutNullStreams,
  response: ServerResponse,
  options: { disturbance: GitDisturbance; finish: Finish; tell: () => void | Promise<void> },
): Promise<void> {
  const held: Buffer[] = []
  const head = await readAnswer(child, { onHead: () => undefined, onBody: (chunk) => held.push(chunk) })
  await options.tell()
  end(response, { ...options, head, body: Buffer.concat(held) })
}

function end(
  response: ServerResponse,
  answer: { disturbance: GitDisturbance; finish: Finish; head: CgiHead | undefined; body: Buffer },
): void {
  const { disturbance, finish, head, body } = answer
  if (disturbance.cutAfter === true) {
    finish(0)
    response.destroy()
  } else if (disturbance.answerAfter !== undefined) {
    answerText(response, disturbance.answerAfter, finish)
  } else {
    finish(head?.status ?? 500)
    response.writeHead(head?.status ?? 500, head?.headers).end(body)
  }
}

function answerText(response: ServerResponse, answer: ScriptedAnswer, finish: Finish): void {
  finish(answer.status)
  response.writeHead(answer.status, TEXT).end(answer.body)
}

/** Asks the owner which references of a push are refused, and writes that down for the hook that says so. */
async function findRefusals(
  options: GitHandlerOptions,
  push: GitPush,
): Promise<{ files?: RefusalFiles; overrides: Partial<BackendCall> }> {
  if (push.commands.length === 0) return { overrides: {} }
  const refusals = (await options.beforeReceive?.(push)) ?? []
  if (refusals.length === 0) return { overrides: {} }
  const files = await writeRefusals(refusals, push.commands)
  return {
    files,
    overrides: {
      settings: refusals.map(({ ref }) => ['receive.procReceiveRefs', ref] as const),
      variables: { SANDBOX_REFUSALS: files.list },
    },
  }
}

function readCall(
  request: IncomingMessage,
  response: ServerResponse,
): (Omit<Call, 'service'> & { service: GitService | undefined }) | undefined {
  const url = new URL(request.url ?? '/', 'http://sandbox')
  const [, repository, path] = GIT_PATH.exec(url.pathname) ?? []
  if (repository === undefined || path === undefined) return undefined
  const name = path === 'info/refs' ? url.searchParams.get('service') : path
  const service = name === 'git-upload-pack' || name === 'git-receive-pack' ? name : undefined
  return { request, response, url, service, repository, path }
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

function toBackendCall(call: Call, access: { directory: string; login: string }): BackendCall {
  const { headers } = call.request
  const { method, protocol } = describe(call)
  return {
    directory: access.directory,
    login: access.login,
    path: call.path,
    method,
    protocol,
    query: call.url.search.slice(1),
    contentType: headers['content-type'] ?? '',
    // The length of a body that was zipped is not that of what the backend reads.
    contentLength: headers['content-encoding'] === undefined ? headers['content-length'] : undefined,
    settings: [],
    variables: {},
  }
}

function unzip(request: IncomingMessage): Readable {
  const plain = createGunzip()
  request.on('error', (error) => plain.destroy(error))
  return request.pipe(plain)
}

/** Takes bytes off a body until the list of commands is complete; the rest stays in the stream. */
async function readHead(body: Readable): Promise<{ bytes: Buffer; commands: readonly PushCommand[] }> {
  let bytes = Buffer.alloc(0)
  for (;;) {
    const chunk = await readChunk(body)
    if (chunk === undefined) return { bytes, commands: [] }
    bytes = Buffer.concat([bytes, chunk])
    const commands = parsePushCommands(bytes)
    if (commands !== undefined) return { bytes, commands }
  }
}

/** The next chunk of a paused stream, or undefined at its end. */
function readChunk(body: Readable): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      body.off('readable', onReadable).off('end', onEnd).off('error', onError)
      act()
    }
    const onReadable = (): void => {
      const chunk: unknown = body.read()
      if (Buffer.isBuffer(chunk))
        settle(() => {
          resolve(chunk)
        })
    }
    const onEnd = (): void => {
      settle(() => {
        resolve(undefined)
      })
    }
    const onError = (error: Error): void => {
      settle(() => {
        reject(error)
      })
    }
    body.on('readable', onReadable).on('end', onEnd).on('error', onError)
    onReadable()
  })
}
