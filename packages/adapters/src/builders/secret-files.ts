import { constants } from 'node:fs'
import { access, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { ActionError, type BuildSecret, messageOf } from '@gitops-actions/core'

/** A secret as engines take it: `--secret=id=…,src=…`. */
export interface SecretFile {
  readonly id: string
  /** In the private directory of the run: a path without a comma or a quote, which not every engine can read. */
  readonly path: string
}

const ID = /^[A-Za-z0-9][A-Za-z0-9._/-]*$/
const OWNER_ONLY = 0o600

/**
 * Lays the secrets of a build out as files that only this user reads: neither an argument nor the environment of the engine holds one.
 * @throws ActionError `invalid-input`, `secret-unreadable`; neither shows a value
 */
export async function layOutSecrets(
  directory: string,
  workspace: string,
  secrets: readonly BuildSecret[],
): Promise<readonly SecretFile[]> {
  if (secrets.length === 0) return []
  const folder = join(directory, 'secrets')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const files: SecretFile[] = []
  for (const [index, secret] of secrets.entries()) {
    checkId(secret.id, files)
    const path = join(folder, String(index))
    if ('value' in secret) await writeFile(path, secret.value, { mode: OWNER_ONLY, flag: 'wx' })
    else await symlink(await readable(secret.id, resolve(workspace, secret.file)), path)
    files.push({ id: secret.id, path })
  }
  return files
}

function checkId(id: string, before: readonly SecretFile[]): void {
  if (!ID.test(id)) {
    // What stands before the first "=" may be the secret itself, when somebody gave it alone.
    throw new ActionError(
      'invalid-input',
      'A secret of the build has an id that is not one: wanted letters, digits, ".", "_", "-" and "/", as in "npm_token=…".',
    )
  }
  if (before.some((file) => file.id === id)) {
    throw new ActionError(
      'invalid-input',
      `Two secrets of the build have the id "${id}": give each its own id in "secrets", "secret-envs" and "secret-files".`,
    )
  }
}

async function readable(id: string, path: string): Promise<string> {
  try {
    await access(path, constants.R_OK)
    return path
  } catch (cause) {
    throw new ActionError(
      'secret-unreadable',
      `The file of the secret "${id}" in input "secret-files" cannot be read: ${messageOf(cause)}. Give "id=path", relative to the workspace.`,
      { cause },
    )
  }
}
