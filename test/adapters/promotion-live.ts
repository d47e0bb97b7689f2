import { spawn } from 'node:child_process'
import {
  createBranchMerges,
  createCheckRuns,
  createGitHubPullRequests,
  createGitHubRepository,
  createSourceHistory,
  type GitHubConnection,
} from '@gitops-actions/adapters'
import {
  openPromotion,
  parseBranchName,
  parseRepositoryName,
  type PromotionPorts,
  type PromotionReport,
  type PromotionRequest,
} from '@gitops-actions/core'
import { promotionRequest } from '../core/promotion-case.ts'
import { createWorld, logInto, REPOSITORY, type World } from './github-world.ts'

type Files = Readonly<Record<string, string | null>>

/** Promotions in this process by the real adapters, against a GitHub on loopback with real git behind it. */
export interface LivePromotions extends World {
  promote(change?: Partial<PromotionRequest>, ports?: Partial<PromotionPorts>): Promise<PromotionReport>
  /** Commits to a branch, made from `main` if it is new; null removes a file. */
  push(branch: string, files: Files, message?: string): Promise<string>
  /** Presses the button of a pull request. Answers the new head of its base. */
  merge(number: number, how: 'merge' | 'squash' | 'rebase'): Promise<string>
  text(branch: string, path: string): Promise<string | undefined>
  /** The most requests, and the most writes among them, that waited for an answer at the same time. */
  readonly load: Load
  head(branch: string): Promise<string | undefined>
}

export interface Load {
  readonly most: number
  readonly mostWrites: number
}

/** A connection that keeps count of the requests that wait for an answer. */
function countLoad(
  connection: GitHubConnection,
  load: { most: number; mostWrites: number },
): GitHubConnection {
  let [open, writing] = [0, 0]
  async function during<T>(isWrite: boolean, work: () => Promise<T>): Promise<T> {
    open += 1
    writing += isWrite ? 1 : 0
    load.most = Math.max(load.most, open)
    load.mostWrites = Math.max(load.mostWrites, writing)
    try {
      return await work()
    } finally {
      open -= 1
      writing -= isWrite ? 1 : 0
    }
  }
  return {
    ...connection,
    rest: (route, parameters) => during(!route.startsWith('GET '), () => connection.rest(route, parameters)),
    query: (document, variables) => during(false, () => connection.query(document, variables)),
    mutate: (document, variables) => during(true, () => connection.mutate(document, variables)),
  }
}

export async function startLivePromotions(files: Readonly<Record<string, string>>): Promise<LivePromotions> {
  const world = await createWorld({ files })
  const git = world.github.repository(REPOSITORY)
  const name = parseRepositoryName(REPOSITORY)
  const load = { most: 0, mostWrites: 0 }
  const head = (branch: string): Promise<string | undefined> => git.resolve(`refs/heads/${branch}`)

  function createPorts(): PromotionPorts {
    const connection = countLoad(world.connection(), load)
    return {
      repository: createGitHubRepository(connection, name),
      pulls: createGitHubPullRequests(connection, name),
      checks: createCheckRuns(connection, name),
      merges: createBranchMerges(connection, name),
      history: createSourceHistory(connection),
      sources: undefined,
      registry: undefined,
      clock: world.clock,
      log: logInto(world.lines),
    }
  }

  return {
    ...world,
    load,
    head,
    promote: (change = {}, ports = {}) =>
      openPromotion(promotionRequest({ repository: REPOSITORY, ...change }), { ...createPorts(), ...ports }),
    async push(branch, content, message = `Change ${branch}`) {
      const known = await head(branch)
      const parent = known ?? (await head('main')) ?? ''
      const changes = Object.entries(content).map(([path, text]) =>
        text === null ? { path, delete: true as const } : { path, content: text },
      )
      const { oid } = await git.writeCommit({
        tree: await git.writeTree(parent, changes),
        parents: [parent],
        message,
        author: { name: 'Sandbox', email: 'sandbox@example.com', date: new Date('2026-01-02T00:00:00Z') },
      })
      await git.updateRef(`refs/heads/${branch}`, oid, known ?? '0'.repeat(40))
      return oid
    },
    async merge(number, how) {
      const response = await fetch(`${world.github.apiUrl}/repos/${REPOSITORY}/pulls/${number}/merge`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${world.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ merge_method: how }),
      })
      const answer = (await response.json()) as { sha?: string; message?: string }
      if (answer.sha === undefined) throw new Error(`#${number} was not merged: ${answer.message ?? ''}`)
      return answer.sha
    },
    async text(branch, path) {
      const { repository } = createPorts()
      return (await repository.read({ branch: parseBranchName(branch), files: [path] })).files.get(path)?.text
    },
  }
}

/** Makes many commits at once, told as `git fast-import` reads them. */
export async function importCommits(
  { directory }: { readonly directory: string },
  stream: string,
): Promise<void> {
  const child = spawn('git', ['fast-import', '--quiet'], {
    cwd: directory,
    env: {
      PATH: process.env.PATH ?? '',
      LC_ALL: 'C',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
    },
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve)
  })
  child.stdin.end(stream)
  const code = await ended
  if (code !== 0) throw new Error(`git fast-import ended with ${String(code)}`)
}
