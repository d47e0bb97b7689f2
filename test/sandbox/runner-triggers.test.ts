import { describe, expect, it } from '@jest/globals'
import { compilePattern } from '../../packages/sandbox/src/runner/patterns.ts'
import { triggeredBy, type WorkflowEvent } from '../../packages/sandbox/src/index.ts'

describe('filter patterns', () => {
  // The examples of the cheat sheet and their counterparts.
  // https://docs.github.com/actions/writing-workflows/workflow-syntax-for-github-actions#filter-pattern-cheat-sheet
  const table: [pattern: string, matches: string[], misses: string[]][] = [
    ['feature/*', ['feature/my-branch'], ['feature/a/b', 'feature', 'xfeature/a']],
    ['feature/**', ['feature/beta-a/my-branch', 'feature/x'], ['feature']],
    ['main', ['main'], ['mainx', 'xmain', 'Main']],
    ['*', ['main', 'releases'], ['all/the/branches']],
    ['**', ['main', 'all/the/branches'], []],
    ['*feature', ['mona-feature', 'feature'], ['a/feature']],
    ['v2*', ['v2', 'v2.0', 'v2.9'], ['v1', 'xv2']],
    ['v[12].[0-9]+.[0-9]+', ['v1.10.1', 'v2.0.0'], ['v3.0.0', 'v1.10', 'v1a10b1']],
    ['*.jsx?', ['page.js', 'page.jsx'], ['page.jsxx', 'a/page.js']],
    ['**.js', ['index.js', 'js/index.js', 'src/js/app.js'], ['index.jsx']],
    ['docs/*', ['docs/README.md'], ['docs/a/b.md', 'docs']],
    ['docs/**', ['docs/README.md', 'docs/a/b.md'], ['xdocs/a']],
    ['docs/**/*.md', ['docs/README.md', 'docs/mona/hello.md', 'docs/a/b/c.md'], ['docs/a.txt']],
    ['**/docs/**', ['docs/hello.md', 'dir/docs/my-file.txt', 'space/docs/plan/space.doc'], ['mydocs/x']],
    ['**/README.md', ['README.md', 'js/README.md'], ['xREADME.md']],
    ['**/*src/**', ['a/src/app.js', 'my-src/code/js/app.js'], ['a/srcs/app.js']],
    ['**/*-post.md', ['my-post.md', 'path/their-post.md'], ['post.md']],
    ['**/migrate-*.sql', ['migrate-10909.sql', 'db/migrate-v1.0.sql'], ['migrate-v1.txt']],
    ['v1.0', ['v1.0'], ['v1x0']],
    ['a\\*b', ['a*b'], ['axb']],
    ['releases/*-alpha+', ['releases/1-alphaaa'], ['releases/1-alph']],
    ['a(b)|c{1}^$', ['a(b)|c{1}^$'], ['ab']],
  ]
  it.each(table)('%s', (pattern, matches, misses) => {
    expect(matches.filter((name) => !compilePattern(pattern).test(name))).toEqual([])
    expect(misses.filter((name) => compilePattern(pattern).test(name))).toEqual([])
  })
})

