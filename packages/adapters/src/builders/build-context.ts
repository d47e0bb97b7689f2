import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { ActionError, messageOf } from '@gitops-actions/core'
import { exists } from '../paths/existence.ts'

/** Absolute paths that were found readable. */
export interface BuildContext {
  readonly context: string
  readonly file: string
}

const DEFAULT_FILES = ['Dockerfile', 'Containerfile']

/**
 * Finds the context and its Dockerfile, before any engine is started.
 * @param file relative to `workspace`, as with docker; undefined: `Dockerfile` or `Containerfile` in the context
 * @throws ActionError `context-unreadable`, `dockerfile-unreadable`
 */
export async function findBuildContext(
  workspace: string,
  context: string,
  file: string | undefined,
): Promise<BuildContext> {
  const directory = resolve(workspace, context)
  const isDirectory = await stat(directory).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (!isDirectory) {
    const hint = /^[a-z+]+:\/\//.test(context)
      ? 'A URL cannot be built from here: check the repository out first.'
      : 'Check the path, and that actions/checkout ran before.'
    throw new ActionError(
      'context-unreadable',
      `Input "context" is "${context}": wanted a directory of the workspace. ${hint}`,
    )
  }
  const given = file === undefined ? undefined : resolve(workspace, file)
  const path = given ?? (await firstThatExists(directory))
  await checkReadable(path)
  return { context: directory, file: path }
}

async function firstThatExists(directory: string): Promise<string> {
  for (const name of DEFAULT_FILES) {
    const path = join(directory, name)
    if (await exists(path)) return path
  }
  return join(directory, 'Dockerfile')
}

async function checkReadable(path: string): Promise<void> {
  try {
    await access(path, constants.R_OK)
    if ((await stat(path)).isFile()) return
  } catch (cause) {
    throw unreadable(path, messageOf(cause), cause)
  }
  throw unreadable(path, 'it is not a file')
}

function unreadable(path: string, why: string, cause?: unknown): ActionError {
  return new ActionError(
    'dockerfile-unreadable',
    `The Dockerfile ${path} cannot be read: ${why}. Give its path in input "file", relative to the workspace.`,
    { cause },
  )
}
