import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type GitHub, hermeticEnvironment, runGit, startGitHub } from '@gitops-actions/sandbox'
import { medians, milliseconds, print, ratio } from './measure.ts'

const ROUNDS = 5
const SIZES = [100, 20_000]
/** Milliseconds added to every request: none, and about what a runner sees to a host on the same continent. */
const LATENCIES = [0, 50]
export const REPOSITORY = 'acme/environments'
const bundle = fileURLToPath(new URL('../dist/bump-image-tag/index.js', import.meta.url))

/** A bump through the API, the whole process of it, against `git clone --depth=1`, edit, commit and push. */
export async function benchBump(): Promise<void> {
  const rows: string[][] = []
  for (const latency of LATENCIES) {
    for (const applications of SIZES) rows.push(await benchRepository(applications, latency))
  }
  print(
    `Bump of one tag (median of ${ROUNDS}, whole processes)`,
    ['applications', 'latency', 'ours (API)', 'requests', 'clone --depth=1 + edit + push', 'ratio'],
    rows,
  )
}

async function benchRepository(applications: number, latency: number): Promise<string[]> {
  const github = await startGitHub({ rateLimit: 1_000_000 })
  if (latency > 0) github.faults.always('*', { latency })
  const work = await mkdtemp(join(tmpdir(), 'bench-bump-'))
  try {
    const repository = await github.createRepository(REPOSITORY, {
      files: { 'README.md': '# Environments\n' },
    })
    await runGit(['fast-import', '--quiet', '--force'], {
      cwd: repository.directory,
      input: history(applications),
    })
    const { token } = github.createToken({ login: 'bench', repositories: [REPOSITORY] })
    const file = pathOf(applications - 1)
    const event = join(work, 'event.json')
    await writeFile(event, '{}')
    let version = 0
    let runs = 0
    let requests = 0
    const times = await medians(
      {
        ours: async () => {
          version += 1
          const before = github.requests.length
          await bump(github, token, { [`ghcr.io/acme/a${applications - 1}`]: [file] }, version, event)
          runs += 1
          requests += github.requests.length - before
        },
        clone: async () => {
          version += 1
          await cloneAndPush(github, token, join(work, `clone-${version}`), file, version)
        },
      },
      ROUNDS,
    )
    return [
      String(applications),
      milliseconds(latency),
      milliseconds(times.ours),
      (requests / runs).toFixed(1),
      milliseconds(times.clone),
      ratio(times.ours, times.clone),
    ]
  } finally {
    await rm(work, { recursive: true, force: true })
    await github.close()
  }
}

/** In directories that git reads quickly: one of 100,000 entries would be what is measured. */
export function pathOf(index: number): string {
  return `apps/${Math.trunc(index / 500)}/a${index}/values.yaml`
}

/** One commit with a values file for each application, as a stream for `git fast-import`. */
export function history(applications: number): string {
  const files = Array.from({ length: applications }, (_, index) => {
    const text = `# Application ${index}\nreplicaCount: 2\nimage:\n  repository: ghcr.io/acme/a${index}\n  tag: 1.0.0 # by the pipeline\n`
    return `M 100644 inline ${pathOf(index)}\ndata ${text.length}\n${text}\n`
  })
  const head = 'commit refs/heads/main\ncommitter Bench <bench@example.com> 1767225600 +0000\ndata 4\nSeed\n'
  return `${head}${files.join('')}\n`
}

/** One whole process. @param images the files of each image */
export async function bump(
  github: GitHub,
  token: string,
  images: Readonly<Record<string, readonly string[]>>,
  version: number,
  event: string,
): Promise<void> {
  const inputs: Record<string, string> = {
    ...(await defaults()),
    token: token,
    'source-token': '',
    repository: REPOSITORY,
    images: Object.keys(images)
      .map((name) => `${name}=1.0.${version}`)
      .join('\n'),
    files: Object.values(images).flat().join('\n'),
    'verify-image': 'false',
  }
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
    ...Object.fromEntries(
      Object.entries(inputs).map(([key, value]) => [`INPUT_${key.toUpperCase()}`, value]),
    ),
  }
  await run(process.execPath, [bundle], { env })
}

/** The defaults of action.yml, without a parser: a benchmark needs the plain ones only. */
async function defaults(): Promise<Record<string, string>> {
  const text = await readFile(new URL('../actions/bump-image-tag/action.yml', import.meta.url), 'utf8')
  const found = text.matchAll(/^ {2}([a-z-]+):\n(?: {4}.*\n)*? {4}default: '?([^'\n$]*)'?$/gm)
  return Object.fromEntries([...found].map((match) => [match[1] ?? '', match[2] ?? '']))
}

async function cloneAndPush(
  github: GitHub,
  token: string,
  directory: string,
  file: string,
  version: number,
): Promise<void> {
  const env = hermeticEnvironment({
    GIT_CONFIG_COUNT: '3',
    GIT_CONFIG_KEY_0: 'http.extraHeader',
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${Buffer.from(`bench:${token}`).toString('base64')}`,
    GIT_CONFIG_KEY_1: 'user.name',
    GIT_CONFIG_VALUE_1: 'Bench',
    GIT_CONFIG_KEY_2: 'user.email',
    GIT_CONFIG_VALUE_2: 'bench@example.com',
  })
  const git = (...parameters: string[]): Promise<void> =>
    run('git', ['-C', directory, ...parameters], { env })
  await run('git', ['clone', '--quiet', '--depth=1', github.cloneUrl(REPOSITORY), directory], { env })
  const path = join(directory, file)
  await writeFile(path, (await readFile(path, 'utf8')).replace(/tag: \S+/, `tag: 1.0.${version}`))
  await git('commit', '--quiet', '--all', '--message', `Bump to 1.0.${version}`)
  await git('push', '--quiet', 'origin', 'main')
}

function run(
  program: string,
  parameters: readonly string[],
  { env }: { env: Record<string, string> },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...parameters], { stdio: ['ignore', 'pipe', 'pipe'], env })
    const output: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk))
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`${program} ended with ${code}:\n${Buffer.concat(output).toString()}`))
    })
  })
}
