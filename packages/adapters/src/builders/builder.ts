import { ActionError, type Builder, type Log, parseImageReference } from '@gitops-actions/core'
import { type PrivateDirectory, makePrivateDirectory } from '../process/private-directory.ts'
import { normalizeRegistry } from '../registry/endpoint.ts'
import type { RegistryCredential } from '../registry/login.ts'
import { findBuildContext } from './build-context.ts'
import { type BuildkitChoice, checkBuildkit } from './buildx-builder.ts'
import { refuseOwnPushes } from './capabilities.ts'
import type { Engine, EngineBuild } from './engine.ts'
import type { EngineChoice } from './engine-search.ts'
import { openSession } from './engine-session.ts'
import { findEngine } from './find-engine.ts'
import { layOutSecrets } from './secret-files.ts'

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

/** A builder that holds logins and secrets: it must be closed, which leaves nothing of them behind. */
export interface OpenBuilder extends Builder {
  close(): Promise<void>
}

const CURRENT_BUILDER: BuildkitChoice = {
  name: undefined,
  driver: undefined,
  driverOptions: [],
  endpoint: undefined,
}

/**
 * A builder over whichever engine works on this machine. Nothing happens before `prepare`.
 * @throws ActionError `invalid-registry`, `invalid-input`
 */
export function createBuilder(options: BuilderOptions): OpenBuilder {
  const credentials = options.credentials.map(checkCredential)
  const buildkit = checkBuildkit(options.buildkit ?? CURRENT_BUILDER)
  refuseForeignBuildkit(options.engine, buildkit)
  let directory: PrivateDirectory | undefined
  let engine: Engine | undefined
  let ready: EngineBuild | undefined
  const opened = (): { engine: Engine; build: EngineBuild } => {
    if (engine !== undefined && ready !== undefined) return { engine, build: ready }
    throw new ActionError('internal', 'The builder was used before it was prepared.', { kind: 'internal' })
  }
  return {
    async prepare(build) {
      if (directory !== undefined)
        throw new ActionError('internal', 'The builder was prepared twice.', { kind: 'internal' })
      const paths = await findBuildContext(options.workspace, build.context, build.file)
      refuseOwnPushes(build)
      directory = await makePrivateDirectory(options.env, 'build-and-push')
      const { secrets = [], ...rest } = build
      const secretFiles = await layOutSecrets(directory.path, options.workspace, secrets)
      const session = await openSession({ ...options, directory: directory.path, credentials }, build)
      const { choice, env } = { choice: options.engine, env: options.env }
      const found = await findEngine({ choice, buildkit, build: { ...build, ...paths }, env, ...session })
      engine = found.engine
      await logIn(found.engine, credentials, options.log)
      ready = { ...rest, ...paths, secretFiles }
      const { description, pushesByDigest } = found.engine
      return { description, why: found.why, pushesByDigest }
    },
    build: () => opened().engine.build(opened().build),
    push: (image, to) => opened().engine.push(image, to),
    async close() {
      // A failure to tidy up is no failure of the run.
      await engine?.tidy(options.signal?.aborted === true).catch(() => undefined)
      engine = undefined
      ready = undefined
      await directory?.remove()
      directory = undefined
    },
  }
}

async function logIn(engine: Engine, credentials: readonly RegistryCredential[], log: Log): Promise<void> {
  if (credentials.length === 0) return
  await log.group(`Log in for ${engine.description}`, async () => {
    for (const credential of credentials) {
      await engine.login(credential)
      log.info(`Logged in to ${credential.registry} as ${credential.username}`)
    }
  })
}

/** @throws ActionError `invalid-input` */
function refuseForeignBuildkit(engine: EngineChoice, buildkit: BuildkitChoice): void {
  const { name, driver, driverOptions, endpoint } = buildkit
  const isGiven = [name, driver, endpoint].some((each) => each !== undefined) || driverOptions.length > 0
  if (!isGiven || engine === 'auto' || engine === 'buildx') return
  throw new ActionError(
    'invalid-input',
    `The inputs "builder", "driver", "driver-opts" and "endpoint" choose a BuildKit, and input "engine" is "${engine}": use "engine: buildx", or leave them out.`,
  )
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
