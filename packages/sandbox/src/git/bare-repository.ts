import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { compareCommits, listChangedFiles } from './comparison.ts'
import { parseCommit, formatCommit } from './commit-object.ts'
import { writeLooseObject } from './loose-object.ts'
import { GitCommandError, readGit, runGit } from './git-command.ts'
import {
  type Commit,
  type Comparison,
  type FileChange,
  type GitObject,
  type MergeResult,
  type Person,
  type TreeChange,
  type TreeEntry,
  ZERO_OID,
} from './object.ts'
import { ObjectReader } from './object-reader.ts'
import { PROC_RECEIVE_HOOK } from './push.ts'
import { formatTag, parseTag, type Tag } from './tag-object.ts'
import { listTree } from './tree.ts'
import { editTree } from './tree-edit.ts'

export interface Reference {
  /** Full name: `refs/heads/main`. */
  name: string
  oid: string
}

export interface NewCommit {
  tree: string
  parents: readonly string[]
  message: string
  author: Person
  /** Default: the author. */
  committer?: Person
  /** Signs the payload; the result becomes the `gpgsig` header. */
  sign?: (payload: string) => string
}

/** A reference update that lost: the reference does not point where the caller last saw it. */
export class ReferenceMovedError extends Error {
  readonly ref: string
  readonly expected: string
  readonly actual: string

  constructor(ref: string, expected: string, actual: string) {
    super(`cannot lock ref '${ref}': is at ${actual} but expected ${expected}`)
    this.name = 'ReferenceMovedError'
    this.ref = ref
    this.expected = expected
    this.actual = actual
  }
}

/** A real bare git repository on disk, read and written through child processes of `git`. */
export class BareRepository {
  readonly directory: string
  readonly #reader: ObjectReader

  constructor(directory: string) {
    this.directory = directory
    this.#reader = new ObjectReader(directory)
  }

  /** Makes an empty bare repository that serves partial clones and accepts pushes. */
  static async init(directory: string, options: { defaultBranch?: string } = {}): Promise<BareRepository> {
    await mkdir(directory, { recursive: true })
    await runGit(['init', '--bare', '--quiet', `--initial-branch=${options.defaultBranch ?? 'main'}`, '.'], {
      cwd: directory,
    })
    const settings = [
      ['uploadpack.allowFilter', 'true'],
      ['uploadpack.allowAnySHA1InWant', 'true'],
      ['http.receivepack', 'true'],
      // Object names that the API handed out must not disappear under a test.
      ['gc.auto', '0'],
      ['receive.autogc', 'false'],
    ] as const
    for (const [name, value] of settings) await runGit(['config', name, value], { cwd: directory })
    const repository = new BareRepository(directory)
    await repository.writeHook('proc-receive', PROC_RECEIVE_HOOK)
    return repository
  }

  /** Installs a shell script that git runs during a push: https://git-scm.com/docs/githooks */
  async writeHook(name: string, script: string): Promise<void> {
    await writeFile(join(this.directory, 'hooks', name), script, { mode: 0o755 })
  }

  /** Takes over all references and objects of another repository, as a fork does. */
  async copyRefs(source: BareRepository): Promise<void> {
    await runGit(['fetch', '--quiet', '--', source.directory, '+refs/*:refs/*'], { cwd: this.directory })
  }

  /** Ends the long-lived child of this repository. */
  async close(): Promise<void> {
    await this.#reader.close()
  }

