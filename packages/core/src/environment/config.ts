import { isScalar, isSeq } from 'yaml'
import { type ImageReference, parseImageReference } from '../image/reference.ts'
import { openManifest } from '../manifest/document.ts'
import { type Cursor, rootOf } from '../manifest/tree.ts'
import type { BranchName } from '../ports/environment-repository.ts'
import { isServiceName } from '../release/record.ts'
import { ActionError } from '../report/error.ts'
import { closest } from '../report/nearest.ts'
import {
  configError,
  onlyDocument,
  readFields,
  readParsed,
  readText,
  readTexts,
  readWord,
} from './config-reader.ts'
import { isEnvironmentName } from './environment-name.ts'
import { parseBranchName, parseRepositoryName, type RepositoryName } from './git-names.ts'
import { parseRepositoryPath, type RepositoryPath } from './repository-path.ts'
import { readVerify, type VerifySettings } from './verify-settings.ts'

/** The file `gitops.yaml` of an environment repository. */
export interface GitOpsConfig {
  /** The file it was read from, for messages. */
  readonly path: string
  readonly environments: readonly EnvironmentSettings[]
  readonly services: readonly ServiceSettings[]
}

export interface EnvironmentSettings {
  readonly name: string
  /** A directory, a branch, or both. */
  readonly path: RepositoryPath | undefined
  readonly branch: BranchName | undefined
  /** Globs of its files, below `path`; empty: everything there. */
  readonly files: readonly string[]
  readonly tags: TagPolicy
  readonly update: 'commit' | 'pull-request'
  /** The environment that it is promoted from. */
  readonly from: string | undefined
  /** A Git tag `<prefix>-v1.2.3` is for this environment alone; its name always is such a prefix. */
  readonly tagPrefix: string | undefined
  readonly verify: VerifySettings | undefined
}

/** Which images an environment takes; patterns are matched against the image's tag, `*` stands for any characters. */
export type TagPolicy =
  | { readonly kind: 'any' | 'branch' | 'main' | 'semver' | 'semver-prerelease' }
  | { readonly kind: 'patterns'; readonly patterns: readonly string[] }

export interface ServiceSettings {
  readonly name: string
  readonly image: ImageReference
  readonly source:
    { readonly repository: RepositoryName; readonly path: RepositoryPath | undefined } | undefined
  /** Globs or selectors, below the environment's path; empty: everything there. */
  readonly files: readonly string[]
}

const CONFIG_VERSION = 1
const ROOT_KEYS = ['version', 'environments', 'services'] as const
const ENVIRONMENT_KEYS = [
  'path',
  'branch',
  'files',
  'tags',
  'update',
  'from',
  'tag-prefix',
  'verify',
] as const
const SERVICE_KEYS = ['image', 'source', 'files'] as const
const SOURCE_KEYS = ['repository', 'path'] as const
const TAG_WORDS = ['any', 'branch', 'main', 'semver', 'semver-prerelease'] as const
const MAX_CONFIG = 512 * 1024

/**
 * Reads `gitops.yaml`.
 * @param path where the text stands, for errors
 * @throws ActionError `invalid-config`, `invalid-manifest`: with file, line and column
 */
export function parseConfig(text: string, path = 'gitops.yaml'): GitOpsConfig {
  if (text.length > MAX_CONFIG) {
    throw new ActionError(
      'invalid-config',
      `${path}: it is ${text.length} characters long; at most ${MAX_CONFIG} are read.`,
    )
  }
  const { documents } = openManifest({ path, mode: '100644', oid: '', text })
  const root = rootOf(onlyDocument(documents, path))
  const fields = readFields(root, ROOT_KEYS)
  checkVersion(root, fields.get('version'))
  const environments = readEnvironments(fields.get('environments'))
  const services = fields.get('services')
  return {
    path,
    environments,
    services: services === undefined ? [] : [...readFields(services)].map(readService),
  }
}

/** @throws ActionError `unknown-environment`, with the names there are */
export function findEnvironment(config: GitOpsConfig, name: string): EnvironmentSettings {
  const found = config.environments.find((environment) => environment.name === name)
  if (found !== undefined) return found
  const names = config.environments.map((environment) => environment.name)
  const meant = closest(name, names)
  throw new ActionError(
    'unknown-environment',
    `There is no environment "${name}" in ${config.path}: ${meant === undefined ? `it has ${names.join(', ') || 'none'}` : `did you mean "${meant}"?`}${meant === undefined ? '.' : ''} Correct the input, or add the environment.`,
  )
}

/** The settings of a service; undefined when the configuration does not speak of it. */
export function findService(config: GitOpsConfig, name: string): ServiceSettings | undefined {
  return config.services.find((service) => service.name === name)
}

function checkVersion(root: Cursor, version: Cursor | undefined): void {
  if (version === undefined) throw configError(root, 'has no "version": wanted "version: 1" at the top')
  if (isScalar(version.node) && version.node.value === CONFIG_VERSION) return
  throw configError(version, `is not a version that is known: wanted ${CONFIG_VERSION}, without quotes`)
}

