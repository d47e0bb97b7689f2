import { afterEach, describe, expect, it } from '@jest/globals'
import { createSourceHistory } from '@gitops-actions/adapters'
import { parseRepositoryName } from '@gitops-actions/core'
import { readGit } from '@gitops-actions/sandbox'
import { importCommits, type LivePromotions, startLivePromotions } from './promotion-live.ts'
import { REPOSITORY } from './github-world.ts'

const COMPARE = 'GET /repos/{owner}/{repo}/compare/{basehead}'
const QUERY = 'query repository'
const CREATE = 'POST /repos/{owner}/{repo}/pulls'
const LABELS = 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels'
const REVIEWERS = 'POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers'
const SERVICES = 40

let live: LivePromotions | undefined

afterEach(async () => {
  await live?.close()
  live = undefined
})

/** Queries that were asked in one moment go as one. */
function operationsOf(world: LivePromotions): readonly string[] {
  return world.operations().map((operation) => operation.replace(/(\+repository)+$/, ''))
}

function helm(name: string, tag: string): string {
  return `image:\n  repository: ghcr.io/acme/${name}\n  tag: ${tag}\n`
}

describe('requests of a promotion between branches', () => {
  async function start(): Promise<LivePromotions> {
    live = await startLivePromotions({ 'api.yaml': helm('api', '1.0.0') })
    await live.push('staging', { 'api.yaml': helm('api', '1.1.0') })
    live.operations()
    return live
  }

  it('are three reads and no write while nothing changes', async () => {
    const world = await start()
    await world.promote()
    world.operations()
    expect((await world.promote()).reason).toMatch(/open and current/)
    expect(operationsOf(world)).toEqual([QUERY, COMPARE, QUERY])
    await world.merge(1, 'merge')
    world.operations()
    expect((await world.promote()).outcome).toBe('no-op')
    expect(operationsOf(world)).toEqual([QUERY, COMPARE, QUERY])
    await world.push('main', { 'api.yaml': helm('api', '2.0.0') })
    await world.push('staging', { 'api.yaml': helm('api', '2.0.0') })
    expect((await world.promote()).outcome).toBe('no-op')
    expect(operationsOf(world)).toEqual([QUERY, COMPARE, QUERY])
  })

  it('are six for a new pull request with labels and reviewers', async () => {
    const world = await start()
    world.github.describe(REPOSITORY).collaborators.add('ann')
    const dress = { labels: ['promotion', 'api'], reviewers: ['ann'], teamReviewers: [], assignees: [] }
    expect((await world.promote({ dress })).outcome).toBe('created')
    expect(operationsOf(world)).toEqual([QUERY, COMPARE, QUERY, CREATE, LABELS, REVIEWERS])
  })
})

describe('requests for forty services', () => {
  it('are forty-five at most for the body, six at a time, and no two writes at once', async () => {
    const names = Array.from({ length: SERVICES }, (_, index) => `s${index}`)
    const all = (tag: string): Record<string, string> =>
      Object.fromEntries(names.map((name) => [`${name}.yaml`, helm(name, tag)]))
    live = await startLivePromotions(all('1.0.0'))
    const { github } = live
    const commits = await createSources(live)
    const trailers = (tag: string, newer: number): string =>
      names
        .map((name, index) => {
          const source = `acme/mono@${commits[index + newer] ?? ''}`
          return `GitOps-Release: ${name} ghcr.io/acme/${name}:${tag} ${source}`
        })
        .join('\n')
    await live.push('main', all('1.0.1'), `Deploy\n\n${trailers('1.0.1', 0)}`)
    await live.push('staging', all('1.1.0'), `Deploy\n\n${trailers('1.1.0', 1)}`)
    const before = github.requests.length
    const report = await live.promote()
    const requests = github.requests.slice(before)
    expect(report).toMatchObject({ outcome: 'created', services: { length: SERVICES } })
    // Those that a promotion takes which changes nothing are none of the body's.
    const body = requests.filter(({ write }) => !write).slice(3)
    expect(body.filter(({ operation }) => operation === COMPARE)).toHaveLength(SERVICES)
    expect(body.length).toBeLessThanOrEqual(45)
    expect(live.load.most).toBeLessThanOrEqual(6)
    expect(requests.filter(({ write }) => write).length).toBeLessThanOrEqual(10)
    expect(live.load.mostWrites).toBe(1)
  })

  it('are ten writes at most for one pull request between directories', async () => {
    const names = Array.from({ length: SERVICES }, (_, index) => `s${index}`)
    const files = (environment: string, tag: string): Record<string, string> =>
      Object.fromEntries(names.map((name) => [`environments/${environment}/${name}.yaml`, helm(name, tag)]))
    live = await startLivePromotions({ ...files('staging', '1.1.0'), ...files('production', '1.0.0') })
    const before = live.writes().length
    const dress = { labels: ['promotion'], reviewers: [], teamReviewers: [], assignees: [] }
    const report = await live.promote({ from: 'staging', to: 'production', strategy: 'directory', dress })
    expect(report).toMatchObject({ outcome: 'created', services: { length: SERVICES } })
    expect(live.writes().length - before).toBeLessThanOrEqual(10)
    expect(live.load.mostWrites).toBe(1)
    expect(live.load.most).toBeLessThanOrEqual(6)
  })

  /** A repository of one line of commits, one more than there are services. */
  async function createSources(world: LivePromotions): Promise<readonly string[]> {
    const git = await world.github.createRepository('acme/mono', { files: { 'a.txt': '1\n' } })
    const lines = Array.from({ length: SERVICES }, (_, index) => {
      const [message, from] = [`Change ${index}`, index === 0 ? 'from refs/heads/main\n' : '']
      return `commit refs/heads/line\ncommitter Ann <ann@example.com> ${1_767_312_000 + index} +0000\ndata ${message.length}\n${message}\n${from}`
    })
    await importCommits(git, lines.join('\n'))
    const names = Array.from({ length: SERVICES }, (_, index) => `refs/heads/line~${SERVICES - 1 - index}`)
    const listed = await readGit(['rev-parse', 'refs/heads/main', ...names], { cwd: git.directory })
    return listed.trim().split('\n')
  }

  it('ask in one request which of their repositories others can read', async () => {
    live = await startLivePromotions({ 'api.yaml': helm('api', '1.0.0') })
    const history = createSourceHistory(live.connection())
    const names = Array.from({ length: SERVICES }, (_, index) => parseRepositoryName(`acme/s${index}`))
    live.operations()
    const own = parseRepositoryName(REPOSITORY)
    const answers = await Promise.all([own, ...names].map((name) => history.isPrivate(name)))
    expect(answers).toEqual([false, ...names.map(() => undefined)])
    expect(operationsOf(live)).toEqual([QUERY])
  })
})
