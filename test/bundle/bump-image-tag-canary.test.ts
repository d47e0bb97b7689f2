import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { startGitServer } from '@gitops-actions/sandbox'
import type { ActionRun } from './action-process.ts'
import { type BumpWorld, ENVIRONMENTS, REGISTRY_PASSWORD, startBumpWorld } from './bump-world.ts'

const part = (letter: string): string => letter.repeat(40)
/** Every secret that a bump can be given. Each holds the word `canary` in the clear, and what encodings change. */
const SECRETS = {
  token: `ghs_17_canary-write.${part('a')}.${part('b')}`,
  'source-token': `ghs_17_canary-read.${part('c')}.${part('d')}`,
  password: 'canary-pass w&rd/"+ü',
  'ssh-key': [
    '-----BEGIN OPENSSH PRIVATE KEY-----',
    `canaryCanary${part('K')}==`,
    '-----END OPENSSH PRIVATE KEY-----',
  ].join('\n'),
  git: 'canary-git-0123456789abcdef',
  /** What the world's own registry wants. */
  registry: REGISTRY_PASSWORD,
  /** For a registry that is not asked. */
  listed: 'canary-listed-0815-0815',
} as const
const USERS = ['', 'x-access-token', 'robot', 'oauth2', 'bot']
const FILE = 'values.yaml'

/** The forms in which secrets travel; the blanks and signs at their ends may be cut off by whoever shows them. */
const FORMS = Object.values(SECRETS).flatMap((secret) => [
  ...secret.split('\n').filter((line) => line.includes('anary')),
  encodeURIComponent(secret),
  ...USERS.map((user) =>
    Buffer.from(user === '' ? secret : `${user}:${secret}`)
      .toString('base64')
      .slice(4, 40),
  ),
])

function leaksIn(text: string): readonly string[] {
  return FORMS.filter((form) => text.includes(form))
}

interface Story {
  readonly world: BumpWorld
  readonly bump: (inputs?: Record<string, string>) => Promise<ActionRun>
  /** The leaks in everything that a run shows or leaves: log, outputs, summary, files, argument lists. */
  readonly leaks: (run: ActionRun) => Promise<readonly string[]>
}

/** A run whose programs are written down, and whose files are looked at while it lasts and afterwards. */
async function inWorld(tell: (story: Story) => Promise<void>): Promise<void> {
  const world = await startBumpWorld((registry) => ({ [FILE]: `image: ${registry}/acme/api:1.4.1\n` }))
  const place = await mkdtemp(join(tmpdir(), 'canary-'))
  for (const name of ['temp', 'home', 'bin', 'workspace']) await mkdir(join(place, name))
  for (const name of ['git', 'ssh', 'ssh-keygen']) await record(place, name)
  for (const name of ['token', 'source-token'] as const) {
    world.github.createToken({ login: `${name}[bot]`, kind: 'app', token: SECRETS[name] })
  }
  const lines: string[] = []
  const held: string[] = []
  // Asked at every request, and never a fault: what stands in argument lists and in the settings of git just then.
  const when = (): boolean => {
    lines.push(...argumentLists())
    held.push(...settingsBelow(join(place, 'temp')))
    return false
  }
  world.github.faults.always('*', {}, { when })
  try {
    await tell({
      world,
      bump: (inputs = {}) =>
        world.bump(
          {
            release: world.release('api', '1.4.2'),
            files: FILE,
            token: SECRETS.token,
            'source-token': SECRETS['source-token'],
            ...inputs,
          },
          {
            workspace: join(place, 'workspace'),
            env: {
              PATH: `${join(place, 'bin')}:${process.env.PATH ?? ''}`,
              HOME: join(place, 'home'),
              RUNNER_TEMP: join(place, 'temp'),
              ACTIONS_STEP_DEBUG: 'true',
              RUNNER_DEBUG: '1',
            },
          },
        ),
      async leaks(run) {
        const shown = run.log.replaceAll(/^::add-mask::.*$/gm, '')
        const said = [
          shown,
          run.summary,
          run.environment,
          ...Object.values(run.outputs),
          JSON.stringify(run.state),
        ]
        const left = ['temp', 'home', 'workspace'].flatMap((name) => filesBelow(join(place, name)))
        expect(left).toEqual([])
        return leaksIn(
          [...said, ...lines, ...held, await readFile(join(place, 'programs'), 'utf8')].join('\n'),
        )
      },
    })
  } finally {
    await world.close()
    await rm(place, { recursive: true, force: true })
  }
}

/** A program on PATH that writes down how it is called, and then is the real one. */
async function record(place: string, name: string): Promise<void> {
  const real = (process.env.PATH ?? '').split(':').map((directory) => join(directory, name))
  const found = real.find((path) => existsSync(path))
  const log = join(place, 'programs')
  await writeFile(log, '')
  if (found === undefined) return
  const script = `#!/bin/sh\nprintf '%s\\n' "$0 $*" | tr '\\n' ' ' >> ${log}\necho >> ${log}\nexec ${found} "$@"\n`
  await writeFile(join(place, 'bin', name), script)
  await chmod(join(place, 'bin', name), 0o755)
}

/** Argument lists of every process of this machine that may be read. */
function argumentLists(): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((id) => readOrNothing(`/proc/${id}/cmdline`).replaceAll('\0', ' '))
}

/** What git keeps of its settings, and everything else below a directory but the private files of keys. */
function settingsBelow(directory: string): readonly string[] {
  return filesBelow(directory)
    .filter((path) => !/\/(?:ssh-key|signing-key)$/.test(path))
    .map((path) => readOrNothing(path))
}

