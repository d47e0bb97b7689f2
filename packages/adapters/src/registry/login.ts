import type { Log } from '@gitops-actions/core'
import { askCredentialHelper } from './credential-helper.ts'
import { type DockerConfig, type Login, readDockerConfig } from './docker-config.ts'
import { HUB_CONFIG_KEY, normalizeRegistry } from './endpoint.ts'

/** A user name and password given for a registry. */
export interface RegistryCredential {
  /** `host[:port]`; empty and Docker Hub's names all mean Docker Hub. */
  readonly registry: string
  readonly username: string
  readonly password: string
}

export interface LoginOptions {
  readonly credentials: readonly RegistryCredential[]
  readonly dockerConfigPath: string
  /** Files of the same form that are read after it. Default none. */
  readonly authPaths?: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** Called with every secret before it is used for the first time. */
  readonly onSecret: (value: string) => void
  readonly log: Pick<Log, 'notice'>
  /** Milliseconds a credential helper may take. Default 10 s. */
  readonly helperLimit?: number
}

/** The login for a registry; undefined: anonymous. */
export type FindLogin = (registry: string) => Promise<Login | undefined>

/**
 * Finds logins the way docker does, each once: those given, then the credential helper for the registry, the
 * credential store, and the configuration file; then those of podman and buildah. A helper that fails makes access anonymous, with a notice.
 */
export function createLoginFinder(options: LoginOptions): FindLogin {
  const given = new Map(
    options.credentials.map(({ registry, username, password }) => [
      normalizeRegistry(registry),
      { kind: 'password', username, password } as const,
    ]),
  )
  const found = new Map<string, Promise<Login | undefined>>()
  let configs: Promise<readonly DockerConfig[]> | undefined

  async function find(registry: string): Promise<Login | undefined> {
    const login = given.get(registry)
    if (login !== undefined) return login
    configs ??= Promise.all([options.dockerConfigPath, ...(options.authPaths ?? [])].map(readDockerConfig))
    for (const config of await configs) {
      const configured = await findConfigured(config, registry, options)
      if (configured !== undefined) return configured
    }
    return undefined
  }

  return (registry) => {
    const pending = found.get(registry) ?? find(registry).then((login) => mask(login, options))
    found.set(registry, pending)
    return pending
  }
}

async function findConfigured(
  config: DockerConfig,
  registry: string,
  options: LoginOptions,
): Promise<Login | undefined> {
  const helper = config.helpers.get(registry) ?? config.store
  const written = config.logins.get(registry)
  if (helper === undefined || helper === '') return written
  const server = registry === 'docker.io' ? HUB_CONFIG_KEY : registry
  const answer = await askCredentialHelper(helper, server, {
    env: options.env,
    ...(options.helperLimit === undefined ? {} : { limit: options.helperLimit }),
  })
  switch (answer.kind) {
    case 'found':
      // https://github.com/docker/docker-credential-helpers: this name marks an identity token.
      return answer.username === '<token>'
        ? { kind: 'identity-token', token: answer.secret }
        : { kind: 'password', username: answer.username, password: answer.secret }
    case 'none':
      return written
    case 'failed':
      options.log.notice(
        `No login for ${registry}: ${answer.reason}. ${written === undefined ? 'Reading it anonymously' : 'Using the one in the docker configuration'}; give "username" and "password" if that is not enough.`,
      )
      return written
  }
}

function mask(login: Login | undefined, { onSecret }: LoginOptions): Login | undefined {
  const secret = login?.kind === 'password' ? login.password : login?.token
  if (secret !== undefined && secret !== '') onSecret(secret)
  return login
}
