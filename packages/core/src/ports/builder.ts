import type { Platform } from '../build/platform.ts'
import type { Digest } from '../image/digest.ts'
import type { ImageReference } from '../image/reference.ts'

/** A label of the image's configuration. */
export interface Label {
  readonly name: string
  readonly value: string
}

/** What an engine is to build. */
export interface ImageBuild extends BuildExtras {
  /** Directory sent to the engine. */
  readonly context: string
  /** The Dockerfile; undefined: the one in the context. */
  readonly file: string | undefined
  /** The stage to build; undefined: the last. */
  readonly target: string | undefined
  /** Empty: the engine's own. */
  readonly platforms: readonly Platform[]
  readonly buildArgs: readonly Label[]
  readonly labels: readonly Label[]
  readonly noCache: boolean
  readonly pull: boolean
  /** Every name the image gets in the engine's own storage. */
  readonly references: readonly ImageReference[]
}

/** Inputs that most builds leave alone. An engine that cannot do one refuses it by name in `prepare`. */
export interface BuildExtras {
  /** The repositories it will be pushed to: an engine that exports while it builds pushes there at once, by digest. */
  readonly pushTo?: readonly ImageReference[]
  /** Leave the image in the local store of the engine, under its `references`. */
  readonly load?: boolean
  /** Exports besides push and load, such as `type=local,dest=out`. */
  readonly outputs?: readonly string[]
  /** Named contexts: `FROM` or `COPY --from` of `name` takes `value` (a path, a URL, `docker-image://…`). */
  readonly buildContexts?: readonly Label[]
  readonly secrets?: readonly BuildSecret[]
  /** Agent sockets or keys: `default`, `default=/path`, `id=/path,/path`. */
  readonly ssh?: readonly string[]
  readonly annotations?: readonly Annotation[]
  readonly cacheFrom?: readonly CacheLocation[]
  readonly cacheTo?: readonly CacheLocation[]
  /** Stages to build without cache. */
  readonly noCacheFilters?: readonly string[]
  /** `true`, `false`, or attributes such as `mode=max`; empty or absent: the engine's own choice. */
  readonly provenance?: string
  /** `true`, `false`, or attributes such as `generator=image`; empty or absent: the engine's own choice. */
  readonly sbom?: string
  /** Further attestations, such as `type=sbom,generator=…`. */
  readonly attests?: readonly string[]
  /** Seconds since 1970 that every timestamp in the image is set back to; undefined: the time of the build. */
  readonly sourceDateEpoch?: number | undefined
  /** `host:ip`. */
  readonly addHosts?: readonly string[]
  /** Of the commands in the Dockerfile: `default`, `none`, `host`; empty: the engine's own. */
  readonly network?: string
  /** Such as `64m`; empty: the engine's own. */
  readonly shmSize?: string
  /** Such as `nofile=1024:1024`. */
  readonly ulimits?: readonly string[]
  readonly cgroupParent?: string
  /** Entitlements: `network.host`, `security.insecure`. */
  readonly allow?: readonly string[]
}

/** A secret that `RUN --mount=type=secret,id=…` reads. Never an argument, never in a log. */
export type BuildSecret =
  | { readonly id: string; readonly value: string }
  /** Relative to the workspace. */
  | { readonly id: string; readonly file: string }

/** Which part of what is pushed an annotation is written to. */
export type AnnotationLevel = 'manifest' | 'index' | 'manifest-descriptor' | 'index-descriptor'

export interface Annotation extends Label {
  /** Empty: the manifest. */
  readonly levels: readonly AnnotationLevel[]
  /** Undefined: of every platform. */
  readonly platform?: Platform | undefined
}

/** Where a build cache is kept. */
export interface CacheLocation {
  /** `registry`, `gha`, `local`, `inline`, `s3`, `azblob`. */
  readonly type: string
  /** In the order they were written; a cache given as a plain image name is `registry` with `ref`. */
  readonly attributes: readonly Label[]
}

export interface ChosenEngine {
  /** Its name, version and how it is run. */
  readonly description: string
  /** Why this one. */
  readonly why: string
  /** It pushes to `pushTo` by digest while it builds: `push` then takes references without a tag. */
  readonly pushesByDigest?: boolean
}

/** An image in the engine's storage, or wherever the engine keeps what it built. */
export interface BuiltImage {
  /** The engine's own name for it. */
  readonly id: string
  /** Built for several platforms: an index. */
  readonly multiPlatform: boolean
  /** Steps of the Dockerfile, as far as the engine told. */
  readonly steps?: { readonly total: number; readonly cached: number }
}

/**
 * An engine that builds and pushes. Throws `ActionError`: `engine-unavailable`, `engine-cannot`, `builder-unavailable`,
 * `dockerfile-unreadable`, `secret-unreadable`, `platforms-unsupported`, `registry-unauthorized`, `registry-unreachable`,
 * `registry-untrusted-certificate`, `disk-full`, `build-failed`, `push-failed`.
 */
export interface Builder {
  /** Checks what can be checked without building, finds the engine and logs in. */
  prepare(build: ImageBuild): Promise<ChosenEngine>
  build(build: ImageBuild): Promise<BuiltImage>
  /**
   * Pushes under exactly one tag; where the engine pushes by digest, `to` is one of `pushTo` and needs no tag. Returns the
   * digest as the engine reports it: to be checked, not to be believed.
   */
  push(image: BuiltImage, to: ImageReference): Promise<Digest>
}
