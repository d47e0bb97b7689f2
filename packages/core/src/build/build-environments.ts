import type { GitOpsConfig } from '../environment/config.ts'
import { selectEnvironments } from '../environment/selection.ts'
import { ActionError } from '../report/error.ts'
import { closest } from '../report/nearest.ts'
import { parseAssignments } from './labels.ts'
import { type BuildSource, gitTagOf } from './source.ts'
import { readVersionTag } from './version-tag.ts'

/** What input `tag-prefixes` and the configuration say about environments. */
export interface EnvironmentNames {
  /** Environments by the prefixes of Git tags. */
  readonly prefixes: ReadonlyMap<string, string>
  /** Those that this run is for, as far as it can be said here. */
  readonly environments: readonly string[]
  /** Directories of the environments, where they share the repository. */
  readonly paths: readonly string[]
}

/**
 * Finds out which environments a run is for.
 * @param lines of input `tag-prefixes`, `prod=production`: they win over the configuration
 * @throws ActionError `invalid-input`, `unknown-environment` for a prefix that nothing explains although something could
 */
export function nameEnvironments(
  lines: readonly string[],
  config: GitOpsConfig | undefined,
  source: BuildSource,
): EnvironmentNames {
  const given = parseAssignments('tag-prefixes', lines).map(
    ({ name, value }) => [name, value.trim()] as const,
  )
  const configured = (config?.environments ?? []).flatMap(({ name, tagPrefix }) => [
    [name, name] as const,
    ...(tagPrefix === undefined ? [] : [[tagPrefix, name] as const]),
  ])
  const prefixes = new Map([...configured, ...given])
  const paths = (config?.environments ?? []).flatMap(({ path }) => (path === undefined ? [] : [path]))
  const prefix = readVersionTag(gitTagOf(source) ?? '')?.environment
  if (prefix !== undefined) {
    const environment = prefixes.get(prefix)
    if (environment === undefined && prefixes.size > 0) throw unknownPrefix(prefix, [...prefixes.keys()])
    return { prefixes, environments: [environment ?? prefix], paths }
  }
  return { prefixes, environments: selected(config, source), paths }
}

function selected(config: GitOpsConfig | undefined, source: BuildSource): readonly string[] {
  const { ref, defaultBranch } = source
  if (config === undefined || defaultBranch === undefined) return []
  const selection = selectEnvironments(config, { environment: undefined, ref, defaultBranch })
  return selection.environments.map(({ name }) => name)
}

function unknownPrefix(prefix: string, known: readonly string[]): ActionError {
  const meant = closest(prefix, known)
  const hint = meant === undefined ? `known are ${known.join(', ')}.` : `did you mean "${meant}"?`
  return new ActionError(
    'unknown-environment',
    `The Git tag begins with "${prefix}-", which is no environment and no prefix of one: ${hint} Push a tag with a prefix that is known, or add it to input "tag-prefixes" or to gitops.yaml.`,
  )
}
