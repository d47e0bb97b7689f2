import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BuilderOptions } from '@gitops-actions/adapters'
import { type ImageBuild, type Log, parseImageReference } from '@gitops-actions/core'

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
  write(path: string, text: string, mode?: number): string
  /** Every file below, with its text. */
  files(): Map<string, string>
  remove(): void
}

export function makeWorkspace(): BuildWorkspace {
  const root = mkdtempSync(join(tmpdir(), 'build-workspace-'))
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
  return {
    root,
    app: join(root, 'app'),
    temp: join(root, 'temp'),
    home: join(root, 'home'),
    write,
    files: () => new Map(filesBelow(root).map((path) => [path, readFileSync(path, 'utf8')])),
    remove: () => {
      rmSync(root, { recursive: true, force: true })
    },
  }
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
    plaintext: false,
    env: { PATH: process.env.PATH, HOME: workspace.home, RUNNER_TEMP: workspace.temp },
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
