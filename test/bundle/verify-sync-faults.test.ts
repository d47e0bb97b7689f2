import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { ApplicationHandle, StreamEffect } from '@gitops-actions/sandbox'
import { errorsOf, isWell, startVerifyWorld, type VerifyWorld } from './verify-world.ts'

let world: VerifyWorld
let api: ApplicationHandle

const APPLICATION = '/api/v1/applications/api'
const STREAM = '/api/v1/stream/applications'

beforeEach(async () => {
  world = await startVerifyWorld()
  api = await world.createApplication('api')
})

afterEach(async () => {
  await world.close()
})

/** Runs an effect once, when the step says that it waits for the old revision. */
function whenBehind(effect: () => unknown): (text: string) => void {
  let done = false
  return (text) => {
    if (done || !/api +waiting +at revision/.test(text)) return
    done = true
    effect()
  }
}

describe('the stream', () => {
  it('wakes it: the polls alone would have come much later', async () => {
    const revision = await world.commit({ api: '1.1.0' })
    const run = await world.verify(
      { revision, refresh: 'false', interval: '10m', timeout: '11m' },
      { onOutput: whenBehind(world.notify) },
    )
    expect(run.outputs.outcome).toBe('deployed')
    expect(Number(run.outputs.duration)).toBeLessThan(60)
  })

  it.each<StreamEffect>([
    { kind: 'cut', afterBytes: 900 },
    { kind: 'silent', afterEvents: 1 },
    { kind: 'unauthorized', afterEvents: 1 },
  ])('may fail for ever ($kind): the polls see what it does not tell', async (effect) => {
    world.argocd.faults.stream({ effect })
    const revision = await world.commit({ api: '1.1.0' })
    const run = await world.verify({ revision, refresh: 'false' }, { onOutput: whenBehind(world.notify) })
    expect(errorsOf(run)).toEqual([])
    expect(run.outputs.outcome).toBe('deployed')
  })

  it('may come in pieces of a byte or two, inside of characters, and twice', async () => {
    world.argocd.faults.stream({ times: 1, effect: { kind: 'pieces', bytes: 2 } })
    api.faults.set({ suspended: 'wartet auf … für Freigabe 😀' })
    const run = await world.verify(
      { revision: world.root, interval: '10m', timeout: '11m', 'stable-for': '1m' },
      {
        onOutput: (text, child) => {
          if (text.includes('für Freigabe 😀')) child.kill('SIGINT')
        },
      },
    )
    expect(run.log).toContain('its health is suspended: wartet auf … für Freigabe 😀')
  })

  it('may be refused by a proxy that knows no streams', async () => {
    world.argocd.faults.request({ path: STREAM, effect: { kind: 'login-page' } })
    const revision = await world.commit({ api: '1.1.0' })
    const run = await world.verify({ revision, refresh: 'false' }, { onOutput: whenBehind(world.notify) })
    expect(run.outputs.outcome).toBe('deployed')
  })
})

