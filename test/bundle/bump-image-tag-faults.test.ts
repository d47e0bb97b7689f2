import { describe, expect, it } from '@jest/globals'
import type { ActionRun, ActionStep } from './action-process.ts'
import { type BumpWorld, ENVIRONMENTS, startBumpWorld } from './bump-world.ts'

async function inWorld(tell: (world: BumpWorld) => Promise<void>): Promise<void> {
  const world = await startBumpWorld((registry) => ({ 'values.yaml': `image: ${registry}/acme/api:1.4.1\n` }))
  try {
    await tell(world)
  } finally {
    await world.close()
  }
}

function warningsOf({ annotations }: ActionRun): readonly string[] {
  return annotations.filter(({ level }) => level === 'warning').map(({ message }) => message)
}

describe('auto-merge with the token of the run', () => {
  /** A run in the environment repository itself, the one that its own token may write. */
  async function arm(world: BumpWorld, step: Partial<ActionStep>, token: string): Promise<readonly string[]> {
    const run = await world.bump(
      {
        token,
        release: world.release('api', '1.4.2'),
        files: 'values.yaml',
        'source-token': '',
        mode: 'pull-request',
        'auto-merge': 'true',
      },
      { repository: ENVIRONMENTS, ...step },
    )
    expect(run.outputs['pull-request-number']).toBe('1')
    return warningsOf(run)
  }

  it.concurrent('fault 39: is warned of, for its checks wait and its merge starts nothing', () =>
    inWorld(async (world) => {
      const { token } = world.github.createToken({ login: 'github-actions[bot]', kind: 'actions' })
      expect(await arm(world, { token }, token)).toContainEqual(
        expect.stringMatching(/made with the default token may wait for approval.*token of a GitHub App/),
      )
    }),
  )

  it.concurrent('fault 39: is not confused with that of another', () =>
    inWorld(async (world) => {
      const warnings = await arm(world, {}, world.token)
      expect(warnings.filter((line) => line.includes('default token'))).toEqual([])
    }),
  )
})
