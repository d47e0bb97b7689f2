import { parseCommitSha } from '@gitops-actions/core'
import { type Filter, filterOfObjects, firstFilter, nextFilter } from './filters.ts'
import type { GitObject } from './git-object.ts'
import { defaultBranchOf, noBranch, noCommit } from './heads.ts'
import type { GitLink } from './link.ts'
import { pushObjects } from './receive-pack.ts'
import { remoteRefusal } from './refusal.ts'
import { createSmartHttp, type SmartHttpOptions } from './smart-http.ts'
import { createUploadPack, type FetchRequest, NeedsGit, ServerRefusal } from './upload-pack.ts'

const NO_SUCH_OBJECT =
  /not our ref|unadvertised object|not valid|bad object|no such|does not exist|cannot find/i

/**
 * A remote by http, without git: every exchange is one request over a connection that stays open, and nothing is written to
 * disk. What only the git of the machine can do with a server is thrown as `NeedsGit`.
 */
export function createHttpLink(options: SmartHttpOptions, here: Map<string, GitObject>): GitLink {
  const { remote } = options
  const http = createSmartHttp(options)
  const uploads = createUploadPack(http, remote)
  /** How many commits of its history were asked for with a commit. */
  const depths = new Map<string, number>()
  /** Trees that are here with all trees below them. */
  const whole = new Set<string>()
  let filter: Filter = firstFilter(remote)

  async function fetch(request: () => FetchRequest, what: string): Promise<void> {
    for (;;) {
      try {
        const answer = await uploads.fetch(request(), what)
        for (const [oid, object] of answer) here.set(oid, object)
        return
      } catch (error) {
        if (!(error instanceof ServerRefusal)) throw error
        const next = nextFilter(filter, error.message)
        if (next === undefined) throw error
        filter = next
      }
    }
  }

  async function fetchCommits(commits: readonly string[], depth: number, what: string): Promise<void> {
    const wants = [...new Set(commits)].filter((commit) => (depths.get(commit) ?? 0) < depth)
    if (wants.length === 0) return
    await fetch(() => ({ wants, filter, depth }), what)
    for (const commit of wants) depths.set(commit, depth)
  }

  async function fetchKnown(oids: readonly string[], filterNow: () => string): Promise<void> {
    if (oids.length === 0) return
    try {
      await fetch(() => ({ wants: oids, filter: filterNow() }), READING)
    } catch (error) {
      // Servers that give the heads of references alone, and those that leave nothing out.
      if (error instanceof ServerRefusal) throw new NeedsGit(error.message)
      throw error
    }
    const missing = oids.find((oid) => !here.has(oid))
    if (missing !== undefined) throw new NeedsGit(`the server did not send ${missing}`)
  }

  return {
    remote,
    here,
    async readHead(branch) {
      const ref = `refs/heads/${branch}`
      const { references } = await uploads.listReferences([ref], `reading the head of ${branch}`)
      const oid = references.get(ref)
      return oid === undefined ? undefined : parseCommitSha(oid)
    },
    async fetchHeads(branches, depth) {
      const named = branches.filter((branch) => branch !== undefined)
      const what = named.length === 0 ? 'reading the default branch' : `reading ${named.join(' and ')}`
      const refs = named.map((branch) => `refs/heads/${branch}`)
      const { references, head } = await uploads.listReferences(['HEAD', ...refs], what)
      const defaultBranch = defaultBranchOf({ remote }, head)
      const commits = branches.map((branch) => {
        const oid = references.get(branch === undefined ? 'HEAD' : `refs/heads/${branch}`)
        if (oid === undefined) throw noBranch({ remote }, branch ?? defaultBranch)
        return parseCommitSha(oid)
      })
      try {
        await fetchCommits(commits, depth, what)
      } catch (error) {
        if (!(error instanceof ServerRefusal)) throw error
        throw remoteRefusal({ remote }, what, { said: [error.message] })
      }
      return { defaultBranch, commits }
    },
    async fetchCommit(commit, depth) {
      if (depth === 1 && here.has(commit)) return
      const what = `reading the commit ${commit.slice(0, 7)}`
      try {
        await fetchCommits([commit], depth, what)
      } catch (error) {
        if (!(error instanceof ServerRefusal)) throw error
        if (NO_SUCH_OBJECT.test(error.message)) throw noCommit({ remote }, commit)
        throw remoteRefusal({ remote }, what, { said: [error.message] })
      }
    },
    async fetchObjects(oids) {
      const missing = [...new Set(oids)].filter((oid) => !here.has(oid))
      await fetchKnown(missing, () => filterOfObjects(filter))
    },
    async fetchBelow(trees) {
      const missing = [...new Set(trees)].filter((tree) => !whole.has(tree))
      await fetchKnown(missing, () => 'blob:none')
      for (const tree of missing) whole.add(tree)
    },
    push: (move, objects) => pushObjects(http, remote, move, objects),
  }
}

const READING = 'reading files'
