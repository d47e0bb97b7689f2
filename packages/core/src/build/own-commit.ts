import type { Comparison } from '../ports/environment-repository.ts'
import { parseReleaseTrailers } from '../release/trailer.ts'

/** What a push brought. */
export interface PushedCommits {
  /** The branch's head before; empty when the push made the branch. */
  readonly before: string
  readonly head: string
  readonly messages: readonly string[]
}

/** Where holds are kept, beside the values of an environment. */
const OWN_DIRECTORY = '.gitops'
const NO_COMMIT = /^0*$/

/**
 * Whether a push brought nothing but what this project writes about environments. An application that shares its
 * repository with its environments would otherwise be built for ever: each build changes an environment.
 * @param paths directories of the environments; empty: nobody knows them, so that every push is built
 * @param compare what changed between two commits, asked only when one of them is ours
 */
export async function isEnvironmentPush(
  { before, head, messages }: PushedCommits,
  paths: readonly string[],
  compare: (base: string, head: string) => Promise<Comparison | undefined>,
): Promise<boolean> {
  if (NO_COMMIT.test(before) || paths.length === 0) return false
  if (!messages.some((message) => parseReleaseTrailers(message).length > 0)) return false
  const changes = await compare(before, head)
  if (changes?.status !== 'ahead' || !changes.filesComplete || changes.files.length === 0) return false
  const directories = [...paths, OWN_DIRECTORY]
  return changes.files.every((file) => directories.some((directory) => isIn(directory, file)))
}

function isIn(directory: string, file: string): boolean {
  const path = directory.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '')
  return path !== '' && path !== '.' && file.startsWith(`${path}/`)
}
