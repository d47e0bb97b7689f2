import { createHash, randomUUID } from 'node:crypto'
import { access, mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { deflate } from 'node:zlib'

import type { ObjectType } from './object.ts'

const compress = promisify(deflate)

/**
 * Writes an object into a bare repository and names it. No child process: a commit through the API writes half a dozen
 * objects, and a process for each would cost more than everything else.
 * Format: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects#_object_storage
 */
export async function writeLooseObject(
  directory: string,
  type: ObjectType,
  content: Buffer,
): Promise<string> {
  const bytes = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content])
  const oid = createHash('sha1').update(bytes).digest('hex')
  const folder = join(directory, 'objects', oid.slice(0, 2))
  const path = join(folder, oid.slice(2))
  if (await isThere(path)) return oid
  await mkdir(folder, { recursive: true })
  // Under a name of its own first: readers see a whole object or none.
  const temporary = join(folder, `tmp_obj_${randomUUID()}`)
  await writeFile(temporary, await compress(bytes, { level: 0 }), { mode: 0o444 })
  await rename(temporary, path)
  return oid
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
