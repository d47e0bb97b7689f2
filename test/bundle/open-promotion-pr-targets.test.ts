import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { helm, type PromotionWorld, startPromotionWorld } from './promotion-world.ts'

let world: PromotionWorld

beforeEach(async () => {
  world = await startPromotionWorld()
  await world.commit('eu', {})
  await world.commit('us', {})
  await world.commit('staging', { 'apps/api/values.yaml': helm('1.1.0') })
})

afterEach(() => world.close())

describe('several targets', () => {
  it('have a pull request each, and one that is not there fails the run alone', async () => {
    const run = await world.promote({ from: 'staging', to: 'eu\nasia\nus', milestone: 'none' })
    expect([run.code, run.outputs.outcome]).toEqual([1, 'failed'])
    expect(JSON.parse(run.outputs.promotions ?? '')).toMatchObject([
      { to: 'eu', outcome: 'created', 'pull-request-number': '1' },
      { to: 'asia', outcome: 'failed', 'pull-request-number': '' },
      { to: 'us', outcome: 'created', 'pull-request-number': '2' },
    ])
    expect(world.pulls().map(({ head, base }) => [head, base])).toEqual([
      ['staging', 'eu'],
      ['staging', 'us'],
    ])
    expect(run.annotations.at(-1)).toMatchObject({
      level: 'error',
      message: expect.stringMatching(/^asia: /),
    })
    expect(run.annotations[0]?.message).toMatch(/milestone "none" was not set: .* no open milestone/)
    expect(run.summary.match(/^### /gm)).toHaveLength(3)
    const again = await world.promote({ from: 'staging', to: 'eu\nus' })
    expect([again.code, again.outputs.outcome]).toEqual([0, 'no-op'])
  })

  it('are none of the required check, which judges one pull request', async () => {
    world.operations()
    const run = await world.promote({ mode: 'status', from: 'staging', to: 'eu\nus' })
    expect(run.code).toBe(1)
    expect(run.annotations.at(-1)?.message).toMatch(/names 2 environments \(eu, us\).*name that one/)
    expect(world.operations()).toEqual([])
  })
})
