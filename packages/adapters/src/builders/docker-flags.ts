import type { Annotation, CacheLocation, Label, Platform } from '@gitops-actions/core'
import type { EngineBuild, EngineKind } from './engine.ts'

/**
 * The flags of `docker build` and `docker buildx build`, without names and exports. One argument for each value, whatever is in it; that
 * this kind of engine knows them all was checked before.
 * https://docs.docker.com/reference/cli/docker/buildx/build/
 */
export function dockerFlags(build: EngineBuild, kind: EngineKind): string[] {
  const isBuildx = kind === 'buildx' || kind === 'buildx-docker'
  return [
    ...(kind === 'docker-classic' ? [] : ['--progress=plain']),
    ...(build.pull ? ['--pull'] : []),
    ...(build.noCache ? ['--no-cache'] : []),
    ...repeat('no-cache-filter', build.noCacheFilters),
    ...(build.platforms.length === 0 ? [] : [`--platform=${build.platforms.join(',')}`]),
    ...single('target', build.target),
    ...build.buildArgs.map(assignment('build-arg')),
    ...(isBuildx ? epochArgument(build) : []),
    ...build.labels.map(assignment('label')),
    ...(build.annotations ?? []).map(annotation),
    ...(build.buildContexts ?? []).map(assignment('build-context')),
    ...build.secretFiles.map(({ id, path }) => `--secret=id=${id},src=${path}`),
    ...repeat('ssh', build.ssh),
    ...(build.cacheFrom ?? []).map((cache) => `--cache-from=${isBuildx ? cacheText(cache) : imageOf(cache)}`),
    ...(isBuildx
      ? (build.cacheTo ?? []).map((cache) => `--cache-to=${cacheText(cache)}`)
      : inlineCache(build)),
    // Docker without buildx attests nothing and knows no flag to say so.
    ...(isBuildx ? attestFlags(build) : []),
    ...repeat('add-host', build.addHosts),
    ...single('network', build.network),
    ...single('shm-size', build.shmSize),
    ...repeat('ulimit', build.ulimits),
    ...single('cgroup-parent', build.cgroupParent),
    ...repeat('allow', build.allow),
    `--file=${build.file}`,
  ]
}

function attestFlags({ provenance, sbom, attests }: EngineBuild): string[] {
  return [...single('provenance', provenance), ...single('sbom', sbom), ...repeat('attest', attests)]
}

/** The same build once more, to be exported elsewhere: out of the cache that the one before filled, or it would be another image. */
export function onceMore(build: EngineBuild): EngineBuild {
  return { ...build, noCache: false, noCacheFilters: [], pull: false }
}

/** Fields as BuildKit's options have them: `type=image,"name=a,b"`, quoted as in CSV. */
export function csv(fields: readonly Label[]): string {
  return fields
    .map(({ name, value }) => `${name}=${value}`)
    .map((field) => (/[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field))
    .join(',')
}

/** The same time for the same commit, unless the user's own argument says another. https://reproducible-builds.org/specs/source-date-epoch/ */
function epochArgument({ sourceDateEpoch, buildArgs }: EngineBuild): string[] {
  const name = 'SOURCE_DATE_EPOCH'
  if (sourceDateEpoch === undefined || buildArgs.some((each) => each.name === name)) return []
  return [`--build-arg=${name}=${sourceDateEpoch}`]
}

/** Docker up to 22 knows the one cache that needs no place, by an argument: https://docs.docker.com/build/cache/backends/inline/ */
function inlineCache({ cacheTo = [] }: EngineBuild): string[] {
  return cacheTo.length === 0 ? [] : ['--build-arg=BUILDKIT_INLINE_CACHE=1']
}

function cacheText({ type, attributes }: CacheLocation): string {
  return csv([{ name: 'type', value: type }, ...attributes])
}

function imageOf({ attributes }: CacheLocation): string {
  return attributes.find(({ name }) => name === 'ref')?.value ?? ''
}

/** `--annotation=index,manifest[linux/amd64]:name=value` */
function annotation({ levels, platform, name, value }: Annotation): string {
  const where = levels.length === 0 && platform !== undefined ? (['manifest'] as const) : levels
  const prefix = where.map((level) => `${level}${scope(platform)}`).join(',')
  return `--annotation=${prefix === '' ? '' : `${prefix}:`}${name}=${value}`
}

function scope(platform: Platform | undefined): string {
  return platform === undefined ? '' : `[${platform}]`
}

function assignment(flag: string): (label: Label) => string {
  return ({ name, value }) => `--${flag}=${name}=${value}`
}

function single(flag: string, value: string | undefined): string[] {
  return value === undefined || value === '' ? [] : [`--${flag}=${value}`]
}

function repeat(flag: string, values: readonly string[] = []): string[] {
  return values.map((value) => `--${flag}=${value}`)
}
