import { describe, expect, it } from '@jest/globals'
import {
  findEnvironment,
  holdsFile,
  parseConfig,
  parseFilePattern,
  parseGates,
  resolveTarget,
} from '@gitops-actions/core'
import { bumpRequest } from './bump-case.ts'
import { createPromotionCase, type PromotionCase } from './promotion-case.ts'

/** Environments that are files beside each other, and overlays in the directory of each service, at different depth. */
const CONFIG = `version: 1
environments:
  staging:
    files: ['apps/*/values-staging.yaml', 'platform/**/overlays/staging/**']
    tags: any
  production:
    files: ['apps/*/values-production.yaml', 'platform/**/overlays/production/**']
    tags: any
    update: pull-request
    from: staging
services:
  api: { image: ghcr.io/acme/api }
  web: { image: ghcr.io/acme/web }
`
const BRANCH = 'gitops/promote/staging/production/all'
const at = (environment: string): { api: string; web: string; component: string } => ({
  api: `apps/api/values-${environment}.yaml`,
  web: `platform/front/web/overlays/${environment}/kustomization.yaml`,
  component: `platform/front/web/overlays/${environment}/replicas.yaml`,
})

function values(tag: string, replicas: number): string {
  return `replicas: ${replicas}\nimage: { repository: ghcr.io/acme/api, tag: "${tag}" }\n`
}

function overlay(tag: string): string {
  return `components:\n- ../../../../components/tracing\nresources: [../../base]\nimages:\n- name: web\n  newName: ghcr.io/acme/web\n  newTag: "${tag}"\n`
}

function createCase(config = CONFIG): PromotionCase {
  return createPromotionCase({
    'gitops.yaml': config,
    'apps/api/values.yaml': values('0.0.0', 1),
    [at('staging').api]: values('1.1.0', 1),
    [at('production').api]: values('1.0.0', 5),
    'platform/front/web/base/deployment.yaml': 'kind: Deployment\n',
    [at('staging').web]: overlay('3.1.0'),
    [at('production').web]: overlay('3.0.0'),
    [at('production').component]: 'replicas: 9\n',
  })
}

describe('environments that are scattered over directories', () => {
  it('are promoted by their files, and nothing beside them is touched', async () => {
    const world = createCase()
    const report = await world.promote({ from: 'staging', to: 'production' })
    expect(report).toMatchObject({ outcome: 'created', services: [{ service: 'api' }, { service: 'web' }] })
    expect(world.repository.text(BRANCH, at('production').api)).toBe(values('1.1.0', 5))
    expect(world.repository.text(BRANCH, at('production').web)).toBe(overlay('3.1.0'))
    expect(world.repository.text(BRANCH, 'apps/api/values.yaml')).toBe(values('0.0.0', 1))
    expect(world.repository.text(BRANCH, at('staging').api)).toBe(values('1.1.0', 1))
    expect(world.pulls.open[0]?.body).toContain('`production` (`apps/*/values-production.yaml`, `platform/')
    expect(await world.promote({ to: 'production' })).toMatchObject({ outcome: 'no-op', pull: { number: 1 } })
    world.repository.push('main', { [at('staging').api]: values('1.2.0', 1) })
    expect(await world.promote({ to: 'production' })).toMatchObject({
      outcome: 'updated',
      pull: { number: 1 },
    })
    expect(world.repository.text(BRANCH, at('production').api)).toBe(values('1.2.0', 5))
    world.repository.push('main', {
      [at('production').api]: values('1.2.0', 5),
      [at('production').web]: overlay('3.1.0'),
    })
    expect(await world.promote({ to: 'production' })).toMatchObject({ outcome: 'closed' })
    expect(world.repository.branches()).toEqual(['main'])
  })

  it('know holds and gates', async () => {
    const world = createCase()
    const gates = parseGates(['verified'])
    expect(await world.promote({ to: 'production', gates })).toMatchObject({ outcome: 'blocked-by-gate' })
    world.repository.push('main', {
      '.gitops/holds/production.yaml':
        'version: 1\nholds:\n  - service: api\n    bad: { tag: 1.1.0 }\n    reason: it leaks\n    until: lifted\n',
    })
    const held = await world.promote({ to: 'production' })
    expect(held.reason).toMatch(/is held back from the environment "production": it leaks/)
  })

  it('must have no file in common', async () => {
    const world = createCase(CONFIG.replace('values-production.yaml', 'values-*.yaml'))
    await expect(world.promote({ to: 'production' })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(
        /values-staging\.yaml belongs to the environments "staging" and "production"/,
      ),
    })
  })

  it('have no names for whole files of each other', async () => {
    const promoted = createCase().promote({
      to: 'production',
      files: [parseFilePattern('apps/api/alerts.yaml')],
    })
    await expect(promoted).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(/scattered/),
    })
  })

  it('must match something', async () => {
    const world = createCase(CONFIG.replace('apps/*/values-production', 'app/*/values-production'))
    await expect(world.promote({ to: 'production' })).rejects.toMatchObject({ code: 'file-not-found' })
  })
})

describe('the files of an environment', () => {
  const config = parseConfig(CONFIG)
  const [staging, production] = ['staging', 'production'].map((name) => findEnvironment(config, name))

  it('are those that its patterns match, below its path', () => {
    const below = parseConfig('version: 1\nenvironments: { a: { path: x, files: ["*/a.yaml"] } }')
      .environments[0]
    expect([staging, production].map((one) => one && holdsFile(one, at('staging').web))).toEqual([
      true,
      false,
    ])
    expect(['x/y/a.yaml', 'y/a.yaml', 'x/a.yaml'].map((file) => below && holdsFile(below, file))).toEqual([
      true,
      false,
      false,
    ])
  })

  it('are where a bump writes', () => {
    const request = bumpRequest({ environment: 'production', files: [] })
    const target = resolveTarget(request, config)
    expect(target.files.map(({ pattern }) => pattern)).toEqual([
      'apps/*/values-production.yaml',
      'platform/**/overlays/production/**',
    ])
  })

  it('are not narrowed by those of services, which are of no environment', () => {
    const both = parseConfig(CONFIG.replace('acme/api }', 'acme/api, files: ["apps/api/*"] }'))
    const [api] = both.services
    const wanted = [
      { service: 'api', image: { ...(api?.image ?? fail()), tag: '1' }, mutable: false, source: undefined },
    ]
    const request = bumpRequest({ environment: 'production', files: [], wanted })
    expect(() => resolveTarget(request, both)).toThrow(
      /"production" and its services have "files" in gitops\.yaml/,
    )
  })

  it.each([
    ['files: []', /is an empty list: wanted globs/],
    ['files: ["a.yaml#image.tag"]', /holds "a\.yaml#image\.tag": wanted paths or globs of whole files/],
    ['files: ["!a.yaml"]', /holds "!a\.yaml"/],
    ['files: ["../a.yaml"]', /holds "\.\.\/a\.yaml"/],
    ['tags: any', /has neither "path" nor "branch" nor "files"/],
  ])('are not %s', (line, message) => {
    expect(() => parseConfig(`version: 1\nenvironments:\n  one:\n    ${line}\n`)).toThrow(message)
  })
})

function fail(): never {
  throw new Error('there is no such service')
}
