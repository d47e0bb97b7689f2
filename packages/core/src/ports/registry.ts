import type { Digest } from '../image/digest.ts'
import type { ImageReference } from '../image/reference.ts'

/** What a reference points to right now. */
export interface ResolvedImage {
  /** Of the index when there is one: what a deployment must pin. */
  readonly digest: Digest
  readonly mediaType: string
  /** `linux/amd64` → digest of that platform's manifest; attestation entries are left out. */
  readonly platforms: ReadonlyMap<string, Digest>
}

/**
 * Registries: reading, and tagging what is there. Throws `ActionError`: `registry-unauthorized`, `registry-denied`,
 * `registry-unreachable`, `registry-rate-limited`, `registry-invalid-answer`, `invalid-docker-config`; `tag` also
 * `registry-tag-immutable`, `image-not-found`, `invalid-tag`.
 */
export interface Registry {
  /** Undefined when the tag or digest does not exist. */
  resolve(image: ImageReference): Promise<ResolvedImage | undefined>
  /** All tags of a repository; empty when it does not exist. */
  tags(image: ImageReference): Promise<readonly string[]>
  /** Points another tag to what `image` resolves to, in the same repository. */
  tag(image: ImageReference, tag: string): Promise<Digest>
}

/** What is asked of a registry about images that are built here. Throws as `Registry`. */
export interface BuildRegistry extends Registry {
  /** The labels of an image, of an index those of its first platform; undefined when there is no such image. */
  labels(image: ImageReference): Promise<ReadonlyMap<string, string> | undefined>
  /** The layers of each platform, in bytes as they are stored; of an index with many platforms the first few. */
  layers(image: ImageReference): Promise<ReadonlyMap<string, readonly number[]>>
  /**
   * Whether a repository can be pushed to, as far as that can be said before. Throws also `repository-missing`.
   */
  checkPush(image: ImageReference): Promise<void>
  /**
   * Makes an index of images and indexes that are in the repository of `image` and puts it there, without a tag. Throws
   * also `image-not-found`, `platform-repeated`.
   */
  putIndex(
    image: ImageReference,
    members: readonly Digest[],
    annotations: ReadonlyMap<string, string>,
  ): Promise<Digest>
}
