import {
  type EnvironmentSettings,
  findEnvironment,
  findService,
  type GitOpsConfig,
} from '../environment/config.ts'
import type { BranchName } from '../ports/environment-repository.ts'
import { type FilePattern, parseFilePattern } from './file-pattern.ts'
import type { BumpMode, BumpRequest } from './request.ts'

/** Where to write, after inputs, configuration and discovery had their say, in this order. */
export interface BumpTarget {
  /** Undefined: the default branch. */
  readonly branch: BranchName | undefined
  /** Directory below which files are discovered; `''` is the root. */
  readonly directory: string
  readonly files: readonly FilePattern[]
  readonly mode: BumpMode
  readonly environment: EnvironmentSettings | undefined
}

/**
 * Resolves inputs against the configuration.
 * @param config undefined when the repository has no configuration file
 * @throws ActionError `unknown-environment`
 */
export function resolveTarget(request: BumpRequest, config: GitOpsConfig | undefined): BumpTarget {
  const environment =
    request.environment === undefined || config === undefined
      ? undefined
      : findEnvironment(config, request.environment)
  const directory = environment === undefined ? conventionalDirectory(request) : (environment.path ?? '')
  return {
    branch: request.branch ?? environment?.branch,
    directory,
    files: request.files.length > 0 ? request.files : configuredFiles(request, config, directory),
    mode: request.mode ?? environment?.update ?? 'commit',
    environment,
  }
}

/** Without a configuration an environment is the directory that most repositories keep it in. */
function conventionalDirectory({ environment, branch }: BumpRequest): string {
  return environment === undefined || branch !== undefined ? '' : `environments/${environment}`
}

function configuredFiles(
  { wanted }: BumpRequest,
  config: GitOpsConfig | undefined,
  directory: string,
): readonly FilePattern[] {
  if (config === undefined) return []
  const configured = wanted.map(({ service }) => findService(config, service)?.files ?? [])
  // A service without `files` can be anywhere below the directory, so nothing may be narrowed.
  if (configured.some((files) => files.length === 0)) return []
  return configured.flat().map((line) => parseFilePattern(directory === '' ? line : `${directory}/${line}`))
}