function readEnvironments(at: Cursor | undefined): readonly EnvironmentSettings[] {
  if (at === undefined) return []
  const fields = readFields(at)
  const environments = [...fields].map(readEnvironment)
  const prefixes = new Map<string, string>(environments.map(({ name }) => [name, name]))
  for (const { name, from, tagPrefix } of environments) {
    const place = fields.get(name) ?? at
    if (from !== undefined && (from === name || !fields.has(from))) {
      const meant = closest(
        from,
        [...fields.keys()].filter((key) => key !== name),
      )
      const hint = meant === undefined ? 'name another environment of this file' : `did you mean "${meant}"?`
      throw configError(
        readFields(place).get('from') ?? place,
        `is "${from}", which is not another environment: ${hint}`,
      )
    }
    if (tagPrefix === undefined) continue
    const holder = prefixes.get(tagPrefix)
    if (holder !== undefined && holder !== name) {
      throw configError(
        readFields(place).get('tag-prefix') ?? place,
        `is "${tagPrefix}", which the environment "${holder}" answers to already: choose another`,
      )
    }
    prefixes.set(tagPrefix, name)
  }
  return environments
}

function readEnvironment([name, at]: readonly [string, Cursor]): EnvironmentSettings {
  if (!isEnvironmentName(name)) {
    throw configError(
      at,
      'has a name that cannot be one: wanted up to 63 letters, digits, ".", "_" and "-", such as "staging"',
    )
  }
  const fields = readFields(at, ENVIRONMENT_KEYS)
  const path = optional(fields.get('path'), (field) =>
    readParsed(field, 'a directory such as "environments/dev"', (text) => parseRepositoryPath(text)),
  )
  const branch = optional(fields.get('branch'), (field) =>
    readParsed(field, 'the name of a branch', (text) => parseBranchName(text)),
  )
  const files = optional(fields.get('files'), readEnvironmentFiles)
  if (path === undefined && branch === undefined && files === undefined) {
    throw configError(
      at,
      'has neither "path" nor "branch" nor "files": say which directory, which branch or which files hold this environment',
    )
  }
  return {
    name,
    path,
    branch,
    files: files ?? [],
    tags: optional(fields.get('tags'), readTags) ?? { kind: 'any' },
    update:
      optional(fields.get('update'), (field) => readWord(field, ['commit', 'pull-request'])) ?? 'commit',
    from: optional(fields.get('from'), (field) => readText(field, 'the name of an environment')),
    tagPrefix: optional(fields.get('tag-prefix'), readTagPrefix),
    verify: optional(fields.get('verify'), readVerify),
  }
}

function readEnvironmentFiles(at: Cursor): readonly string[] {
  const files = readTexts(at, 'glob')
  if (files.length === 0)
    throw configError(at, 'is an empty list: wanted globs such as "apps/*/values-staging.yaml"')
  for (const file of files) {
    if (!file.includes('#') && !file.startsWith('!') && isRepositoryPath(file)) continue
    throw configError(
      at,
      `holds "${file}": wanted paths or globs of whole files below "path", such as "apps/*/values-staging.yaml"`,
    )
  }
  return files
}

function isRepositoryPath(text: string): boolean {
  try {
    parseRepositoryPath(text)
    return true
  } catch (error) {
    if (error instanceof ActionError) return false
    throw error
  }
}

function readTags(at: Cursor): TagPolicy {
  if (!isSeq(at.node)) return { kind: readWord(at, TAG_WORDS) }
  const patterns = readTexts(at, 'pattern')
  if (patterns.length === 0)
    throw configError(at, 'is an empty list: wanted patterns of tags, such as "main-*"')
  return { kind: 'patterns', patterns }
}

function readTagPrefix(at: Cursor): string {
  const prefix = readText(at, 'a prefix of Git tags such as "prod"')
  if (isEnvironmentName(prefix)) return prefix
  throw configError(
    at,
    `is "${prefix}": wanted letters, digits, ".", "_" and "-", such as "prod" for the tag "prod-v1.2.3"`,
  )
}

function readService([name, at]: readonly [string, Cursor]): ServiceSettings {
  if (!isServiceName(name)) {
    throw configError(
      at,
      'has a name that cannot be one: wanted letters, digits, ".", "_" and "-", such as "api"',
    )
  }
  const fields = readFields(at, SERVICE_KEYS)
  const image = fields.get('image')
  if (image === undefined) throw configError(at, 'has no "image": wanted the name that it is pushed under')
  return {
    name,
    image: readImage(image),
    source: optional(fields.get('source'), readSource),
    files: optional(fields.get('files'), (field) => readTexts(field, 'glob or selector')) ?? [],
  }
}

function readImage(at: Cursor): ImageReference {
  const image = readParsed(at, 'an image name such as "ghcr.io/acme/api"', parseImageReference)
  if (image.tag === undefined && image.digest === undefined) return image
  throw configError(at, 'carries a tag or a digest: wanted the name alone')
}

function readSource(at: Cursor): ServiceSettings['source'] {
  const wanted = 'a repository such as "acme/api"'
  const parse = (field: Cursor): RepositoryName =>
    readParsed(field, wanted, (text) => parseRepositoryName(text))
  if (isScalar(at.node)) return { repository: parse(at), path: undefined }
  const fields = readFields(at, SOURCE_KEYS)
  const repository = fields.get('repository')
  if (repository === undefined) throw configError(at, `has no "repository": wanted ${wanted}`)
  const path = optional(fields.get('path'), (field) =>
    readParsed(field, 'a directory of the repository', (text) => parseRepositoryPath(text)),
  )
  return { repository: parse(repository), path }
}

function optional<T>(at: Cursor | undefined, read: (at: Cursor) => T): T | undefined {
  return at === undefined ? undefined : read(at)
}
