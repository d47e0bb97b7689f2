import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { ActionError, messageOf } from '@gitops-actions/core'
import { isJsonObject } from '../json/object.ts'
import { isInside, leadsTo } from '../paths/containment.ts'

/** Where the configuration is when nobody says; only this one may be missing. */
const DEFAULT_PATH = 'gitops.yaml'
const MAX_BYTES = 1024 * 1024

/**
 * The text of a configuration file in the checked-out repository; undefined when nobody asked for one and there is none.
 * @throws ActionError `config-not-found`
 */
export async function readWorkspaceConfig(workspace: string, given: string): Promise<string | undefined> {
  const path = resolve(workspace, given)
  try {
    if (!isInside(await leadsTo(path), await leadsTo(workspace)))
      throw new Error('it is outside of the workspace')
    const { size } = await stat(path)
    if (size > MAX_BYTES) throw new Error(`it has ${size} bytes`)
    return await readFile(path, 'utf8')
  } catch (cause) {
    const isAbsent = isJsonObject(cause) && cause.code === 'ENOENT'
    if (isAbsent && given === DEFAULT_PATH) return undefined
    throw new ActionError(
      'config-not-found',
      `Input "config" is "${given}", which cannot be read in the workspace (${messageOf(cause)}): correct it, or leave it out.`,
      { cause },
    )
  }
}
