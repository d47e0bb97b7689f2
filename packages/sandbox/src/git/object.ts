/** Words of git that every part of the sandbox shares. */

export type ObjectType = 'blob' | 'tree' | 'commit' | 'tag'

/** File modes a git tree can hold. */
export type TreeMode = '100644' | '100755' | '120000' | '160000' | '040000'

/** The object name that stands for "no object" in reference updates. */
export const ZERO_OID = '0000000000000000000000000000000000000000'

/** The tree without entries, known to every repository. */
export const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'

export interface GitObject {
  oid: string
  type: ObjectType
  content: Buffer
}

export interface TreeEntry {
  mode: TreeMode
  type: 'blob' | 'tree' | 'commit'
  oid: string
  /** From the root of the tree that was listed. */
  path: string
  /** Bytes of a blob. */
  size?: number
}

/** One change to a tree: new content, an object that is already there, or nothing any more. */
export type TreeChange =
  | { path: string; mode?: TreeMode; content: Buffer | string }
  | { path: string; mode: TreeMode; oid: string }
  | { path: string; delete: true }

export interface Person {
  name: string
  email: string
  date: Date
}

export interface Commit {
  oid: string
  tree: string
  parents: string[]
  author: Person
  committer: Person
  message: string
  /** The armoured signature of the `gpgsig` header. */
  signature?: string
  /** The object without its signature: what the signature signs. */
  payload: string
}

export interface FileChange {
  path: string
  status: 'added' | 'removed' | 'modified' | 'renamed' | 'copied' | 'changed'
  previousPath?: string
  /** The blob after the change; of a removed file the blob before it. */
  oid: string
  additions: number
  deletions: number
  /** The hunks of the unified diff; absent for binary files. */
  patch?: string
}

export interface Comparison {
  status: 'ahead' | 'behind' | 'identical' | 'diverged'
  aheadBy: number
  behindBy: number
  base: string
  head: string
  mergeBase: string
  /** Commits of head that base has not, oldest first. */
  commits: string[]
}

/** The tree of a merge that nobody committed yet, or the files that stand in its way. */
export type MergeResult = { clean: true; tree: string } | { clean: false; conflicts: string[] }

export function isOid(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text)
}
