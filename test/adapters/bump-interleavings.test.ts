import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type InterleavedWorld, startInterleavedWorld } from './interleaved-world.ts'
import { DEEDS, listExchanges, type Story, tell, TROUBLES, type Way, WAYS } from './interleavings.ts'

/** All stories take a quarter of an hour: `EVERY_INTERLEAVING=1` tells them, else those that once went wrong and their like. */
const EVERY = process.env.EVERY_INTERLEAVING === '1'
const SOME_DEEDS = ['pushes to the branch', 'merges the pull request', 'closes the pull request']
const SOME_TROUBLES = ['acts and answers half', 'answers a page']
const LAST_WRITES = 2
const LONG = EVERY ? 3_600_000 : 240_000

let world: InterleavedWorld

beforeAll(async () => {
  world = await startInterleavedWorld()
})

afterAll(async () => {
  await world.close()
})

type Happening = Omit<Story, 'way' | 'at'>

/** What goes wrong when these happen, one of them at one exchange, then at the next. */
async function tellAll(
  way: Way,
  happenings: readonly (readonly [name: string, happening: Happening])[],
): Promise<string[]> {
  const exchanges = (await listExchanges(world, way)).map(({ isWrite }, at) => ({ isWrite, at }))
  const writes = exchanges.filter(({ isWrite }) => isWrite)
  expect(writes).not.toEqual([])
  const wrong: string[] = []
  for (const { at } of EVERY ? exchanges : writes.slice(-LAST_WRITES)) {
    for (const [name, happening] of happenings) {
      const told = await tell(world, { way, at, ...happening })
      if (told.length > 0)
        wrong.push(`at exchange ${at + 1} of ${exchanges.length} it ${name}: ${told.join('; ')}`)
    }
  }
  return wrong
}

const named = (ways: readonly Way[]): (readonly [string, Way])[] => ways.map((way) => [way.name, way])

describe('a bump between whose exchanges something happens', () => {
  it.each(
    named(
      WAYS.filter(
        ({ by, change }) => EVERY || (by === 'api' && change.mode !== undefined && !change.waitForMerge),
      ),
    ),
  )(
    'fault 139: %s loses nothing of what they did, and tells what became of it',
    async (_, way) => {
      const deeds = Object.entries(DEEDS).filter(([name]) => EVERY || SOME_DEEDS.includes(name))
      expect(
        await tellAll(
          way,
          deeds.map(([name, doing]) => [name, { doing }] as const),
        ),
      ).toEqual([])
    },
    LONG,
  )

  it.each(named(WAYS.filter(({ by }) => EVERY || by === 'api')))(
    'fault 140: %s is written once, and says so, whatever becomes of an answer',
    async (_, way) => {
      const troubles = Object.entries(TROUBLES).filter(([name]) => EVERY || SOME_TROUBLES.includes(name))
      expect(
        await tellAll(
          way,
          troubles.map(([name, trouble]) => [name, { trouble }] as const),
        ),
      ).toEqual([])
    },
    LONG,
  )
})
