import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type InterleavedWorld, startInterleavedWorld } from './interleaved-world.ts'
import { DEEDS, listExchanges, type Story, tell, TROUBLES, type Way, WAYS } from './interleavings.ts'

/** Every story takes minutes: `EVERY_INTERLEAVING=1` tells them all, else those that once went wrong and their like. */
const EVERY = process.env.EVERY_INTERLEAVING === '1'
const SOME_DEEDS = [
  'pushes another file',
  'pushes to the branch',
  'merges the pull request',
  'closes the pull request',
]
const SOME_TROUBLES = [
  'acts and answers 502',
  'acts and answers half',
  'answers a page',
  'answers an empty object',
]
const SOME_WAYS = WAYS.filter(({ by }) => EVERY || by === 'api')
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
  isTold: (exchange: { readonly isWrite: boolean }) => boolean,
): Promise<string[]> {
  const exchanges = await listExchanges(world, way)
  expect(exchanges.some(({ isWrite }) => isWrite)).toBe(true)
  const wrong: string[] = []
  for (const [at, exchange] of exchanges.entries()) {
    if (!isTold(exchange)) continue
    for (const [name, happening] of happenings) {
      const told = await tell(world, { way, at, ...happening })
      if (told.length > 0)
        wrong.push(`at exchange ${at + 1} of ${exchanges.length} it ${name}: ${told.join('; ')}`)
    }
  }
  return wrong
}

describe.each(SOME_WAYS.map((way) => [way.name, way] as const))('%s', (_, way) => {
  it(
    'fault 139: loses nothing of what somebody does between any two exchanges, and tells what became of it',
    async () => {
      const deeds = Object.entries(DEEDS).filter(([name]) => EVERY || SOME_DEEDS.includes(name))
      const happenings = deeds.map(([name, doing]) => [name, { doing }] as const)
      const isTold = ({ isWrite }: { readonly isWrite: boolean }): boolean => EVERY || isWrite
      expect(await tellAll(way, happenings, isTold)).toEqual([])
    },
    LONG,
  )

  it(
    'fault 140: is written once, and says so, whatever becomes of an answer',
    async () => {
      const troubles = Object.entries(TROUBLES).filter(([name]) => EVERY || SOME_TROUBLES.includes(name))
      const happenings = troubles.map(([name, trouble]) => [name, { trouble }] as const)
      expect(await tellAll(way, happenings, ({ isWrite }) => EVERY || isWrite)).toEqual([])
    },
    LONG,
  )
})
