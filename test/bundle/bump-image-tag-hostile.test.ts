import { describe, expect, it } from '@jest/globals'
import { ENVIRONMENTS, REGISTRY_PASSWORD, startBumpWorld, type BumpWorld } from './bump-world.ts'
import { expectInert, expectNoForeignCommand, HOSTILE } from './hostile-text.ts'

const PATH = 'environments/staging/a`b|c <img src=x> [x](y) @everyone.yaml'

async function inWorld(tell: (world: BumpWorld) => Promise<void>): Promise<void> {
  const world = await startBumpWorld((registry) => ({
    [PATH]: `# ${HOSTILE.replaceAll(/[^ -~]/g, ' ')}\nimage:\n  repository: ${registry}/acme/api\n  tag: ${JSON.stringify(HOSTILE)}\n`,
  }))
  try {
    await tell(world)
  } finally {
    await world.close()
  }
}

describe('fault 59, fault 62: text of others', () => {
  it.concurrent('in a value and in a path is no command of the runner, and inert in the summary', () =>
    inWorld(async (world) => {
      const run = await world.bump({ release: world.release('api', '1.4.2'), environment: 'staging' })
      expect(run.outputs.outcome).toBe('changed')
      expectNoForeignCommand(run)
      expectInert(run.summary)
      expect(JSON.parse(run.outputs.changes ?? '')).toEqual([
        { file: PATH, path: 'image.tag', from: HOSTILE, to: '1.4.2' },
      ])
      expect(Object.keys(run.outputs).sort()).toEqual([
        'attempts',
        'branch',
        'changed',
        'changes',
        'commit-sha',
        'outcome',
        'pull-request-number',
        'pull-request-url',
        'verified',
      ])
      const [message = ''] = await world.messages()
      expect(message).not.toContain('owned')
    }),
  )

  it.concurrent('is inert in the body of a pull request', () =>
    inWorld(async (world) => {
      const run = await world.bump({
        release: world.release('api', '1.4.2'),
        environment: 'staging',
        mode: 'pull-request',
      })
      expect(run.outputs.outcome).toBe('created')
      expectNoForeignCommand(run)
      const [pull] = world.github.describe(ENVIRONMENTS).pulls.values()
      expectInert(pull?.body ?? '')
      expect(pull?.title).toBe('Bump api to 1.4.2 in staging')
      const again = await world.bump({
        release: world.release('api', '1.4.2'),
        environment: 'staging',
        mode: 'pull-request',
      })
      expect(again.outputs.outcome).toBe('no-op')
    }),
  )

  it.concurrent('in the subject of another commit, and in an error, is no command either', () =>
    inWorld(async (world) => {
      world.github.faults.next('mutation createCommitOnBranch', {
        moveBranch: {
          repository: ENVIRONMENTS,
          branch: 'main',
          path: PATH,
          content: `image:\n  repository: ${JSON.stringify(`evil/${HOSTILE}`)}\n  tag: 1.4.1\n`,
          message: HOSTILE,
        },
      })
      const run = await world.bump({ release: world.release('api', '1.4.2'), environment: 'staging' })
      expect(run.code).toBe(1)
      expect(run.outputs).toEqual({ outcome: 'failed' })
      expectNoForeignCommand(run, /image-not-in-files/)
      expectInert(run.summary)
    }),
  )

  it.concurrent('that GitHub repeats in a refusal is no command', () =>
    inWorld(async (world) => {
      world.github.faults.next('query repository', {
        instead: { status: 200, body: { errors: [{ type: 'FORBIDDEN', message: HOSTILE }] } },
      })
      const run = await world.bump({ release: world.release('api', '1.4.2'), environment: 'staging' })
      expect(run.code).toBe(1)
      expectNoForeignCommand(run, /permission-denied/)
      expectInert(run.summary)
    }),
  )

  it.concurrent('fault 68: shows the token and the password nowhere', () =>
    inWorld(async (world) => {
      world.github.faults.next('query repository', {
        instead: {
          status: 200,
          body: { errors: [{ type: 'FORBIDDEN', message: `no ${world.token} here` }] },
        },
      })
      const run = await world.bump({ release: world.release('api', '1.4.2'), environment: 'staging' })
      const shown = run.log.replaceAll(/^::add-mask::.*$/gm, '') + run.summary + JSON.stringify(run.outputs)
      expect(shown).toContain('no *** here')
      expect(shown).not.toContain(world.token)
      expect(shown).not.toContain(REGISTRY_PASSWORD)
    }),
  )
})
