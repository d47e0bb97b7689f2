import { execFile } from 'node:child_process'
import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  hermeticEnvironment,
  removeDirectory,
  type SandboxRegistry,
  startRegistry,
} from '@gitops-actions/sandbox'
import { type DockerDaemon, hasDocker, startDockerDaemon } from '../test/adapters/docker-daemon.ts'
import { pushEnvironment, runActionProcess } from '../test/bundle/action-process.ts'
import { medians, milliseconds, print } from './measure.ts'

const ROUNDS = 7
/** Of the commit. */
const SECONDS = 1_790_000_000
const LAYERS = 5
const [USER, PASSWORD] = ['robot', 'bench-password']
/** As many as the action gives: to buildah each is a step. */
const LABELS = ['source', 'title', 'url', 'version', 'revision', 'created'].map(
  (name) => `--label=org.opencontainers.image.${name}=bench`,
)

const run = promisify(execFile)

/** An engine as people call it themselves: logged in before, on the same store as ours. */
interface Bare {
  readonly engine: 'buildah' | 'docker'
  readonly env: Readonly<Record<string, string>>
  /** Builds, pushes, and ends. */
  readonly push: (image: string) => Promise<void>
}

interface Place {
  readonly registry: SandboxRegistry
  /** A context of some megabytes. */
  readonly app: string
  /** The commit that is checked out there. */
  readonly sha: string
  readonly work: string
}

/** The whole of build-and-push against the two commands of the engine that do the same build and push, on a warm cache. */
export async function benchBuild(): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'bench-build-'))
  const registry = await startRegistry({ users: { [USER]: PASSWORD } })
  let daemon: DockerDaemon | undefined
  try {
    const place = { registry, work, ...(await layOut(work)) }
    const engines = [await bareBuildah(place)]
    if (hasDocker()) {
      daemon = await startDockerDaemon({ proxy: 'http://127.0.0.1:1' })
      engines.push(await bareDocker(place, daemon))
    }
    const rows: string[][] = []
    for (const bare of engines) rows.push(await benchEngine(place, bare))
    print(
      `Build and push on a warm cache (median of ${ROUNDS}, whole processes; ours logs in, reads back and tags)`,
      ['engine', 'ours', 'bare commands', 'over it', 'our requests', 'of them to read back'],
      rows,
    )
    print(
      `Another tag for the image of a commit (median of ${ROUNDS}, whole process)`,
      ['ours', 'our requests'],
      [await benchTag(place)],
    )
  } finally {
    await daemon?.close()
    await registry.close()
    await removeDirectory(work)
  }
}

async function benchEngine(place: Place, bare: Bare): Promise<string[]> {
  const { registry } = place
  const image = `${registry.host}/bench/${bare.engine}`
  const counts = { all: 0, readBack: 0 }
  const times = await medians(
    {
      ours: async () => {
        registry.requests.length = 0
        const env = { ...pushEnvironment('refs/heads/main', place.sha), ...bare.env }
        await act(place, image, { engine: bare.engine }, env, 'pushed')
        Object.assign(counts, countOurs(registry))
      },
      bare: () => bare.push(`${image}:bare`),
    },
    ROUNDS,
  )
  return [
    bare.engine,
    milliseconds(times.ours),
    milliseconds(times.bare),
    milliseconds(times.ours - times.bare),
    String(counts.all),
    String(counts.readBack),
  ]
}

/** A release of a commit that was built: nothing is built again. */
async function benchTag(place: Place): Promise<string[]> {
  const { registry } = place
  const image = `${registry.host}/bench/buildah`
  let version = 0
  let requests = 0
  const { ours } = await medians(
    {
      ours: async () => {
        version += 1
        registry.requests.length = 0
        const env = { ...pushEnvironment(`refs/tags/v1.0.${version}`, place.sha), PATH: '/nonexistent' }
        await act(place, image, {}, env, 'tagged')
        requests = countOurs(registry).all
      },
    },
    ROUNDS,
  )
  return [milliseconds(ours), String(requests)]
}

