import type { Git, GitOptions } from './git.ts'
import type { GitObject } from './git-object.ts'
import { createHttpLink } from './http-link.ts'
import type { GitLink } from './link.ts'
import { createProcessLink } from './process-link.ts'
import { NeedsGit } from './upload-pack.ts'

/**
 * How a remote is reached: by http in this process, as long as the server can leave out what nobody asks for; else, and over
 * ssh, by the git of the machine, which is opened when it is needed.
 */
export function openLink(
  { remote, http, token, username }: Pick<GitOptions, 'remote' | 'http' | 'token' | 'username'>,
  openProcess: (why?: string) => Promise<Git>,
): GitLink {
  const here = new Map<string, GitObject>()
  const own = remote.kind === 'http' ? createHttpLink({ remote, http, token, username }, here) : undefined
  let other: Promise<GitLink> | undefined
  let heads: Parameters<GitLink['fetchHeads']> | undefined

  async function openOther(why?: string): Promise<GitLink> {
    const link = createProcessLink(await openProcess(why), here)
    // What was fetched before is to be found there, too.
    if (heads !== undefined) await link.fetchHeads(...heads)
    return link
  }

  async function use<T>(work: (link: GitLink) => Promise<T>): Promise<T> {
    let why: string | undefined
    if (own !== undefined && other === undefined) {
      try {
        return await work(own)
      } catch (error) {
        if (!(error instanceof NeedsGit)) throw error
        why = error.message
      }
    }
    return work(await (other ??= openOther(why)))
  }

  return {
    remote,
    here,
    readHead: (branch) => use((link) => link.readHead(branch)),
    async fetchHeads(branches, depth) {
      const found = await use((link) => link.fetchHeads(branches, depth))
      heads = [branches, depth]
      return found
    },
    fetchCommit: (commit, depth) => use((link) => link.fetchCommit(commit, depth)),
    fetchObjects: (oids) => use((link) => link.fetchObjects(oids)),
    fetchBelow: (trees) => use((link) => link.fetchBelow(trees)),
    push: (move, objects) => use((link) => link.push(move, objects)),
  }
}
