import type { BuiltImage, Digest, ImageBuild, ImageReference } from '@gitops-actions/core'
import type { RegistryCredential } from '../registry/login.ts'
import type { BuildContext } from './build-context.ts'
import type { SecretFile } from './secret-files.ts'
import type { ProgramCommand, ProgramExit } from '../process/program.ts'

export type EngineName = 'buildx' | 'docker' | 'buildah'

/**
 * What does the work, which decides what can be asked of it: a BuildKit of its own (`buildx`), the one inside docker's daemon as
 * buildx uses it (`buildx-docker`) or as docker's client did up to version 22 (`docker-buildkit`), the builder that docker had
 * before (`docker-classic`), or `buildah`.
 */
export type EngineKind = 'buildx' | 'buildx-docker' | 'docker-buildkit' | 'docker-classic' | 'buildah'

/** What an engine builds: its paths are checked, its secrets are files. */
export type EngineBuild = Omit<ImageBuild, 'context' | 'file' | 'secrets'> &
  BuildContext & { readonly secretFiles: readonly SecretFile[] }

/** One engine that was found to work. */
export interface Engine {
  readonly name: EngineName
  readonly kind: EngineKind
  /** Name, version and how it is run. */
  readonly description: string
  /** It exports to `pushTo` while it builds. */
  readonly pushesByDigest: boolean
  login(credential: RegistryCredential): Promise<void>
  build(build: EngineBuild): Promise<BuiltImage>
  push(image: BuiltImage, to: ImageReference): Promise<Digest>
  /**
   * Takes away what only this run needed: names in the engine's storage, a builder of its own; the image and its own names stay. After
   * a cancel there is no time to wait for it.
   */
  tidy(cancelled: boolean): Promise<void>
}

/** One call of an engine's program. */
export interface EngineCommand extends Pick<ProgramCommand, 'args' | 'input' | 'onLine'> {
  /** Besides the engine's environment. */
  readonly env?: Readonly<Record<string, string>>
  /** Say nothing in the log. */
  readonly quiet?: boolean
}

/** What every engine is given. */
export interface EngineTools {
  /** Absolute path of its program. */
  readonly program: string
  /** A directory of this run alone, for logins and results. */
  readonly directory: string
  /** Whether a registry is talked to over plain http. */
  readonly isPlain: (registry: string) => Promise<boolean>
  /** A directory with PEM certificates to trust besides the machine's own, in its file `ca.crt`. */
  readonly caDirectory: string | undefined
  /** Whether the logins of this run are in `directory`. */
  readonly hasLogin: boolean
  readonly run: (command: EngineCommand) => Promise<ProgramExit>
  /** Starts the program and leaves it alone: for what has to be done though this run is about to end. */
  readonly leaveRunning: (args: readonly string[]) => void
}
