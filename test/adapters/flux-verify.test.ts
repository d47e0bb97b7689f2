import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { deployment } from '../sandbox/argocd-world.ts'
import { isReady } from '../sandbox/flux-world.ts'
import { type FluxVerification, startFluxVerification } from './flux-world.ts'

let world: FluxVerification

beforeEach(async () => {
  world = await startFluxVerification()
})

afterEach(() => world.close())

const API = (tag: string): Record<string, string> => ({
  'apps/api/api.yaml': deployment('api', `acme/api:${tag}`),
})

const short = (commit: string): string => commit.slice(0, 7)

/** A first version that runs; Flux learns of later commits only when it is asked. */
async function runFirst(spec: object = { wait: true }): Promise<string> {
  const commit = await world.push(API('1.0.0'))
  world.source()
  world.kustomization('api', spec)
  await world.until('Kustomization', 'api', isReady)
  return commit
}

function patches(): string[] {
  return world.kubernetes.requests
    .filter(({ method }) => method === 'PATCH')
    .map(({ path }) => path.replace(/^.*\/namespaces\/flux-system\//, ''))
}

describe('a Kustomization', () => {
  it('is deployed when it applied our revision, after its source was asked first and then it', async () => {
    await runFirst()
    const revision = await world.repository.commit(API('2.0.0'))
    const report = await world.verify({ revision, images: ['acme/api:2.0.0'] })
    expect(report).toMatchObject({ outcome: 'deployed', cause: '' })
    expect(report.applications).toMatchObject([
      {
        application: 'Kustomization/flux-system/api',
        verdict: 'deployed',
        detail: `runs revision ${short(revision)}`,
        revision,
        images: ['acme/api:2.0.0'],
      },
    ])
    expect(patches()[0]).toBe('gitrepositories/environments?fieldManager=gitops-actions')
    expect(patches().length).toBeLessThanOrEqual(2)
  })

  it('costs no write when our revision is applied already', async () => {
    const revision = await runFirst()
    const report = await world.verify({ revision })
    expect(report.outcome).toBe('deployed')
    expect(patches()).toEqual([])
  })

  it('fault 81: is not deployed while the old revision is Ready, where a look at Ready is green', async () => {
    const old = await runFirst()
    world.flux.faults.set('GitRepository/flux-system/environments', { stuck: true })
    const revision = await world.repository.commit(API('2.0.0'))
    const report = await world.verify({ revision, timeout: 600, interval: 100, refresh: false })
    expect(isReady(await world.until('Kustomization', 'api', isReady))).toBe(true)
    expect(report.outcome).toBe('timeout')
    expect(report.cause).toBe(
      `Kustomization/flux-system/api: at revision ${short(old)} (older), wanted ${short(revision)}`,
    )
  })
})
