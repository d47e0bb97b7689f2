import type { ChildProcess } from 'node:child_process'
import { describe, expect, it } from '@jest/globals'
import { ENVIRONMENTS, helm, type PromotionWorld, startPromotionWorld } from './promotion-world.ts'

const CREATE = 'POST /repos/{owner}/{repo}/pulls'
const MERGE = 'POST /repos/{owner}/{repo}/merges'
const MOVE = 'mutation updateRefs'
const COMMIT = 'mutation createCommitOnBranch'

interface Case {
  /** What GitHub has done when the run is killed. */
  readonly operation: string
  readonly inputs: Readonly<Record<string, string>>
  /** The branch of the pull request. */
  readonly head: string
}

const DIRECTORY = {
  inputs: {
    from: 'staging',
    to: 'production',
    strategy: 'directory',
    'verify-image': 'false',
    labels: 'promotion',
  },
  head: 'gitops/promote/staging/production/all',
}
const REALIGNED = {
  inputs: { realign: 'true', labels: 'promotion' },
  head: 'gitops/promote/staging/main/all',
}

const CASES: readonly Case[] = [
  { operation: MOVE, ...DIRECTORY },
  { operation: COMMIT, ...DIRECTORY },
  { operation: CREATE, ...DIRECTORY },
  { operation: MOVE, ...REALIGNED },
  { operation: MERGE, ...REALIGNED },
  { operation: CREATE, ...REALIGNED },
]

/** Both have something to promote, and the branches a squash merge behind them. */
async function startWorld(): Promise<PromotionWorld> {
  const world = await startPromotionWorld()
  await world.commit('main', {
    'environments/staging/values.yaml': helm('1.1.0'),
    'environments/production/values.yaml': helm('1.0.0'),
  })
  await world.commit('staging', { 'apps/api/values.yaml': helm('1.1.0') })
  await world.promote()
  const merged = await fetch(`${world.github.apiUrl}/repos/${ENVIRONMENTS}/pulls/1/merge`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${world.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ merge_method: 'squash' }),
  })
  expect(merged.status).toBe(200)
  await world.commit('staging', { 'apps/api/values.yaml': helm('1.2.0') })
  return world
}

async function killAfter(world: PromotionWorld, { operation, inputs }: Case): Promise<void> {
  let child: ChildProcess | undefined
  const kill = (): boolean => {
    child?.kill('SIGKILL')
    return true
  }
  world.github.faults.next(operation, { cut: 'after' }, { when: kill })
  const run = await world.promote(inputs, {
    onOutput: (_, started) => {
      child = started
    },
  })
  expect(run.code).not.toBe(0)
}

describe('fault 137: a promotion that is killed', () => {
  it.concurrent.each(CASES.map((one) => [one.operation, one.head, one] as const))(
    'with %s of %s is finished by the next run',
    async (_, head, one) => {
      const world = await startWorld()
      try {
        await killAfter(world, one)
        const again = await world.promote(one.inputs)
        expect([again.code, /^::error.*/m.exec(again.log)?.[0]]).toEqual([0, undefined])
        const open = world.pulls().filter(({ state }) => state === 'open')
        expect(open).toMatchObject([{ head, labels: ['promotion'] }])
        expect(Object.keys(await world.heads()).sort()).toEqual([head, 'main', 'staging'])
        const writes = world.writes().length
        expect((await world.promote(one.inputs)).outputs.outcome).toBe('no-op')
        expect(world.writes()).toHaveLength(writes)
      } finally {
        await world.close()
      }
    },
  )
})
