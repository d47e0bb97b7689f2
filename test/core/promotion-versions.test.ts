import { describe, expect, it } from '@jest/globals'
import { createMemoryRegistry } from './fakes/memory-registry.ts'
import {
  BRANCH,
  CONFIG,
  createCase,
  helm,
  PRODUCTION,
  promote,
  SEMVER,
  STAGING,
} from './promotion-directory-case.ts'

const [D1, D2] = ['a', 'b'].map((digit) => `sha256:${digit.repeat(64)}`) as [string, string]
const API = { 'ghcr.io/acme/api:1.1.0': D1 }
/** Without services in the configuration every image of the directory is promoted. */
const EVERY_IMAGE = CONFIG.replace(/services:[^]*/, '')

function pod(...images: string[]): string {
  return `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n${images.map((image, index) => `    - {name: c${index}, image: "${image}"}\n`).join('')}`
}

describe('the registry of a promotion between directories', () => {
  it('is asked about what would change alone', async () => {
    const registry = createMemoryRegistry(API)
    const world = createCase({ registry })
    expect(await promote(world)).toMatchObject({ outcome: 'created' })
    expect(registry.asked).toEqual(['ghcr.io/acme/api:1.1.0'])
    world.repository.push('main', { [`${PRODUCTION}/api.yaml`]: helm('api', '1.1.0', 5) })
    expect(await promote(world)).toMatchObject({ outcome: 'closed' })
    expect(await promote(world)).toMatchObject({ outcome: 'no-op' })
    expect(registry.asked).toHaveLength(1)
  })

  it('is asked about no version below the one that the image has already', async () => {
    const registry = createMemoryRegistry({
      ...API,
      'ghcr.io/acme/web:sha-abc1234': D2,
      'ghcr.io/acme/web:1.0.0': D2,
      'ghcr.io/acme/web:1.1.0': D2,
      'ghcr.io/acme/web:0.9.0': D1,
    })
    const world = createCase({ registry }, SEMVER)
    const web = (tag: string): string => `image: ghcr.io/acme/web:${tag}@${D2}\nother: 1\n`
    world.repository.push('main', {
      [`${STAGING}/web.yaml`]: web('sha-abc1234'),
      [`${PRODUCTION}/web.yaml`]: web('1.1.0'),
    })
    expect((await promote(world)).services.map(({ service }) => service)).toEqual(['api'])
    expect(registry.asked).toEqual(['ghcr.io/acme/api:1.1.0'])
    world.repository.push('main', { [`${PRODUCTION}/web.yaml`]: web('1.0.0') })
    expect((await promote(world)).services).toMatchObject([
      { service: 'api' },
      { service: 'web', from: { image: { tag: '1.0.0' } }, to: { image: { tag: '1.1.0' } } },
    ])
    expect(registry.asked.filter((image) => /web:(0|sha)/.test(image))).toEqual([])
  })

  it.each([
    ['a tag that moves', 'postgres:16', 'postgres:16'],
    ['a tag that moves, with its digest', `postgres:16@${D1}`, `postgres:16@${D1}`],
    [
      'a version that has its digest here alone',
      'ghcr.io/acme/sidecar:1.2.0',
      `ghcr.io/acme/sidecar:1.2.0@${D1}`,
    ],
    [
      'a version that has its digest there alone',
      `ghcr.io/acme/sidecar:1.2.0@${D1}`,
      'ghcr.io/acme/sidecar:1.2.0',
    ],
  ])('leaves as it is %s and is the same on both sides', async (_, there, here) => {
    for (const registry of [undefined, createMemoryRegistry({ ...API, 'ghcr.io/acme/web:3.0.0': D2 })]) {
      const world = createCase({ registry }, EVERY_IMAGE)
      world.repository.push('main', {
        [`${STAGING}/pod.yaml`]: pod(there),
        [`${PRODUCTION}/pod.yaml`]: pod(here),
      })
      expect((await promote(world)).services.map(({ service }) => service)).toEqual(['api'])
      expect(world.repository.text(BRANCH, `${PRODUCTION}/pod.yaml`)).toBe(pod(here))
      world.repository.push('main', { [`${PRODUCTION}/api.yaml`]: helm('api', '1.1.0', 5) })
      expect(await promote(world)).toMatchObject({ outcome: 'closed' })
    }
  })
})

