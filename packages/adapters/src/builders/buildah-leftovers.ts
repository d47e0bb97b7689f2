import { readFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isInside } from '../paths/containment.ts'
import type { SecretFile } from './secret-files.ts'

/**
 * Takes secrets out of buildah's store, where a build that was killed leaves them as files of its working containers. A file is only
 * removed when it holds what this run laid out.
 * @param containers the directory of the store that has one directory for each container
 * @returns the ids of the containers that had one: they are of this run
 */
export async function removeLeftSecrets(
  containers: string,
  secrets: readonly SecretFile[],
): Promise<readonly string[]> {
  if (secrets.length === 0) return []
  const found = new Set<string>()
  const ids = await readdir(containers).catch(() => [])
  for (const secret of secrets) {
    const wanted = await readFile(secret.path).catch(() => undefined)
    if (wanted === undefined) continue
    for (const id of ids) {
      const folder = join(containers, id, 'userdata', 'secrets')
      const path = join(folder, secret.id)
      const left = isInside(path, folder) ? await readFile(path).catch(() => undefined) : undefined
      if (!left?.equals(wanted)) continue
      await rm(path, { force: true })
      found.add(id)
    }
  }
  return [...found]
}
