import { homedir } from 'node:os'
import { ActionError, type RegistryAuth } from '@gitops-actions/core'
import { dockerConfigPath, readDockerConfig } from './docker-config.ts'
import { ecrLogin, ecrRegistry, isAccessKey } from './ecr-login.ts'
import { normalizeRegistry } from './endpoint.ts'
import type { RegistryCredential } from './login.ts'

export interface LoginRequest {
  /** By the inputs `registry`, `username` and `password`. */
  readonly given: readonly RegistryCredential[]
  /** By input `registry-auth`. */
  readonly listed: readonly RegistryAuth[]
  /** Registries that will be used, as image references name them; undefined when none will be asked for anything. */
  readonly registries: readonly string[] | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal?: AbortSignal
  /** Hides a secret before it is used for the first time. */
  readonly onSecret: (secret: string, user: string) => void
}

/**
 * Every login of a run. For registries of Amazon that nobody gave a login for, and docker has none for, the tool `aws` is asked
 * where it is installed. A run that asks no registry has none: what was given is hidden and checked all the same.
 * @throws ActionError `login-failed`, `invalid-input` when a registry has two logins, `invalid-docker-config`
 */
export async function collectLogins(request: LoginRequest): Promise<readonly RegistryCredential[]> {
  const { registries, env, signal, onSecret } = request
  const entries = [...request.given, ...request.listed].map((entry) => ({
    ...entry,
    registry: normalizeRegistry(entry.registry),
  }))
  for (const { password, username } of entries) if (password !== '') onSecret(password, username)
  checkTwice(entries)
  if (registries === undefined) return []
  const logins = entries.filter(({ username }) => username !== '')
  const asked = entries.filter(({ username }) => username === '').map(({ registry }) => registry)
  const used = registries.filter((registry) => !logins.some((login) => login.registry === registry))
  const found: RegistryCredential[] = []
  for (const login of logins) {
    const ecr = ecrRegistry(login.registry)
    const own =
      ecr === undefined || !isAccessKey(login)
        ? undefined
        : await ecrLogin(login.registry, ecr, {
            env,
            key: login,
            ...(signal === undefined ? {} : { signal }),
          })
    found.push(own ?? login)
  }
  for (const registry of new Set([...asked, ...used])) {
    const ecr = ecrRegistry(registry)
    if (ecr === undefined || (!asked.includes(registry) && (await hasLogin(registry, env)))) continue
    const own = await ecrLogin(registry, ecr, { env, ...(signal === undefined ? {} : { signal }) })
    if (own !== undefined) found.push(own)
  }
  for (const { password, username } of found) onSecret(password, username)
  return found
}

async function hasLogin(registry: string, env: LoginRequest['env']): Promise<boolean> {
  const { logins, helpers, store } = await readDockerConfig(dockerConfigPath(env, homedir()))
  return logins.has(registry) || helpers.has(registry) || store !== undefined
}

function checkTwice(entries: readonly RegistryCredential[]): void {
  const twice = entries.find(
    ({ registry }, index) => entries.findIndex((other) => other.registry === registry) !== index,
  )
  if (twice === undefined) return
  throw new ActionError(
    'invalid-input',
    `There are two logins for ${twice.registry}, by the inputs "username" and "password" and by "registry-auth": leave one of them out.`,
  )
}