function filesBelow(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** What a careless server sends back: the credentials that it was given, in each of their forms. */
function echo(...names: (keyof typeof SECRETS)[]): string {
  return names
    .map((name) => SECRETS[name])
    .flatMap((secret) => [
      `Authorization: token ${secret}`,
      `Basic ${Buffer.from(`x-access-token:${secret}`).toString('base64')}`,
      `https://x-access-token:${encodeURIComponent(secret)}@github.com/`,
    ])
    .join(' ')
}

describe('fault 68: secrets', () => {
  it('are looked for in forms that would be found', () => {
    for (const name of ['token', 'source-token', 'password', 'ssh-key', 'git', 'listed'] as const)
      expect(leaksIn(echo(name)).length).toBeGreaterThanOrEqual(3)
    expect(leaksIn('nothing of the kind')).toEqual([])
  })

  it.concurrent.each([
    ['a commit', {}, 'changed'],
    ['a pull request', { mode: 'pull-request', labels: 'x' }, 'created'],
    ['a commit by git', { transport: 'git' }, 'changed'],
  ])('are nowhere after %s', (_, inputs, outcome) =>
    inWorld(async ({ bump, leaks }) => {
      const run = await bump(inputs)
      expect(run.outputs.outcome).toBe(outcome)
      expect(await leaks(run)).toEqual([])
    }),
  )

  it.concurrent('are nowhere after a commit with logins of several registries', () =>
    inWorld(async ({ world, bump, leaks }) => {
      const listed = `
        - { registry: "${world.registry.host}", username: robot, password: ${SECRETS.registry} }
        - { registry: ghcr.io, username: robot, password: ${SECRETS.listed} }`
      const login = { registry: '', username: '', password: '' }
      const run = await bump({ ...login, 'registry-auth': listed })
      expect(run.outputs.outcome).toBe('changed')
      expect(run.log).toMatch(`::add-mask::${SECRETS.listed}`)
      expect(await leaks(run)).toEqual([])
      const broken = await bump({ ...login, 'registry-auth': listed.replaceAll('}', '') })
      expect(broken.annotations.at(-1)?.message).toContain('(invalid-registry-auth)')
      expect(await leaks(broken)).toEqual([])
    }),
  )

  it.concurrent.each([
    ['a rule refuses the write', 'mutation createCommitOnBranch', { type: 'UNPROCESSABLE', status: 200 }],
    ['GitHub fails', 'query repository', { type: undefined, status: 500 }],
    ['GitHub refuses the token', 'query repository', { type: 'FORBIDDEN', status: 200 }],
  ])('are nowhere when %s and sends back what it was given', (_, operation, { type, status }) =>
    inWorld(async ({ world, bump, leaks }) => {
      const said = echo('token', 'source-token', 'registry')
      const errors = [
        {
          ...(type === undefined ? {} : { type }),
          message: `Repository rule violations found ${echo('source-token', 'token')}`,
        },
      ]
      const body = status === 200 ? { data: null, errors } : { message: said, errors }
      world.github.faults.always(operation, { instead: { status, body } })
      const run = await bump()
      expect(run.outputs.outcome).toBe('failed')
      expect(await leaks(run)).toEqual([])
      expect(run.annotations.map(({ message }) => message).join()).toContain('***')
    }),
  )

  it.concurrent('are nowhere when a registry sends them back', () =>
    inWorld(async ({ bump, leaks }) => {
      const server = createServer((request, response) => {
        const { authorization = '' } = request.headers
        const status = authorization === '' ? 401 : 403
        response.writeHead(status, {
          'www-authenticate': 'Basic realm="x"',
          'content-type': 'application/json',
        })
        response.end(
          JSON.stringify({
            errors: [{ code: 'DENIED', message: `${authorization} ${echo('password', 'token')}` }],
          }),
        )
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
      const run = await bump({
        release: '',
        images: `${host}/acme/api=1.4.2`,
        registry: host,
        password: SECRETS.password,
      })
      server.closeAllConnections()
      server.close()
      expect(run.outputs.outcome).toBe('failed')
      expect(run.annotations.at(-1)?.message).toContain('***')
      expect(await leaks(run)).toEqual([])
    }),
  )

  it.concurrent('are nowhere when a git server says them', () =>
    inWorld(async ({ world, bump, leaks }) => {
      const server = await startGitServer({ tokens: { [SECRETS.git]: { login: 'bot', write: true } } })
      try {
        const git = await server.createRepository('acme/elsewhere', {
          files: { [FILE]: `image: ${world.registry.host}/acme/api:1.4.1\n` },
        })
        await git.writeHook('pre-receive', `#!/bin/sh\ncat >&2 <<'END'\n${echo('git')}\nEND\nexit 1\n`)
        const url = server.cloneUrl('acme/elsewhere')
        const run = await bump({
          repository: 'acme/elsewhere',
          'git-url': url,
          token: SECRETS.git,
          'source-token': '',
        })
        expect(run.outputs.outcome).toBe('failed')
        expect(await leaks(run)).toEqual([])
        expect(await git.readFile('refs/heads/main', FILE)).toBeDefined()
      } finally {
        await server.close()
      }
    }),
  )

  it.concurrent.each([
    [
      'an ssh key',
      { 'git-url': 'ssh://git@127.0.0.1:1/acme/x.git', 'ssh-known-hosts': '127.0.0.1 ssh-ed25519 AAAA' },
    ],
    ['an ssh key without an address', {}],
    ['a signing key', { transport: 'git', 'signing-key': SECRETS['ssh-key'], 'ssh-key': '' }],
  ])('are nowhere when %s is of no use', (_, inputs) =>
    inWorld(async ({ bump, leaks }) => {
      const run = await bump({ repository: ENVIRONMENTS, 'ssh-key': SECRETS['ssh-key'], ...inputs })
      expect(run.outputs.outcome).toBe('failed')
      expect(await leaks(run)).toEqual([])
    }),
  )
})
