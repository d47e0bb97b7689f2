import { spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createGitRepository, createHttpClient, parseRemote, systemClock } from '@gitops-actions/adapters'
import { type GitServer, hermeticEnvironment, runGit, startGitServer } from '@gitops-actions/sandbox'
import { median, print, time } from './measure.ts'
import { type Relay, startRelay } from './relay.ts'

const ROUNDS = 3
/** How often ours run in each round; clones of so many files are hard on a disk. */
const OURS = 3
const FILES = 100_000
const NAME = 'acme/environments'
const TOKEN = 'bench-token'
const TOKENS = { [TOKEN]: { login: 'bench', write: true } }
const FILE = 'apps/a7/f3.yaml'
const bundle = fileURLToPath(new URL('../dist/bump-image-tag/index.js', import.meta.url))

interface Candidate {
  readonly name: string
  readonly relay: Relay
  /** Times in each round. */
  readonly runs: number
  readonly run: (version: number) => Promise<unknown>
  readonly times: number[]
  /** Milliseconds of processor, with those of the server and of git. */
  readonly busy: number[]
  readonly bytes: number[]
}

/** One change of one file over git, against a shallow clone with everything in it, on http and loopback. */
export async function benchGit(): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'bench-git-'))
  const servers: GitServer[] = []
  const relays: Relay[] = []
  try {
    const open = async (server: GitServer): Promise<Relay> => {
      servers.push(server)
      const relay = await startRelay(Number(new URL(server.url).port))
      relays.push(relay)
      return relay
    }
    const seed = await seedServer(join(work, 'seed'))
    const relay = await open(seed)
    const old = await open(await shareServer(join(work, 'old'), seed.repository(NAME).directory))
    await writeFile(join(work, 'event.json'), '{}')
    const candidate = (name: string, by: Relay, runs: number, run: Candidate['run']): Candidate => ({
      ...{ name, relay: by, runs, run },
      ...{ times: [], busy: [], bytes: [] },
    })
    const directoryOf = (version: number): string => join(work, `clone-${version}`)
    const clone = candidate('git clone --depth=1', relay, 1, (version) =>
      gitAs(tmpdir(), 'clone', '--quiet', '--depth=1', urlOf(relay), directoryOf(version)),
    )
    // On the clone that was made before it.
    const push = candidate('then edit, commit, push', relay, 1, (version) =>
      editAndPush(directoryOf(version - 1), version),
    )
    const ours = [
      candidate('ours: read and commit', relay, OURS, (version) => bump(relay, work, version)),
      candidate('ours: the whole action', relay, OURS, (version) => runAction(relay, work, version)),
      candidate('ours, by the git of the machine', old, OURS, (version) => bump(old, work, version)),
    ]
    for (const each of ours) await each.run(0)
    for (let version = 1, round = 0; round < ROUNDS; round += 1) {
      for (const each of [...ours, clone, push]) version = await measure(each, version)
      rmSync(directoryOf(version - 2), { recursive: true })
    }
    print(
      `One file of ${FILES.toLocaleString('en')} over git (medians; processor time is that of both sides)`,
      ['', 'time', 'ratio', 'processor', 'ratio', 'bytes', 'ratio'],
      [...ours, clone, push].map((each) => rowOf(each, clone)),
    )
  } finally {
    await Promise.all(relays.map((each) => each.close()))
    await Promise.all(servers.map((each) => each.close()))
    await rm(work, { recursive: true, force: true })
  }
}

/** All candidates have their turn in each round, so that a busy moment of the machine meets all. */
async function measure({ relay, runs, run, times, busy, bytes }: Candidate, first: number): Promise<number> {
  for (let version = first; version < first + runs; version += 1) {
    relay.take()
    const before = processorTime()
    times.push(await time(() => run(version)))
    busy.push(processorTime() - before)
    bytes.push(relay.take())
  }
  return first + runs
}

/**
 * Milliseconds that this process and the children that it waited for have spent, in steps of 10:
 * https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html. Not a number where the system does not tell.
 */
function processorTime(): number {
  try {
    const fields = readFileSync('/proc/self/stat', 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ')
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) * 10, 0)
  } catch {
    return Number.NaN
  }
}

async function seedServer(root: string): Promise<GitServer> {
  const server = await startGitServer({ root, tokens: TOKENS })
  const { directory } = await server.createRepository(NAME)
  await runGit(['fast-import', '--quiet'], { cwd: directory, input: history() })
  return server
}

/** A server of the first version of the protocol, on the objects of another repository. */
async function shareServer(root: string, from: string): Promise<GitServer> {
  const server = await startGitServer({ root, tokens: TOKENS, firstVersionOnly: true })
  const { directory } = await server.createRepository(NAME)
  await mkdir(join(directory, 'objects/info'), { recursive: true })
  await writeFile(join(directory, 'objects/info/alternates'), `${join(from, 'objects')}\n`)
  const { stdout } = await runGit(['rev-parse', 'refs/heads/main'], { cwd: from })
  await runGit(['update-ref', 'refs/heads/main', stdout.toString().trim()], { cwd: directory })
  return server
}

