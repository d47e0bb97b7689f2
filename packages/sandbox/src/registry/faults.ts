/** How a registry that keeps tags immutable refuses to move one; each words it in its own way. */
export type ImmutableTags = 'ecr' | 'harbor' | 'hub'

/**
 * Misbehaviour of a registry, switched on and off by setting the fields while it runs. Each is something a
 * registry, or a proxy before one, was seen to do.
 */
export interface RegistryFaults {
  /** Leave out `Docker-Content-Digest`. */
  omitDigestHeader?: boolean
  /** Send this instead of the true digest in `Docker-Content-Digest`. */
  digestHeader?: string
  /** Answer HEAD of a manifest with this status though GET works. */
  headStatus?: 404 | 405
  /** Answer GET of a manifest with these bytes, under the headers of the true one. */
  manifestBytes?: Buffer
  /** Answer GET of a blob with these bytes. */
  blobBytes?: Buffer
  /** Send GET of a blob elsewhere: 307 to this origin, as registries with a content network do. */
  blobOrigin?: string
  /** Refuse to point an existing tag to another digest, in this registry's words. */
  immutableTags?: ImmutableTags
  /** Answer the next `times` requests below `/v2/` with 429. */
  tooManyRequests?: { times: number; retryAfter?: string }
  /** Answer the next `times` requests below `/v2/` with this status and an error document. */
  failures?: { times: number; status: 500 | 502 | 503 | 504 }
  /** Cut the connection of the next so many requests below `/v2/`. */
  cuts?: number
  /** Take the bodies of PATCH and PUT, and never answer. */
  silentWrites?: boolean
  /** Send these as `WWW-Authenticate` instead of the true challenge. */
  challenges?: readonly string[]
  /** Name this token endpoint in the challenge. */
  realm?: string
  /** Under which names the token is returned. Default: both. */
  tokenFields?: readonly ('token' | 'access_token')[]
  /** Leave out `expires_in`. */
  omitExpiry?: boolean
  /** Issue tokens that grant nothing. */
  emptyTokens?: boolean
  /** Answer the token endpoint with this status. */
  tokenStatus?: number
  /** Answer everything below `/v2/` with 200 and this HTML page, as a captive proxy does. */
  page?: string
}

/** The words and status of each registry's refusal to overwrite an immutable tag. */
export function immutableRefusal(
  flavour: ImmutableTags,
  repository: string,
  tag: string,
): { status: number; code: 'TAG_INVALID' | 'PRECONDITION' | 'DENIED'; message: string } {
  switch (flavour) {
    case 'ecr':
      return {
        status: 400,
        code: 'TAG_INVALID',
        message: `The image tag '${tag}' already exists in the '${repository}' repository and cannot be overwritten because the repository is immutable.`,
      }
    case 'harbor':
      return {
        status: 412,
        code: 'PRECONDITION',
        message: `Failed to process request due to '${repository}:${tag}' configured as immutable.`,
      }
    case 'hub':
      return {
        status: 403,
        code: 'DENIED',
        message: 'this tag is immutable and cannot be overwritten',
      }
  }
}
