import { realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path'

/** Whether a path is a directory or lies below it, by its text alone; nothing lies below ''. */
export function isInside(path: string, directory: string): boolean {
  if (directory === '') return false
  const way = relative(resolve(directory), resolve(path))
  return way === '' || (way !== '..' && !/^\.\.[/\\]/.test(way) && !isAbsolute(way))
}

/** Where a path leads once symbolic links are followed, also when the end of it does not exist yet. */
export async function leadsTo(path: string): Promise<string> {
  const absolute = resolve(path)
  const parent = dirname(absolute)
  try {
    return await realpath(absolute)
  } catch (error) {
    if (parent === absolute) throw error
    return join(await leadsTo(parent), basename(absolute))
  }
}
