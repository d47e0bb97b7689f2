import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type ApplicationHandle,
  type ApplicationStatus,
  type ArgoCd,
  type GitHub,
  type Observation,
  startArgoCd,
  startGitHub,
} from '@gitops-actions/sandbox'
import { parse } from 'yaml'
import { median, milliseconds, print } from './measure.ts'

const ROUNDS = 15
const MANY = 200
const REPOSITORY = 'acme/environments'
const SOURCE = { path: 'apps/shop', targetRevision: 'main' }
const DESTINATION = { server: 'https://kubernetes.default.svc', namespace: 'shop' }
const LABEL = { 'app.kubernetes.io/part-of': 'shop' }
const bundle = fileURLToPath(new URL('../dist/verify-sync/index.js', import.meta.url))
const actionFile = new URL('../actions/verify-sync/action.yml', import.meta.url)

/**
 * How soon after Argo CD's report of a healthy revision the whole process has ended: by its stream, by its polls of one second,
 * and by a loop that looks every five seconds, as scripts do. Then what many applications by one selector cost.
 */
export async function benchVerify(): Promise<void> {
  const world = await startWorld()
  try {
    const stream = await world.rounds({ interval: '10m' })
    const stop = world.argocd.faults.stream({ effect: { kind: 'silent', afterEvents: 1 } })
    const polls = await world.rounds({ interval: '1s' })
    stop()
    print(
      `From the agent's report to our exit (median of ${ROUNDS}, whole processes, stable-for 0s)`,
      ['by', 'median', 'slowest'],
      [
        ['the stream', milliseconds(median(stream)), milliseconds(Math.max(...stream))],
        ['polls of 1 s, the stream silent', milliseconds(median(polls)), milliseconds(Math.max(...polls))],
        ['a loop that looks every 5 s', '2500 ms, by its nature', '5000 ms'],
      ],
    )
    print(
      `${MANY} applications by one selector, all of which become healthy while it waits`,
      ['lists', 'streams', 'of one application', 'compares', 'memory', 'from the last report'],
      [await world.crowd()],
    )
  } finally {
    await world.close()
  }
}

interface World {
  readonly argocd: ArgoCd
  rounds(inputs: Record<string, string>): Promise<number[]>
  crowd(): Promise<string[]>
  close(): Promise<void>
}

async function startWorld(): Promise<World> {
  const [github, argocd, work] = await Promise.all([
    startGitHub({ rateLimit: 1_000_000 }),
    startArgoCd(),
    mkdtemp(join(tmpdir(), 'bench-verify-')),
  ])
  const event = join(work, 'event.json')
  await writeFile(event, '{}')
  const git = await github.createRepository(REPOSITORY, { files: { 'apps/shop/a.yaml': 'a: 1\n' } })
  const old = (await git.resolve('refs/heads/main')) ?? ''
  const tree = await git.writeTree(old, [{ path: 'apps/shop/a.yaml', content: 'a: 2\n' }])
  const author = { name: 'Bench', email: 'bench@example.com', date: new Date('2026-01-02T00:00:00Z') }
  const { oid: revision } = await git.writeCommit({ tree, parents: [old], message: 'Set a', author })
  await git.updateRef('refs/heads/main', revision, old)
  const { token } = github.createToken({ login: 'bench[bot]', kind: 'app', repositories: [REPOSITORY] })
  const inputs = {
    server: argocd.url,
    'auth-token': argocd.createToken(),
    repository: REPOSITORY,
    token,
    revision,
    'stable-for': '0s',
    refresh: 'false',
    timeout: '11m',
  }

  function create(name: string): ReturnType<ApplicationHandle['replay']> {
    const source = { ...SOURCE, repoURL: github.cloneUrl(REPOSITORY) }
    const handle = argocd.createApplication({ name, source, labels: LABEL })
    return handle.replay([observe(old, source), observe(revision, source)], 'manual')
  }

  return {
    argocd,
    async rounds(more) {
      const samples: number[] = []
      for (let round = 0; round <= ROUNDS; round += 1) {
        const name = `api-${argocd.requests.length}`
        const replay = create(name)
        let reported = 0
        await runVerify(github, event, { ...inputs, applications: name, ...more }, (text) => {
          if (reported > 0 || !/waiting +at revision/.test(text)) return
          // Somewhere between two polls; a stream does not care.
          setTimeout(
            () => {
              reported = performance.now()
              replay.next()
            },
            200 + 1_000 * Math.random(),
          )
          reported = Number.POSITIVE_INFINITY
        })
        if (round > 0) samples.push(performance.now() - reported)
      }
      return samples
    },
    async crowd() {
      const replays = Array.from({ length: MANY }, (_, index) => create(`crowd-${index}`))
      const before = { argocd: argocd.requests.length, github: github.requests.length }
      let reported = 0
      let seen = ''
      const selector = Object.entries(LABEL).map(([key, value]) => `${key}=${value}`)
      const applications = `selector=${selector.join(',')},crowd notin (no)`
      const memory = await runVerify(
        github,
        event,
        { ...inputs, applications, 'expected-count': String(MANY), interval: '10s' },
        (text) => {
          seen += text
          if (reported > 0 || (seen.match(/crowd-\d+ +waiting/g) ?? []).length < MANY) return
          reported = 1
          for (const [index, replay] of replays.entries()) {
            setTimeout(() => {
              reported = performance.now()
              replay.next()
            }, index * 20)
          }
        },
      )
      const late = performance.now() - reported
      const asked = argocd.requests.slice(before.argocd).map(({ path }) => path)
      const count = (path: RegExp): string => String(asked.filter((one) => path.test(one)).length)
      return [
        count(/\/applications$/),
        count(/\/stream\/applications$/),
        count(/\/applications\/crowd-/),
        String(
          github.requests.slice(before.github).filter(({ operation }) => operation.includes('compare'))
            .length,
        ),
        `${Math.round(memory / 1024)} MB`,
        milliseconds(late),
      ]
    },
    async close() {
      await Promise.all([argocd.close(), github.close()])
      await rm(work, { recursive: true, force: true })
    },
  }
}

