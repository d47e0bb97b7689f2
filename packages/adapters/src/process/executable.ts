import { access, constants, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'
import { isInside } from '../paths/containment.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The absolute path of a program on PATH; undefined when it is not there. Relative entries of PATH, and those inside
 * the checked-out workspace, are passed over: what is built must not choose what builds it.
 */
export async function findExecutable(name: string, env: Environment): Promise<string | undefined> {
  for (const directory of searchPath(env)) {
    const path = join(directory, name)
    if (await isProgram(path)) return path
  }
  return undefined
}

/** The entries of PATH that programs are taken from. */
export function searchPath(env: Environment): readonly string[] {
  const workspace = env.GITHUB_WORKSPACE
  return (env.PATH ?? '')
    .split(delimiter)
    .filter((entry) => isAbsolute(entry) && (workspace === undefined || !isInside(entry, workspace)))
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}
