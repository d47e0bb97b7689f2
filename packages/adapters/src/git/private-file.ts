import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PrivateDirectory } from '../process/private-directory.ts'

/**
 * Writes a file that only this user reads, and answers its path. Keys lose their last line break on the way through a
 * secret, and ssh insists on it.
 */
export async function writePrivate({ path }: PrivateDirectory, name: string, text: string): Promise<string> {
  const file = join(path, name)
  await writeFile(file, `${text.replaceAll('\r\n', '\n').trimEnd()}\n`, { mode: 0o600 })
  await chmod(file, 0o600)
  return file
}
