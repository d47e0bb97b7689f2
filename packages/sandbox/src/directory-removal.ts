import { chmod, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Removes a directory with all that programs left in it. Build engines and package caches leave directories that their
 * owner may not write to; only root removes those as they are.
 */
export async function removeDirectory(directory: string): Promise<void> {
  const remove = (): Promise<void> => rm(directory, { recursive: true, force: true })
  try {
    await remove()
  } catch {
    await openDirectories(directory)
    await remove()
  }
}

async function openDirectories(directory: string): Promise<void> {
  await chmod(directory, 0o700)
  const entries = await readdir(directory, { withFileTypes: true })
  for (const entry of entries) if (entry.isDirectory()) await openDirectories(join(directory, entry.name))
}
