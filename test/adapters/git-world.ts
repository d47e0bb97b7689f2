import {
  createGitRepository,
  createHttpClient,
  type GitOptions,
  type GitRepository,
} from '@gitops-actions/adapters'
import type { BareRepository } from '@gitops-actions/sandbox'
import { fakeClock } from './github-world.ts'

/** A repository by git as an action opens it, with an HTTP client of its own that waits for nothing. */
export function connectGit(
  options: Pick<GitOptions, 'remote'> & Partial<Omit<GitOptions, 'http'>>,
): GitRepository {
  const { caCert, env = process.env, signal = new AbortController().signal } = options
  const http = createHttpClient({
    clock: fakeClock(),
    env,
    userAgent: 'test',
    signal,
    ...(caCert === undefined ? {} : { caCert }),
    // A proxy of the environment is not asked for what lies on this machine.
    ...(env.HTTPS_PROXY === undefined ? {} : { proxy: env.HTTPS_PROXY }),
  })
  const repository = createGitRepository({
    http,
    token: 'secret',
    username: 'bot',
    sshKey: '',
    sshKnownHosts: '',
    signingKey: '',
    ...options,
    caCert,
    env,
    signal,
  })
  return {
    ...repository,
    async close() {
      await repository.close()
      await http.close()
    },
  }
}

/** Commits one file to a branch as somebody else would; a new branch begins at the default one. */
export async function pushFile(
  repository: BareRepository,
  branch: string,
  path: string,
  content: string,
  message = 'Change something else',
): Promise<string> {
  const ref = `refs/heads/${branch}`
  const known = await repository.readRef(ref)
  const parent = known?.oid ?? (await repository.resolve('HEAD')) ?? ''
  const tree = await repository.writeTree(parent, [{ path, content }])
  const author = { name: 'Somebody', email: 'somebody@example.com', date: new Date('2026-01-02T00:00:00Z') }
  const commit = await repository.writeCommit({ tree, parents: [parent], message, author })
  await repository.updateRef(ref, commit.oid, known?.oid ?? '0'.repeat(40))
  return commit.oid
}
