import { mkdtemp } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { BegunWork } from '../begun-work.ts'
import { removeDirectory } from '../directory-removal.ts'
import { listenOnLoopback, type Listener } from '../listener.ts'
import { BareRepository } from './bare-repository.ts'
import type { GitAccess, GitExchange, GitPush, GitService } from './exchange.ts'
import { createGitHandler } from './http-backend.ts'
import type { Person, TreeChange } from './object.ts'
import type { PushRefusal } from './push.ts'

export interface GitServerToken {
  login: string
  /** May push. Default: only read. */
  write?: boolean
}

export interface GitServerOptions {
  /** Where the repositories lie; a given directory is left in place. Default: a temporary one. */
  root?: string
  /** By the text of the token. */
  tokens?: Record<string, GitServerToken>
  /** Speaks the first version of the protocol alone. Default false. */
  firstVersionOnly?: boolean
}

export interface Seed {
  /** The content of the first commit, by path; without files the repository is empty. */
  files?: Record<string, string | Buffer> | readonly TreeChange[]
  defaultBranch?: string
  /** Shell scripts by hook name: `pre-receive`, `update`, `post-receive`. */
  hooks?: Record<string, string>
}

export interface GitServer {
  url: string
  requests: GitExchange[]
  createRepository(name: string, seed?: Seed): Promise<BareRepository>
  repository(name: string): BareRepository
  /** The address to clone. */
  cloneUrl(name: string): string
  /** Runs `action` in the middle of the next push to a repository: after the client has seen the references. */
  duringNextPush(name: string, action: (push: GitPush) => void | Promise<void>): void
  /** Refuses pushes to a reference from now on. */
  refuse(name: string, refusal: PushRefusal): void
  close(): Promise<void>
}

/** Who makes the first commit of seeded repositories, and when. */
export const SEEDER: Person = {
  name: 'Sandbox',
  email: 'sandbox@example.com',
  date: new Date('2026-01-01T00:00:00Z'),
}

/** A git server on loopback: real repositories, tokens, hooks, protocol v2, partial clones; no GitHub around it. */
export async function startGitServer(options: GitServerOptions = {}): Promise<GitServer> {
  const root = options.root ?? (await mkdtemp(join(tmpdir(), 'sandbox-git-')))
  const repositories = new Map<string, BareRepository>()
  const races = new Map<string, ((push: GitPush) => void | Promise<void>)[]>()
  const refusals = new Map<string, PushRefusal[]>()
  const requests: GitExchange[] = []
  const handler = createGitHandler({
    firstVersionOnly: options.firstVersionOnly ?? false,
    authorize: ({ repository, service, token }) =>
      authorize(repositories.get(repository), { service, who: options.tokens?.[token ?? ''], repository }),
    async beforeReceive(push) {
      await races.get(push.repository)?.shift()?.(push)
      return (refusals.get(push.repository) ?? []).filter(({ ref }) =>
        push.commands.some((command) => command.ref === ref),
      )
    },
    onExchange: (exchange) => requests.push(exchange),
  })
  const answers = new BegunWork()
  const server = createServer((request, response) => {
    const answer = handler
      .handle(request, response)
      .then((handled) => {
        if (!handled) response.writeHead(404, { 'content-type': 'text/plain' }).end('Not Found\n')
      })
      .catch(() => response.destroy())
    answers.add(answer)
  })
  const listener: Listener = await listenOnLoopback(server)

  function repository(name: string): BareRepository {
    const found = repositories.get(name)
    if (found === undefined) throw new Error(`the sandbox has no repository ${name}`)
    return found
  }

  return {
    url: listener.url,
    requests,
    repository,
    cloneUrl: (name) => `${listener.url}/${name}.git`,
    async createRepository(name, seed = {}) {
      const made = await seedRepository(join(root, `${name}.git`), seed)
      repositories.set(name, made)
      return made
    },
    duringNextPush(name, action) {
      repository(name)
      races.set(name, [...(races.get(name) ?? []), action])
    },
    refuse(name, refusal) {
      repository(name)
      refusals.set(name, [...(refusals.get(name) ?? []), refusal])
    },
    async close() {
      await Promise.all([handler.close(), listener.close()])
      await answers.settled()
      await Promise.all([...repositories.values()].map((each) => each.close()))
      if (options.root === undefined) await removeDirectory(root)
    },
  }
}

/** Makes a bare repository and its first commit. */
export async function seedRepository(directory: string, seed: Seed): Promise<BareRepository> {
  const branch = seed.defaultBranch ?? 'main'
  const made = await BareRepository.init(directory, { defaultBranch: branch })
  for (const [name, script] of Object.entries(seed.hooks ?? {})) await made.writeHook(name, script)
  if (seed.files === undefined) return made
  const changes = isChangeList(seed.files)
    ? seed.files
    : Object.entries(seed.files).map(([path, content]) => ({ path, content }))
  const tree = await made.writeTree(undefined, changes)
  const commit = await made.writeCommit({ tree, parents: [], message: 'Begin', author: SEEDER })
  await made.updateRef(`refs/heads/${branch}`, commit.oid, '0'.repeat(40))
  return made
}

function isChangeList(files: NonNullable<Seed['files']>): files is readonly TreeChange[] {
  return Array.isArray(files)
}

function authorize(
  repository: BareRepository | undefined,
  request: { service: GitService; who: GitServerToken | undefined; repository: string },
): GitAccess {
  if (request.who === undefined)
    return { allowed: false, status: 401, message: 'Invalid username or token.\n' }
  if (repository === undefined) return { allowed: false, status: 404, message: 'Repository not found.\n' }
  if (request.service === 'git-receive-pack' && request.who.write !== true) {
    const message = `Permission to ${request.repository}.git denied to ${request.who.login}.\n`
    return { allowed: false, status: 403, message }
  }
  return { allowed: true, directory: repository.directory, login: request.who.login }
}
