import { readdir, readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { ActionError, messageOf } from '@gitops-actions/core'

type Input = 'release' | 'digests'

const WANTED: Record<Input, string> = { release: 'a release record', digests: 'digests, one per line' }
const MAX_FILES = 1000
const MAX_BYTES = 1024 * 1024

/**
 * The release records that input `release` gives, as text: itself when it is JSON, else what the file holds that it
 * names, or the `*.json` files of the directory, one after the other: the artifacts of a matrix. Input `digests` of
 * build-and-push is read in the same way.
 * @throws ActionError `release-unreadable`
 */
export async function loadReleaseInput(
  given: string,
  workspace: string,
  input: Input = 'release',
): Promise<string> {
  if (given === '' || /^[{[]/.test(given) || (input === 'digests' && given.startsWith('sha256:')))
    return given
  if (/[\r\n\0]/.test(given)) {
    throw unreadable(input, given, 'it is neither JSON nor a path: wanted what build-and-push gave, as it is')
  }
  const path = resolve(workspace, given)
  try {
    if (!(await stat(path)).isDirectory()) return await readCapped(input, path)
    const names = (await readdir(path, { recursive: true })).filter((name) => name.endsWith('.json')).sort()
    if (names.length === 0) throw unreadable(input, given, 'the directory holds no *.json file')
    if (names.length > MAX_FILES)
      throw unreadable(input, given, `it holds ${names.length} files, more than ${MAX_FILES}`)
    const records = await Promise.all(names.map((name) => readCapped(input, join(path, name))))
    return records.map((record) => record.trim()).join('\n')
  } catch (cause) {
    if (cause instanceof ActionError) throw cause
    throw unreadable(
      input,
      given,
      `it is not JSON, and as a path it cannot be read (${messageOf(cause)})`,
      cause,
    )
  }
}

async function readCapped(input: Input, path: string): Promise<string> {
  const { size } = await stat(path)
  if (size > MAX_BYTES) throw unreadable(input, path, `it has ${size} bytes, more than ${MAX_BYTES}`)
  return readFile(path, 'utf8')
}

function unreadable(input: Input, given: string, what: string, cause?: unknown): ActionError {
  return new ActionError(
    'release-unreadable',
    `Input "${input}" is ${JSON.stringify(given.slice(0, 80))}: ${what}. Give ${WANTED[input]}, or the path of a file or directory of them.`,
    { cause },
  )
}
