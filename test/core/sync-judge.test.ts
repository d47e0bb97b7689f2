import { describe, expect, it } from '@jest/globals'
import { absentImages, judge, type Missing, parseImageReference } from '@gitops-actions/core'
import { type Case, CASES } from './sync-judge-cases.ts'
import { IMAGE_CASES } from './sync-judge-image-cases.ts'
import { MATRIX_CASES } from './sync-judge-matrix-cases.ts'
import { failed, observe, OTHER, WANTED } from './sync-judge-observations.ts'
import { OLD, OURS } from './sync-world.ts'

const MISSING: readonly (Pick<Case, 'name' | 'observation' | 'images'> & { on: Missing })[] = [
  {
    name: 'old revision',
    observation: observe({ revisions: [OLD] }, { relations: [OTHER] }),
    on: 'revision',
  },
  { name: 'out of sync', observation: observe({ sync: 'out-of-sync' }), on: 'sync' },
  { name: 'sync requested', observation: observe({ operationRequested: true }), on: 'operation' },
  { name: 'stale comparison', observation: observe({ reconciledAt: 1 }), on: 'comparison' },
  {
    name: 'progressing',
    observation: observe({ health: { status: 'progressing', message: '' } }),
    on: 'health',
  },
  {
    name: 'old image',
    observation: observe({ images: ['ghcr.io/acme/api:1.1.0'] }),
    images: [WANTED],
    on: 'image',
  },
]

const ALL = [...CASES, ...IMAGE_CASES, ...MATRIX_CASES]

describe('absentImages', () => {
  it('lists the wanted images whose repository nothing runs', () => {
    const worker = parseImageReference('ghcr.io/acme/worker:1.2.0')
    expect(absentImages(['ghcr.io/acme/api:0.1.0', 'not an image'], [WANTED, worker])).toEqual([worker])
    expect(absentImages([], [])).toEqual([])
  })
})

describe('judge', () => {
  it('is held by at least 120 cases, each with a name of its own', () => {
    const names = ALL.map(({ name }) => name)
    expect(names.length).toBeGreaterThanOrEqual(120)
    expect(new Set(names).size).toBe(names.length)
  })

  it.each(ALL)('$name → $verdict', ({ observation, images, verdict, says }) => {
    const judged = judge(observation, { revision: OURS, images: images ?? [] })
    expect(judged.kind).toBe(verdict)
    expect(judged.detail).toMatch(says ?? /./)
  })

  it.each(MISSING)('tells that it waits on $on: $name', ({ observation, images, on }) => {
    expect(judge(observation, { revision: OURS, images: images ?? [] })).toMatchObject({
      kind: 'waiting',
      on,
    })
  })

  it('tells a failed comparison from a failed operation: only the former may be mended by asking again', () => {
    const expected = { revision: OURS, images: [] }
    expect(judge(observe({ errors: ['ComparisonError: x'] }), expected)).toMatchObject({ of: 'comparison' })
    expect(judge(observe({ operation: failed }), expected)).toMatchObject({ of: 'operation' })
  })
})
