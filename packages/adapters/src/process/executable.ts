import { access, constants, realpath, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'
import { isInside } from '../paths/containment.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The absolute path of a program on PATH; undefined when it is not there. Relative entries of PATH, and those inside
 * the checked-out workspace, are passed over: what is built must not choose what builds it.
 */
export async function findExecutable(name: string, env: Environment): Promise<string | undefined> {
  const [first] = await findExecutables(name, env)
  return first
}

/** All programs of that name, in the order of PATH; one that is reached by several entries is named once. */
export async function findExecutables(name: string, env: Environment): Promise<readonly string[]> {
  const found = new Map<string, string>()
  for (const directory of searchPath(env)) {
    const path = join(directory, name)
    if (!(await isProgram(path))) continue
    const target = await realpath(path)
    if (!found.has(target)) found.set(target, path)
  }
  return [...found.values()]
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