function rowOf(candidate: Candidate, baseline: Candidate): readonly string[] {
  const cells = (of: 'times' | 'busy' | 'bytes', format: (value: number) => string): readonly string[] => {
    const [own, other] = [median(candidate[of]), median(baseline[of])]
    return [format(own), candidate === baseline ? '1' : `1/${(other / own).toFixed(1)}`]
  }
  const milliseconds = (value: number): string => `${value.toFixed(0)} ms`
  return [
    candidate.name,
    ...cells('times', milliseconds),
    ...cells('busy', milliseconds),
    ...cells('bytes', (value) => `${(value / 1000).toFixed(1)} kB`),
  ]
}

async function bump(relay: Relay, work: string, version: number): Promise<void> {
  const signal = new AbortController().signal
  const env = { ...process.env, RUNNER_TEMP: work }
  const http = createHttpClient({ clock: systemClock(), env, userAgent: 'bench', signal })
  const repository = createGitRepository({
    remote: parseRemote(urlOf(relay), { plaintext: false }),
    http,
    token: TOKEN,
    username: 'bench',
    sshKey: '',
    sshKnownHosts: '',
    signingKey: '',
    caCert: undefined,
    env,
    signal,
  })
  try {
    const { branch, head, files } = await repository.read({ files: [FILE], history: 20 })
    const text = (files.get(FILE)?.text ?? '').replace(/tag: \S+/, `tag: 1.0.${version}`)
    const changes = [{ path: FILE, mode: '100644' as const, text }]
    const done = await repository.commit({ branch, expectedHead: head, headline: 'Bump', body: '', changes })
    if (done.kind !== 'committed') throw new Error(done.detail)
  } finally {
    await repository.close()
    await http.close()
  }
}

/** The bundle in a process of its own, from its start to its end. */
async function runAction(relay: Relay, work: string, version: number): Promise<void> {
  const text = await readFile(new URL('../actions/bump-image-tag/action.yml', import.meta.url), 'utf8')
  const plain = text.matchAll(/^ {2}([a-z-]+):\n(?: {4}.*\n)*? {4}default: '?([^'\n$]*)'?$/gm)
  const inputs: Record<string, string> = {
    ...Object.fromEntries([...plain].map((match) => [match[1] ?? '', match[2] ?? ''])),
    token: TOKEN,
    'source-token': '',
    repository: NAME,
    'git-url': urlOf(relay),
    images: `${IMAGE}=1.0.${version}`,
    files: FILE,
    'verify-image': 'false',
  }
  const env = {
    PATH: process.env.PATH ?? '',
    RUNNER_TEMP: work,
    GITHUB_REPOSITORY: 'acme/api',
    GITHUB_SHA: 'a'.repeat(40),
    GITHUB_REF: 'refs/heads/main',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_EVENT_PATH: join(work, 'event.json'),
    GITHUB_RUN_ID: '1',
    ...Object.fromEntries(
      Object.entries(inputs).map(([key, value]) => [`INPUT_${key.toUpperCase()}`, value]),
    ),
  }
  const child = spawn(process.execPath, [bundle], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const code = await new Promise((resolve) => child.on('close', resolve))
  if (code !== 0) throw new Error(said)
}

function urlOf({ host }: Relay): string {
  return `http://${host}/${NAME}.git`
}

async function editAndPush(directory: string, version: number): Promise<void> {
  const path = join(directory, FILE)
  await writeFile(path, (await readFile(path, 'utf8')).replace(/tag: \S+/, `tag: 1.0.${version}`))
  await gitAs(directory, 'commit', '--quiet', '--all', '--message', 'Bump')
  await gitAs(directory, 'push', '--quiet', 'origin', 'main')
}

async function gitAs(cwd: string, ...parameters: string[]): Promise<void> {
  const env = hermeticEnvironment({
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'http.extraHeader',
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${Buffer.from(`bench:${TOKEN}`).toString('base64')}`,
    GIT_AUTHOR_NAME: 'Bench',
    GIT_AUTHOR_EMAIL: 'bench@example.com',
    GIT_COMMITTER_NAME: 'Bench',
    GIT_COMMITTER_EMAIL: 'bench@example.com',
  })
  await runGit(parameters, { cwd, env })
}

const IMAGE = 'ghcr.io/acme/a38'

/** One commit of 20,000 applications with five files each, as a stream for `git fast-import`. */
function history(): string {
  const files = Array.from({ length: FILES }, (_, index) => {
    const text = `# File ${index}\nimage:\n  repository: ghcr.io/acme/a${index}\n  tag: 1.0.0 # by the pipeline\n`
    return `M 100644 inline apps/a${Math.floor(index / 5)}/f${index % 5}.yaml\ndata ${text.length}\n${text}\n`
  })
  const head = 'commit refs/heads/main\ncommitter Bench <bench@example.com> 1767225600 +0000\ndata 4\nSeed\n'
  return `${head}${files.join('')}\n`
}
