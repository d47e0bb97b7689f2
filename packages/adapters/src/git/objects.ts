import { ActionError } from '@gitops-actions/core'
import { type GitObject, rootOf } from './git-object.ts'
import type { GitLink } from './link.ts'
import { parseTree, type Tree } from './tree-object.ts'

/** Objects of a remote, of which only those are fetched that somebody asks for. */
export interface GitObjects {
  readonly link: GitLink
  /** Fetched in one request, as far as they are not here. */
  trees(oids: readonly string[]): Promise<ReadonlyMap<string, Tree>>
  /** Fetched in one request, as far as they are not here. */
  blobs(oids: readonly string[]): Promise<ReadonlyMap<string, Buffer>>
  /** The bytes of an object that is here. */
  bytesOf(oid: string, type: GitObject['type']): Buffer
  /** The root tree of a commit that is here. */
  rootOf(commit: string): string
}

export function createObjects(link: GitLink): GitObjects {
  const parsed = new Map<string, Tree>()

  function bytesOf(oid: string, type: GitObject['type']): Buffer {
    const object = link.here.get(oid)
    if (object?.type === type) return object.bytes
    throw new ActionError('invalid-answer', `${link.remote.host} gave no ${type} ${oid}`)
  }

  return {
    link,
    async trees(oids) {
      const wanted = [...new Set(oids)]
      await link.fetchObjects(wanted.filter((oid) => !parsed.has(oid)))
      for (const oid of wanted) if (!parsed.has(oid)) parsed.set(oid, parseTree(bytesOf(oid, 'tree')))
      return parsed
    },
    async blobs(oids) {
      const wanted = [...new Set(oids)]
      await link.fetchObjects(wanted)
      return new Map(wanted.map((oid) => [oid, bytesOf(oid, 'blob')]))
    },
    bytesOf,
    rootOf: (commit) => rootOf({ type: 'commit', bytes: bytesOf(commit, 'commit') }),
  }
}
