import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { join } from 'node:path'
import type { Readable } from 'node:stream'

import { hermeticEnvironment, readGit } from './git-command.ts'

/** One run of `git http-backend`: https://git-scm.com/docs/git-http-backend */
export interface BackendCall {
  /** The bare repository. */
  directory: string
  /** Below the repository: `info/refs` or a service. */
  path: string
  method: string
  query: string
  contentType: string
  contentLength: string | undefined
  protocol: string | undefined
  login: string
  /** Configuration for this run alone. */
  settings: readonly (readonly [string, string])[]
  variables: Record<string, string>
}

export interface CgiHead {
  status: number
  headers: Record<string, string>
}

/** Starts the backend for one request. */
export async function startBackend(call: BackendCall): Promise<ChildProcessWithoutNullStreams> {
  const child = spawn(await findBackend(), {
    env: formatEnvironment(call),
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own, by which the programs and hooks that it starts are ended with it.
    detached: true,
  })
  // A backend that refuses early closes its input; its exit tells the story.
  child.stdin.on('error', () => undefined)
  child.stderr.resume()
  return child
}

/** Ends the backend with everything that it started. */
export function endBackend(child: ChildProcessWithoutNullStreams): Promise<void> {
  return new Promise((resolve) => {
    child.once('close', () => {
      resolve()
    })
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    } catch {
      // The group has ended, and its close is to come.
    }
  })
}

/** Feeds a request to the backend: the bytes that were read off already, then the rest. */
export function feed(child: ChildProcessWithoutNullStreams, first: Buffer, rest: Readable): void {
  if (first.length > 0) child.stdin.write(first)
  rest.on('error', () => child.stdin.destroy())
  rest.on('close', () => child.stdin.end())
  rest.pipe(child.stdin)
}

/**
 * Reads the backend's answer. `onHead` comes before the first `onBody`. Resolves when the backend has ended, with its head,
 * or undefined when it had none.
 */
export function readAnswer(
  child: ChildProcessWithoutNullStreams,
  { onHead, onBody }: { onHead: (head: CgiHead) => void; onBody: (chunk: Buffer) => void },
): Promise<CgiHead | undefined> {
  return new Promise((resolve, reject) => {
    let pending = Buffer.alloc(0)
    let head: CgiHead | undefined
    child.stdout.on('data', (chunk: Buffer) => {
      if (head !== undefined) {
        onBody(chunk)
        return
      }
      pending = Buffer.concat([pending, chunk])
      const end = pending.indexOf('\r\n\r\n')
      if (end < 0) return
      head = parseHead(pending.toString('latin1', 0, end))
      onHead(head)
      onBody(Buffer.from(pending.subarray(end + 4)))
    })
    child.on('error', reject)
    child.on('close', () => {
      resolve(head)
    })
  })
}

function parseHead(text: string): CgiHead {
  const headers: Record<string, string> = {}
  let status = 200
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon)
    const value = line.slice(colon + 1).trim()
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10)
    else headers[name] = value
  }
  return { status, headers }
}

function formatEnvironment(call: BackendCall): Record<string, string> {
  const settings = [['safe.directory', '*'] as const, ...call.settings]
  const variables: Record<string, string> = {
    ...call.variables,
    GIT_PROJECT_ROOT: call.directory,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: `/${call.path}`,
    REQUEST_METHOD: call.method,
    QUERY_STRING: call.query,
    CONTENT_TYPE: call.contentType,
    SERVER_PROTOCOL: 'HTTP/1.1',
    REMOTE_USER: call.login,
    REMOTE_ADDR: '127.0.0.1',
    GIT_CONFIG_COUNT: String(settings.length),
  }
  for (const [index, [name, value]] of settings.entries()) {
    variables[`GIT_CONFIG_KEY_${index}`] = name
    variables[`GIT_CONFIG_VALUE_${index}`] = value
  }
  if (call.protocol !== undefined) variables.GIT_PROTOCOL = call.protocol
  if (call.contentLength !== undefined) variables.CONTENT_LENGTH = call.contentLength
  return hermeticEnvironment(variables)
}

let backend: Promise<string> | undefined

function findBackend(): Promise<string> {
  backend ??= readGit(['--exec-path'], { cwd: process.cwd() }).then((path) => join(path, 'git-http-backend'))
  return backend
}
