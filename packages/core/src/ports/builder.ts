import type { Label } from '../build/labels.ts'
import type { Platform } from '../build/platform.ts'
import type { Digest } from '../image/digest.ts'
import type { ImageReference } from '../image/reference.ts'

/** What an engine is to build. */
export interface ImageBuild {
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

export interface ChosenEngine {
  /** Its name, version and how it is run. */
  readonly description: string
  /** Why this one. */
  readonly why: string
}

/** An image in the engine's storage, or wherever the engine keeps what it built. */
export interface BuiltImage {
  /** The engine's own name for it. */
  readonly id: string
  /** Built for several platforms: an index. */
  readonly multiPlatform: boolean
}

/**
 * An engine that builds and pushes. Throws `ActionError`: `engine-unavailable`, `dockerfile-unreadable`,
 * `platforms-unsupported`, `registry-unauthorized`, `registry-unreachable`, `registry-untrusted-certificate`,
 * `build-failed`, `push-failed`.
 */
export interface Builder {
  /** Checks what can be checked without building, finds the engine and logs in. */
  prepare(build: ImageBuild): Promise<ChosenEngine>
  build(build: ImageBuild): Promise<BuiltImage>
  /** Pushes under exactly one tag. Returns the digest as the engine reports it: to be checked, not to be believed. */
  push(image: BuiltImage, to: ImageReference): Promise<Digest>
}
