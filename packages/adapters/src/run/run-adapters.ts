import type {
  BranchMerges,
  CheckRuns,
  CommitStatuses,
  Deployments,
  EnvironmentRepository,
  PullRequests,
  RepositoryName,
  SourceHistory,
  SourceRepositories,
} from '@gitops-actions/core'
import { createBranchMerges } from '../github/branch-merges.ts'
import { createCheckRuns } from '../github/check-runs.ts'
import { connectGitHub, type GitHubConnection } from '../github/connection.ts'
import { createCommitStatuses, createDeployments } from '../github/deployments.ts'
import { createGitHubRepository } from '../github/environment-repository.ts'
import { createGitHubPullRequests } from '../github/pull-requests.ts'
import { createSourceHistory } from '../github/source-history.ts'
import { createSourceRepositories } from '../github/source-repositories.ts'
import { openRunClients, type RunClients, type RunSettings } from './run-clients.ts'

export interface GitHubRunSettings extends RunSettings {
  /** Base URLs of GitHub, as the runner gives them. */
  readonly host: { readonly serverUrl: string; readonly apiUrl: string; readonly graphqlUrl: string }
  /** Milliseconds for the whole run: a rate limit that lasts longer is not waited for. */
  readonly timeout?: number
}

/** The clients of one run, and GitHub behind them with one connection per token. */
export interface RunAdapters extends RunClients {
  repository(token: string, name: RepositoryName): EnvironmentRepository
  pulls(token: string, name: RepositoryName): PullRequests
  checks(token: string, name: RepositoryName): CheckRuns
  merges(token: string, name: RepositoryName): BranchMerges
  statuses(token: string): CommitStatuses
  deployments(token: string): Deployments
  sources(token: string): SourceRepositories
  history(token: string): SourceHistory
}

/** @throws ActionError `invalid-ca-cert` */
export async function openRunAdapters(settings: GitHubRunSettings): Promise<RunAdapters> {
  const { plaintext = false, host, timeout, runtime } = settings
  const { log, signal, secrets } = runtime
  const clients = await openRunClients(settings)
  const { clock, http, userAgent } = clients
  const connections = new Map<string, GitHubConnection>()
  const connect = (token: string): GitHubConnection => {
    const known = connections.get(token)
    if (known !== undefined) return known
    const connection = connectGitHub({
      http,
      clock,
      log,
      signal,
      userAgent,
      plaintext,
      token: secrets.mask(token),
      ...(timeout === undefined ? {} : { patience: timeout }),
      ...host,
    })
    connections.set(token, connection)
    return connection
  }
  return {
    ...clients,
    repository: (token, name) => createGitHubRepository(connect(token), name),
    pulls: (token, name) => createGitHubPullRequests(connect(token), name),
    checks: (token, name) => createCheckRuns(connect(token), name),
    merges: (token, name) => createBranchMerges(connect(token), name),
    statuses: (token) => createCommitStatuses(connect(token)),
    deployments: (token) => createDeployments(connect(token)),
    history: (token) => createSourceHistory(connect(token)),
    sources: (token) => createSourceRepositories(connect(token)),
  }
}
