import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { runGit } from '@gitops-actions/sandbox'

/** A git that a user of the sandbox could run: a work directory of its own and a token sent as a header. */
export interface GitClient {
  directory: string
  /** Runs git in the work directory. Every exit code is an answer. */
  git(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }>
  write(path: string, content: string): Promise<void>
  /** Commits everything and names the commit. */
  commit(message: string): Promise<string>
  remove(): Promise<void>
}

export interface GitClientOptions {
  /** Text of the token; none sends no credentials. */
  token?: string
  scheme?: 'basic' | 'bearer'
  env?: Record<string, string>
}

/** Clones `url` with more arguments of `git clone`; an empty `url` makes an empty work directory instead. */
export async function cloneRepository(
  url: string,
  options: GitClientOptions & { args?: string[] } = {},
): Promise<GitClient & { cloned: { code: number; stderr: string } }> {
  const directory = await mkdtemp(join(tmpdir(), 'git-client-'))
  const env = {
    ...options.env,
    ...authorization(options),
    GIT_AUTHOR_NAME: 'Client',
    GIT_AUTHOR_EMAIL: 'client@example.com',
    GIT_COMMITTER_NAME: 'Client',
    GIT_COMMITTER_EMAIL: 'client@example.com',
  }
  const anything = Array.from({ length: 256 }, (_, code) => code)
  async function git(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    const { code, stdout, stderr } = await runGit(args, { cwd: directory, env, accept: anything })
    return { code, stdout: stdout.toString('utf8'), stderr }
  }
  const { code, stderr } = await git('clone', '--quiet', ...(options.args ?? []), '--', url, '.')
  return {
    directory,
    git,
    cloned: { code, stderr },
    write: (path, content) => writeFile(join(directory, path), content),
    async commit(message) {
      await git('add', '--all')
      await git('commit', '--quiet', '-m', message)
      return (await git('rev-parse', 'HEAD')).stdout.trim()
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  }
}

/** Tokens travel in a header that git takes from the environment, never in a URL or an argument. */
function authorization({ token, scheme = 'basic' }: GitClientOptions): Record<string, string> {
  if (token === undefined) return {}
  const value =
    scheme === 'bearer'
      ? `Bearer ${token}`
      : `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'http.extraHeader',
    GIT_CONFIG_VALUE_0: `Authorization: ${value}`,
  }
}
