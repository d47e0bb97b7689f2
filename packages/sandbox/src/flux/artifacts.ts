import { createHash } from 'node:crypto'

/** An artifact as `flux push artifact` makes it of a directory of a commit. */
export interface PushedArtifact {
  readonly digest: string
  readonly repository: string
  readonly commit: string
  /** The annotations that say where it is from; none when it was pushed by another tool. */
  readonly metadata: Readonly<Record<string, string>>
}

/** OCI artifacts by address and tag. */
export class ArtifactRegistry {
  readonly #tags = new Map<string, PushedArtifact>()
  readonly #digests = new Map<string, PushedArtifact>()

  /**
   * Pushes what a commit holds. `revision` is what `flux push artifact --revision` is given, such as `main@sha1:…`; none without.
   */
  push(
    url: string,
    tag: string,
    content: { repository: string; commit: string; revision?: string; source?: string },
  ): PushedArtifact {
    const { repository, commit, revision, source } = content
    const digest = `sha256:${createHash('sha256').update(`${url}${commit}`).digest('hex')}`
    const metadata = {
      ...(revision === undefined ? {} : { 'org.opencontainers.image.revision': revision }),
      ...(source === undefined ? {} : { 'org.opencontainers.image.source': source }),
    }
    const artifact = { digest, repository, commit, metadata }
    this.#tags.set(`${url}:${tag}`, artifact)
    this.#digests.set(digest, artifact)
    return artifact
  }

  tagged(url: string, tag: string): PushedArtifact | undefined {
    return this.#tags.get(`${url}:${tag}`)
  }

  withDigest(digest: string): PushedArtifact | undefined {
    return this.#digests.get(digest)
  }
}
