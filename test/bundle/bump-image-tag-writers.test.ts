import { describe, expect, it } from '@jest/globals'
import { readGit } from '@gitops-actions/sandbox'
import type { ActionRun } from './action-process.ts'
import { type BumpWorld, startBumpWorld } from './bump-world.ts'

const WRITERS = 20
/** Processes that run at the same moment: more would wait for a processor and not for each other. */
const AT_ONCE = 10
/** Milliseconds, for what hangs. */
const LONG = 480_000

const names = Array.from({ length: WRITERS }, (_, index) => `svc-${index}`)

function lineOf(registry: string, name: string, tag: string): string {
  return `${name}: { image: '${registry}/acme/${name}:${tag}' } # of ${name}\n`
}

/** Starts everything at once, a few processes at a time; answers in the order of `starts`. */
async function together(starts: readonly (() => Promise<ActionRun>)[]): Promise<readonly ActionRun[]> {
  const runs: ActionRun[] = []
  const queue = [...starts.entries()]
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const [index, start] = next
        runs[index] = await start()
      }
    }),
  )
  return runs
}

async function commitsOf({ git }: BumpWorld): Promise<{ all: number; merges: number }> {
  const count = async (...filter: string[]): Promise<number> =>
    Number(await readGit(['rev-list', '--count', ...filter, 'refs/heads/main'], { cwd: git.directory }))
  return { all: await count(), merges: await count('--merges') }
}

describe.each(['api', 'git'])('twenty processes by %s', (transport) => {
  const inputs = { transport, files: 'values.yaml', 'max-attempts': '100', 'source-token': '' }

  it(
    'fault 3: on twenty keys of one file: all land, none is lost',
    async () => {
      const world = await startBumpWorld((registry) => ({
        'values.yaml': names.map((name) => lineOf(registry, name, '1.0.0')).join(''),
      }))
      try {
        const releases = names.map((name) => world.release(name, '2.0.0'))
        const runs = await together(releases.map((release) => () => world.bump({ ...inputs, release })))
        expect(runs.map(({ code, outputs }) => [code, outputs.outcome])).toEqual(
          names.map(() => [0, 'changed']),
        )
        const { host } = world.registry
        expect(await world.text('values.yaml')).toBe(
          names.map((name) => lineOf(host, name, '2.0.0')).join(''),
        )
        expect(await commitsOf(world)).toEqual({ all: WRITERS + 1, merges: 0 })
      } finally {
        await world.close()
      }
    },
    LONG,
  )

  it(
    'fault 4: on one key: the newest release stays, whoever comes last',
    async () => {
      const world = await startBumpWorld((registry) => ({ 'values.yaml': lineOf(registry, 'api', '1.0.0') }))
      try {
        // The newest begin first, so that older ones finish last.
        const tags = names.map((_, index) => `1.${WRITERS - index}.0`)
        const releases = tags.map((tag) => world.release('api', tag))
        const runs = await together(releases.map((release) => () => world.bump({ ...inputs, release })))
        expect(runs.map(({ code }) => code)).toEqual(names.map(() => 0))
        expect(await world.text('values.yaml')).toBe(lineOf(world.registry.host, 'api', `1.${WRITERS}.0`))
        const changed = runs.filter(({ outputs }) => outputs.outcome === 'changed').length
        const superseded = runs.filter(({ outputs }) => outputs.outcome === 'superseded').length
        expect([runs[0]?.outputs.outcome, changed + superseded]).toEqual(['changed', WRITERS])
        expect(await commitsOf(world)).toEqual({ all: changed + 1, merges: 0 })
      } finally {
        await world.close()
      }
    },
    LONG,
  )
})
