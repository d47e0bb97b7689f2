import { readdir, readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { ActionError, messageOf } from '@gitops-actions/core'

const MAX_FILES = 1000
const MAX_BYTES = 1024 * 1024

/**
 * The release records that input `release` gives, as text: itself when it is JSON, else what the file holds that it
 * names, or the `*.json` files of the directory, one after the other: the artifacts of a matrix.
 * @throws ActionError `release-unreadable`
 */
export async function loadReleaseInput(given: string, workspace: string): Promise<string> {
  if (given === '' || /^[{[]/.test(given)) return given
  if (/[\r\n\0]/.test(given)) {
    throw unreadable(
      given,
      'it is neither JSON nor a path: wanted the output "release" of build-and-push as it is',
    )
  }
  const path = resolve(workspace, given)
  try {
    if (!(await stat(path)).isDirectory()) return await readCapped(path)
    const names = (await readdir(path, { recursive: true })).filter((name) => name.endsWith('.json')).sort()
    if (names.length === 0) throw unreadable(given, 'the directory holds no *.json file')
    if (names.length > MAX_FILES)
      throw unreadable(given, `it holds ${names.length} files, more than ${MAX_FILES}`)
    const records = await Promise.all(names.map((name) => readCapped(join(path, name))))
    return records.map((record) => record.trim()).join('\n')
  } catch (cause) {
    if (cause instanceof ActionError) throw cause
    throw unreadable(given, `it is not JSON, and as a path it cannot be read (${messageOf(cause)})`, cause)
  }
}

async function readCapped(path: string): Promise<string> {
  const { size } = await stat(path)
  if (size > MAX_BYTES) throw unreadable(path, `it has ${size} bytes, more than ${MAX_BYTES}`)
  return readFile(path, 'utf8')
}

function unreadable(given: string, what: string, cause?: unknown): ActionError {
  return new ActionError(
    'release-unreadable',
    `Input "release" is ${JSON.stringify(given.slice(0, 80))}: ${what}. Give a release record, or the path of a file or directory of them.`,
    { cause },
  )
}
