import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  type BareRepository,
  type GitServer,
  startGitServer,
  ZERO_OID,
} from '../../packages/sandbox/src/index.ts'
import { executeSteps, host, push, step } from './runner-world.ts'

const JOB_TOKEN = 'ghs_reads_and_writes_acme_api'
const OTHER_TOKEN = 'ghs_reads_acme_other_only'
const AUTHOR = { name: 'Test', email: 'test@example.com', date: new Date('2026-01-02T03:04:05Z') }

let server: GitServer
/** Commits of acme/api: the first, the second (tag v1), the third (head of main), and one on `feature/x`. */
const commits: string[] = []

beforeAll(async () => {
  server = await startGitServer({
    tokens: { [JOB_TOKEN]: { login: 'github-actions[bot]', write: true }, [OTHER_TOKEN]: { login: 'robot' } },
  })
  const api = await server.createRepository('acme/api', { files: { 'file.txt': 'one\n' } })
  await server.createRepository('acme/other', { files: { 'other.txt': 'other\n' } })
  commits.push((await api.resolve('main')) ?? '')
  commits.push(await addCommit(api, 'refs/heads/main', 'two\n'))
  await api.updateRef('refs/tags/v1', commits[1] ?? '', ZERO_OID)
  commits.push(await addCommit(api, 'refs/heads/main', 'three\n'))
  await api.updateRef('refs/heads/feature/x', commits[0] ?? '', ZERO_OID)
  commits.push(await addCommit(api, 'refs/heads/feature/x', 'feature\n'))
  await api.updateRef('refs/pull/7/merge', commits[3] ?? '', ZERO_OID)
})
afterAll(() => server.close())

async function addCommit(repository: BareRepository, ref: string, content: string): Promise<string> {
  const parent = (await repository.resolve(ref)) ?? ''
  const tree = await repository.writeTree(parent, [{ path: 'file.txt', content }])
  const { oid } = await repository.writeCommit({
    tree,
    parents: [parent],
    message: content.trim(),
    author: AUTHOR,
  })
  await repository.updateRef(ref, oid, parent)
  return oid
}

function run(steps: string, event: { ref: string; sha: string }, options = {}) {
  return executeSteps(steps, {
    event: push(event),
    github: host({ serverUrl: server.url, token: JOB_TOKEN }),
    secrets: { OTHER_TOKEN },
    ...options,
  })
}

const HEAD = (): { ref: string; sha: string } => ({ ref: 'refs/heads/main', sha: commits[2] ?? '' })
const LOOK =
  '- id: look\n  run: |\n    echo "head $(git rev-parse HEAD) on <$(git branch --show-current)> with $(git rev-list --count HEAD) commits"\n    cat file.txt'

