import { readVersionTag } from '../build/version-tag.ts'
import { type EnvironmentSettings, findEnvironment, type GitOpsConfig } from './config.ts'

export interface SelectionRequest {
  /** Input `environment`; undefined when it was not given. */
  readonly environment: string | undefined
  /** The ref that started the run: `refs/heads/main`, `refs/tags/v1.2.3`. */
  readonly ref: string
  /** Short name of the default branch of the application repository. */
  readonly defaultBranch: string
}

export interface Selection {
  readonly environments: readonly EnvironmentSettings[]
  /** One sentence on why it is these, for the log. */
  readonly reason: string
}

/**
 * Which environments a run is for; the first rule that fits decides:
 *
 * | given | environments |
 * | --- | --- |
 * | input `environment` | that one |
 * | tag `<environment or tag-prefix>-vX.Y.Z` | that one |
 * | tag `vX.Y.Z` | every `semver` environment; a prerelease: every `semver-prerelease` one |
 * | push to the default branch | every `main` and `any` environment |
 * | push to another branch | every `branch` and `any` environment |
 * | anything else | none |
 *
 * @throws ActionError `unknown-environment`
 */
export function selectEnvironments(config: GitOpsConfig, request: SelectionRequest): Selection {
  if (request.environment !== undefined && request.environment !== '') {
    const environment = findEnvironment(config, request.environment)
    return { environments: [environment], reason: `Input "environment" names ${environment.name}.` }
  }
  const tag = after(request.ref, 'refs/tags/')
  if (tag !== undefined) return selectByTag(config, tag)
  const branch = after(request.ref, 'refs/heads/')
  if (branch === undefined) return none(`${request.ref} is neither a branch nor a tag.`)
  return branch === request.defaultBranch
    ? selectByPolicy(config, ['main', 'any'], `${branch} is the default branch`)
    : selectByPolicy(config, ['branch', 'any'], `${branch} is not the default branch`)
}

function selectByTag(config: GitOpsConfig, tag: string): Selection {
  const prefixed = config.environments.find((environment) => isVersionFor(environment, tag))
  if (prefixed !== undefined) {
    return { environments: [prefixed], reason: `Tag ${tag} is for ${prefixed.name} alone.` }
  }
  const version = readVersionTag(tag)
  if (version === undefined) return none(`Tag ${tag} is not a version.`)
  if (version.environment !== undefined) {
    return none(`Tag ${tag} is for "${version.environment}", which is no environment and no tag-prefix.`)
  }
  return version.version.prerelease === ''
    ? selectByPolicy(config, ['semver', 'semver-prerelease'], `tag ${tag} is a release version`)
    : selectByPolicy(config, ['semver-prerelease'], `tag ${tag} is a prerelease version`)
}

function isVersionFor({ name, tagPrefix }: EnvironmentSettings, tag: string): boolean {
  return [name, tagPrefix].some((prefix) => {
    const rest = prefix === undefined ? undefined : after(tag, `${prefix}-`)
    return (
      rest?.startsWith('v') === true &&
      readVersionTag(rest)?.environment === undefined &&
      readVersionTag(rest) !== undefined
    )
  })
}

function selectByPolicy(config: GitOpsConfig, kinds: readonly string[], why: string): Selection {
  const environments = config.environments.filter(({ tags }) => kinds.includes(tags.kind))
  const names = environments.map(({ name }) => name).join(', ')
  return { environments, reason: `${names === '' ? 'No environment' : names}: ${why}.` }
}

function none(reason: string): Selection {
  return { environments: [], reason: `No environment: ${reason}` }
}

function after(text: string, prefix: string): string | undefined {
  return text.startsWith(prefix) ? text.slice(prefix.length) : undefined
}
