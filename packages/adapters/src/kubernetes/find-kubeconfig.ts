import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { ActionError, messageOf } from '@gitops-actions/core'
import { exists } from '../paths/existence.ts'
import type { KubeconfigText } from './kubeconfig.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Longer values are no path, and may be a secret that was meant as text: they are not shown. */
const LONGEST_SHOWN = 200

/**
 * The kubeconfig of a run: the input (its text, the same in base64, or a path), else the files of `KUBECONFIG`, else
 * `~/.kube/config`; undefined when there is none of them, which leaves the service account of a pod.
 * @throws ActionError `invalid-kubeconfig` when one that is named cannot be read
 */
export async function findKubeconfig(
  given: string,
  env: Environment,
): Promise<readonly KubeconfigText[] | undefined> {
  const text = textOf(given.trim())
  if (text !== undefined) return [{ text, origin: 'the input "kubeconfig"', directory: undefined }]
  if (given.trim() !== '') return [await readConfigFile(resolve(given.trim()), 'the input "kubeconfig"')]
  const named = (env.KUBECONFIG ?? '').split(delimiter).filter((path) => path !== '')
  if (named.length > 0) {
    return Promise.all(named.map((path) => readConfigFile(resolve(path), 'the variable KUBECONFIG')))
  }
  const own = join(env.HOME ?? homedir(), '.kube', 'config')
  return (await exists(own)) ? [await readConfigFile(own, 'the home directory')] : undefined
}

/** The text of a kubeconfig that is given as such; secrets often hold it in base64, for its lines. */
function textOf(given: string): string | undefined {
  if (/[\n{]/.test(given)) return given
  if (given.length < LONGEST_SHOWN || !/^[A-Za-z0-9+/]+={0,2}$/.test(given)) return undefined
  const decoded = Buffer.from(given, 'base64').toString('utf8')
  return decoded.includes('clusters') ? decoded : undefined
}

async function readConfigFile(path: string, named: string): Promise<KubeconfigText> {
  try {
    return { text: await readFile(path, 'utf8'), origin: path, directory: dirname(path) }
  } catch (cause) {
    const what = path.length > LONGEST_SHOWN ? 'neither a kubeconfig nor a path' : messageOf(cause)
    throw new ActionError(
      'invalid-kubeconfig',
      `The kubeconfig of ${named} cannot be read (${what}): give its text, such as a secret, or the path of the file.`,
      { cause: path.length > LONGEST_SHOWN ? undefined : cause },
    )
  }
}
