import type { ChildProcess } from 'node:child_process'
import { describe, expect, it } from '@jest/globals'
import { readGit } from '@gitops-actions/sandbox'
import { type BumpWorld, startBumpWorld } from './bump-world.ts'

const SERVICE_LINE = (registry: string, tag: string): string =>
  `image: ${registry}/acme/api:${tag} # by hand\n`
/** Milliseconds, for what hangs. */
const LONG = 480_000

interface Mode {
  readonly name: string
  readonly inputs: Readonly<Record<string, string>>
  /** The branches there are in the end. */
  readonly branches: readonly string[]
  /** The one that holds the value, with one commit more than at first. */
  readonly branch: string
}

const MODES: readonly Mode[] = [
  { name: 'a commit', inputs: {}, branches: ['main'], branch: 'main' },
  {
    name: 'a verified commit',
    inputs: { 'require-verified': 'true' },
    branches: ['main'],
    branch: 'main',
  },
  {
    name: 'a pull request',
    inputs: { mode: 'pull-request' },
    branches: ['gitops/main/api', 'main'],
    branch: 'gitops/main/api',
  },
  { name: 'a commit by git', inputs: { transport: 'git' }, branches: ['main'], branch: 'main' },
]

/** Runs the action and kills it with the request of this number, before or after GitHub did what it asks for. */
async function killAt(world: BumpWorld, mode: Mode, point: number, cut: 'before' | 'after'): Promise<void> {
  let child: ChildProcess | undefined
  let seen = 0
  world.github.faults.next(
    '*',
    { cut },
    {
      when: () => {
        seen += 1
        if (seen !== point + 1) return false
        child?.kill('SIGKILL')
        return true
      },
    },
  )
  const run = await world.bump(inputsOf(world, mode), {
    onOutput: (_, started) => {
      child = started
    },
  })
  expect(run.code).not.toBe(0)
}

function inputsOf(world: BumpWorld, { inputs }: Mode): Record<string, string> {
  return { release: world.release('api', '1.4.2'), files: 'values.yaml', 'source-token': '', ...inputs }
}

async function startWorld(): Promise<BumpWorld> {
  return startBumpWorld((registry) => ({ 'values.yaml': SERVICE_LINE(registry, '1.4.1') }))
}

async function expectConverged(world: BumpWorld, { branches, branch }: Mode): Promise<void> {
  const refs = await world.git.listRefs('refs/heads/')
  expect(refs.map(({ name }) => name)).toEqual(branches.map((name) => `refs/heads/${name}`))
  expect(await world.text('values.yaml', branch)).toBe(SERVICE_LINE(world.registry.host, '1.4.2'))
  const commits = await readGit(['rev-list', '--count', `refs/heads/${branch}`], { cwd: world.git.directory })
  expect(commits).toBe('2')
}

async function pullsOf(world: BumpWorld): Promise<number> {
  const response = await fetch(`${world.github.apiUrl}/repos/acme/environments/pulls?state=all`, {
    headers: { authorization: `Bearer ${world.token}` },
  })
  return ((await response.json()) as unknown[]).length
}

async function countRequests(mode: Mode): Promise<number> {
  const world = await startWorld()
  try {
    expect((await world.bump(inputsOf(world, mode))).code).toBe(0)
    await expectConverged(world, mode)
    return world.github.requests.length
  } finally {
    await world.close()
  }
}

describe('fault 130: a run that is killed at any request', () => {
  it.concurrent.each(MODES.map((mode) => [mode.name, mode] as const))(
    'of %s is finished by the next one',
    async (_, mode) => {
      const requests = await countRequests(mode)
      expect(requests).toBeGreaterThan(1)
      for (let point = 0; point < requests; point += 1) {
        for (const cut of ['before', 'after'] as const) {
          const world = await startWorld()
          try {
            await killAt(world, mode, point, cut)
            const again = await world.bump(inputsOf(world, mode))
            expect([point, cut, again.code, /^::error.*/m.exec(again.log)?.[0]]).toEqual([
              point,
              cut,
              0,
              undefined,
            ])
            await expectConverged(world, mode)
            expect(await pullsOf(world)).toBe(mode.name === 'a pull request' ? 1 : 0)
          } finally {
            await world.close()
          }
        }
      }
    },
    LONG,
  )
})
