import { mkdtemp, rm } from 'node:fs/promises'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { mkdir, writeFile } from 'node:fs/promises'

import { type ArgoCd, type ArgoCdOptions, readGit, startArgoCd } from '@gitops-actions/sandbox'

/** An environment repository: a bare one that Argo CD reads, and a clone to commit from. */
export interface EnvironmentRepository {
  /** Path of the bare repository, which is also its address. */
  url: string
  /** Writes the files, commits and pushes to the branch; returns the commit. */
  commit(files: Record<string, string>, branch?: string): Promise<string>
  git(...args: string[]): Promise<string>
}

export interface ArgoCdWorld {
  argocd: ArgoCd
  token: string
  repository: EnvironmentRepository
  get(path: string, options?: CallOptions): Promise<Answer>
  send(method: string, path: string, body?: unknown, options?: CallOptions): Promise<Answer>
  /** Opens a watch and keeps what arrives. */
  watch(query: string, options?: CallOptions): Promise<Watch>
  close(): Promise<void>
}

export interface CallOptions {
  token?: string | undefined
  headers?: Record<string, string>
}

export interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
  json: Record<string, never> & { message?: string }
}

export interface Watch {
  readonly bytes: Buffer
  readonly text: string
  status(): number | undefined
  /** Resolves when the text satisfies the condition, or the connection ended. */
  until(condition: (text: string) => boolean): Promise<string>
  ended: Promise<'end' | 'error'>
  close(): void
}

/** Starts a world with an empty environment repository; everything is gone after `close()`. */
export async function startWorld(options: ArgoCdOptions = {}): Promise<ArgoCdWorld> {
  const directory = await mkdtemp(join(tmpdir(), 'argocd-world-'))
  const repository = await createRepository(directory)
  const durations = { operation: 20, rollout: 20, selfHeal: 20, retryBackoff: 5, ...options.durations }
  const argocd = await startArgoCd({ ...options, durations })
  const token = argocd.createToken()
  return {
    argocd,
    token,
    repository,
    get: (path, call) => exchange(argocd.url + path, 'GET', undefined, { token, ...call }),
    send: (method, path, body, call) => exchange(argocd.url + path, method, body, { token, ...call }),
    async watch(query, call) {
      const before = countWatches(argocd)
      const watch = openWatch(`${argocd.url}/api/v1/stream/applications${query}`, { token, ...call })
      // The head of the answer comes with the first event: that the server has the request is all there is to see.
      while (countWatches(argocd) === before) await new Promise((resolve) => setTimeout(resolve, 1))
      return watch
    },
    async close() {
      try {
        await argocd.close()
      } finally {
        await rm(directory, { recursive: true, force: true })
      }
    },
  }
}

/** A Deployment with one container, as YAML. */
export function deployment(name: string, image: string, replicas = 1): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  replicas: ${replicas}
  selector:
    matchLabels: {app: ${name}}
  template:
    metadata:
      labels: {app: ${name}}
    spec:
      containers:
        - name: ${name}
          image: ${image}
`
}

/** A repository in the directory; who removes the directory removes it. */
export async function createRepository(directory: string): Promise<EnvironmentRepository> {
  const bare = join(directory, 'environment.git')
  const work = join(directory, 'work')
  await readGit(['init', '--bare', '--quiet', '--initial-branch=main', bare], { cwd: directory })
  await readGit(['init', '--quiet', '--initial-branch=main', work], { cwd: directory })
  const person = { NAME: 'Deployer', EMAIL: 'deployer@example.com' }
  const env: Record<string, string> = {}
  for (const role of ['AUTHOR', 'COMMITTER']) {
    for (const [key, value] of Object.entries(person)) env[`GIT_${role}_${key}`] = value
  }
  const git = (...args: string[]): Promise<string> => readGit(args, { cwd: work, env })
  return {
    url: bare,
    git,
    async commit(files, branch = 'main') {
      for (const [path, content] of Object.entries(files)) {
        await mkdir(dirname(join(work, path)), { recursive: true })
        await writeFile(join(work, path), content)
      }
      await git('add', '--all')
      await git('commit', '--quiet', '--allow-empty', '-m', `Change ${Object.keys(files).join(', ')}`)
      await git('push', '--quiet', bare, `HEAD:refs/heads/${branch}`)
      return git('rev-parse', 'HEAD')
    },
  }
}

function countWatches(argocd: ArgoCd): number {
  return argocd.requests.filter((request) => request.path === '/api/v1/stream/applications').length
}

function exchange(url: string, method: string, body: unknown, options: CallOptions): Promise<Answer> {
  const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
  const headers = {
    ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
    ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
    ...options.headers,
  }
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const answer = Buffer.concat(chunks).toString('utf8')
        const json = parse(answer)
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: answer, json })
      })
    })
    request.on('error', reject)
    request.end(text)
  })
}

function parse(text: string): Answer['json'] {
  try {
    return JSON.parse(text) as Answer['json']
  } catch {
    return {}
  }
}

function openWatch(url: string, options: CallOptions): Watch {
  const chunks: Buffer[] = []
  const listeners = new Set<() => void>()
  let response: IncomingMessage | undefined
  let over: (how: 'end' | 'error') => void = () => undefined
  const ended = new Promise<'end' | 'error'>((resolve) => {
    over = resolve
  })
  const headers = {
    accept: 'text/event-stream',
    ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
    ...options.headers,
  }
  const request = httpRequest(url, { headers }, (incoming) => {
    response = incoming
    incoming.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      for (const listener of listeners) listener()
    })
    incoming.on('end', () => {
      over('end')
    })
    incoming.on('error', () => {
      over('error')
    })
  })
  request.on('error', () => {
    over('error')
  })
  request.end()
  const text = (): string => Buffer.concat(chunks).toString('utf8')
  return {
    get bytes() {
      return Buffer.concat(chunks)
    },
    get text() {
      return text()
    },
    status: () => response?.statusCode,
    ended,
    until: (condition) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (!condition(text())) return
          listeners.delete(check)
          resolve(text())
        }
        listeners.add(check)
        void ended.then(() => {
          resolve(text())
        })
        check()
      }),
    close() {
      request.destroy()
    },
  }
}
