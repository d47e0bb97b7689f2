import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createGitRepository, createHttpClient, parseRemote, systemClock } from '@gitops-actions/adapters'
import { type GitServer, hermeticEnvironment, runGit, startGitServer } from '@gitops-actions/sandbox'
import { median, print, time } from './measure.ts'
import { type Relay, startRelay } from './relay.ts'

const ROUNDS = 3
const FILES = 100_000
const NAME = 'acme/environments'
const TOKEN = 'bench-token'
const FILE = 'apps/a7/f3.yaml'
const bundle = fileURLToPath(new URL('../dist/bump-image-tag/index.js', import.meta.url))

interface Candidate {
  readonly name: string
  readonly relay: Relay
  readonly run: (version: number) => Promise<unknown>
  readonly times: number[]
  readonly bytes: number[]
}

/** One change of one file over git, against a shallow clone with everything in it, on http and loopback. */
export async function benchGit(): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'bench-git-'))
  const tokens = { [TOKEN]: { login: 'bench', write: true } }
  const servers: GitServer[] = []
  const relays: Relay[] = []
  try {
    /** The same repository for all, by a server and a relay. */
    const open = async (firstVersionOnly: boolean): Promise<Relay> => {
      const server = await startGitServer({ tokens, firstVersionOnly })
      servers.push(server)
      const made = await server.createRepository(NAME, { files: { 'README.md': '# Environments\n' } })
      await runGit(['fast-import', '--quiet', '--force'], { cwd: made.directory, input: history() })
      const relay = await startRelay(Number(new URL(server.url).port))
      relays.push(relay)
      return relay
    }
    const [relay, old] = [await open(false), await open(true)]
    await writeFile(join(work, 'event.json'), '{}')
    const candidate = (name: string, by: Relay, run: Candidate['run']): Candidate => ({
      ...{ name, relay: by, run },
      ...{ times: [], bytes: [] },
    })
    const baseline = candidate('clone --depth=1 + edit + push', relay, (version) =>
      cloneAndPush(relay, join(work, `clone-${version}`), version),
    )
    const ours = [
      candidate('ours: read and commit', relay, (version) => bump(relay, work, version)),
      candidate('ours: the whole action', relay, (version) => runAction(relay, work, version)),
      candidate('ours, by the git of the machine', old, (version) => bump(old, work, version)),
    ]
    await measure([...ours, baseline], work)
    print(
      `One file of ${FILES.toLocaleString('en')} over git (medians of ${ROUNDS})`,
      ['', 'time', 'ratio', 'bytes', 'ratio'],
      [...ours, baseline].map((each) => rowOf(each, baseline)),
    )
  } finally {
    await Promise.all(relays.map((each) => each.close()))
    await Promise.all(servers.map((each) => each.close()))
    await rm(work, { recursive: true, force: true })
  }
}

/** In turn, so that a busy moment of the machine meets all; the first round is thrown away. */
async function measure(candidates: readonly Candidate[], work: string): Promise<void> {
  let version = 0
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const { relay, run, times, bytes } of candidates) {
      version += 1
      relay.take()
      const taken = await time(() => run(version))
      await rm(join(work, `clone-${version}`), { recursive: true, force: true })
      if (round === 0) continue
      times.push(taken)
      bytes.push(relay.take())
    }
  }
}

function rowOf({ name, times, bytes }: Candidate, baseline: Candidate): readonly string[] {
  const [taken, sent] = [median(times), median(bytes)]
  return [
    name,
    `${taken.toFixed(0)} ms`,
    ratioTo(median(baseline.times), taken),
    `${(sent / 1000).toFixed(1)} kB`,
    ratioTo(median(baseline.bytes), sent),
  ]
}

function ratioTo(baseline: number, ours: number): string {
  return baseline === ours ? '1' : `1/${(baseline / ours).toFixed(1)}`
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

async function cloneAndPush(relay: Relay, directory: string, version: number): Promise<void> {
  const env = hermeticEnvironment({
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'http.extraHeader',
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${Buffer.from(`bench:${TOKEN}`).toString('base64')}`,
    GIT_AUTHOR_NAME: 'Bench',
    GIT_AUTHOR_EMAIL: 'bench@example.com',
    GIT_COMMITTER_NAME: 'Bench',
    GIT_COMMITTER_EMAIL: 'bench@example.com',
  })
  const git = (cwd: string, ...parameters: string[]): Promise<unknown> => runGit(parameters, { cwd, env })
  await git(tmpdir(), 'clone', '--quiet', '--depth=1', urlOf(relay), directory)
  const path = join(directory, FILE)
  await writeFile(path, (await readFile(path, 'utf8')).replace(/tag: \S+/, `tag: 1.0.${version}`))
  await git(directory, 'commit', '--quiet', '--all', '--message', 'Bump')
  await git(directory, 'push', '--quiet', 'origin', 'main')
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