describe('what starts a workflow', () => {
  const branch = (name: string, files: string[] = [], extra = {}): WorkflowEvent => ({
    name: 'push',
    payload: {
      ref: `refs/heads/${name}`,
      commits: files.map((file) => ({ modified: [file], added: [], removed: [] })),
      ...extra,
    },
  })
  const tag = (name: string): WorkflowEvent => ({ name: 'push', ref: `refs/tags/${name}` })
  const pull = (action: string, base = 'main', changedFiles: string[] = []): WorkflowEvent => ({
    name: 'pull_request',
    payload: { action, number: 1, pull_request: { base: { ref: base }, head: { ref: 'x' } } },
    changedFiles,
  })
  const of = (name: string, payload: Record<string, unknown> = {}): WorkflowEvent => ({ name, payload })

  const table: [title: string, on: string, event: WorkflowEvent, expected: boolean][] = [
    ['push alone: a branch', 'push', branch('x'), true],
    ['push alone: a tag', 'push', tag('v1'), true],
    ['push alone: another event', 'push', of('pull_request'), false],
    ['a list', '[push, workflow_dispatch]', of('workflow_dispatch'), true],
    ['branches: the branch', '{ push: { branches: [main] } }', branch('main'), true],
    ['branches: another', '{ push: { branches: [main] } }', branch('dev'), false],
    ['branches only: a tag', '{ push: { branches: [main] } }', tag('v1'), false],
    ['tags only: a branch', '{ push: { tags: ["v*"] } }', branch('main'), false],
    ['tags only: the tag', '{ push: { tags: ["v*"] } }', tag('v1.2.3'), true],
    ['both: the tag', '{ push: { branches: [main], tags: ["v*"] } }', tag('v1'), true],
    ['both: another tag', '{ push: { branches: [main], tags: ["v*"] } }', tag('x1'), false],
    ['a prefix tag', '{ push: { tags: ["prod-v[0-9]+.[0-9]+.[0-9]+"] } }', tag('prod-v1.20.3'), true],
    [
      'negation takes out',
      '{ push: { branches: ["rel/**", "!rel/**-alpha"] } }',
      branch('rel/1-alpha'),
      false,
    ],
    ['negation leaves others', '{ push: { branches: ["rel/**", "!rel/**-alpha"] } }', branch('rel/1'), true],
    [
      'a later pattern lets in again',
      '{ push: { branches: ["rel/**", "!rel/**-alpha", "rel/9-alpha"] } }',
      branch('rel/9-alpha'),
      true,
    ],
    ['branches-ignore', '{ push: { branches-ignore: [main] } }', branch('main'), false],
    ['branches-ignore: others', '{ push: { branches-ignore: [main] } }', branch('dev'), true],
    ['tags-ignore: a branch', '{ push: { tags-ignore: ["v*"] } }', branch('main'), false],
    ['paths: one of them', '{ push: { paths: ["src/**"] } }', branch('main', ['docs/a', 'src/b']), true],
    ['paths: none of them', '{ push: { paths: ["src/**"] } }', branch('main', ['docs/a']), false],
    [
      'paths with negation',
      '{ push: { paths: ["src/**", "!src/docs/**"] } }',
      branch('main', ['src/docs/a']),
      false,
    ],
    ['paths are not asked for tags', '{ push: { paths: ["src/**"] } }', tag('v1'), true],
    [
      'branches and paths: both needed',
      '{ push: { branches: [main], paths: ["src/**"] } }',
      branch('dev', ['src/a']),
      false,
    ],
    [
      'paths-ignore: all ignored',
      '{ push: { paths-ignore: ["docs/**", "*.md"] } }',
      branch('main', ['docs/a', 'b.md']),
      false,
    ],
    [
      'paths-ignore: one is not',
      '{ push: { paths-ignore: ["docs/**"] } }',
      branch('main', ['docs/a', 'b']),
      true,
    ],
    ['a deleted branch', 'push', branch('x', [], { deleted: true }), false],
    ['[skip ci]', 'push', branch('x', [], { head_commit: { message: 'Fix [skip ci]' } }), false],
    [
      'skip-checks trailer',
      'push',
      branch('x', [], { head_commit: { message: 'Fix\n\n\nskip-checks: true' } }),
      false,
    ],
    ['skip in words', 'push', branch('x', [], { head_commit: { message: 'skip ci' } }), true],
    ['pull_request: opened', 'pull_request', pull('opened'), true],
    ['pull_request: synchronize', 'pull_request', pull('synchronize'), true],
    ['pull_request: closed', 'pull_request', pull('closed'), false],
    ['pull_request types', '{ pull_request: { types: [closed] } }', pull('closed'), true],
    ['pull_request types: the defaults go', '{ pull_request: { types: [closed] } }', pull('opened'), false],
    [
      'pull_request branches are the base',
      '{ pull_request: { branches: [main] } }',
      pull('opened', 'main'),
      true,
    ],
    ['pull_request other base', '{ pull_request: { branches: [main] } }', pull('opened', 'dev'), false],
    [
      'pull_request paths',
      '{ pull_request: { paths: ["src/**"] } }',
      pull('opened', 'main', ['src/a']),
      true,
    ],
    [
      'pull_request other paths',
      '{ pull_request: { paths: ["src/**"] } }',
      pull('opened', 'main', ['a']),
      false,
    ],
    ['workflow_call', '{ workflow_call: {} }', of('workflow_call'), true],
    ['workflow_dispatch missing', 'push', of('workflow_dispatch'), false],
    [
      'repository_dispatch: any',
      '{ repository_dispatch: {} }',
      of('repository_dispatch', { action: 'release' }),
      true,
    ],
    [
      'repository_dispatch: its type',
      '{ repository_dispatch: { types: [release] } }',
      of('repository_dispatch', { action: 'release' }),
      true,
    ],
    [
      'repository_dispatch: another',
      '{ repository_dispatch: { types: [release] } }',
      of('repository_dispatch', { action: 'x' }),
      false,
    ],
    [
      'release published',
      '{ release: { types: [published] } }',
      of('release', { action: 'published' }),
      true,
    ],
    ['schedule', '{ schedule: [{ cron: "0 6 * * *" }] }', of('schedule', { schedule: '0 6 * * *' }), true],
    [
      'another schedule',
      '{ schedule: [{ cron: "0 6 * * *" }] }',
      of('schedule', { schedule: '0 7 * * *' }),
      false,
    ],
    [
      'workflow_run',
      '{ workflow_run: { workflows: [CI], types: [completed], branches: [main] } }',
      of('workflow_run', {
        action: 'completed',
        workflow: { name: 'CI' },
        workflow_run: { head_branch: 'main' },
      }),
      true,
    ],
    [
      'workflow_run of another',
      '{ workflow_run: { workflows: [CI] } }',
      of('workflow_run', {
        action: 'completed',
        workflow: { name: 'Other' },
        workflow_run: { head_branch: 'main' },
      }),
      false,
    ],
  ]
  it.each(table)('%s', async (_title, on, event, expected) => {
    const text = `on: ${on}\njobs:\n  a: { runs-on: x, steps: [{ run: "true" }] }\n`
    expect(await triggeredBy({ text }, event)).toBe(expected)
  })

  it('refuses a workflow that is not valid', async () => {
    await expect(triggeredBy('on: nonsense\njobs: {}', branch('x'))).rejects.toThrow('not a valid workflow')
  })
})
