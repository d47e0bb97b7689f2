import { createAppToken } from './app-token.ts'
import { downloadArtifact, uploadArtifact } from './artifacts.ts'
import { checkout } from './checkout.ts'
import type { EmulatedAction } from './emulated-action.ts'

export type { EmulatedAction } from './emulated-action.ts'

/** The emulation of a `uses:`, whatever its ref; undefined when there is none. */
export function findEmulation(uses: string): EmulatedAction | undefined {
  const name = /^([^@]+)@.+$/.exec(uses)?.[1]?.toLowerCase()
  return name === undefined ? undefined : EMULATIONS.get(name)
}

const EMULATIONS: ReadonlyMap<string, EmulatedAction> = new Map([
  ['actions/checkout', checkout],
  ['actions/create-github-app-token', createAppToken],
  ['actions/upload-artifact', uploadArtifact],
  ['actions/download-artifact', downloadArtifact],
])
