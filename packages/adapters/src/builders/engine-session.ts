import { spawn } from 'node:child_process'
import { cpSync, existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImageBuild, Log } from '@gitops-actions/core'
import type { RegistryCredential } from '../registry/login.ts'
import { type ProgramExit, runProgram } from '../process/program.ts'
import { AUTH_FILE } from './buildah.ts'
import { cacheVariables, engineEnvironment } from './engine-environment.ts'
import type { EngineName, EngineTools } from './engine.ts'
import { copyAuthFile, copyDockerConfig } from './login-file.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface SessionOptions {
  readonly directory: string
  /** Where relative paths in inputs start, such as those of contexts, exports and caches. */
  readonly workspace: string
  readonly credentials: readonly RegistryCredential[]
  readonly caCert: string | undefined
  readonly isPlain: (registry: string) => Promise<boolean>
  readonly env: Environment
  readonly log: Log
  readonly signal?: AbortSignal
}

/** One build's surroundings: a private directory, and environments that lead engines to it. */
export interface EngineSession {
  readonly tools: (program: string, engine: EngineName) => EngineTools
  /** Runs a program without showing what it says, once for the same arguments: several engines ask the same. */
  readonly probe: (program: string, args: readonly string[]) => Promise<ProgramExit>
}

/** Milliseconds an engine may take to say whether it works. */
const PROBE_LIMIT = 20_000

/**
 * Lays out what engines read and write: docker's configuration and buildx's builders as the user has them, in copies that only this
 * run sees. Two builds at a time share nothing, and nothing of the user's is written to.
 */
export async function openSession(options: SessionOptions, build: ImageBuild): Promise<EngineSession> {
  const { directory, credentials, isPlain, log, signal } = options
  const hasLogin = credentials.length > 0
  const docker = join(directory, 'docker')
  await mkdir(docker, { mode: 0o700 })
  await copyDockerConfig(
    docker,
    options.env,
    credentials.map(({ registry }) => registry),
  )
  if (hasLogin) await copyAuthFile(join(directory, AUTH_FILE), options.env)
  const caDirectory = options.caCert === undefined ? undefined : await writeCa(directory, options)
  const trust = caDirectory === undefined ? {} : { SSL_CERT_FILE: join(caDirectory, 'bundle.pem') }
  const base = engineEnvironment(options.env)
  // What buildah is killed over is not left in /var/tmp, where it would put parts of images.
  const scratch = join(directory, 'tmp')
  await mkdir(scratch, { mode: 0o700 })
  const buildahEnv = { TMPDIR: scratch, ...base }
  const dockerEnv = {
    ...base,
    ...cacheVariables(options.env, build),
    ...trust,
    DOCKER_CONFIG: docker,
    BUILDX_CONFIG: join(docker, 'buildx'),
  }
  return {
    tools(program, engine) {
      const env: Record<string, string> = engine === 'buildah' ? buildahEnv : dockerEnv
      return {
        program,
        directory,
        isPlain,
        caDirectory,
        hasLogin,
        run: ({ args, input, onLine, quiet = false, env: more }) =>
          runProgram({
            program,
            args,
            env: { ...env, ...more },
            cwd: options.workspace,
            signal,
            ...(input === undefined ? {} : { input }),
            onLine(line) {
              onLine?.(line)
              if (!quiet) log.info(line)
            },
          }),
        leaveRunning: (args) => {
          leaveRunning(program, args, base, directory)
        },
      }
    },
    probe: remember((program, args) =>
      probe(program, args, program.endsWith('buildah') ? buildahEnv : dockerEnv, signal),
    ),
  }
}

/** The copy of the builders that the program needs is left too: it holds no login, and the runner empties its temporary directory. */
function leaveRunning(
  program: string,
  args: readonly string[],
  base: Readonly<Record<string, string>>,
  directory: string,
): void {
  const builders = join(directory, 'docker', 'buildx')
  const kept = `${directory}-builders`
  if (existsSync(builders)) cpSync(builders, kept, { recursive: true })
  const child = spawn(program, [...args], {
    // Without its mark the runner does not end it with the job.
    env: { ...base, RUNNER_TRACKING_ID: '', BUILDX_CONFIG: kept },
    detached: true,
    stdio: 'ignore',
  })
  child.on('error', () => undefined)
  child.unref()
}

/** Asks once for each program and its arguments. */
function remember(ask: EngineSession['probe']): EngineSession['probe'] {
  const answers = new Map<string, Promise<ProgramExit>>()
  return (program, args) => {
    const key = [program, ...args].join('\0')
    const answer = answers.get(key) ?? ask(program, args)
    answers.set(key, answer)
    return answer
  }
}

/** A client may wait for ever for a daemon that is stuck: what does not answer in time does not work. */
async function probe(
  program: string,
  args: readonly string[],
  env: Record<string, string>,
  cancelled: AbortSignal | undefined,
): Promise<ProgramExit> {
  const limit = AbortSignal.timeout(PROBE_LIMIT)
  const signal = cancelled === undefined ? limit : AbortSignal.any([limit, cancelled])
  try {
    return await runProgram({ program, args, env, signal })
  } catch (error) {
    if (cancelled?.aborted === true) throw error
    const reason = limit.aborted ? `no answer within ${PROBE_LIMIT / 1000} s` : 'cannot be started'
    return { exitCode: 1, stdout: '', tail: [reason] }
  }
}

/** `ca.crt` alone for engines that add it to what the machine trusts; `bundle.pem` for clients that take one file, and directories. */
async function writeCa(directory: string, { caCert = '', env }: SessionOptions): Promise<string> {
  const path = join(directory, 'certificates')
  await mkdir(path, { mode: 0o700 })
  await writeFile(join(path, 'ca.crt'), caCert)
  const own = env.SSL_CERT_FILE ?? ''
  const known = own === '' ? '' : await readFile(own, 'utf8').catch(() => '')
  await writeFile(join(path, 'bundle.pem'), `${known}\n${caCert}`)
  return path
}
