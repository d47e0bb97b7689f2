import { randomBytes } from 'node:crypto'

import type { BareRepository } from '../git/bare-repository.ts'
import { EventBus } from './events.ts'
import { Quota } from './quota.ts'
import type {
  Access,
  AccessToken,
  Account,
  App,
  AppRegistration,
  CheckRun,
  CommitStatus,
  Deployment,
  Issue,
  IssueComment,
  Label,
  Milestone,
  PermissionName,
  PullRequest,
  RepositorySettings,
  Ruleset,
  TokenKind,
  Verification,
} from './resources.ts'

export interface Repository {
  id: number
  nodeId: string
  owner: Account
  name: string
  /** `owner/name` */
  fullName: string
  private: boolean
  defaultBranch: string
  createdAt: string
  /** Full name of the repository this one was forked from. */
  parent: string | undefined
  git: BareRepository
  settings: RepositorySettings
  /** Logins that may be asked for a review. */
  collaborators: Set<string>
  /** By number, shared with issues. */
  pulls: Map<number, PullRequest>
  issues: Map<number, Issue>
  comments: IssueComment[]
  labels: Map<string, Label>
  milestones: Map<number, Milestone>
  statuses: CommitStatus[]
  deployments: Map<number, Deployment>
  checkRuns: Map<number, CheckRun>
  rulesets: Map<number, Ruleset>
  /** By commit; a commit that is not here has no signature. */
  verifications: Map<string, Verification>
  /** Called after references moved, whoever moved them. */
  refListeners: ((change: RefChange) => void | Promise<void>)[]
  lastNumber: number
}

/** A reference that moved, came (`before` is zeros) or went (`after` is zeros). */
export interface RefChange {
  ref: string
  before: string
  after: string
  actor: Account
}

export interface NewToken {
  login: string
  /** Default `pat`. */
  kind?: TokenKind
  /** Full names. Default: every repository. */
  repositories?: readonly string[]
  /** Either one word for everything that repositories know, or permission by permission. Default `write`. */
  permission?: Access
  permissions?: Partial<Record<PermissionName, Access>>
  /** The text of the token. Default: made up in the form GitHub gives this kind. */
  token?: string
  expiresAt?: Date
  /** The app behind it. Default: one named as the login, or GitHub Actions. */
  app?: App
}

const PERMISSIONS: readonly PermissionName[] = [
  'actions',
  'administration',
  'checks',
  'contents',
  'deployments',
  'issues',
  'metadata',
  'pull_requests',
  'statuses',
  'workflows',
]

export interface WorldOptions {
  /** The clock. Default: the real one. */
  now?: () => Date
  /** How latency passes. Default: in real time. */
  sleep?: (milliseconds: number) => Promise<void>
  /** Requests per token and hour. Default 5,000, what GitHub gives a person. */
  rateLimit?: number
}

/** Everything the sandbox's GitHub remembers, beside the bare repositories. */
export class GitHubState {
  readonly accounts = new Map<string, Account>()
  readonly tokens = new Map<string, AccessToken>()
  /** By the id of the app. */
  readonly apps = new Map<number, AppRegistration>()
  /** By lower-case full name. */
  readonly repositories = new Map<string, Repository>()
  readonly events = new EventBus()
  readonly quota: Quota
  readonly sleep: (milliseconds: number) => Promise<void>
  readonly #now: () => Date
  /** Old full names in lower case, and the id of what had them. */
  readonly #renamed = new Map<string, number>()
  #lastId = 1000

  constructor(options: WorldOptions = {}) {
    this.#now = options.now ?? (() => new Date())
    this.sleep =
      options.sleep ?? ((milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)))
    this.quota = new Quota(options.rateLimit ?? 5000, this.#now)
  }

  now(): Date {
    return this.#now()
  }

