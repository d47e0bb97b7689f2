import { getEventListeners } from 'node:events'

import { describe, expect, it } from '@jest/globals'

import { deadlineAfter, systemClock } from '@gitops-actions/adapters'

describe('the clock of the machine', () => {
  const clock = systemClock()

  it('goes forward while it sleeps', async () => {
    const before = clock.monotonic()
    await clock.sleep(5)
    expect(clock.monotonic()).toBeGreaterThan(before)
  })

  it('wakes from a sleep, however long, with the reason of its signal', async () => {
    const stop = new AbortController()
    const slept = clock.sleep(2 ** 40, stop.signal)
    stop.abort(new Error('enough'))
    await expect(slept).rejects.toThrow('enough')
    await expect(clock.sleep(1, stop.signal)).rejects.toThrow('enough')
  })

  it('leaves no listener behind on a signal that outlives the sleep', async () => {
    const stop = new AbortController()
    await clock.sleep(1, stop.signal)
    expect(getEventListeners(stop.signal, 'abort')).toEqual([])
  })

  it('ends a deadline when it is over, and keeps one that is longer than timers are', async () => {
    const [short, long] = [deadlineAfter(1), deadlineAfter(2 ** 40)]
    await clock.sleep(20)
    expect([short.aborted, long.aborted]).toEqual([true, false])
  })

  it('rings timers, and not those that were cancelled', async () => {
    const rung: string[] = []
    const cancelled = clock.timer(1)
    void cancelled.done.then(() => rung.push('cancelled'))
    cancelled.cancel()
    await clock.timer(5).done
    await clock.sleep(5)
    expect(rung).toEqual([])
  })

  it('draws numbers in [0, 1)', () => {
    const drawn = Array.from({ length: 100 }, () => clock.random())
    expect(drawn.every((number) => number >= 0 && number < 1)).toBe(true)
  })
})
