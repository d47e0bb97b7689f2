import type { KeyObject } from 'node:crypto'

/** What GitHub keeps beside git: one interface per resource. Times are ISO 8601 in UTC. */

export interface Account {
  id: number
  nodeId: string
  login: string
  type: 'User' | 'Bot' | 'Organization'
  /** What commits by this account carry. */
  name: string
  email: string
}

/** `pat`: a person's token. `app`: an installation token. `actions`: the GITHUB_TOKEN of a workflow run. */
export type TokenKind = 'pat' | 'app' | 'actions'

/** Names as in the `permissions` of installation tokens. */
export type PermissionName =
  | 'actions'
  | 'administration'
  | 'checks'
  | 'contents'
  | 'deployments'
  | 'issues'
  | 'metadata'
  | 'pull_requests'
  | 'statuses'
  | 'workflows'

export type Access = 'none' | 'read' | 'write'

export interface AccessToken {
  token: string
  kind: TokenKind
  account: Account
  /** Full names (`acme/env`), or every repository. */
  repositories: readonly string[] | 'all'
  permissions: Partial<Record<PermissionName, Access>>
  /** After this moment the token is bad credentials. */
  expiresAt?: Date
  /** The app behind `app` and `actions` tokens. */
  app?: App
}

export interface App {
  id: number
  slug: string
  name: string
}

/** An app as the sandbox keeps it: its key's public half and its one installation. */
export interface AppRegistration {
  app: App
  publicKey: KeyObject
  installationId: number
  /** Who owns the app and has it installed. */
  owner: string
  repositories: readonly string[] | 'all'
  permissions: Partial<Record<PermissionName, Access>>
}

/** What GitHub says about the signature of a commit. */
export interface Verification {
  verified: boolean
  reason: 'valid' | 'unsigned' | 'unverified_email' | 'unknown_key'
  signature: string | null
  payload: string | null
  verified_at: string | null
}

export interface Label {
  id: number
  nodeId: string
  name: string
  color: string
  description: string | null
}

export interface AutoMerge {
  enabledBy: Account
  method: 'merge' | 'squash' | 'rebase'
  headline: string | null
  body: string | null
}

/** A pull request's place in the merge queue of its base branch. */
export interface QueueEntry {
  id: number
  nodeId: string
  state: 'queued' | 'awaiting_checks' | 'mergeable'
  enqueuedAt: string
  enqueuer: Account
  jump: boolean
  /** What the base would become, where it is its turn: the commit that the checks of the queue run on. */
  group: { ref: string; base: string; sha: string } | undefined
}

/** That a pull request left a merge queue, as its timeline tells. */
export interface QueueRemoval {
  id: number
  nodeId: string
  actor: Account
  createdAt: string
  reason: string
}

export interface PullRequest {
  id: number
  nodeId: string
  number: number
  title: string
  body: string | null
  author: Account
  state: 'open' | 'closed'
  draft: boolean
  /** Branch names without `refs/heads/`. */
  base: string
  head: string
  /** Full name of the repository that holds the head branch; another one for a fork. */
  headRepository: string
  /** Where the branches stood when last seen open; while open the branches themselves decide. */
  baseSha: string
  headSha: string
  labels: string[]
  assignees: string[]
  reviewers: string[]
  teamReviewers: string[]
  milestone: number | null
  autoMerge: AutoMerge | undefined
  queueEntry: QueueEntry | undefined
  /** Oldest first. */
  queueRemovals: QueueRemoval[]
  mergeSha: string | undefined
  mergedBy: Account | undefined
  createdAt: string
  updatedAt: string
  closedAt: string | undefined
  mergedAt: string | undefined
}

/** An issue that is no pull request. */
export interface Issue {
  id: number
  nodeId: string
  number: number
  title: string
  body: string | null
  author: Account
  state: 'open' | 'closed'
  stateReason: 'completed' | 'not_planned' | 'reopened' | 'duplicate' | null
  labels: string[]
  assignees: string[]
  milestone: number | null
  createdAt: string
  updatedAt: string
  closedAt: string | undefined
}

export interface IssueComment {
  id: number
  nodeId: string
  /** Of the issue or pull request. */
  number: number
  body: string
  author: Account
  createdAt: string
  updatedAt: string
}

export interface CommitStatus {
  id: number
  nodeId: string
  sha: string
  state: 'error' | 'failure' | 'pending' | 'success'
  context: string
  description: string | null
  targetUrl: string | null
  creator: Account
  createdAt: string
}

export interface DeploymentStatus {
  id: number
  nodeId: string
  state: 'error' | 'failure' | 'inactive' | 'in_progress' | 'queued' | 'pending' | 'success'
  description: string
  environment: string
  environmentUrl: string
  logUrl: string
  creator: Account
  createdAt: string
}

export interface Deployment {
  id: number
  nodeId: string
  sha: string
  ref: string
  task: string
  environment: string
  description: string | null
  payload: unknown
  transient: boolean
  production: boolean
  creator: Account
  createdAt: string
  statuses: DeploymentStatus[]
}

export interface CheckRun {
  id: number
  nodeId: string
  headSha: string
  name: string
  externalId: string
  detailsUrl: string | null
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: string | null
  startedAt: string | null
  completedAt: string | null
  title: string | null
  summary: string | null
  text: string | null
  app: App
}

export type RuleType =
  | 'creation'
  | 'update'
  | 'deletion'
  | 'non_fast_forward'
  | 'pull_request'
  | 'required_signatures'
  | 'required_status_checks'
  | 'merge_queue'

export interface Rule {
  type: RuleType
  parameters?: Record<string, unknown>
}

export interface Ruleset {
  id: number
  name: string
  enforcement: 'active' | 'evaluate' | 'disabled'
  /** Branch names or `fnmatch` patterns without `refs/heads/`; `~DEFAULT_BRANCH` and `~ALL` as on GitHub. */
  branches: string[]
  rules: Rule[]
  /** Logins that the rules do not bind. */
  bypass: string[]
}

export interface Milestone {
  id: number
  nodeId: string
  number: number
  title: string
}

export interface RepositorySettings {
  allowMergeCommit: boolean
  allowSquashMerge: boolean
  allowRebaseMerge: boolean
  allowAutoMerge: boolean
  deleteBranchOnMerge: boolean
  /** "Allow GitHub Actions to create and approve pull requests". */
  actionsMayCreatePullRequests: boolean
}
