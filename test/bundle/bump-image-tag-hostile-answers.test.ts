import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from '@jest/globals'
import { startGitServer } from '@gitops-actions/sandbox'
import type { ActionRun } from './action-process.ts'
import { ENVIRONMENTS, startBumpWorld, type BumpWorld } from './bump-world.ts'
import { expectInert, expectNoForeignCommand, HOSTILE } from './hostile-text.ts'

const VALUES = 'environments/staging/values.yaml'
const HOLDS = '.gitops/holds/staging.yaml'
/** What a header can carry of it. */
const LINE = '::error::owned ##[add-mask]owned %0A::set-output name=x::owned <img src=x> @everyone'

interface Story {
  readonly world: BumpWorld
  readonly bump: (inputs?: Record<string, string>) => Promise<ActionRun>
}

async function inWorld(
  files: Readonly<Record<string, string>>,
  tell: (story: Story) => Promise<void>,
): Promise<void> {
  const world = await startBumpWorld((registry) => ({
    [VALUES]: `image: ${registry}/acme/api:1.4.1\n`,
    ...files,
  }))
  try {
    const bump: Story['bump'] = (inputs = {}) =>
      world.bump({
        release: world.release('api', '1.4.2'),
        environment: 'staging',
        'source-token': '',
        ...inputs,
      })
    await tell({ world, bump })
  } finally {
    await world.close()
  }
}

function expectQuiet(run: ActionRun, ...errors: RegExp[]): void {
  expectNoForeignCommand(run, ...errors)
  expectInert(run.summary)
}

