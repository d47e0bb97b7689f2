import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

import { createManualClock, createScaledClock, type GitServer, startGitServer } from '@gitops-actions/sandbox'
import { type ArgoCdWorld, deployment, startWorld } from './argocd-world.ts'

const reader = 'reader-token-of-the-test'

describe('repositories over HTTP', () => {
  let git: GitServer
  let world: ArgoCdWorld

  beforeEach(async () => {
    git = await startGitServer({ tokens: { [reader]: { login: 'reader' } } })
    await git.createRepository('acme/environment', {
      files: { 'apps/api/api.yaml': deployment('api', 'acme/api:1.0.0') },
    })
    world = await startWorld()
  })

  afterEach(async () => {
    await world.close()
    await git.close()
  })

  it('are read with a token, which is nowhere to be seen', async () => {
    const url = git.cloneUrl('acme/environment')
    world.argocd.addRepository({ url: url.replace('.git', ''), token: reader })
    const source = { repoURL: url, path: 'apps/api' }
    const api = world.argocd.createApplication({ name: 'api', source, syncPolicy: { automated: {} } })
    const ready = await api.until(({ status }) => status.health.status === 'Healthy')
    expect(ready.status.summary.images).toEqual(['acme/api:1.0.0'])
    expect(JSON.stringify([ready, git.requests.map((request) => request.path)])).not.toContain(reader)
  })

  it('say that they want one', async () => {
    const source = { repoURL: git.cloneUrl('acme/environment'), path: 'apps/api' }
    const api = world.argocd.createApplication({ name: 'api', source })
    const refused = await api.until(({ status }) => status.conditions !== undefined)
    expect(refused.status.conditions?.[0]?.message).toContain('authentication required')
  })

  it('can stand for another address', async () => {
    const url = 'https://git.example.com/acme/environment'
    world.argocd.addRepository({ url, remote: git.cloneUrl('acme/environment'), token: reader })
    const api = world.argocd.createApplication({
      name: 'api',
      source: { repoURL: `${url}.git`, path: 'apps/api' },
    })
    const seen = await api.until(({ status }) => status.sync.status === 'OutOfSync')
    expect(seen.status.sync.comparedTo.source?.repoURL).toBe(`${url}.git`)
    expect(world.argocd.notify(`${url}/`)).toBe(1)
  })
})

describe('clocks', () => {
  it('stand still until they are advanced, and run what is due in order', async () => {
    const clock = createManualClock(Date.UTC(2026, 0, 1))
    const ran: string[] = []
    clock.schedule(20, () => ran.push(`b ${clock.now() - Date.UTC(2026, 0, 1)}`))
    clock.schedule(10, () => {
      ran.push('a')
      clock.schedule(5, () => ran.push('a2'))
    })
    clock.schedule(15, () => ran.push('never'))()
    await clock.advance(19)
    expect(ran).toEqual(['a', 'a2'])
    await clock.advance(1)
    expect(ran).toEqual(['a', 'a2', 'b 20'])
  })

  it('run faster by a factor', async () => {
    const clock = createScaledClock(1000)
    const start = clock.now()
    await new Promise((resolve) =>
      clock.schedule(5000, () => {
        resolve(undefined)
      }),
    )
    expect(clock.now() - start).toBeGreaterThanOrEqual(4000)
    let ran = false
    clock.schedule(1, () => (ran = true))()
    await new Promise((resolve) =>
      clock.schedule(5000, () => {
        resolve(undefined)
      }),
    )
    expect(ran).toBe(false)
  })

  it('of a sandbox decide how long things take', async () => {
    const clock = createManualClock()
    const world = await startWorld({ clock, durations: { operation: 60_000, rollout: 120_000 } })
    try {
      await world.repository.commit({ 'apps/api/api.yaml': deployment('api', 'acme/api:1.0.0') })
      const source = { repoURL: world.repository.url, path: 'apps/api' }
      const api = world.argocd.createApplication({ name: 'api', source, syncPolicy: { automated: {} } })
      await world.argocd.settled()
      expect(api.current().status.operationState).toMatchObject({
        phase: 'Running',
        startedAt: '2026-01-02T03:04:05Z',
      })
      await clock.advance(59_000)
      await world.argocd.settled()
      expect(api.current().status.operationState?.phase).toBe('Running')
      await clock.advance(1000)
      await world.argocd.settled()
      expect(api.current().status).toMatchObject({
        operationState: { phase: 'Succeeded', finishedAt: '2026-01-02T03:05:05Z' },
        health: { status: 'Progressing' },
        reconciledAt: '2026-01-02T03:05:05Z',
      })
      await clock.advance(119_000)
      await world.argocd.settled()
      expect(api.current().status.health.status).toBe('Progressing')
      await clock.advance(1000)
      await world.argocd.settled()
      expect(api.current().status.health).toEqual({
        status: 'Healthy',
        lastTransitionTime: '2026-01-02T03:07:05Z',
      })
    } finally {
      await world.close()
    }
  })
})
