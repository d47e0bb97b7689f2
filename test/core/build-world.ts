import {
  ActionError,
  type BuildAndPushRequest,
  type BuildHistory,
  type BuildReport,
  type Builder,
  type BuiltImage,
  type ChosenEngine,
  type Clock,
  type Digest,
  type ImageBuild,
  type ImageReference,
  type Log,
  type BuildRegistry,
  type ResolvedImage,
  buildAndPush,
  formatImageReference,
  parseAssignments,
  parseDigest,
  parsePlatform,
} from '@gitops-actions/core'
import { sourceOf } from './build-source.ts'

export const OLD = parseDigest(`sha256:${'a'.repeat(64)}`)
export const NEW = parseDigest(`sha256:${'b'.repeat(64)}`)

const ignore = (): void => undefined

/** One in-memory far side: what the engine pushes is what the registry has, unless a test says otherwise. */
export class World implements Builder, BuildRegistry, Pick<Clock, 'now' | 'monotonic'>, Log {
  readonly images = new Map<string, Digest>()
  readonly events: string[] = []
  builds: ImageBuild[] = []
  platforms = ['linux/amd64', 'linux/arm64/v8']
  reported = NEW
  lost = false
  byDigest = false
  steps: BuiltImage['steps']
  /** Thrown instead of pushing. */
  refusesPush: ActionError | undefined
  onPush: () => void = ignore
  onTag: (name: string) => void = ignore

  prepare(): Promise<ChosenEngine> {
    this.events.push('prepare')
    return Promise.resolve({
      description: 'buildah 1.2.3',
      why: 'the first that works',
      pushesByDigest: this.byDigest,
    })
  }
  build(build: ImageBuild): Promise<BuiltImage> {
    this.events.push('build')
    this.builds.push(build)
    const steps = this.steps === undefined ? {} : { steps: this.steps }
    return Promise.resolve({ id: 'image-1', multiPlatform: false, ...steps })
  }
  push(_: unknown, to: ImageReference): Promise<Digest> {
    const name = formatImageReference(to)
    if (this.refusesPush !== undefined) return Promise.reject(this.refusesPush)
    this.events.push(`push ${name}`)
    if (!this.lost) this.images.set(this.byDigest ? `${name}@${NEW}` : name, NEW)
    this.onPush()
    return Promise.resolve(this.reported)
  }
  resolve(image: ImageReference): Promise<ResolvedImage | undefined> {
    const digest = image.digest ?? this.images.get(formatImageReference(image))
    if (digest === undefined) return Promise.resolve(undefined)
    const platforms = new Map(this.platforms.map((platform) => [platform, digest]))
    return Promise.resolve({ digest, mediaType: 'application/vnd.oci.image.index.v1+json', platforms })
  }
  tags({ name }: ImageReference): Promise<readonly string[]> {
    const all = [...this.images.keys()].filter((key) => key.startsWith(`${name}:`))
    return Promise.resolve(all.map((key) => key.slice(name.length + 1)))
  }
  /** Labels by digest. */
  readonly about = new Map<string, ReadonlyMap<string, string>>()
  labels(image: ImageReference): Promise<ReadonlyMap<string, string> | undefined> {
    const digest = image.digest ?? this.images.get(formatImageReference(image))
    return Promise.resolve(digest === undefined ? undefined : (this.about.get(digest) ?? new Map()))
  }
  layers(): Promise<ReadonlyMap<string, readonly number[]>> {
    return Promise.resolve(new Map([['linux/amd64', [1_500_000, 900]]]))
  }
  /** Thrown when it is asked whether one may push. */
  mayNotPush: ActionError | undefined
  checkPush(): Promise<void> {
    return this.mayNotPush === undefined ? Promise.resolve() : Promise.reject(this.mayNotPush)
  }
  putIndex(image: ImageReference, members: readonly Digest[]): Promise<Digest> {
    this.events.push(`index ${image.name} of ${members.length}`)
    this.images.set(`${image.name}@${NEW}`, NEW)
    return Promise.resolve(NEW)
  }
  tag(image: ImageReference, tag: string): Promise<Digest> {
    const digest = image.digest ?? OLD
    this.events.push(`tag ${image.name}:${tag}`)
    this.images.set(`${image.name}:${tag}`, digest)
    this.onTag(`${image.name}:${tag}`)
    return Promise.resolve(digest)
  }
  monotonic(): number {
    return 0
  }
  now(): Date {
    return new Date('2026-01-02T03:04:05Z')
  }
  group<T>(_: string, work: () => Promise<T>): Promise<T> {
    return work()
  }
  info = ignore
  debug = ignore
  notice = ignore
  warning = ignore
  error = ignore
}

/** What a test asks for besides the usual. */
export interface Change {
  ref?: string
  images?: string[]
  buildArgs?: string[]
  labels?: string[]
  tags?: string[]
  platforms?: string[]
  push?: boolean
  skipExisting?: boolean
  byDigest?: boolean
  digests?: Digest[]
  isEnvironmentPush?: boolean
  history?: BuildHistory['compare']
  scan?: (reference: string) => Promise<void>
}

function requestOf(change: Change): BuildAndPushRequest {
  return {
    images: change.images ?? ['ghcr.io/acme/api'],
    tags: change.tags ?? [],
    flavor: [],
    prefixes: new Map(),
    source: sourceOf(change.ref ?? 'refs/tags/v1.2.3', { committed: new Date('2020-01-01T00:00:00Z') }),
    service: undefined,
    build: {
      context: '.',
      file: undefined,
      target: undefined,
      platforms: (change.platforms ?? []).map(parsePlatform),
      buildArgs: parseAssignments('build-args', change.buildArgs ?? []),
      noCache: false,
      pull: false,
    },
    labels: parseAssignments('labels', change.labels ?? ['org.opencontainers.image.version=mine']),
    push: change.push ?? true,
    skipExisting: change.skipExisting ?? false,
    annotations: [],
    environments: [],
    byDigest: change.byDigest ?? false,
    digests: change.digests ?? [],
    isEnvironmentPush: change.isEnvironmentPush ?? false,
  }
}

export function run(world: World, change: Change = {}): Promise<BuildReport> {
  const scan = change.scan === undefined ? {} : { scan: change.scan }
  return buildAndPush(requestOf(change), {
    builder: world,
    registry: world,
    clock: world,
    log: world,
    history: change.history,
    ...scan,
  })
}

export async function refusal(world: World, change: Change): Promise<ActionError> {
  const error: unknown = await run(world, change).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof ActionError) return error
  throw new Error('nothing was refused')
}