describe('the API', () => {
  it('may fail in the middle of the wait', async () => {
    world.argocd.faults.stream({ effect: { kind: 'silent', afterEvents: 0 } })
    const revision = await world.commit({ api: '1.1.0' })
    const outage = (): void => {
      world.argocd.faults.request({ path: APPLICATION, times: 2, effect: { kind: 'reset' } })
      world.notify()
    }
    const run = await world.verify({ revision, refresh: 'false' }, { onOutput: whenBehind(outage) })
    expect(run.outputs.outcome).toBe('deployed')
  })

  it('may not answer a refresh: what it knows is judged', async () => {
    world.argocd.faults.request({ path: APPLICATION, times: 1, effect: { kind: 'answer', status: 504 } })
    const run = await world.verify({ revision: world.root })
    expect(run.outputs.outcome).toBe('deployed')
    expect(run.annotations).toEqual([
      {
        level: 'warning',
        message: expect.stringContaining('its refresh was not answered, going on without'),
      },
    ])
  })

  it('may fall silent: the time runs out in time, and the process ends with it', async () => {
    const revision = await world.commit({ api: '1.1.0' })
    api.faults.set({ stuck: true })
    const silence = (): unknown => world.argocd.faults.request({ effect: { kind: 'hang' } })
    const run = await world.verify({ revision, timeout: '6s' }, { onOutput: whenBehind(silence) })
    expect(run.outputs.outcome).toBe('timeout')
    world.argocd.faults.clear()
  })

  it('may lose the application: twice is believed', async () => {
    const revision = await world.commit({ api: '1.1.0' })
    api.faults.set({ stuck: true })
    const run = await world.verify(
      { revision },
      {
        onOutput: whenBehind(() => {
          api.delete()
        }),
      },
    )
    expect([run.code, run.outputs.outcome]).toEqual([1, 'failed'])
    expect(errorsOf(run)[0]).toMatch(
      /"api" is missing, or the token may not see it.*\(application-not-found\)$/,
    )
  })

  it('may have the application made anew by an ApplicationSet', async () => {
    const revision = await world.commit({ api: '1.1.0' })
    api.faults.set({ stuck: true })
    const remake = (): void => {
      api.delete()
      void world.createApplication('api')
    }
    const run = await world.verify({ revision }, { onOutput: whenBehind(remake) })
    expect(errorsOf(run)).toEqual([])
    expect(run.outputs.outcome).toBe('deployed')
    await world.argocd.application('api').until(isWell)
  })

  it('may take the token away: no wait can mend that', async () => {
    world.argocd.faults.stream({ effect: { kind: 'silent', afterEvents: 1 } })
    const revision = await world.commit({ api: '1.1.0' })
    api.faults.set({ stuck: true })
    const revoke = (): void => {
      world.argocd.revokeToken('ci:apiKey')
    }
    const run = await world.verify({ revision, timeout: '10m' }, { onOutput: whenBehind(revoke) })
    expect([run.code, run.outputs.outcome]).toEqual([1, 'failed'])
    expect(errorsOf(run)[0]).toMatch(/\(agent-unauthorized\)$/)
  })
})

describe('GitHub', () => {
  it('may fail for a while once it has answered', async () => {
    const compare = 'GET /repos/{owner}/{repo}/compare/{basehead}'
    api.faults.set({ stuck: true })
    const revision = await world.commit({ api: '1.1.0' })
    const head = await world.commit({ worker: '1.1.0' })
    const outage = (): void => {
      world.github.faults.next(compare, { instead: { status: 502 } }, { times: 4 })
      api.faults.clear()
      world.notify()
    }
    const run = await world.verify({ revision }, { onOutput: whenBehind(outage) })
    expect(errorsOf(run)).toEqual([])
    expect(run.outputs).toMatchObject({ outcome: 'deployed-by-descendant', 'observed-revision': head })
    const answers = world.github.requests.filter(({ operation }) => operation === compare)
    expect(answers.map(({ status }) => status)).toEqual([200, 502, 502, 502, 502, 200])
  })
})

describe('another operation', () => {
  it('in progress is waited for, and ours asked for once: row 91', async () => {
    const worker = await world.createApplication('worker', { syncPolicy: {} })
    worker.faults.set({ operationInProgress: true })
    const run = await world.verify(
      { revision: world.root, applications: 'worker', sync: 'true' },
      {
        onOutput: (text) => {
          if (/worker +waiting/.test(text))
            setTimeout(() => {
              worker.faults.clear()
            }, 500)
        },
      },
    )
    expect(run.outputs.outcome).toBe('deployed')
    const answers = world.argocd.requests
      .filter(({ method }) => method === 'POST')
      .map(({ status }) => status)
    expect(answers.at(-1)).toBe(200)
    expect(answers.slice(0, -1).every((status) => status === 400)).toBe(true)
  })
})

describe('cancellation', () => {
  it('ends the wait, with an outcome and a summary', async () => {
    api.faults.set({ stuck: true })
    const revision = await world.commit({ api: '1.1.0' })
    const run = await world.verify(
      { revision, timeout: '10m', interval: '10m' },
      {
        onOutput: (text, child) => {
          if (/api +waiting/.test(text)) child.kill('SIGINT')
        },
      },
    )
    expect([run.code, run.outputs]).toEqual([1, { outcome: 'failed' }])
    expect(errorsOf(run)).toEqual([expect.stringMatching(/the run was cancelled \(SIGINT\) \(cancelled\)$/)])
    expect(run.summary).toContain('### verify-sync: failed')
  })
})
