import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { ActionError, messageOf } from '@gitops-actions/core'
import { isInside, leadsTo } from '../paths/containment.ts'

/** A place where one release record will be written, found writable before anything was built. */
export interface ReleaseFile {
  readonly path: string
  /** One line of JSON, all of it or none. */
  write(record: string): Promise<void>
}

/**
 * Prepares the file that input `release-file` names; a name that ends in `/`, or of a directory, takes
 * `<service>.json` in it, so that the jobs of a matrix can share one value. Undefined when none is given.
 * @param places directories that may be written; what `given` says is relative to the first of them
 * @throws ActionError `release-file-unwritable`, also for a path that leads out of `places`
 */
export async function prepareReleaseFile(
  places: readonly [string, ...string[]],
  given: string | undefined,
  service: string,
): Promise<ReleaseFile | undefined> {
  if (given === undefined) return undefined
  const named = resolve(places[0], given)
  const isDirectory =
    given.endsWith('/') || (await stat(named).catch(() => undefined))?.isDirectory() === true
  const path = isDirectory ? join(named, `${service}.json`) : named
  const draft = `${path}.part`
  await checkPlace(path, places)
  await attempt(path, async () => {
    await mkdir(dirname(path), { recursive: true })
    // A draft that is there already is what a run left that was killed.
    await rm(draft, { force: true })
    await writeFile(draft, '', { flag: 'wx' })
    await rm(draft)
  })
  return {
    path,
    write: (record) =>
      attempt(path, async () => {
        await writeFile(draft, `${record}\n`, { flag: 'wx' })
        await rename(draft, path)
      }),
  }
}

async function checkPlace(path: string, places: readonly string[]): Promise<void> {
  const target = await leadsTo(dirname(path))
  const real = await Promise.all(places.filter((place) => place !== '').map(leadsTo))
  if (real.some((place) => isInside(target, place))) return
  throw new ActionError(
    'release-file-unwritable',
    `Input "release-file": ${path} is outside of the workspace. Name a file in the workspace or in the runner's temporary directory.`,
  )
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
