/** 40 (or 64) hex digits naming a commit. */
export type CommitSha = string & { readonly brand: 'CommitSha' }
/** A branch name without `refs/heads/`, valid by git-check-ref-format. */
export type BranchName = string & { readonly brand: 'BranchName' }

/** Git's file modes that a tree can hold. */
export type FileMode = '100644' | '100755' | '120000' | '160000' | '040000'

/** A file as it stands in one commit. `text` is undefined when the bytes are not valid UTF-8, or not a regular file. */
export interface RepositoryFile {
  readonly path: string
  readonly mode: FileMode
  readonly oid: string
  readonly text: string | undefined
}

/** What to read at the head of one branch. */
export interface ReadRequest {
  /** Default: the default branch. */
  readonly branch?: BranchName
  /** Read at this commit of the repository instead of at the head of `branch`. */
  readonly commit?: CommitSha
  /** Exact paths of files. One that does not exist is absent from the snapshot, no error. */
  readonly files?: readonly string[]
  /** Directories of which every file below is wanted (`''` is the root). */
  readonly directories?: readonly string[]
  /** Of the files below `directories` these with their texts, which the others need not have. Default: all. */
  readonly texts?: TextFilter
  /** Exact paths read at the head of the default branch instead, in the same request: `gitops.yaml`. */
  readonly defaultBranchFiles?: readonly string[]
  /**
   * How many commits of each file's history to return, newest first, for their trailers. Default 0. A host may answer
   * with the history of the directory or of the branch instead, where that of each file would cost too much.
   */
  readonly history?: number
}

/** Which files are read and not only listed. */
export interface TextFilter {
  /** The same for filters that let through the same. */
  readonly key: string
  readonly matches: (path: string) => boolean
}

/** Everything read at one commit: nothing in it can be of another head. */
export interface Snapshot {
  readonly branch: BranchName
  readonly defaultBranch: BranchName
  readonly head: CommitSha
  readonly files: ReadonlyMap<string, RepositoryFile>
  readonly defaultBranchFiles: ReadonlyMap<string, RepositoryFile>
  /** By path; empty unless `history` was asked for. */
  readonly history: ReadonlyMap<string, readonly CommitSummary[]>
}

export interface CommitSummary {
  readonly sha: CommitSha
  readonly message: string
  readonly parents: readonly CommitSha[]
  /** The message of the second parent: of a merge, what was merged. */
  readonly merged?: string
}

/** One file's new content in a commit. */
export interface FileChange {
  readonly path: string
  readonly mode: FileMode
  readonly text: string
}

export interface CommitRequest {
  readonly branch: BranchName
  /** The head that was read. The commit lands on exactly this parent, or not at all. */
  readonly expectedHead: CommitSha
  readonly headline: string
  readonly body: string
  readonly changes: readonly FileChange[]
  /** The branch moves to the commit only when the host shows it as verified: `not-verified` otherwise. */
  readonly requireVerified?: boolean
}

export type CommitResult =
  | { readonly kind: 'committed'; readonly sha: CommitSha; readonly verified: boolean; readonly url: string }
  /** Somebody else moved the branch first: read again, apply again. */
  | { readonly kind: 'lost-race'; readonly detail: string }

/** How a commit stands to another: `ahead` means that `head` contains `base` and more. */
export interface Comparison {
  readonly status: 'ahead' | 'behind' | 'identical' | 'diverged'
  readonly mergeBase: CommitSha
  /** Paths that differ between the merge base and `head`. */
  readonly files: readonly string[]
  /** False when the host cut the list of files. */
  readonly filesComplete: boolean
}

/** What one commit changed against its first parent: of a merge, all that it brought. */
export interface ChangedFiles {
  /** Of a renamed file, both names. */
  readonly files: readonly string[]
  /** False when the host cut the list. */
  readonly complete: boolean
}

/**
 * The environment repository on whatever host. Every method throws `ActionError`: `repository-not-found`,
 * `branch-not-found`, `permission-denied`, `refused-by-rule` (a ruleset or branch protection: terminal),
 * `rate-limited`, `unreachable`.
 */
export interface EnvironmentRepository {
  /** Resolves the head once and reads everything at that commit. */
  read(request: ReadRequest): Promise<Snapshot>
  /** One atomic commit, or nothing. An ambiguous failure is looked up before it is reported. */
  commit(request: CommitRequest): Promise<CommitResult>
  /** Creates `branch` at `from`, or moves it there when it still points to `expected`. */
  setBranch(request: {
    branch: BranchName
    to: CommitSha
    expected: CommitSha | undefined
  }): Promise<'set' | 'lost-race'>
  /** The head of a branch, or undefined when there is no such branch. */
  head(branch: BranchName): Promise<CommitSha | undefined>
  /** Deletes `branch` only if it still points to `expected`. */
  deleteBranch(request: { branch: BranchName; expected: CommitSha }): Promise<'deleted' | 'moved'>
  /** Undefined when one of the two is not known to the host. */
  compare(base: string, head: string): Promise<Comparison | undefined>
  /**
   * The messages of the head commits of the merged pull requests of this repository that the commit came by: a squash
   * merge leaves them there. Empty when there is none, or when the host does not let us see them.
   */
  pullRequestMessages(commit: CommitSha): Promise<readonly string[]>
  /** Undefined when the host does not know the commit. */
  changedFiles(commit: CommitSha): Promise<ChangedFiles | undefined>
}
