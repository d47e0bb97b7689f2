import { chmod, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Removes a directory with all that programs left in it, if it is there. Build engines and package caches leave directories
 * that their owner may not write to; only root removes those as they are. A program that is ending may still write into it: it is
 * tried again for some seconds.
 */
export async function removeDirectory(directory: string): Promise<void> {
  if (process.getuid?.() !== 0) await openDirectories(directory)
  await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
}

async function openDirectories(directory: string): Promise<void> {
  if (!(await exists(directory))) return
  await chmod(directory, 0o700)
  const entries = await readdir(directory, { withFileTypes: true })
  for (const entry of entries) if (entry.isDirectory()) await openDirectories(join(directory, entry.name))
}

async function exists(directory: string): Promise<boolean> {
  return stat(directory).then(
    () => true,
    () => false,
  )
}
