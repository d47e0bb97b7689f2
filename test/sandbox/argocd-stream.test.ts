import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

import {
  type Application,
  createManualClock,
  type ApplicationHandle,
  type ManualClock,
} from '@gitops-actions/sandbox'
import { type ArgoCdWorld, deployment, startWorld } from './argocd-world.ts'

let world: ArgoCdWorld
let clock: ManualClock
let api: ApplicationHandle

interface Event {
  type: string
  application: Application
}

beforeEach(async () => {
  clock = createManualClock()
  world = await startWorld({ clock })
  await world.repository.commit({ 'apps/api/api.yaml': deployment('api', 'acme/api:1.0.0') })
  const source = { repoURL: world.repository.url, targetRevision: 'main', path: 'apps/api' }
  api = world.argocd.createApplication({ name: 'api', source, annotations: { note: 'für später' } })
  world.argocd.createApplication({ name: 'web', source, labels: { team: 'web' }, project: 'shop' })
  await world.argocd.settled()
})

afterEach(async () => {
  await world.close()
})

/** Events of a server-sent stream. */
function events(text: string): Event[] {
  return text
    .split('\n\n')
    .map((part) => part.trim())
    .filter((part) => part.startsWith('data: '))
    .map((part) => (JSON.parse(part.slice(6)) as { result: Event }).result)
}

function touch(value: string): void {
  api.edit((application) => {
    application.metadata.labels = { ...application.metadata.labels, value }
  })
}

describe('watch', () => {
  it('sends ADDED, then MODIFIED, then DELETED, as server-sent events', async () => {
    const watch = await world.watch('?name=api')
    await watch.until((text) => text.includes('ADDED'))
    touch('1')
    await watch.until((text) => text.includes('MODIFIED'))
    api.delete()
    const text = await watch.until((current) => current.includes('DELETED'))
    const [first, ...rest] = events(text)
    expect(first).toMatchObject({ type: 'ADDED', application: { metadata: { name: 'api' } } })
    expect(new Set(rest.slice(0, -1).map((event) => event.type))).toEqual(new Set(['MODIFIED']))
    expect(rest.at(-1)?.type).toBe('DELETED')
    expect(text).toMatch(/^data: \{.*\} \n\n\n/)
    watch.close()
  })

  it('is newline-separated JSON unless events are asked for by name', async () => {
    for (const accept of ['*/*', 'application/json', 'text/event-stream, */*']) {
      const watch = await world.watch('?name=api', { headers: { accept } })
      const text = await watch.until((current) => current.endsWith('\n'))
      expect(JSON.parse(text)).toMatchObject({ result: { type: 'ADDED' } })
      watch.close()
    }
  })

  it('keeps a stream of events alive every 15 s, and says nothing on the other', async () => {
    const sse = await world.watch('?name=api')
    const plain = await world.watch('?name=api', { headers: { accept: 'application/json' } })
    const [before, quiet] = [
      await sse.until((text) => text.endsWith('\n\n')),
      await plain.until((text) => text !== ''),
    ]
    await clock.advance(14_999)
    expect(sse.text).toBe(before)
    await clock.advance(1)
    await sse.until((text) => text === `${before}:\n`)
    await clock.advance(15_000)
    expect(await sse.until((text) => text === `${before}:\n:\n`)).toBe(`${before}:\n:\n`)
    expect(plain.text).toBe(quiet)
    sse.close()
    plain.close()
  })

  it('shows no head before it has something to say: a missing application looks like a slow one', async () => {
    const watch = await world.watch('?name=missing')
    await clock.advance(10_000)
    await world.get('/api/version')
    expect(watch.status()).toBeUndefined()
    await clock.advance(5_000)
    await watch.until((text) => text === ':\n')
    expect(watch.status()).toBe(200)
    watch.close()
  })

  it('drops what is equal after the cut by fields', async () => {
    const fields = 'result.application.metadata.name,result.application.metadata.labels'
    const watch = await world.watch(`?name=api&fields=${fields}`)
    await watch.until((text) => text !== '')
    await api.refresh('hard')
    touch('1')
    const text = await watch.until((current) => current.includes('"value":"1"'))
    expect(events(text)).toEqual([
      { application: { metadata: { name: 'api' } } },
      { application: { metadata: { name: 'api', labels: { value: '1' } } } },
    ])
    watch.close()
  })

  it('follows selector, project and permission', async () => {
    const token = world.argocd.createToken({
      subject: 'shop',
      policies: [{ action: 'get', object: 'shop/*' }],
    })
    const watches = [
      await world.watch('?selector=team=web'),
      await world.watch('?projects=shop'),
      await world.watch('', { token }),
    ]
    for (const watch of watches) {
      const text = await watch.until((current) => current.includes('ADDED'))
      touch('x')
      await world.get('/api/version')
      expect(events(text).map((event) => event.application.metadata.name)).toEqual(['web'])
      expect(watch.text).not.toContain('"metadata":{"name":"api"')
      watch.close()
    }
  })

  it('starts after a resource version, except for a single application', async () => {
    const { json } = await world.get('/api/v1/applications?fields=metadata')
    const { resourceVersion } = (json as unknown as Application).metadata
    const list = await world.watch(`?resourceVersion=${resourceVersion}`)
    const single = await world.watch(`?name=api&resourceVersion=${api.current().metadata.resourceVersion}`)
    await single.until((text) => text.includes('ADDED'))
    touch('1')
    const text = await list.until((current) => current.includes('MODIFIED'))
    expect(events(text)[0]?.type).toBe('MODIFIED')
    list.close()
    single.close()
  })

  it('tells of an application that appears', async () => {
    const watch = await world.watch('?name=late')
    world.argocd.createApplication({
      name: 'late',
      source: { repoURL: world.repository.url },
      appearsAfterMs: 1000,
    })
    await world.argocd.settled()
    expect(watch.text).toBe('')
    await clock.advance(1000)
    const text = await watch.until((current) => current.includes('ADDED'))
    expect(events(text)[0]).toMatchObject({ type: 'ADDED', application: { metadata: { name: 'late' } } })
    watch.close()
  })

  it('refuses without a token in the form of a stream', async () => {
    const error = {
      grpc_code: 16,
      http_code: 401,
      message: 'no session information',
      http_status: 'Unauthorized',
    }
    const sse = await world.watch('?name=api', { token: undefined })
    await sse.ended
    expect(sse.status()).toBe(401)
    expect(sse.text).toBe(`data: ${JSON.stringify({ error })} \n\n\n`)
    const plain = await world.watch('?name=api', {
      token: undefined,
      headers: { accept: 'application/json' },
    })
    await plain.ended
    expect(JSON.parse(plain.text)).toEqual({ error })
  })

  it('ends when the sandbox closes', async () => {
    const watch = await world.watch('?name=api')
    await watch.until((text) => text !== '')
    await world.close()
    await watch.ended
    expect(events(watch.text)).toHaveLength(1)
    world = await startWorld()
  })
})

