import type { ImageBuild } from '@gitops-actions/core'
import type { ProgramExit } from '../process/program.ts'
import type { BuildkitChoice } from './buildx-builder.ts'
import type { EngineName, EngineTools } from './engine.ts'

/** Input `engine`. */
export type EngineChoice = 'auto' | EngineName

/** What an engine is looked for with. */
export interface EngineSearch {
  readonly choice: EngineChoice
  readonly buildkit: BuildkitChoice
  readonly build: ImageBuild
  readonly env: Readonly<Record<string, string | undefined>>
  /** Runs a program without showing what it says; what was asked before in this search is not asked again. */
  readonly probe: (program: string, args: readonly string[]) => Promise<ProgramExit>
  /** Makes the tools of an engine, given its program. */
  readonly tools: (program: string, engine: EngineName) => EngineTools
}

/** The last words of a program that did not do what it was asked to. */
export function lastLine(exit: ProgramExit): string {
  return exit.tail.at(-1)?.trim().slice(0, 300) ?? `exit code ${exit.exitCode}`
}
