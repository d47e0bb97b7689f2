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