describe('faults of a watch', () => {
  it('cut at a byte', async () => {
    world.argocd.faults.stream({ application: 'api', times: 1, effect: { kind: 'cut', afterBytes: 100 } })
    const watch = await world.watch('?name=api')
    await watch.ended
    expect(watch.bytes).toHaveLength(100)
    const again = await world.watch('?name=api')
    expect(events(await again.until((text) => text.endsWith('\n\n')))).toHaveLength(1)
    again.close()
  })

  it('cut inside a character', async () => {
    world.argocd.faults.stream({ times: 1, effect: { kind: 'cut-inside-character' } })
    const watch = await world.watch('?name=api')
    await watch.ended
    expect(watch.bytes.at(-1)).toBe(Buffer.from('ü')[0])
    expect(watch.text.endsWith('f\ufffd')).toBe(true)
  })

  it('silent, without keepalive', async () => {
    world.argocd.faults.stream({ effect: { kind: 'silent', afterEvents: 1 } })
    const watch = await world.watch('?name=api')
    const before = await watch.until((text) => text.endsWith('\n\n'))
    touch('1')
    await clock.advance(60_000)
    await world.get('/api/version')
    expect(watch.text).toBe(before)
    watch.close()
  })

  it('ended cleanly after some events', async () => {
    world.argocd.faults.stream({ effect: { kind: 'end', afterEvents: 2 } })
    const watch = await world.watch('?name=api')
    await watch.until((text) => text !== '')
    touch('1')
    expect(await watch.ended).toBe('end')
    expect(events(watch.text).map((event) => event.type)).toEqual(['ADDED', 'MODIFIED'])
  })

  it('401 in mid-stream', async () => {
    world.argocd.faults.stream({ effect: { kind: 'unauthorized', afterEvents: 1 } })
    const watch = await world.watch('?name=api')
    await watch.ended
    expect(watch.status()).toBe(200)
    expect(watch.text).toContain('data: {"error":{"grpc_code":16,"http_code":401,')
  })

  it('in pieces of any size, and twice', async () => {
    world.argocd.faults.stream({ times: 1, effect: { kind: 'pieces', bytes: 7 } })
    const pieces = await world.watch('?name=api')
    expect(events(await pieces.until((text) => text.endsWith('\n\n\n')))).toHaveLength(1)
    pieces.close()
    world.argocd.faults.stream({ times: 1, effect: { kind: 'duplicates' } })
    const twice = await world.watch('?name=api')
    const text = await twice.until((current) => events(current).length === 2)
    expect(events(text)[0]).toEqual(events(text)[1])
    twice.close()
  })
})