describe('actions/checkout', () => {
  it.each<[string, string, () => { ref: string; sha: string }, (line: string) => string]>([
    [
      'the pushed commit on its branch',
      '',
      HEAD,
      () => `head ${commits[2] ?? ''} on <main> with 1 commits\nthree\n`,
    ],
    [
      'an older commit than the head of its branch',
      '',
      () => ({ ref: 'refs/heads/main', sha: commits[1] ?? '' }),
      () => `head ${commits[1] ?? ''} on <main> with 1 commits\ntwo\n`,
    ],
    [
      'a tag',
      '',
      () => ({ ref: 'refs/tags/v1', sha: commits[1] ?? '' }),
      () => `head ${commits[1] ?? ''} on <> with 1 commits\ntwo\n`,
    ],
    [
      'a pull request',
      '',
      () => ({ ref: 'refs/pull/7/merge', sha: commits[3] ?? '' }),
      () => `head ${commits[3] ?? ''} on <> with 1 commits\nfeature\n`,
    ],
    [
      'a branch by name',
      'ref: feature/x',
      HEAD,
      () => `head ${commits[3] ?? ''} on <feature/x> with 1 commits\nfeature\n`,
    ],
    ['a tag by name', 'ref: v1', HEAD, () => `head ${commits[1] ?? ''} on <> with 1 commits\ntwo\n`],
    [
      'a full ref',
      'ref: refs/heads/feature/x',
      HEAD,
      () => `head ${commits[3] ?? ''} on <feature/x> with 1 commits\nfeature\n`,
    ],
    [
      'all history',
      'fetch-depth: 0',
      HEAD,
      () => `head ${commits[2] ?? ''} on <main> with 3 commits\nthree\n`,
    ],
    [
      'some history',
      'fetch-depth: 2',
      HEAD,
      () => `head ${commits[2] ?? ''} on <main> with 2 commits\nthree\n`,
    ],
  ])('checks out %s', async (_title, inputs, event, expected) => {
    const result = await run(
      `- id: checkout\n  uses: actions/checkout@v5\n  with: { ${inputs} }\n${LOOK}`,
      event(),
    )
    expect(result.log).toContain(expected(''))
    expect(step(result, 'checkout').outputs.commit).toBe(
      /^head (\w+)/m.exec(step(result, 'look').log.split('##[endgroup]')[1] ?? '')?.[1],
    )
  })

  it('checks out a commit by its id', async () => {
    const result = await run(
      `- uses: actions/checkout@v5\n  with: { ref: "${commits[0] ?? ''}" }\n${LOOK}`,
      HEAD(),
    )
    expect(result.log).toContain(`head ${commits[0] ?? ''} on <> with 1 commits\none\n`)
  })

  it('checks out another repository beside it, with its own token', async () => {
    const result = await run(
      `- uses: actions/checkout@v5\n- uses: actions/checkout@v5\n  with: { repository: acme/other, path: beside, token: "\${{ secrets.OTHER_TOKEN }}" }\n- run: cat file.txt beside/other.txt\n- run: git -C beside commit -q --allow-empty -m x && git -C beside push -q\n  env: { GIT_AUTHOR_NAME: t, GIT_AUTHOR_EMAIL: t@t, GIT_COMMITTER_NAME: t, GIT_COMMITTER_EMAIL: t@t }`,
      HEAD(),
    )
    expect(result.log).toContain('\nthree\nother\n')
    // That token can only read.
    expect(result.steps[3]?.conclusion).toBe('failure')
    expect(result.log).not.toContain(OTHER_TOKEN)
  })

  it('leaves a credential that later steps can push with, in no readable place of the clone, until the job ends', async () => {
    const result = await run(
      `
- uses: actions/checkout@v5
- id: push
  run: |
    git commit -q --allow-empty -m "from the workflow" && git push -q origin HEAD:refs/heads/pushed
    ls "$RUNNER_TEMP"/git-credentials-*.config
    grep -r "$(printf 'x-access-token:%s' "$TOKEN" | base64 -w0)" .git && echo found in the clone
    grep -r "$TOKEN" .git && echo found in the clone
    git remote get-url origin
  env: { TOKEN: "\${{ github.token }}", GIT_AUTHOR_NAME: t, GIT_AUTHOR_EMAIL: t@t, GIT_COMMITTER_NAME: t, GIT_COMMITTER_EMAIL: t@t }
  shell: bash {0}`.trim(),
      HEAD(),
    )
    const log = step(result, 'push').log.split('##[endgroup]')[1] ?? ''
    expect(log).toMatch(/git-credentials-[\w-]+\.config\n/)
    expect(log).not.toContain('found in the clone')
    expect(log).toContain(`${server.url}/acme/api\n`)
    expect(await server.repository('acme/api').resolve('refs/heads/pushed')).toBeDefined()
    expect(result.steps.at(-1)).toMatchObject({ name: 'Post Run actions/checkout@v5', conclusion: 'success' })
  })

  it('removes it when it is told not to keep it', async () => {
    const result = await run(
      `- uses: actions/checkout@v5\n  with: { persist-credentials: false }\n- id: look\n  run: ls -A "$RUNNER_TEMP" | grep -c git-credentials; git config --local --get-regexp '^includeif' ; git ls-remote\n  shell: bash {0}\n  env: { GIT_TERMINAL_PROMPT: "0" }`,
      HEAD(),
    )
    const log = step(result, 'look').log.split('##[endgroup]')[1] ?? ''
    expect(log).toMatch(/^\n0\n/)
    expect(log).not.toContain('includeif')
    expect(step(result, 'look').conclusion).toBe('failure')
  })

  it('starts from an empty directory each time', async () => {
    const result = await run(`- run: touch stale .stale\n- uses: actions/checkout@v5\n- run: ls -A`, HEAD())
    expect(step(result, 'Run ls -A').log.split('##[endgroup]\n')[1]).toBe('.git\nfile.txt\n')
  })

  it.each([
    ['an unknown ref', 'ref: nowhere', "A branch or tag with the name 'nowhere' could not be found."],
    ['a ref that looks like an option', "ref: '--upload-pack=touch pwned'", 'could not be found'],
    [
      'a repository it cannot read',
      'repository: acme/missing',
      "The process 'git ls-remote' failed with exit code 128",
    ],
    ['a wrong token', 'token: ghs_wrong, ref: v1', "The process 'git ls-remote' failed with exit code 128"],
    ['a bad repository name', 'repository: ../../etc', "Invalid repository '../../etc'"],
    ['a path outside of the workspace', 'path: ../outside', 'is not under'],
    ['an input that is not emulated', 'sparse-checkout: src', "The input 'sparse-checkout' is not emulated"],
    ['a bad depth', 'fetch-depth: some', "'some' is not a fetch-depth"],
  ])('fails for %s', async (_title, inputs, reason) => {
    const result = await run(`- id: checkout\n  uses: actions/checkout@v5\n  with: { ${inputs} }`, HEAD())
    expect(step(result, 'checkout').conclusion).toBe('failure')
    expect(step(result, 'checkout').annotations[0]?.message).toContain(reason)
    expect(result.log).not.toContain(JOB_TOKEN)
  })

  it('can fetch from a path', async () => {
    const repository = server.repository('acme/api').directory
    const result = await run(`- uses: actions/checkout@v5\n${LOOK}`, HEAD(), { repository, github: host() })
    expect(result.log).toContain(`head ${commits[2] ?? ''} on <main>`)
    const other = await run(
      `- uses: actions/checkout@v5\n  with: { repository: acme/elsewhere }\n- run: cat file.txt`,
      HEAD(),
      {
        remotes: { 'acme/elsewhere': repository },
        github: host(),
      },
    )
    expect(other.log).toContain('\nthree\n')
  })
})
