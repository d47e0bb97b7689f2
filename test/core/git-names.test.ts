import { spawn } from 'node:child_process'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  ActionError,
  formatDuration,
  isBranchName,
  parseBranchName,
  parseCommitSha,
  parseDuration,
  parseRepositoryName,
  parseRepositoryPath,
} from '@gitops-actions/core'
import '../property-seed.ts'

const SHA = '0123456789abcdef0123456789abcdef01234567'

describe('branch names', () => {
  it.each(['main', 'release/1.x', 'a-b_c', 'feature/#12', 'ü', 'a@b', 'renovate/{x}'])(
    '%s is one',
    (name) => {
      expect(parseBranchName(name)).toBe(name)
    },
  )

  it.each([
    ['', 'wanted the short name'],
    ['refs/heads/main', 'Write "main".'],
    ['--upload-pack=x', 'wanted the short name'],
    ['a\u00a0b', 'wanted the short name'],
    ['a\nb', 'wanted the short name'],
    ['x'.repeat(300), 'wanted the short name'],
  ])('%j is refused', (name, says) => {
    expect(() => parseBranchName(name, 'input "branch"')).toThrow(says)
    expect(() => parseBranchName(name, 'input "branch"')).toThrow('input "branch" is')
  })

  it('are never more than git takes', async () => {
    const part = fc.constantFrom(
      'a',
      'B',
      '.',
      '..',
      '/',
      '-',
      '@',
      '{',
      '@{',
      '~',
      '^',
      ':',
      '?',
      '*',
      '[',
      '\\',
      ' ',
      '.lock',
      'HEAD',
      '\t',
    )
    const names = fc
      .sample(fc.array(part, { minLength: 1, maxLength: 5 }), { numRuns: 120, seed: 5 })
      .map((parts) => parts.join(''))
    const accepted = names.filter(isBranchName)
    expect(accepted.length).toBeGreaterThan(5)
    for (const name of accepted) expect({ name, git: await takenByGit(name) }).toEqual({ name, git: true })
  })
})

describe('commits and repositories', () => {
  it.each([SHA, 'a'.repeat(64)])('%s is a commit', (sha) => {
    expect(parseCommitSha(sha)).toBe(sha)
  })

  it.each(['', 'main', SHA.slice(0, 7), SHA.toUpperCase(), `${SHA}0`, `${SHA}\n`])(
    '%j is no commit',
    (sha) => {
      expect(() => parseCommitSha(sha)).toThrow('wanted a full commit id')
    },
  )

  it.each(['acme/api', 'a/.github', 'A-b_c/x.y', 'a/b..c'])('%s is a repository', (name) => {
    expect(parseRepositoryName(name)).toBe(name)
  })

  it.each([
    '',
    'api',
    'a/b/c',
    '/a',
    'a/',
    'a/..',
    'a/.',
    '../a',
    'a/b.git',
    'a b/c',
    '-a/b',
    'https://x/a/b',
  ])('%j is no repository', (name) => {
    expect(() => parseRepositoryName(name)).toThrow('wanted "owner/name"')
  })
})

describe('paths', () => {
  it.each([
    ['a', 'a'],
    ['./a/b/', 'a/b'],
    ['.', ''],
    ['./', ''],
    ['.github/workflows', '.github/workflows'],
    ['a/.gitignore', 'a/.gitignore'],
    ['a..b/...c', 'a..b/...c'],
    ['a b/ü', 'a b/ü'],
    ['git~x', 'git~x'],
  ])('%j is %j', (text, path) => {
    expect(parseRepositoryPath(text)).toBe(path)
  })

  it.each([
    ['', 'is empty'],
    ['/etc/passwd', 'is absolute'],
    ['C:\\x', 'backslash'],
    ['c:x', 'is absolute'],
    ['//a', 'is absolute'],
    ['a//b', 'empty part'],
    ['..', 'part ".."'],
    ['a/../b', 'part ".."'],
    ['a/./b', 'part "."'],
    ['.git', '".git"'],
    ['a/.GiT/config', '".git"'],
    ['.git./x', 'ends in a dot'],
    ['.git ', 'ends in a dot or a space'],
    ['GIT~1/x', '".git"'],
    ['.git::$INDEX_ALLOCATION/x', '".git"'],
    ['.g\u200cit/x', '".git"'],
    ['a\0b', 'control'],
    ['a\nb', 'control'],
    ['a\\b', 'backslash'],
    ['a./b', 'ends in a dot'],
    ['x'.repeat(1001), 'longer'],
  ])('fault 40: %j is refused before anything is read', (text, says) => {
    expect(() => parseRepositoryPath(text, 'input "files"')).toThrow(says)
  })

  it('fault 40: no accepted path leaves the repository or enters .git', () => {
    const part = fc.constantFrom(
      '..',
      '.',
      '.git',
      '.GIT',
      'git~1',
      'a',
      '',
      ' ',
      '.',
      '\\',
      '\0',
      'C:',
      '.git.',
      '\u200c',
      '/',
    )
    const run = fc.property(fc.array(part, { maxLength: 6 }), fc.constantFrom('/', ''), (parts, joint) => {
      const path = accepted(parts.join(joint))
      for (const name of path?.split('/') ?? []) {
        expect(name.replace(/[\u200c. ]+$/, '').replaceAll('\u200c', '')).not.toMatch(/^(?:|\.git|git~1)$/i)
      }
    })
    expect(() => {
      fc.assert(run, { numRuns: 2000 })
    }).not.toThrow()
  })
})

describe('durations', () => {
  it.each([
    ['90s', 90_000, '1m30s'],
    ['10m', 600_000, '10m'],
    ['1h30m', 5_400_000, '1h30m'],
    ['1h0m5s', 3_605_000, '1h5s'],
    [' 0s ', 0, '0s'],
  ])('%s is %d milliseconds', (text, milliseconds, again) => {
    expect(parseDuration(text, 'x')).toBe(milliseconds)
    expect(formatDuration(milliseconds)).toBe(again)
  })

  it.each(['', ' ', '10', '1.5m', '-1s', '1m1h', '1 m', '1d', 's', '1e3s', '99999999s'])(
    '%j is refused',
    (text) => {
      expect(() => parseDuration(text, 'input "timeout"')).toThrow('input "timeout" is')
    },
  )

  it('round parts of a second up', () => {
    expect([1, 999, 1001, 59_999, -5].map(formatDuration)).toEqual(['1s', '1s', '2s', '1m', '0s'])
  })
})

/** A path that was let through and is not the root. */
function accepted(text: string): string | undefined {
  try {
    const path = parseRepositoryPath(text)
    return path === '' ? undefined : path
  } catch (error) {
    if (error instanceof ActionError) return undefined
    throw error
  }
}

function takenByGit(name: string): Promise<boolean> {
  const env = {
    PATH: process.env.PATH,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
  }
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['check-ref-format', '--branch', name], { env, stdio: 'ignore' })
    child.on('error', reject)
    child.on('close', (code) => {
      resolve(code === 0)
    })
  })
}