describe('a service that the next environment does not take', () => {
  it('keeps no other from being promoted, and is told', async () => {
    const registry = createMemoryRegistry({ ...API, 'ghcr.io/acme/web:sha-abc1234': D2 })
    const world = createCase({ registry }, SEMVER)
    world.repository.push('main', { [`${STAGING}/web.yaml`]: helm('web', 'sha-abc1234') })
    const report = await promote(world)
    expect(report).toMatchObject({ outcome: 'created', services: [{ service: 'api' }] })
    expect(report.notices.join()).toMatch(
      /^Left as it is, without holding up the others: ghcr\.io\/acme\/web:sha-abc1234 of service "web" carries no release version/,
    )
    expect(world.pulls.open[0]?.body).toContain('without holding up the others')
    await expect(promote(world, { services: ['api', 'web'] })).rejects.toMatchObject({
      code: 'blocked-by-policy',
    })
  })

  it('is what the run ends with when there is no other, once nothing is left open', async () => {
    const registry = createMemoryRegistry({ ...API, 'ghcr.io/acme/web:sha-abc1234': D2 })
    const world = createCase({ registry }, SEMVER)
    await promote(world)
    world.repository.push('main', {
      [`${STAGING}/web.yaml`]: helm('web', 'sha-abc1234'),
      [`${PRODUCTION}/api.yaml`]: helm('api', '1.1.0', 5),
    })
    expect(await promote(world)).toMatchObject({
      outcome: 'closed',
      reason: expect.stringContaining('what differs is kept out'),
    })
    await expect(promote(world)).rejects.toMatchObject({ outcome: 'blocked-by-policy' })
  })

  it('is one whose tags fit no pattern, when it changes', async () => {
    const patterns = EVERY_IMAGE.replace('production, tags: any', 'production, tags: ["1.*"]')
    const world = createCase({}, patterns)
    const pods = (tag: string): string => pod(`redis:${tag}`)
    world.repository.push('main', {
      [`${STAGING}/pod.yaml`]: pods('7.0.1'),
      [`${PRODUCTION}/pod.yaml`]: pods('7.0.1'),
    })
    expect(await promote(world)).toMatchObject({ outcome: 'created', notices: [] })
    world.repository.push('main', { [`${STAGING}/pod.yaml`]: pods('7.0.2') })
    const report = await promote(world)
    expect(report.services.map(({ service }) => service)).toEqual(['api'])
    expect(report.notices.join()).toMatch(/redis:7\.0\.2/)
  })

  it('is one that runs in two versions', async () => {
    const world = createCase()
    world.repository.push('main', {
      [`${STAGING}/web.yaml`]: helm('web', '3.1.0'),
      [`${STAGING}/web2.yaml`]: helm('web', '3.2.0'),
    })
    const report = await promote(world)
    expect(report).toMatchObject({ outcome: 'created', services: [{ service: 'api' }] })
    expect(report.notices.join()).toMatch(/Service "web" runs in several versions/)
    await expect(promote(world, { services: ['web'] })).rejects.toMatchObject({ code: 'several-versions' })
  })

  it('is one whose tag moves, where its digest has no place', async () => {
    for (const registry of [undefined, createMemoryRegistry({ ...API, 'ghcr.io/acme/web:main': D2 })]) {
      const world = createCase({ registry })
      world.repository.push('main', { [`${STAGING}/web.yaml`]: helm('web', 'main') })
      const report = await promote(world)
      expect(report).toMatchObject({ outcome: 'created', services: [{ service: 'api' }] })
      expect(report.notices.join()).toMatch(
        /ghcr\.io\/acme\/web:main\S* of service "web" has a tag that can be moved/,
      )
      await expect(promote(world, { services: ['web'] })).rejects.toMatchObject({
        code: registry === undefined ? 'digest-unknown' : 'no-place-for-digest',
      })
    }
  })
})