  /** The commit a branch, tag, full reference or object name stands for, or undefined. */
  async resolve(commitish: string): Promise<string | undefined> {
    return (await this.#reader.find(`${commitish}^{commit}`))?.oid
  }

  /** The object that a full reference name points to (an annotated tag is not peeled), or undefined. */
  async readRef(ref: string): Promise<{ oid: string; type: GitObject['type'] } | undefined> {
    if (!ref.startsWith('refs/') || /[\^~:@?*[\\ ]|\.\./.test(ref)) return undefined
    return this.#reader.find(ref)
  }

  /** The object a revision expression names (`<oid>`, `<commit>:<path>`), or undefined. */
  async readObject(expression: string): Promise<GitObject | undefined> {
    return this.#reader.read(expression)
  }

  /** The commit with its headers, or undefined when there is none. */
  async readCommit(commitish: string): Promise<Commit | undefined> {
    const object = await this.#reader.read(`${commitish}^{commit}`)
    return object === undefined ? undefined : parseCommit(object.oid, object.content)
  }

  /** Entries of a tree or of the directory `path` in it; a `path` to a file lists that file alone. */
  async listTree(
    treeish: string,
    path = '',
    options: { recursive?: boolean; trees?: boolean } = {},
  ): Promise<TreeEntry[]> {
    return listTree(this.directory, treeish, path, options)
  }

  /** The entry at `path`, or undefined. */
  async findEntry(treeish: string, path: string): Promise<TreeEntry | undefined> {
    const entries = await listTree(this.directory, treeish, path.replace(/\/+$/, ''), { entryItself: true })
    return entries[0]
  }

  /** The bytes of a file at a commit, or undefined when there is no such file. */
  async readFile(commitish: string, path: string): Promise<Buffer | undefined> {
    const object = await this.#reader.read(`${commitish}:${path}`)
    return object?.type === 'blob' ? object.content : undefined
  }

  async writeBlob(content: Buffer | string): Promise<string> {
    return writeLooseObject(this.directory, 'blob', Buffer.from(content))
  }

  /** Writes `base` (a tree or commit; undefined: the empty tree) with the changes applied, and names the new tree. */
  async writeTree(base: string | undefined, changes: readonly TreeChange[]): Promise<string> {
    return editTree({ directory: this.directory, reader: this.#reader }, base, changes)
  }

  async writeCommit(commit: NewCommit): Promise<Commit> {
    const parts = {
      tree: commit.tree,
      parents: [...commit.parents],
      message: commit.message,
      author: commit.author,
      committer: commit.committer ?? commit.author,
    }
    const { payload } = formatCommit(parts)
    const signed = commit.sign === undefined ? parts : { ...parts, signature: commit.sign(payload) }
    const { content } = formatCommit(signed)
    const oid = await writeLooseObject(this.directory, 'commit', Buffer.from(content))
    return { ...signed, oid, payload }
  }

  /** The annotated tag of that object name, or undefined. */
  async readTag(oid: string): Promise<Tag | undefined> {
    const object = await this.#reader.read(oid)
    return object?.type === 'tag' ? parseTag(object.content) : undefined
  }

  /** Writes an annotated tag object; no reference points to it yet. */
  async writeTag(tag: Tag): Promise<string> {
    return writeLooseObject(this.directory, 'tag', Buffer.from(formatTag(tag)))
  }

  /**
   * Moves, makes (`expected` is `ZERO_OID`) or deletes (`next` is `ZERO_OID`) references in one transaction.
   * @throws ReferenceMovedError when one of them is not where `expected` says; then none has moved.
   */
  async updateRefs(updates: readonly { ref: string; next: string; expected: string }[]): Promise<void> {
    const fields = updates.map(({ ref, next, expected }) => `update ${ref}\0${next}\0${expected}\0`)
    const input = `start\0${fields.join('')}prepare\0commit\0`
    try {
      await runGit(['update-ref', '--no-deref', '-z', '--stdin'], { cwd: this.directory, input })
    } catch (error) {
      if (!(error instanceof GitCommandError)) throw error
      for (const { ref, expected } of updates) {
        const actual = (await this.readRef(ref))?.oid ?? ZERO_OID
        if (actual !== expected) throw new ReferenceMovedError(ref, expected, actual)
      }
      throw error
    }
  }

  /** `updateRefs` for one reference. */
  async updateRef(ref: string, next: string, expected: string): Promise<void> {
    await this.updateRefs([{ ref, next, expected }])
  }

  /** @throws ReferenceMovedError when the reference does not point to `expected`. */
  async deleteRef(ref: string, expected: string): Promise<void> {
    await this.updateRefs([{ ref, next: ZERO_OID, expected }])
  }

  /** References whose full name begins with `prefix`, in order of their names. */
  async listRefs(prefix = 'refs/'): Promise<Reference[]> {
    const text = await readGit(['for-each-ref', '--format=%(objectname) %(refname)'], { cwd: this.directory })
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => ({ oid: line.slice(0, 40), name: line.slice(41) }))
      .filter(({ name }) => name.startsWith(prefix))
  }

  /** Commits reachable from `commitish`, newest first, `path` limiting them to those that touched it. */
  async log(
    commitish: string,
    options: { path?: string; max?: number; skip?: number } = {},
  ): Promise<Commit[]> {
    const args = ['rev-list', `--max-count=${options.max ?? -1}`, `--skip=${options.skip ?? 0}`]
    const path = options.path === undefined || options.path === '' ? [] : [`:(literal)${options.path}`]
    const text = await readGit([...args, '--end-of-options', commitish, '--', ...path], {
      cwd: this.directory,
    })
    return this.readCommits(text.split('\n').filter((oid) => oid !== ''))
  }

  /** Reads many commits. @throws Error when one is missing. */
  async readCommits(oids: readonly string[]): Promise<Commit[]> {
    return Promise.all(
      oids.map(async (oid) => {
        const commit = await this.readCommit(oid)
        if (commit === undefined) throw new Error(`commit ${oid} is missing from ${this.directory}`)
        return commit
      }),
    )
  }

  /** True when `ancestor` is `descendant` or reachable from it. */
  async isAncestor(ancestor: string, descendant: string): Promise<boolean> {
    const { code } = await runGit(['merge-base', '--is-ancestor', ancestor, descendant], {
      cwd: this.directory,
      accept: [0, 1],
    })
    return code === 0
  }

  /** How two commits relate; undefined when they share no history. */
  async compare(base: string, head: string): Promise<Comparison | undefined> {
    return compareCommits(this.directory, base, head)
  }

  /** Files that differ between two trees or commits, with their hunks. */
  async changedFiles(from: string, to: string): Promise<FileChange[]> {
    return listChangedFiles(this.directory, from, to)
  }

  /** Merges two commits without a work tree (git-merge-tree's real merge, git 2.38 and later). */
  async mergeTree(base: string, head: string): Promise<MergeResult> {
    const { code, stdout } = await runGit(
      ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', base, head],
      {
        cwd: this.directory,
        accept: [0, 1],
      },
    )
    const [tree = '', ...names] = stdout
      .toString('utf8')
      .split('\0')
      .filter((field) => field.trim() !== '')
    return code === 0 ? { clean: true, tree: tree.trim() } : { clean: false, conflicts: [...new Set(names)] }
  }
}
