import {
  ActionError,
  type CommitSha,
  type EnvironmentRepository,
  type PullRequests,
  type RepositoryName,
} from '@gitops-actions/core'

import type { GitRepository } from '../git/environment-repository.ts'
import type { GitOptions } from '../git/git.ts'
import { parseRemote } from '../git/remote.ts'
import type { RunAdapters } from './run-adapters.ts'
import type { RunResources } from './run-clients.ts'

/** How the environment repository is reached; empty text where nothing was given. */
export interface RemoteSettings {
  readonly transport: 'auto' | 'api' | 'git'
  /** A git address, when the repository is not on the GitHub of this run. */
  readonly url: string
  readonly username: string
  readonly sshKey: string
  readonly sshKnownHosts: string
  readonly signingKey: string
}

export interface EnvironmentSettings {
  readonly remote: RemoteSettings
  readonly repository: RepositoryName
  readonly token: string
  /** The token of the run itself, which no other host may see. */
  readonly runToken: string
  readonly plaintext: boolean
  readonly serverUrl: string
  readonly adapters: RunAdapters
  readonly runtime: RunResources
}

/** The environment repository of a run by the transport that was asked for, and its pull requests. */
export interface EnvironmentRemote {
  readonly repository: EnvironmentRepository
  readonly pulls: PullRequests
  close(): Promise<void>
}

/**
 * Opens nothing before it is used; git is loaded only when it is needed.
 * @throws ActionError `invalid-input` for settings that do not go together, `refused-url`
 */
export async function openEnvironmentRemote(settings: EnvironmentSettings): Promise<EnvironmentRemote> {
  const { remote, adapters, token, repository: name } = settings
  checkSettings(settings)
  if (remote.url !== '') {
    const repository = await openGitRepository(settings, remote.url)
    return { repository, pulls: noPullRequests(), close: () => repository.close() }
  }
  const api = adapters.repository(token, name)
  const pulls = adapters.pulls(token, name)
  const url = `${settings.serverUrl}/${name}.git`
  if (remote.transport === 'api') return { repository: api, pulls, close: () => Promise.resolve() }
  if (remote.transport === 'git') {
    const repository = await openGitRepository(settings, url)
    // What GitHub answers by one request would take git the whole history.
    const whole = {
      ...repository,
      compare: (base: string, head: string) => api.compare(base, head),
      changedFiles: (commit: CommitSha) => api.changedFiles(commit),
      pullRequestMessages: (commit: CommitSha) => api.pullRequestMessages(commit),
    }
    return { repository: whole, pulls, close: () => repository.close() }
  }
  return { ...readLargeByGit(api, () => openGitRepository(settings, url)), pulls }
}

/**
 * Many files cost GitHub's API more than a shallow clone without contents: when a read turns out to be of so many, it
 * goes by git. The commit still goes by the API, where it is signed, onto exactly the head that was read.
 */
function readLargeByGit(
  api: EnvironmentRepository,
  open: () => Promise<GitRepository>,
): Pick<EnvironmentRemote, 'repository' | 'close'> {
  let large: Promise<GitRepository> | undefined
  return {
    repository: {
      ...api,
      async read(request) {
        if (large !== undefined) return (await large).read(request)
        try {
          return await api.read(request)
        } catch (error) {
          if (!(error instanceof ActionError) || error.code !== 'too-many-files') throw error
          large = open()
          return (await large).read(request)
        }
      },
    },
    close: async () => (await large)?.close(),
  }
}

async function openGitRepository(settings: EnvironmentSettings, url: string): Promise<GitRepository> {
  const { createGitRepository } = await import('../git/environment-repository.ts')
  const { remote, adapters, plaintext, runtime } = settings
  const at = parseRemote(url, { plaintext })
  const username = remote.username === '' ? usernameFor(at.host) : remote.username
  const options: GitOptions = {
    remote: at,
    http: adapters.http,
    token: at.kind === 'http' ? tokenFor(settings) : '',
    username,
    sshKey: runtime.secrets.mask(remote.sshKey),
    sshKnownHosts: remote.sshKnownHosts,
    signingKey: runtime.secrets.mask(remote.signingKey),
    caCert: adapters.caCert,
    env: runtime.env,
    signal: runtime.signal,
  }
  runtime.secrets.mask(options.token, username)
  checkKeys(options)
  return createGitRepository(options)
}

/** The token of the run is for this GitHub alone: another host must not see it. */
function tokenFor({ remote, token, runToken }: EnvironmentSettings): string {
  if (remote.url === '' || token !== runToken) return token
  throw new ActionError(
    'default-token',
    '"git-url" is a repository of another host, and "token" is the default one, which is for this GitHub alone: give "token" a token of that host, or "ssh-key" with an ssh address.',
  )
}

/** What hosts expect beside a token; most take any name. */
function usernameFor(host: string): string {
  if (host === 'bitbucket.org') return 'x-token-auth'
  return host === 'github.com' || host.endsWith('.ghe.com') ? 'x-access-token' : 'oauth2'
}

function checkSettings({ remote }: EnvironmentSettings): void {
  if (remote.transport === 'api' && remote.url !== '') {
    throw new ActionError(
      'invalid-input',
      '"git-url" is given, and "transport" is "api", which is for GitHub alone: leave one of the two out.',
    )
  }
  if (remote.url === '' && remote.sshKey !== '') {
    throw new ActionError(
      'invalid-input',
      '"ssh-key" is given without "git-url": give the ssh address of the environment repository, such as "git@host:owner/environments.git".',
    )
  }
  if (remote.signingKey !== '' && remote.url === '' && remote.transport !== 'git') {
    throw new ActionError(
      'invalid-input',
      '"signing-key" signs commits made over git, and GitHub\'s API signs its own: leave it out, or set "transport: git".',
    )
  }
}

function checkKeys({ remote, sshKey, sshKnownHosts }: GitOptions): void {
  if (remote.kind === 'ssh' && sshKey === '') {
    throw new ActionError(
      'invalid-input',
      '"git-url" is an ssh address: give "ssh-key" a key that may write there.',
    )
  }
  if (remote.kind === 'ssh' && sshKnownHosts.trim() === '') {
    throw new ActionError(
      'invalid-input',
      `"ssh-known-hosts" is empty, and no host is trusted on first sight: give the line that "ssh-keyscan ${remote.host}" prints, after comparing it with what the host publishes.`,
    )
  }
  if (remote.kind === 'http' && sshKey !== '') {
    throw new ActionError(
      'invalid-input',
      '"ssh-key" is given, and "git-url" is not an ssh address: leave one of the two out.',
    )
  }
}

/** Pull requests are a thing of a host, and of the hosts only GitHub is known here. */
function noPullRequests(): PullRequests {
  const unsupported = new ActionError(
    'pull-requests-not-supported',
    'There are no pull requests through "git-url": use "mode: commit" (in gitops.yaml "update: commit"), with "branch" for a branch that is merged by the host\'s own rules. For a repository on GitHub leave "git-url" out and give "repository".',
  )
  const refuse = (): Promise<never> => Promise.reject(unsupported)
  return {
    unsupported,
    identity: refuse,
    findOpen: refuse,
    create: refuse,
    update: refuse,
    dress: refuse,
    mergeable: refuse,
    merge: refuse,
    state: refuse,
    close: refuse,
  }
}
