import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type GitHub, startGitHub } from '@gitops-actions/sandbox'
import { parse } from 'yaml'
import { milliseconds } from './measure.ts'

/** Runs of which the first is not counted. */
export const ROUNDS = 15
/** Applications of a crowd. */
export const MANY = 200
const REPOSITORY = 'acme/environments'
const bundle = fileURLToPath(new URL('../dist/verify-sync/index.js', import.meta.url))
const actionFile = new URL('../actions/verify-sync/action.yml', import.meta.url)

/** An application at the revision before ours. */
export interface Waiting {
  readonly name: string
  /** Has the agent report our revision. */
  readonly report: () => void
}

type Inputs = Readonly<Record<string, string>>

/** An environment repository of two commits, and whole processes of verify-sync that wait for the second. */
export interface Verification {
  readonly cloneUrl: string
  /** The commit before ours, and ours. */
  readonly commits: { readonly old: string; readonly ours: string }
  /** Milliseconds from the report of one application to the end of the process, for each round. */
  rounds(make: () => Waiting, inputs: Inputs): Promise<number[]>
  /** One process for all of them: compares of commits, memory, and the time from the last report to its end, as text. */
  crowd(all: readonly Waiting[], inputs: Inputs): Promise<[compares: string, memory: string, late: string]>
  close(): Promise<void>
}

export async function startVerification(): Promise<Verification> {
  const [github, work] = await Promise.all([
    startGitHub({ rateLimit: 1_000_000 }),
    mkdtemp(join(tmpdir(), 'bench-verify-')),
  ])
  const event = join(work, 'event.json')
  await writeFile(event, '{}')
  const commits = await commitTwice(github)
  const { token } = github.createToken({ login: 'bench[bot]', kind: 'app', repositories: [REPOSITORY] })
  const shared = {
    repository: REPOSITORY,
    token,
    revision: commits.ours,
    'stable-for': '0s',
    refresh: 'false',
    timeout: '11m',
  }
  const countCompares = (): number =>
    github.requests.filter(({ operation }) => operation.includes('compare')).length

  return {
    cloneUrl: github.cloneUrl(REPOSITORY),
    commits,
    async rounds(make, inputs) {
      const samples: number[] = []
      for (let round = 0; round <= ROUNDS; round += 1) {
        const { name, report } = make()
        let reported = 0
        await runVerify(github, event, { ...shared, applications: name, ...inputs }, (text) => {
          if (reported > 0 || !/waiting +at revision/.test(text)) return
          reported = Number.POSITIVE_INFINITY
          // Somewhere between two polls; a stream does not care.
          setTimeout(
            () => {
              reported = performance.now()
              report()
            },
            200 + 1_000 * Math.random(),
          )
        })
        if (round > 0) samples.push(performance.now() - reported)
      }
      return samples
    },
    async crowd(all, inputs) {
      const before = countCompares()
      let reported = 0
      let seen = ''
      const count = { 'expected-count': String(all.length), interval: '10s' }
      const memory = await runVerify(github, event, { ...shared, ...count, ...inputs }, (text) => {
        seen += text
        if (reported > 0 || (seen.match(/crowd-\d+ +waiting/g) ?? []).length < all.length) return
        reported = 1
        for (const [index, { report }] of all.entries()) {
          setTimeout(() => {
            reported = performance.now()
            report()
          }, index * 20)
        }
      })
      const late = performance.now() - reported
      return [String(countCompares() - before), `${Math.round(memory / 1024)} MB`, milliseconds(late)]
    },
    async close() {
      await github.close()
      await rm(work, { recursive: true, force: true })
    },
  }
}

async function commitTwice(github: GitHub): Promise<Verification['commits']> {
  const git = await github.createRepository(REPOSITORY, { files: { 'apps/shop/a.yaml': 'a: 1\n' } })
  const old = (await git.resolve('refs/heads/main')) ?? ''
  const tree = await git.writeTree(old, [{ path: 'apps/shop/a.yaml', content: 'a: 2\n' }])
  const author = { name: 'Bench', email: 'bench@example.com', date: new Date('2026-01-02T00:00:00Z') }
  const { oid: ours } = await git.writeCommit({ tree, parents: [old], message: 'Set a', author })
  await git.updateRef('refs/heads/main', ours, old)
  return { old, ours }
}

/** One whole process of verify-sync; answers the most memory that it had, in kB, where the system tells. */
async function runVerify(
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
