import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { ActionError, messageOf } from '@gitops-actions/core'

/** A place where one release record will be written, found writable before anything was built. */
export interface ReleaseFile {
  readonly path: string
  /** One line of JSON, all of it or none. */
  write(record: string): Promise<void>
}

/**
 * Prepares the file that input `release-file` names; a name that ends in `/`, or of a directory, takes
 * `<service>.json` in it, so that the jobs of a matrix can share one value. Undefined when none is given.
 * @throws ActionError `release-file-unwritable`
 */
export async function prepareReleaseFile(
  workspace: string,
  given: string | undefined,
  service: string,
): Promise<ReleaseFile | undefined> {
  if (given === undefined) return undefined
  const named = resolve(workspace, given)
  const isDirectory =
    given.endsWith('/') || (await stat(named).catch(() => undefined))?.isDirectory() === true
  const path = isDirectory ? join(named, `${service}.json`) : named
  const draft = `${path}.part`
  await attempt(path, async () => {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(draft, '', { flag: 'wx' })
    await rm(draft)
  })
  return {
    path,
    write: (record) =>
      attempt(path, async () => {
        await writeFile(draft, `${record}\n`)
        await rename(draft, path)
      }),
  }
}

async function attempt(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (cause) {
    throw new ActionError(
      'release-file-unwritable',
      `Input "release-file": ${path} cannot be written (${messageOf(cause)}). Name a file in a directory that this job may write.`,
      { cause },
    )
  }
}
