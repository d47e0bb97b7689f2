import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { BuilderOptions } from '@gitops-actions/adapters'
import { type ImageBuild, type Log, parseImageReference } from '@gitops-actions/core'
import { findProcesses, removeDirectory } from '@gitops-actions/sandbox'

/** A log that keeps what it is given. */
export interface KeptLog extends Log {
  readonly lines: string[]
  readonly groups: string[]
}

export function keepLog(): KeptLog {
  const lines: string[] = []
  const groups: string[] = []
  const keep = (line: string): void => {
    lines.push(line)
  }
  return {
    lines,
    groups,
    group: async (title, work) => {
      groups.push(title)
      return work()
    },
    info: keep,
    debug: keep,
    notice: keep,
    warning: keep,
    error: keep,
  }
}

/** A directory tree to build in: `app` is the context, `temp` the runner's temporary directory, `home` the user's. */
export interface BuildWorkspace {
  readonly root: string
  readonly app: string
  readonly temp: string
  readonly home: string
  /** Variables by which buildah keeps what it builds here, and not in the store of whoever runs the tests. */
  readonly env: Readonly<Record<string, string>>
  write(path: string, text: string, mode?: number): string
  /** Every file below, with its text. */
  files(): Map<string, string>
  /** Waits for the programs that still use the store: a cancelled build leaves a buildah that removes its containers. */
  settled(): Promise<void>
  remove(): Promise<void>
}

export function makeWorkspace(): BuildWorkspace {
  const root = mkdtempSync(join(tmpdir(), 'build-workspace-'))
  const store = mkdtempSync(join(tmpdir(), 'build-store-'))
  const configuration = configureStore(store)
  const write = (path: string, text: string, mode = 0o644): string => {
    const whole = join(root, path)
    mkdirSync(join(whole, '..'), { recursive: true })
    writeFileSync(whole, text, { mode })
    return whole
  }
  for (const name of ['app', 'temp', 'home', 'bin']) mkdirSync(join(root, name))
  write(
    'app/Dockerfile',
    'FROM scratch\nARG GREETING=none\nLABEL greeting=$GREETING\nCOPY hello.txt /hello.txt\n',
  )
  write('app/hello.txt', 'hello\n')
  const settled = async (): Promise<void> => {
    while ((await findProcesses(STORE_VARIABLE, configuration)).length > 0) await setTimeout(50)
  }
  return {
    root,
    app: join(root, 'app'),
    temp: join(root, 'temp'),
    home: join(root, 'home'),
    env: { [STORE_VARIABLE]: configuration },
    write,
    files: () => new Map(filesBelow(root).map((path) => [path, readFileSync(path, 'utf8')])),
    settled,
    async remove() {
      await settled()
      await Promise.all([root, store].map(removeDirectory))
    },
  }
}

const STORE_VARIABLE = 'CONTAINERS_STORAGE_CONF'

/** Source of the keys: https://github.com/containers/storage/blob/main/docs/containers-storage.conf.5.md */
function configureStore(directory: string): string {
  const file = join(directory, 'storage.conf')
  const [graph, run] = [join(directory, 'graph'), join(directory, 'run')]
  writeFileSync(
    file,
    `[storage]\ndriver = "vfs"\ngraphroot = "${graph}"\nrootless_storage_path = "${graph}"\nrunroot = "${run}"\n`,
  )
  return file
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory).flatMap((name) => {
    const path = join(directory, name)
    return statSync(path).isDirectory() ? filesBelow(path) : [path]
  })
}

/** Options of a builder whose user has no logins, on a PATH of the machine's programs. */
export function builderOptions(
  workspace: BuildWorkspace,
  change: Partial<BuilderOptions> = {},
): BuilderOptions {
  return {
    engine: 'buildah',
    workspace: workspace.app,
    credentials: [],
    caCert: undefined,
    isPlain: (registry) => Promise.resolve(/^(?:127\.0\.0\.1|localhost)(?::|$)/.test(registry)),
    env: { PATH: process.env.PATH, HOME: workspace.home, RUNNER_TEMP: workspace.temp, ...workspace.env },
    log: keepLog(),
    ...change,
  }
}

export function imageBuild(change: Partial<ImageBuild> & { names: readonly string[] }): ImageBuild {
  const { names, ...rest } = change
  return {
    context: '.',
    file: undefined,
    target: undefined,
    platforms: [],
    buildArgs: [],
    labels: [],
    noCache: false,
    pull: false,
    references: names.map(parseImageReference),
    ...rest,
  }
}

/** Whether buildah is on this machine. In CI it has to be: a test that is left out there proves nothing. */
export function hasBuildah(): boolean {
  try {
    execFileSync('buildah', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    if (process.env.CI === 'true') throw new Error('buildah is missing: apt-get install -y buildah')
    process.stderr.write('SKIPPED: buildah is not on this machine; install it to run these tests\n')
    return false
  }
}

/** Whether buildah may take on other users, as programs in a container want: root may, others need ids of their own. */
export function hasUserIds(): boolean {
  const { uid, username } = userInfo()
  if (uid === 0) return true
  const ranges = existsSync('/etc/subuid') ? readFileSync('/etc/subuid', 'utf8') : ''
  if (ranges.split('\n').some((line) => [String(uid), username].includes(line.split(':')[0] ?? '')))
    return true
  process.stderr.write(
    `SKIPPED: ${username} has no range of user ids in /etc/subuid to run containers with\n`,
  )
  return false
}
