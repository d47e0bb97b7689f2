import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ActionError, type Builder, type Log, parseImageReference } from '@gitops-actions/core'
import { normalizeRegistry } from '../registry/endpoint.ts'
import type { RegistryCredential } from '../registry/login.ts'
import { findBuildContext } from './build-context.ts'
import { AUTH_FILE } from './buildah.ts'
import { engineEnvironment } from './engine-environment.ts'
import { type ProgramExit, runProgram } from '../process/program.ts'
import type { Engine, EngineBuild, EngineName, EngineTools } from './engine.ts'
import { type EngineChoice, findEngine } from './find-engine.ts'
import { copyAuthFile, copyDockerConfig } from './login-file.ts'
import { type PrivateDirectory, makePrivateDirectory } from '../process/private-directory.ts'

export interface BuilderOptions {
  readonly engine: EngineChoice
  /** Inputs `builder`, `driver`, `driver-opts` and `endpoint`; absent: the current builder. */
  readonly buildkit?: BuildkitChoice
  /** Where relative paths start: the checked-out repository. */
  readonly workspace: string
  /** Empty: the logins that the machine has already. */
  readonly credentials: readonly RegistryCredential[]
  /** PEM text of certificates to trust besides the machine's own. */
  readonly caCert: string | undefined
  /** Whether a registry is spoken to over plain http: `isPlain` of the registry client. */
  readonly isPlain: (registry: string) => Promise<boolean>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly log: Log
  readonly signal?: AbortSignal
}

/** Which BuildKit the engine `buildx` uses. */
export interface BuildkitChoice {
  /** A builder that exists. */
  readonly name: string | undefined
  /** Make a builder for this run alone: `docker-container`, `kubernetes` or `remote`. */
  readonly driver: string | undefined
  /** `name=value`. */
  readonly driverOptions: readonly string[]
  /** Of the driver: a docker context, or the address of a running buildkitd such as `tcp://buildkitd:1234`. */
  readonly endpoint: string | undefined
}

/** A builder that holds logins: it must be closed, which leaves nothing of them behind. */
export interface OpenBuilder extends Builder {
  close(): Promise<void>
}

/** Milliseconds an engine may take to say whether it works. */
const PROBE_LIMIT = 20_000

/** A builder over whichever engine works on this machine. Nothing happens before `prepare`. */
export function createBuilder(options: BuilderOptions): OpenBuilder {
  const credentials = options.credentials.map(checkCredential)
  let directory: PrivateDirectory | undefined
  let ready: { engine: Engine; build: EngineBuild } | undefined
  const opened = (): { engine: Engine; build: EngineBuild } => {
    if (ready !== undefined) return ready
    throw new ActionError('internal', 'The builder was used before it was prepared.', { kind: 'internal' })
  }
  return {
    async prepare(build) {
      const paths = await findBuildContext(options.workspace, build.context, build.file)
      directory ??= await makePrivateDirectory(options.env, 'build-and-push')
      const session = await openSession(options, directory.path, credentials)
      const { engine, why } = await findEngine({
        choice: options.engine,
        platforms: build.platforms.length,
        env: options.env,
        probe: (program, args) => probe(program, args, options),
        tools: session.tools,
      })
      if (credentials.length > 0) {
        await session.prepareLogins(engine.name)
        await options.log.group(`Log in for ${engine.description}`, async () => {
          for (const credential of credentials) await engine.login(credential)
        })
      }
      ready = { engine, build: { ...build, ...paths } }
      return { description: engine.description, why }
    },
    build: () => opened().engine.build(opened().build),
    push: (image, to) => opened().engine.push(image, to),
    async close() {
      // After a cancel there is no time left, and a failure to tidy up is no failure of the run.
      if (options.signal?.aborted !== true) await ready?.engine.tidy().catch(() => undefined)
      ready = undefined
      await directory?.remove()
      directory = undefined
    },
  }
}

interface Session {
  readonly tools: (program: string, engine: EngineName) => EngineTools
  /** Lays out the files that logins are written to. */
  readonly prepareLogins: (engine: EngineName) => Promise<void>
}

async function openSession(
  options: BuilderOptions,
  directory: string,
  credentials: readonly RegistryCredential[],
): Promise<Session> {
  const hasLogin = credentials.length > 0
  const caDirectory = options.caCert === undefined ? undefined : await writeCa(directory, options.caCert)
  const dockerDirectory = join(directory, 'docker')
  const { isPlain } = options
  return {
    tools(program, engine) {
      const docker = hasLogin && engine !== 'buildah' ? { DOCKER_CONFIG: dockerDirectory } : {}
      const env = { ...engineEnvironment(options.env), ...docker }
      const onLine = (line: string): void => {
        options.log.info(line)
      }
      const run: EngineTools['run'] = (command) =>
        runProgram({ program, env, onLine, signal: options.signal, ...command })
      return { program, directory, isPlain, caDirectory, hasLogin, run }
    },
    async prepareLogins(engine) {
      const registries = credentials.map(({ registry }) => registry)
      if (engine === 'buildah') {
        await copyAuthFile(join(directory, AUTH_FILE), options.env)
      } else {
        await mkdir(dockerDirectory, { mode: 0o700 })
        await copyDockerConfig(dockerDirectory, options.env, registries)
      }
    },
  }
}

/** A client may wait for ever for a daemon that is stuck: what does not answer in time does not work. */
async function probe(
  program: string,
  args: readonly string[],
  options: BuilderOptions,
): Promise<ProgramExit> {
  const limit = AbortSignal.timeout(PROBE_LIMIT)
  const signal = options.signal === undefined ? limit : AbortSignal.any([limit, options.signal])
  try {
    return await runProgram({ program, args, env: engineEnvironment(options.env), signal })
  } catch (error) {
    if (options.signal?.aborted === true) throw error
    const reason = limit.aborted ? `no answer within ${PROBE_LIMIT / 1000} s` : 'cannot be started'
    return { exitCode: 1, stdout: '', tail: [reason] }
  }
}

async function writeCa(directory: string, pem: string): Promise<string> {
  const path = join(directory, 'certificates')
  await mkdir(path, { mode: 0o700 })
  await writeFile(join(path, 'ca.crt'), pem)
  return path
}

/** @throws ActionError `invalid-registry` */
function checkCredential(credential: RegistryCredential): RegistryCredential {
  const registry = normalizeRegistry(credential.registry)
  try {
    if (parseImageReference(`${registry}/image`).registry === registry) return { ...credential, registry }
  } catch (cause) {
    throw invalidRegistry(credential.registry, cause)
  }
  throw invalidRegistry(credential.registry)
}

function invalidRegistry(given: string, cause?: unknown): ActionError {
  return new ActionError(
    'invalid-registry',
    `Input "registry" is "${given}": wanted a host name such as "ghcr.io", with a port if it is not 443.`,
    { cause },
  )
}