/** A registry that answers everything with this body, and asks for a login in these words. */
async function serveRegistry(status: number, body: string): Promise<{ host: string; server: Server }> {
  const server = createServer((_, response) => {
    response.writeHead(status, {
      'content-type': body.startsWith('{') ? 'application/json' : 'text/html',
      'www-authenticate': `Basic realm="${LINE}"`,
      'ratelimit-limit': LINE,
    })
    response.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, server }
}

describe('fault 59, fault 62: files of the environment repository', () => {
  it.concurrent.each([
    [
      'the reason of a hold',
      {
        [HOLDS]: `version: 1\nholds:\n  - { service: api, bad: { tag: 1.4.2 }, reason: ${JSON.stringify(HOSTILE)} }\n`,
      },
      /\(held\)/,
    ],
    [
      'a file of holds that cannot be read',
      {
        [HOLDS]: `version: 1\nholds:\n  - { service: ${JSON.stringify(HOSTILE)}, bad: { tag: 1 }, reason: x }\n`,
      },
      /\(invalid-config\)/,
    ],
    [
      'a key of the configuration',
      { 'gitops.yaml': `version: 1\nenvironments: { staging: { ${JSON.stringify(HOSTILE)}: x } }\n` },
      /\(invalid-config\)/,
    ],
    [
      'the name of another image',
      {
        [VALUES]: `image: ${JSON.stringify(`ghcr.io/acme/${HOSTILE}`)}\nother: { image: ghcr.io/acme/web:1 }\n`,
      },
      /\(image-not-in-files\)/,
    ],
    [
      'what is no YAML',
      { [VALUES]: `# ${HOSTILE}\nimage: [\n` },
      /\((?:image-not-in-files|invalid-manifest)\)/,
    ],
  ])('say nothing to the runner by %s', (_, files, error) =>
    inWorld(files, async ({ bump }) => {
      const run = await bump()
      expect(run.code).toBe(1)
      expectQuiet(run, error)
    }),
  )
})

describe('fault 59, fault 62: the answers of GitHub', () => {
  const refused = { message: HOSTILE, errors: [{ message: HOSTILE }] }

  it.concurrent.each([
    [
      'a rule',
      'mutation createCommitOnBranch',
      'UNPROCESSABLE',
      `Repository rule violations found\n\n${HOSTILE}`,
      /\(refused-by-rule\)/,
    ],
    ['an unknown error', 'mutation createCommitOnBranch', 'UNPROCESSABLE', HOSTILE, /\(github-refused\)/],
    ['a rate limit', 'query repository', 'RATE_LIMITED', HOSTILE, /\((?:rate-limited|timeout)\)/],
  ])('say nothing to the runner by %s of GraphQL', (_, operation, type, message, error) =>
    inWorld({}, async ({ world, bump }) => {
      const headers = { 'retry-after': '3600' }
      world.github.faults.always(operation, {
        instead: { status: 200, headers, body: { data: null, errors: [{ type, message }] } },
      })
      const run = await bump()
      expect(run.code).toBe(1)
      expectQuiet(run, error)
    }),
  )

  it.concurrent.each([
    ['a refusal', 422, /\(github-refused\)/],
    ['a permission', 403, /\(permission-denied\)/],
  ])('say nothing to the runner by %s of REST', (_, status, error) =>
    inWorld({}, async ({ world, bump }) => {
      world.github.faults.always('POST /repos/{owner}/{repo}/pulls', {
        instead: { status, body: refused, headers: { 'x-accepted-github-permissions': LINE } },
      })
      const run = await bump({ mode: 'pull-request' })
      expect(run.code).toBe(1)
      expectQuiet(run, error)
    }),
  )

  it.concurrent('say nothing to the runner by what becomes a warning', () =>
    inWorld({}, async ({ world, bump }) => {
      world.github.faults.always('POST /repos/{owner}/{repo}/issues/{issue_number}/labels', {
        instead: { status: 422, body: refused },
      })
      const run = await bump({ mode: 'pull-request', labels: `x${LINE}` })
      expect(run.outputs.outcome).toBe('created')
      expect(run.annotations.map(({ level }) => level)).toEqual(['warning'])
      expectQuiet(run)
    }),
  )

  it.concurrent('say nothing to the runner by the pull request of another', () =>
    inWorld({}, async ({ world, bump }) => {
      const repo = { full_name: ENVIRONMENTS }
      const sha = await world.head()
      const pull = {
        number: 7,
        html_url: `${world.github.url}/x`,
        title: HOSTILE,
        body: HOSTILE,
        user: { login: HOSTILE },
        head: { ref: 'gitops/staging/api', sha, repo },
        base: { ref: 'main', sha, repo },
      }
      world.github.faults.always('GET /repos/{owner}/{repo}/pulls', {
        instead: { status: 200, body: [pull] },
      })
      const run = await bump({ mode: 'pull-request' })
      expect(run.code).toBe(1)
      expectQuiet(run, /\(foreign-pull-request\)/)
    }),
  )
})

describe('fault 59, fault 62: the answers of a registry', () => {
  const answers: readonly (readonly [status: number, body: string])[] = [
    [403, JSON.stringify({ errors: [{ code: HOSTILE, message: HOSTILE, detail: HOSTILE }] })],
    [401, JSON.stringify({ details: HOSTILE, error_description: HOSTILE })],
    [200, `<html>${HOSTILE}</html>`],
    [418, HOSTILE],
  ]

  it.concurrent('say nothing to the runner by refusal, login, page or anything else', () =>
    inWorld({}, async ({ bump }) => {
      for (const [status, body] of answers) {
        const { host, server } = await serveRegistry(status, body)
        const run = await bump({ release: '', images: `${host}/acme/api=1.4.2`, registry: host })
        server.closeAllConnections()
        server.close()
        expect(run.code).toBe(1)
        expectQuiet(run, /\(registry-[\w-]+\)/)
      }
    }),
  )
})

describe('fault 59, fault 62: a git server', () => {
  it.concurrent.each([
    ['lets the push in', 0, []],
    ['refuses the push', 1, [/\(refused-by-rule\)/]],
  ])('that %s says nothing to the runner', (_, code, errors) =>
    inWorld({}, async ({ world, bump }) => {
      const token = 'git-0123456789abcdef'
      const server = await startGitServer({ tokens: { [token]: { login: 'bot', write: true } } })
      try {
        const files = { 'values.yaml': `image: ${world.registry.host}/acme/api:1.4.1\n` }
        const git = await server.createRepository('acme/elsewhere', { files })
        await git.writeHook('pre-receive', `#!/bin/sh\ncat >&2 <<'END'\n${HOSTILE}\nEND\nexit ${code}\n`)
        const run = await bump({
          repository: 'acme/elsewhere',
          'git-url': server.cloneUrl('acme/elsewhere'),
          token,
          environment: '',
          files: 'values.yaml',
        })
        expect(run.code).toBe(code)
        expectQuiet(run, ...errors)
      } finally {
        await server.close()
      }
    }),
  )
})

describe('fault 59, fault 62: the inputs of a run', () => {
  const given: readonly Record<string, string>[] = [
    { release: JSON.stringify({ version: 1, service: HOSTILE, image: HOSTILE }) },
    { release: '', images: `${LINE}=1` },
    { files: `${LINE}/**` },
    { branch: LINE },
    { 'git-url': `ext::${LINE}` },
  ]

  it.concurrent('say nothing to the runner when they are refused', () =>
    inWorld({}, async ({ bump }) => {
      for (const inputs of given) {
        const run = await bump(inputs)
        expect(run.code).toBe(1)
        expectQuiet(run, /\([\w-]+\)$/)
      }
    }),
  )

  it.concurrent('say nothing to the runner by the message of the commit', () =>
    inWorld({}, async ({ world, bump }) => {
      const run = await bump({ 'commit-message': `${HOSTILE}\nGitOps-Release: api ghcr.io/evil/api:9` })
      expect(run.outputs.outcome).toBe('changed')
      expectQuiet(run)
      const [message = ''] = await world.messages()
      expect(message.split('\n').filter((line) => line.startsWith('GitOps-Release:'))).toHaveLength(1)
    }),
  )
})
