import { homedir } from 'node:os'
import type { BuildRegistry, Clock, Digest, ImageReference, Log } from '@gitops-actions/core'
import { systemClock } from '../clock/system-clock.ts'
import type { HttpClient } from '../http/contract.ts'
import { waitOutLimits } from '../http/patience.ts'
import { createAuthorizer } from './authorizer.ts'
import { containersAuthPaths, dockerConfigPath } from './docker-config.ts'
import { type RegistryCredential, createLoginFinder } from './login.ts'
import { putIndex } from './index-manifest.ts'
import { createImageReader } from './image-reader.ts'
import { checkPush } from './push-access.ts'
import { type RegistryContext, fetchDigest } from './reading.ts'
import { createRootFinder } from './root.ts'
import { putTag } from './tagging.ts'
import { listTags } from './tags.ts'

export interface RegistryClientOptions {
  /** Made with `plaintext: true` when `plaintext` below is true. */
  readonly http: HttpClient
  /** Logins given to the action; for other registries docker's own are used. */
  readonly credentials: readonly RegistryCredential[]
  /** Default: where docker keeps it, and then where podman and buildah keep theirs. */
  readonly dockerConfigPath?: string
  /** Accepts plain http from registries that do not speak https. Loopback addresses always are read over http. Default false. */
  readonly plaintext?: boolean
  /** Called with every secret, and everything derived from one, before it is used for the first time. */
  readonly onSecret: (value: string) => void
  readonly log: Pick<Log, 'notice'>
  /** Default: the machine's. */
  readonly clock?: Clock
  /** Of the process, for docker's settings and its credential helpers. Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Milliseconds a credential helper may take. Default 10 s. */
  readonly helperLimit?: number
  /** Ends waiting for a registry that said "too many requests". */
  readonly signal?: AbortSignal
}

/** The ports `Registry` and `BuildRegistry`, and what they do not have. */
export interface RegistryClient extends BuildRegistry {
  /**
   * The digest alone: one HEAD request, which Docker Hub does not count as a pull. Undefined when the tag or digest
   * does not exist.
   */
  digest(image: ImageReference): Promise<Digest | undefined>
  /** Whether a registry (`host[:port]`) is spoken to over plain http. */
  isPlain(registry: string): Promise<boolean>
}

/**
 * The one client of container registries. It opens nothing until the first call, logs in when a registry asks for it,
 * and keeps tokens as long as they hold.
 */
export function createRegistry(options: RegistryClientOptions): RegistryClient {
  const { clock = systemClock(), env = process.env, onSecret } = options
  const http = waitOutLimits(options.http, clock, options.signal)
  const findLogin = createLoginFinder({
    credentials: options.credentials,
    ...(options.dockerConfigPath === undefined
      ? {
          dockerConfigPath: dockerConfigPath(env, homeOf(env)),
          authPaths: containersAuthPaths(env, homeOf(env)),
        }
      : { dockerConfigPath: options.dockerConfigPath }),
    env,
    onSecret,
    log: options.log,
    ...(options.helperLimit === undefined ? {} : { helperLimit: options.helperLimit }),
  })
  const findRoot = createRootFinder(http, options.plaintext ?? false)
  const context: RegistryContext = {
    http,
    clock,
    signal: options.signal,
    findLogin,
    authorizer: createAuthorizer({ http, clock, findLogin, onSecret }),
    findRoot,
  }
  const images = createImageReader(context)
  return {
    resolve: images.resolve,
    labels: images.labels,
    layers: images.layers,
    digest: (image) => fetchDigest(context, image),
    isPlain: async (registry) => (await findRoot(registry)).protocol === 'http:',
    tags: (image) => listTags(context, image),
    tag: (image, tag) => putTag(context, image, tag, images.known(image)),
    checkPush: (image) => checkPush(context, image),
    putIndex: (image, members, annotations) => putIndex(context, image, members, annotations),
  }
}

function homeOf({ HOME: home = '' }: Readonly<Record<string, string | undefined>>): string {
  return home === '' ? homedir() : home
}