async function act(
  { app }: Place,
  image: string,
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
  outcome: string,
): Promise<void> {
  const login = { username: USER, password: PASSWORD }
  const step = {
    action: 'build-and-push',
    workspace: app,
    inputs: { images: image, ...login, ...inputs },
    env,
  }
  const ended = await runActionProcess({ ...step, inputs: { images: image, ...login, ...inputs } })
  if (ended.outputs.outcome !== outcome) throw new Error(`wanted ${outcome}: ${ended.log.slice(-2000)}`)
}

/** Requests by our own client. Those between the last write of the engine and the look at another tag check the push. */
function countOurs({ requests }: SandboxRegistry): { all: number; readBack: number } {
  const isOurs = ({ headers }: (typeof requests)[number]): boolean =>
    (headers['user-agent'] ?? '').startsWith('gitops-actions')
  const pushed = requests.findLastIndex(
    (each) => each.method !== 'GET' && each.method !== 'HEAD' && !isOurs(each),
  )
  const after = requests.slice(pushed + 1).filter(isOurs)
  const next = after.findIndex(({ path }) => path.endsWith('/manifests/main'))
  return { all: requests.filter(isOurs).length, readBack: next === -1 ? after.length : next }
}

async function layOut(work: string): Promise<Pick<Place, 'app' | 'sha'>> {
  const app = join(work, 'app')
  mkdirSync(app)
  const names = Array.from({ length: LAYERS }, (_, index) => `part-${index}.bin`)
  for (const [index, name] of names.entries()) writeFileSync(join(app, name), Buffer.alloc(1_000_000, index))
  const copies = names.map((name) => `COPY ${name} /${name}`)
  writeFileSync(join(app, 'Dockerfile'), ['FROM scratch', ...copies].join('\n'))
  const [name, email] = ['bench', 'bench@example.test']
  const date = `${SECONDS} +0000`
  const env = hermeticEnvironment({
    ...{ GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_AUTHOR_DATE: date },
    ...{ GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email, GIT_COMMITTER_DATE: date },
  })
  const git = (...args: string[]): Promise<{ stdout: string }> => run('git', args, { cwd: app, env })
  await git('init', '--quiet')
  await git('add', '.')
  await git('commit', '--quiet', '--message=Bench')
  return { app, sha: (await git('rev-parse', 'HEAD')).stdout.trim() }
}

/** With the storage and isolation that work in a container too. */
async function bareBuildah({ registry, work, app }: Place): Promise<Bare> {
  const store = join(work, 'storage.conf')
  writeFileSync(store, `[storage]\ndriver = "vfs"\ngraphroot = "${work}/graph"\nrunroot = "${work}/run"\n`)
  const env = { PATH: process.env.PATH ?? '', HOME: work, CONTAINERS_STORAGE_CONF: store }
  const auth = `--authfile=${join(work, 'auth.json')}`
  const login = ['login', auth, '--tls-verify=false', `--username=${USER}`, `--password=${PASSWORD}`]
  await run('buildah', [...login, registry.host], { env })
  return {
    engine: 'buildah',
    env: { CONTAINERS_STORAGE_CONF: store },
    push: async (image) => {
      const build = ['build', '--isolation=chroot', '--layers', `--timestamp=${SECONDS}`, ...LABELS]
      await run('buildah', [...build, `--tag=${image}`, app], { env })
      await run('buildah', ['push', auth, '--tls-verify=false', image, `docker://${image}`], { env })
    },
  }
}

async function bareDocker({ registry, work, app }: Place, daemon: DockerDaemon): Promise<Bare> {
  const env = { ...daemon.env, HOME: work, DOCKER_BUILDKIT: '1' }
  const login = ['login', `--username=${USER}`, `--password=${PASSWORD}`, registry.host]
  await run('docker', login, { env })
  return {
    engine: 'docker',
    env: { ...daemon.env },
    push: async (image) => {
      await run('docker', ['build', '--progress=plain', ...LABELS, `--tag=${image}`, app], { env })
      await run('docker', ['push', image], { env })
    },
  }
}
