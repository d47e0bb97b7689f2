import { describe, expect, it } from '@jest/globals'
import { backoff } from '@gitops-actions/core'
import { type Host, type Pause, race, type RaceReport } from './writer-race.ts'

/** The default of `max-attempts`, and of `timeout` in milliseconds. */
const [MAX_ATTEMPTS, TIMEOUT] = [20, 300_000]
const SEEDS = Array.from({ length: 30 }, (_, index) => 1 + index * 7919)

const HOSTS: readonly (readonly [string, Host])[] = [
  ['50 ms a request, a host of two processors', { latency: 50, read: 80, write: 110, workers: 2 }],
  ['50 ms a request, a host that is quick', { latency: 50, read: 5, write: 20, workers: 100 }],
  ['200 ms a request', { latency: 200, read: 20, write: 50, workers: 100 }],
  ['200 ms a request, a host of two processors', { latency: 200, read: 80, write: 110, workers: 2 }],
  ['60 ms a request, commits of 400 ms', { latency: 60, read: 80, write: 400, workers: 100 }],
]

/** What most clients do: full jitter under a ceiling that doubles from 200 ms to 5 s. */
const plainJitter: Pause = (attempt, random) => random * Math.min(5000, 200 * 2 ** (attempt - 1))

describe.each(HOSTS)('writers of one branch: %s', (_, host) => {
  it('20 land with 80 attempts at most, about as fast as by plain jitter', () => {
    const ours = SEEDS.map((seed) => race(20, host, backoff, seed))
    expect(ours.filter(({ landed }) => landed !== 20)).toEqual([])
    expect(worstOf(ours, 'attempts')).toBeLessThanOrEqual(80)
    expect(worstOf(ours, 'worst')).toBeLessThanOrEqual(MAX_ATTEMPTS / 2)
    const plain = SEEDS.map((seed) => race(20, host, plainJitter, seed))
    expect(medianOf(ours, 'attempts')).toBeLessThan(medianOf(plain, 'attempts'))
    expect(medianOf(ours, 'end')).toBeLessThan(1.25 * medianOf(plain, 'end'))
  })

  it('100 land within the default attempts and time', () => {
    const ours = SEEDS.slice(0, 10).map((seed) => race(100, host, backoff, seed))
    expect(ours.filter(({ landed }) => landed !== 100)).toEqual([])
    expect(worstOf(ours, 'worst')).toBeLessThanOrEqual(MAX_ATTEMPTS)
    expect(worstOf(ours, 'end')).toBeLessThan(TIMEOUT / 2)
  })

  it('two do not wait for many', () => {
    const ours = SEEDS.map((seed) => race(2, host, backoff, seed))
    const one = race(1, host, backoff, 1).end
    expect(worstOf(ours, 'attempts')).toBeLessThanOrEqual(4)
    expect(medianOf(ours, 'end')).toBeLessThan(5 * one)
  })
})

function worstOf(reports: readonly RaceReport[], field: keyof RaceReport): number {
  return Math.max(...reports.map((report) => report[field]))
}

function medianOf(reports: readonly RaceReport[], field: keyof RaceReport): number {
  const sorted = reports.map((report) => report[field]).sort((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
