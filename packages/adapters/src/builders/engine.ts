import type { BuiltImage, Digest, ImageBuild, ImageReference } from '@gitops-actions/core'
import type { RegistryCredential } from '../registry/login.ts'
import type { BuildContext } from './build-context.ts'
import type { ProgramCommand, ProgramExit } from '../process/program.ts'

export type EngineName = 'buildx' | 'docker' | 'buildah'

/** What an engine builds, its paths checked. */
export type EngineBuild = Omit<ImageBuild, 'context' | 'file'> & BuildContext

/** One engine that was found to work. */
export interface Engine {
  readonly name: EngineName
  /** Name, version and how it is run. */
  readonly description: string
  login(credential: RegistryCredential): Promise<void>
  build(build: EngineBuild): Promise<BuiltImage>
  push(image: BuiltImage, to: ImageReference): Promise<Digest>
  /** Takes away names that only this run needed in the engine's storage; the image and its own names stay. */
  tidy(): Promise<void>
}

/** What every engine is given. */
export interface EngineTools {
  /** Absolute path of its program. */
  readonly program: string
  /** A directory of this run alone, for logins and results. */
  readonly directory: string
  /** Whether a registry is talked to over plain http. */
  readonly isPlain: (registry: string) => Promise<boolean>
  /** A file of PEM certificates to trust besides the machine's own, in a directory of its own. */
  readonly caDirectory: string | undefined
  /** Whether the logins of this run are in `directory`. */
  readonly hasLogin: boolean
  readonly run: (command: Pick<ProgramCommand, 'args' | 'input'>) => Promise<ProgramExit>
}
