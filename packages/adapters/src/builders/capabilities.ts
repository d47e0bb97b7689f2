import { ActionError, type CacheLocation, type ImageBuild } from '@gitops-actions/core'
import type { EngineKind } from './engine.ts'

/** An input of a build that not every engine can follow. */
interface Demand {
  readonly input: string
  /** What is asked for, in words that hold no secret; undefined: nothing that needs a special engine. */
  readonly asked: (build: ImageBuild) => string | undefined
  /** Those that can, beside `buildx`. */
  readonly also: readonly EngineKind[]
}

const ALL_BUILDKIT: readonly EngineKind[] = ['buildx-docker', 'docker-buildkit']

/**
 * What is where: buildx by its driver, https://docs.docker.com/build/builders/drivers/; docker's own builders by `docker build --help` of
 * version 20.10; buildah by https://github.com/containers/buildah/blob/main/docs/buildah-build.1.md
 */
const DEMANDS: readonly Demand[] = [
  { input: 'platforms', asked: ({ platforms }) => several(platforms), also: ['buildah'] },
  {
    input: 'build-contexts',
    asked: (build) => first(build.buildContexts),
    also: ['buildx-docker', 'buildah'],
  },
  { input: 'secrets', asked: (build) => first(build.secrets), also: [...ALL_BUILDKIT, 'buildah'] },
  { input: 'ssh', asked: (build) => build.ssh?.[0], also: [...ALL_BUILDKIT, 'buildah'] },
  { input: 'annotations', asked: (build) => first(build.annotations), also: ['buildah'] },
  {
    input: 'annotations',
    asked: (build) =>
      build.annotations?.find(
        (each) => each.platform !== undefined || each.levels.some((level) => level !== 'manifest'),
      )?.name,
    also: [],
  },
  {
    input: 'cache-from',
    asked: (build) => cacheOf(build.cacheFrom, isImage),
    also: [...ALL_BUILDKIT, 'buildah'],
  },
  { input: 'cache-from', asked: (build) => cacheOf(build.cacheFrom, isNoImage), also: ['buildx-docker'] },
  // buildah takes one place, and its cache does not tell platforms apart.
  { input: 'cache-from', asked: (build) => crowd(build, build.cacheFrom), also: ALL_BUILDKIT },
  { input: 'cache-to', asked: (build) => crowd(build, build.cacheTo), also: ALL_BUILDKIT },
  { input: 'cache-to', asked: (build) => cacheOf(build.cacheTo, isInline), also: ALL_BUILDKIT },
  { input: 'cache-to', asked: (build) => cacheOf(build.cacheTo, isImage), also: ['buildah'] },
  {
    input: 'cache-to',
    asked: (build) => cacheOf(build.cacheTo, (cache) => !isInline(cache) && !isImage(cache)),
    also: [],
  },
  { input: 'no-cache-filters', asked: (build) => build.noCacheFilters?.[0], also: ['buildx-docker'] },
  { input: 'provenance', asked: (build) => wanted(build.provenance), also: [] },
  { input: 'sbom', asked: (build) => wanted(build.sbom), also: [] },
  { input: 'attests', asked: (build) => build.attests?.[0], also: [] },
  { input: 'outputs', asked: (build) => build.outputs?.[0], also: ['buildx-docker'] },
  {
    input: 'shm-size',
    asked: (build) => given(build.shmSize),
    also: ['buildx-docker', 'docker-classic', 'buildah'],
  },
  {
    input: 'ulimit',
    asked: (build) => build.ulimits?.[0],
    also: ['buildx-docker', 'docker-classic', 'buildah'],
  },
  {
    input: 'cgroup-parent',
    asked: (build) => given(build.cgroupParent),
    also: ['buildx-docker', 'docker-classic', 'buildah'],
  },
  { input: 'allow', asked: (build) => build.allow?.[0], also: ['buildx-docker'] },
]

/** What of a build this kind of engine cannot do: `input "sbom" (true)`; empty when it can do all of it. */
export function findUnmet(kind: EngineKind, build: ImageBuild): readonly string[] {
  return unmet(kind, build).map(({ input, asked }) => `input "${input}" (${asked(build) ?? ''})`)
}

/** @throws ActionError `engine-cannot`, `platforms-unsupported`; it names the input and the engines that can */
export function requireAbility(kind: EngineKind, description: string, build: ImageBuild): void {
  const [demand] = unmet(kind, build)
  if (demand === undefined) return
  throw new ActionError(
    demand.input === 'platforms' ? 'platforms-unsupported' : 'engine-cannot',
    `Input "${demand.input}" asks for ${demand.asked(build) ?? ''}, which ${description} cannot do. Use ${adviceOf(kind, demand)}, or leave the input empty.`,
  )
}

/**
 * Whatever exports an image and pushes it would go past the check of what was pushed.
 * @throws ActionError `invalid-input`
 */
export function refuseOwnPushes({ outputs = [] }: ImageBuild): void {
  const pushing = outputs.find((each) => /(?:^|,)type=registry(?:,|$)|(?:^|,)push=(?!false)/.test(each))
  if (pushing === undefined) return
  throw new ActionError(
    'invalid-input',
    `Input "outputs" has "${pushing}", which pushes. Leave pushing to input "push": it reads back what was pushed before it gives tags.`,
  )
}

function unmet(kind: EngineKind, build: ImageBuild): Demand[] {
  if (kind === 'buildx') return []
  return DEMANDS.filter(({ also, asked }) => !also.includes(kind) && asked(build) !== undefined)
}

function adviceOf(kind: EngineKind, { also }: Demand): string {
  const buildx =
    kind === 'buildx-docker'
      ? '"engine: buildx" with "driver: docker-container"'
      : '"engine: buildx" (docker with its buildx plugin)'
  const others = also.includes('buildah') ? ['"engine: buildah"'] : []
  const variable = also.includes('docker-classic') && kind === 'docker-buildkit'
  return [buildx, ...others, ...(variable ? ['the environment variable DOCKER_BUILDKIT=0'] : [])].join(' or ')
}

function several(platforms: readonly string[]): string | undefined {
  return platforms.length > 1 ? platforms.join(', ') : undefined
}

/** The name alone: what it stands for may be private. */
function first(entries: readonly ({ name: string } | { id: string })[] | undefined): string | undefined {
  const entry = entries?.[0]
  return entry === undefined ? undefined : 'name' in entry ? entry.name : entry.id
}

function given(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text
}

/** Not to attest is what every engine can do. */
function wanted(text: string | undefined): string | undefined {
  return given(text) === 'false' ? undefined : given(text)
}

function cacheOf(
  caches: readonly CacheLocation[] | undefined,
  select: (cache: CacheLocation) => boolean,
): string | undefined {
  const found = caches?.find(select)
  return found === undefined ? undefined : `type=${found.type}`
}

function crowd({ platforms }: ImageBuild, caches: readonly CacheLocation[] = []): string | undefined {
  if (caches.length > 1) return `${caches.length} places`
  return caches.length > 0 && platforms.length > 0 ? 'a cache for named platforms' : undefined
}

/** An image of its own, without further attributes. */
function isImage({ type, attributes }: CacheLocation): boolean {
  return type === 'registry' && attributes.every(({ name }) => name === 'ref')
}

function isNoImage(cache: CacheLocation): boolean {
  return !isImage(cache)
}

function isInline({ type, attributes }: CacheLocation): boolean {
  return type === 'inline' && attributes.length === 0
}