function observe(revision: string, source: { repoURL: string; path: string }): Observation {
  const status: ApplicationStatus = {
    sync: { status: 'Synced', revision, comparedTo: { destination: DESTINATION, source } },
    health: { status: 'Healthy' },
    summary: { images: ['ghcr.io/acme/shop:1.1.0'] },
    reconciledAt: '2026-01-02T03:04:10Z',
  }
  return { status, spec: { project: 'default', destination: DESTINATION, source } }
}

/** One whole process of verify-sync; answers the most memory that it had, in kB, where the system tells. */
export async function runVerify(
  github: GitHub,
  event: string,
  given: Readonly<Record<string, string>>,
  onOutput: (text: string) => void,
): Promise<number> {
  const { inputs } = parse(await readFile(actionFile, 'utf8')) as {
    inputs: Record<string, { default?: string }>
  }
  const values = Object.entries(inputs).map(([name, input]) => {
    const value = given[name] ?? input.default ?? ''
    return [`INPUT_${name.toUpperCase()}`, value.startsWith('${{') ? '' : value]
  })
  const env = {
    PATH: process.env.PATH ?? '',
    GITHUB_REPOSITORY: 'acme/api',
    GITHUB_SHA: 'a'.repeat(40),
    GITHUB_REF: 'refs/heads/main',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_EVENT_PATH: event,
    GITHUB_RUN_ID: '1',
    GITHUB_SERVER_URL: github.url,
    GITHUB_API_URL: github.apiUrl,
    GITHUB_GRAPHQL_URL: github.graphqlUrl,
    ...(Object.fromEntries(values) as Record<string, string>),
  }
  const child = spawn(process.execPath, [bundle], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    onOutput(text)
  })
  const memory = watchMemory(child)
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', resolve)
  })
  if (code !== 0) throw new Error(`verify-sync ended with ${String(code)}:\n${output.slice(-2000)}`)
  return memory()
}

function watchMemory(child: ChildProcess): () => number {
  let most = 0
  const timer = setInterval(() => {
    void readFile(`/proc/${child.pid ?? 0}/status`, 'utf8')
      .then((text) => {
        most = Math.max(most, Number(/^VmHWM:\s+(\d+)/m.exec(text)?.[1] ?? 0))
      })
      .catch(() => undefined)
  }, 20)
  return () => {
    clearInterval(timer)
    return most
  }
}
