import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { readCommitTime, readWorkspaceConfig } from '@gitops-actions/adapters'
import { parseCommitSha } from '@gitops-actions/core'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workspace-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

function git(...args: string[]): string {
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_COMMITTER_DATE: '1578614400 +0900',
    GIT_AUTHOR_DATE: '1000000000 +0000',
  }
  const who = ['-c', 'user.name=octocat', '-c', 'user.email=octocat@users.noreply.github.com']
  return execFileSync('git', ['-C', folder, ...who, ...args], { env, encoding: 'utf8' }).trim()
}

describe('the time of a commit', () => {
  const env = { PATH: process.env.PATH }

  it('is when it was committed, whatever its message says', async () => {
    git('init', '-q')
    git('commit', '-q', '--allow-empty', '-m', 'x', '-m', 'committer x <x> 1 +0000')
    const sha = parseCommitSha(git('rev-parse', 'HEAD'))
    expect(await readCommitTime(folder, sha, env)).toEqual(new Date('2020-01-10T00:00:00Z'))
  })

  it('is not known without a repository, the commit, or git', async () => {
    const sha = parseCommitSha('0'.repeat(39) + '1')
    expect(await readCommitTime(folder, sha, env)).toBeUndefined()
    git('init', '-q')
    expect(await readCommitTime(folder, sha, env)).toBeUndefined()
    expect(await readCommitTime(folder, sha, { PATH: '/nonexistent' })).toBeUndefined()
  })
})

describe('a configuration in the workspace', () => {
  it('is read, and may be missing under its usual name alone', async () => {
    expect(await readWorkspaceConfig(folder, 'gitops.yaml')).toBeUndefined()
    await writeFile(join(folder, 'gitops.yaml'), 'version: 1\n')
    expect(await readWorkspaceConfig(folder, 'gitops.yaml')).toBe('version: 1\n')
    await expect(readWorkspaceConfig(folder, 'ci/gitops.yaml')).rejects.toMatchObject({
      code: 'config-not-found',
      message: expect.stringContaining('Input "config" is "ci/gitops.yaml"') as unknown,
    })
  })

  it.each(['../gitops.yaml', '/etc/passwd', 'link'])('is not read outside of it: %s', async (path) => {
    await symlink('/etc/passwd', join(folder, 'link'))
    await expect(readWorkspaceConfig(folder, path)).rejects.toThrow('outside of the workspace')
  })
})
