import { spawn } from 'node:child_process'
import { afterEach, describe, expect, it } from '@jest/globals'
import { type LivePromotions, startLivePromotions } from './promotion-live.ts'
import { REPOSITORY } from './github-world.ts'

let live: LivePromotions | undefined

afterEach(async () => {
  await live?.close()
  live = undefined
})

function helm(tag: string): string {
  return `image:\n  repository: ghcr.io/acme/api\n  tag: ${tag}\n`
}

/** Puts a line of commits on a branch that begins at `main`, each with another tag. */
async function commitMany(world: LivePromotions, branch: string, count: number): Promise<void> {
  const commits = Array.from({ length: count }, (_, index) => {
    const [message, text] = [`Deploy 1.0.${index + 1}`, helm(`1.0.${index + 1}`)]
    const from = index === 0 ? 'from refs/heads/main\n' : ''
    return `commit refs/heads/${branch}\ncommitter Sandbox <sandbox@example.com> ${1_767_312_000 + index} +0000\ndata ${message.length}\n${message}\n${from}M 100644 inline api.yaml\ndata ${text.length}\n${text}\n`
  })
  const child = spawn('git', ['fast-import', '--quiet'], {
    cwd: world.github.repository(REPOSITORY).directory,
    env: {
      PATH: process.env.PATH ?? '',
      LC_ALL: 'C',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
    },
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve)
  })
  child.stdin.end(commits.join(''))
  expect(await ended).toBe(0)
}

function openPulls(world: LivePromotions): readonly { title: string; head: string }[] {
  return [...world.github.describe(REPOSITORY).pulls.values()].filter(({ state }) => state === 'open')
}

describe('a promotion', () => {
  it('of a thousand commits costs as much as that of one, and tells of the last', async () => {
    live = await startLivePromotions({ 'api.yaml': helm('1.0.0') })
    await commitMany(live, 'staging', 1000)
    live.operations()
    const report = await live.promote()
    expect(report).toMatchObject({
      outcome: 'created',
      title: 'Promote staging to main: api 1.0.0 → 1.0.1000',
      changes: [{ from: '1.0.0', to: '1.0.1000' }],
    })
    expect(live.operations()).toHaveLength(4)
    await live.merge(1, 'merge')
    expect(await live.text('main', 'api.yaml')).toBe(helm('1.0.1000'))
  })

  it.each(['branch', 'directory'] as const)(
    'of three releases in a row leaves one pull request open, by %s',
    async (strategy) => {
      const file = strategy === 'branch' ? 'api.yaml' : 'environments/staging/api.yaml'
      live = await startLivePromotions({ [file]: helm('1.0.0'), 'environments/main/api.yaml': helm('1.0.0') })
      const sides = { from: 'staging', to: 'main', strategy }
      const outcomes: string[] = []
      for (const tag of ['1.1.0', '1.2.0', '1.3.0']) {
        await live.push(strategy === 'branch' ? 'staging' : 'main', { [file]: helm(tag) })
        outcomes.push((await live.promote(sides)).outcome)
      }
      expect(outcomes).toEqual(['created', 'updated', 'updated'])
      expect(openPulls(live)).toMatchObject([{ title: 'Promote staging to main: api 1.0.0 → 1.3.0' }])
      await live.merge(1, 'merge')
      expect(await live.promote(sides)).toMatchObject({ outcome: 'no-op', pull: undefined })
      expect(openPulls(live)).toEqual([])
    },
  )
})
