import {
  type EnvironmentSettings,
  findEnvironment,
  findService,
  type GitOpsConfig,
} from '../environment/config.ts'
import type { BranchName } from '../ports/environment-repository.ts'
import { ActionError } from '../report/error.ts'
import { environmentFiles } from './environment-files.ts'
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
 * @throws ActionError `unknown-environment`, `environment-needed`
 */
export function resolveTarget(request: BumpRequest, config: GitOpsConfig | undefined): BumpTarget {
  const environment = config === undefined ? undefined : environmentOf(request, config)
  const directory = environment === undefined ? conventionalDirectory(request) : (environment.path ?? '')
  return {
    branch: request.branch ?? environment?.branch,
    directory,
    files: filesOf(request, config, { directory, environment }),
    mode: request.mode ?? environment?.update ?? 'commit',
    environment,
  }
}

/**
 * The environment that is named, or the only one it can be. Without one, and without files, everything in the
 * repository would be changed: every environment at once.
 */
function environmentOf(request: BumpRequest, config: GitOpsConfig): EnvironmentSettings | undefined {
  if (request.environment !== undefined) return findEnvironment(config, request.environment)
  const { environments, path } = config
  if (request.files.length > 0 || environments.length === 0) return undefined
  const possible =
    request.branch === undefined
      ? environments
      : environments.filter(({ branch }) => branch === request.branch)
  const [only] = possible
  if (possible.length === 1) return only
  throw new ActionError(
    'environment-needed',
    `The input "environment" is empty, and ${path} describes ${environments.map(({ name }) => name).join(', ')}: name one of them, or the files to change with "files".`,
  )
}

/**
 * What the inputs name, else where the services are configured to be, else where the environment is.
 * @throws ActionError `invalid-config`
 */
function filesOf(
  request: BumpRequest,
  config: GitOpsConfig | undefined,
  { directory, environment }: Pick<BumpTarget, 'directory' | 'environment'>,
): readonly FilePattern[] {
  if (request.files.length > 0) return request.files
  const configured = configuredFiles(request, config, directory)
  const own = environment === undefined ? [] : environmentFiles(environment)
  if (own.length === 0) return configured
  if (configured.length === 0) return own
  throw new ActionError(
    'invalid-config',
    `Both the environment "${environment?.name ?? ''}" and its services have "files" in ${config?.path ?? ''}, so that nobody can tell which of the services' files are of this environment: take "files" out of the services, or give the environment a "path".`,
  )
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
  const configured = wanted.map(({ service, image }) => ({
    image,
    files: findService(config, service)?.files ?? [],
  }))
  // A service without `files` can be anywhere below the directory, so nothing may be narrowed.
  if (configured.some(({ files }) => files.length === 0)) return []
  return configured.flatMap(({ image, files }) =>
    files.map((line) => ({ ...parseFilePattern(directory === '' ? line : `${directory}/${line}`), image })),
  )
}