  /** The moment as GitHub prints it: whole seconds, `Z`. */
  timestamp(): string {
    return formatTimestamp(this.#now())
  }

  nextId(): number {
    return ++this.#lastId
  }

  /** The account of that name, made when it is new. */
  account(login: string, type?: Account['type']): Account {
    const known = this.accounts.get(login.toLowerCase())
    if (known !== undefined) return known
    const id = this.nextId()
    const kind = type ?? (login.endsWith('[bot]') ? 'Bot' : 'User')
    const account: Account = {
      id,
      nodeId: nodeId(kind, id),
      login,
      type: kind,
      name: login,
      email: `${id}+${login}@users.noreply.github.com`,
    }
    this.accounts.set(login.toLowerCase(), account)
    return account
  }

  addToken(request: NewToken): AccessToken {
    const kind = request.kind ?? 'pat'
    const app = request.app ?? this.#appOf(kind, request.login)
    const token: AccessToken = {
      token: request.token ?? makeToken(kind, app),
      kind,
      account: this.account(request.login, kind === 'pat' ? 'User' : 'Bot'),
      repositories: request.repositories ?? 'all',
      permissions: request.permissions ?? everyPermission(request.permission ?? 'write'),
    }
    if (request.expiresAt !== undefined) token.expiresAt = request.expiresAt
    if (app !== undefined) token.app = app
    this.tokens.set(token.token, token)
    return token
  }

  /** Registers a bare repository under its full name. The owner becomes an organization unless the account is known. */
  addRepository(
    fullName: string,
    git: BareRepository,
    options: { private?: boolean; defaultBranch?: string; parent?: string | undefined } = {},
  ): Repository {
    const [, login, name] = /^([\w.-]+)\/([\w.-]+)$/.exec(fullName) ?? []
    if (login === undefined || name === undefined) throw new Error(`not an owner/name: ${fullName}`)
    if (this.findRepository(fullName) !== undefined) throw new Error(`${fullName} is there already`)
    const id = this.nextId()
    const repository: Repository = {
      id,
      nodeId: nodeId('Repository', id),
      owner: this.account(login, 'Organization'),
      name,
      fullName,
      private: options.private ?? false,
      defaultBranch: options.defaultBranch ?? 'main',
      createdAt: this.timestamp(),
      parent: options.parent,
      git,
      settings: {
        allowMergeCommit: true,
        allowSquashMerge: true,
        allowRebaseMerge: true,
        allowAutoMerge: false,
        deleteBranchOnMerge: false,
        actionsMayCreatePullRequests: true,
      },
      collaborators: new Set([login]),
      pulls: new Map(),
      issues: new Map(),
      comments: [],
      labels: new Map(),
      milestones: new Map(),
      statuses: [],
      deployments: new Map(),
      checkRuns: new Map(),
      rulesets: new Map(),
      verifications: new Map(),
      refListeners: [],
      lastNumber: 0,
    }
    this.repositories.set(fullName.toLowerCase(), repository)
    return repository
  }

  /** The token of that text unless it is unknown or has run out. */
  findToken(text: string): AccessToken | undefined {
    const token = this.tokens.get(text)
    if (token?.expiresAt !== undefined && token.expiresAt <= this.#now()) return undefined
    return token
  }

  findRepository(fullName: string): Repository | undefined {
    return this.repositories.get(fullName.toLowerCase())
  }

  /** Gives a repository another full name; the old one leads to it until somebody takes it. */
  renameRepository(from: string, to: string): void {
    const repository = this.findRepository(from)
    const [, owner, name] = /^([\w.-]+)\/([\w.-]+)$/.exec(to) ?? []
    if (repository === undefined || owner === undefined || name === undefined) {
      throw new Error(`cannot rename ${from} to ${to}`)
    }
    this.repositories.delete(repository.fullName.toLowerCase())
    this.#renamed.set(repository.fullName.toLowerCase(), repository.id)
    Object.assign(repository, { owner: this.account(owner, 'Organization'), name, fullName: to })
    this.repositories.set(to.toLowerCase(), repository)
  }

  /** The repository that once had a full name which nothing has now. */
  findRenamed(fullName: string): Repository | undefined {
    const id = this.#renamed.get(fullName.toLowerCase())
    return this.findRepository(fullName) === undefined && id !== undefined
      ? this.findRepositoryById(id)
      : undefined
  }

  findRepositoryById(id: number): Repository | undefined {
    return [...this.repositories.values()].find((repository) => repository.id === id)
  }

  /** By node id, as GraphQL asks. */
  findRepositoryByNodeId(id: string): Repository | undefined {
    return [...this.repositories.values()].find((repository) => repository.nodeId === id)
  }

  /** What a token may do in a repository. Public repositories are readable without a token. */
  access(token: AccessToken | undefined, repository: Repository, permission: PermissionName): Access {
    const open: Access = repository.private ? 'none' : 'read'
    if (token === undefined) return open
    if (
      token.repositories !== 'all' &&
      !token.repositories.some((name) => sameName(name, repository.fullName))
    )
      return open
    const granted = token.permissions[permission] ?? 'none'
    return granted === 'none' ? open : granted
  }

  /** Whether a token sees that the repository exists. */
  sees(token: AccessToken | undefined, repository: Repository): boolean {
    if (!repository.private) return true
    if (token === undefined) return false
    const named =
      token.repositories === 'all' || token.repositories.some((name) => sameName(name, repository.fullName))
    return named && Object.values(token.permissions).some((access) => access !== 'none')
  }

  #appOf(kind: TokenKind, login: string): App | undefined {
    if (kind === 'pat') return undefined
    // The id GitHub Actions has on github.com, which check runs show.
    if (kind === 'actions') return { id: 15368, slug: 'github-actions', name: 'GitHub Actions' }
    const slug = login.replace(/\[bot\]$/, '')
    return { id: this.account(login).id, slug, name: slug }
  }
}

export function formatTimestamp(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, 'Z')
}

/** A node id in the look of GitHub's: a type prefix and an opaque rest. */
export function nodeId(type: string, id: number): string {
  const prefix = type.replaceAll(/[^A-Z]/g, '') || 'N'
  return `${prefix}_${Buffer.from(`${type}:${id}`).toString('base64url')}`
}

/** Logins and repository names do not tell case apart. */
export function sameName(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase()
}

function everyPermission(access: Access): Partial<Record<PermissionName, Access>> {
  return Object.fromEntries(PERMISSIONS.map((name) => [name, access]))
}

/**
 * Tokens in GitHub's looks. Those of installations hold a JSON Web Token and are long:
 * https://docs.github.com/rest/apps/apps#create-an-installation-access-token-for-an-app
 */
function makeToken(kind: TokenKind, app: App | undefined): string {
  if (kind === 'pat') return `ghp_${randomBytes(18).toString('hex')}`
  if (kind === 'actions') return `ghs_${randomBytes(18).toString('hex')}`
  const part = (bytes: number): string => randomBytes(bytes).toString('base64url')
  return `ghs_${app?.id ?? 0}_${part(27)}.${part(240)}.${part(256)}`
}
