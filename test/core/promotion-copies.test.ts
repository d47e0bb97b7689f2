import { describe, expect, it } from '@jest/globals'
import { parseFilePattern, type PromotionReport, renderPromotionSummary } from '@gitops-actions/core'
import { createMemoryRegistry } from './fakes/memory-registry.ts'
import { createMemoryRepository, withMode } from './fakes/memory-repository.ts'
import { createPromotionCase, type PromotionCase } from './promotion-case.ts'

const CONFIG = `version: 1
environments:
  staging: { path: staging, tags: any }
  production: { path: production, tags: any }
`
const BRANCH = 'gitops/promote/staging/production/all'
const DIGEST = `sha256:${'d'.repeat(64)}`

function values(tag: string, { replicas = 1, checkout = 'false', host = 'example.com' } = {}): string {
  return `replicas: ${replicas}
host: "${host}" # differs on purpose
features:
  checkout: ${checkout} # flag
image:
  repository: ghcr.io/acme/api
  tag: "${tag}"
`
}

function createCase(
  files: Readonly<Record<string, string>> = {},
  config = CONFIG,
  ports: Parameters<typeof createPromotionCase>[1] = {},
): PromotionCase {
  return createPromotionCase(
    {
      'gitops.yaml': config,
      'staging/api.yaml': values('1.1.0', { replicas: 2, checkout: 'true' }),
      'production/api.yaml': values('1.0.0', { replicas: 9, host: 'acme.example' }),
      ...files,
    },
    ports,
  )
}

function promote(world: PromotionCase, ...lines: readonly string[]): Promise<PromotionReport> {
  return world.promote({ from: 'staging', to: 'production', files: lines.map(parseFilePattern) })
}

describe('single values', () => {
  it('come along with their type, and everything else stays', async () => {
    const world = createCase()
    const report = await promote(world, 'api.yaml#features.checkout')
    const change = { file: 'production/api.yaml', path: 'features.checkout', from: 'false', to: 'true' }
    expect(report).toMatchObject({ outcome: 'created', values: [change], otherFiles: [] })
    expect(world.repository.text(BRANCH, 'production/api.yaml')).toBe(
      values('1.1.0', { replicas: 9, checkout: 'true', host: 'acme.example' }),
    )
    const row = '| `production/api.yaml#features.checkout` | `false` | `true` |'
    expect(world.pulls.open[0]?.body).toContain(row)
    expect(renderPromotionSummary(report)).toContain(row)
    expect(await promote(world, 'api.yaml#features.checkout')).toMatchObject({
      outcome: 'no-op',
      pull: { number: 1 },
    })
  })

  it('go without an image, follow the next change, and close when nothing is left', async () => {
    const world = createCase({ 'staging/api.yaml': values('1.0.0', { replicas: 3 }) })
    expect(await promote(world, 'api.yaml#replicas')).toMatchObject({ outcome: 'created', services: [] })
    world.repository.push('main', { 'staging/api.yaml': values('1.0.0', { replicas: 4 }) })
    expect(await promote(world, 'api.yaml#replicas')).toMatchObject({ outcome: 'updated' })
    expect(world.repository.text(BRANCH, 'production/api.yaml')).toContain('replicas: 4\n')
    world.repository.push('main', {
      'production/api.yaml': values('1.0.0', { replicas: 4, host: 'acme.example' }),
    })
    expect(await promote(world, 'api.yaml#replicas')).toMatchObject({ outcome: 'closed' })
  })

  it.each([
    ['a: 3', 'a: 7', 'a: 3'],
    ['a: "3"', 'a: 7', 'a: "3"'],
    ['a: "3"', 'a: "7"', 'a: "3"'],
    ['a: three', 'a: "seven"', 'a: "three"'],
    ["a: 'yes'", 'a: on', 'a: "yes"'],
    ['a: true', 'a:', 'a: true'],
    ['a: null', 'a: 3', 'a: null'],
    ['a: 1.10', 'a: 1.1 # c', 'a: 1.10 # c'],
    ['{"a": 3}', '{a: "x", b: [1]}', '{a: 3, b: [1]}'],
    ['x: &v 3\na: *v', 'a: 7', 'a: 3'],
  ])('%j onto %j', async (from, to, result) => {
    const world = createCase({ 'staging/x.yaml': `${from}\n`, 'production/x.yaml': `${to}\n` })
    await promote(world, 'x.yaml#a')
    const text = world.repository.text(BRANCH, 'production/x.yaml')
    expect(text?.replaceAll("'", '"')).toBe(`${result}\n`)
  })

  it.each([
    ['api.yaml#features', 'selector-not-a-value', /a map or a list/],
    ['api.yaml#image.tag', 'selector-not-a-value', /version of an image, which is promoted by itself/],
    ['api.yaml#featuers.checkout', 'selector-not-found', /features\.checkout/],
    ['templated.yaml#host', 'not-editable', /template/],
    ['only.yaml#a', 'file-not-found', /production\/only\.yaml is not there/],
    ['lacking.yaml#a', 'selector-not-found', /production\/lacking\.yaml#a" names nothing/],
    ['none.yaml#a', 'file-not-found', /"none\.yaml" in "files" matches nothing below staging/],
    ['x.tfvars#a', 'not-editable', /YAML and JSON files alone/],
  ])('%s is refused', async (line, code, message) => {
    const world = createCase({
      'staging/templated.yaml': 'host: "{{ .Values.host }}"\n',
      'production/templated.yaml': 'host: x\n',
      'staging/only.yaml': 'a: 1\n',
      'staging/lacking.yaml': 'a: 1\n',
      'production/lacking.yaml': 'b: 1\n',
      'staging/x.tfvars': 'a = 1\n',
    })
    await expect(promote(world, line)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    })
    expect(world.repository.branches()).toEqual(['main'])
  })

  it('of a plaintext Secret are refused', async () => {
    const secret = (word: string): string =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData:\n  password: ${word}\n`
    const world = createCase({ 'staging/db.yaml': secret('new'), 'production/db.yaml': secret('old') })
    await expect(promote(world, 'db.yaml#stringData.password')).rejects.toMatchObject({
      code: 'plaintext-secret',
    })
  })
})

describe('images in whole files', () => {
  it('stand under the version that the target takes', async () => {
    const registry = createMemoryRegistry({
      'ghcr.io/acme/api:sha-0123456': DIGEST,
      'ghcr.io/acme/api:1.2.0': DIGEST,
    })
    const semver = CONFIG.replace('path: production, tags: any', 'path: production, tags: semver')
    const world = createCase({ 'staging/api.yaml': values('sha-0123456') }, semver, { registry })
    expect(await promote(world, 'api.yaml')).toMatchObject({ outcome: 'created' })
    expect(world.repository.text(BRANCH, 'production/api.yaml')).toBe(values('1.2.0'))
  })

  it('bring a service that is new there, unless policy or a hold keep it out', async () => {
    const files = { 'staging/new.yaml': 'image: ghcr.io/acme/new:main\n' }
    const world = createCase(files)
    expect(await promote(world, 'new.yaml')).toMatchObject({
      outcome: 'created',
      otherFiles: ['production/new.yaml'],
    })
    const semver = CONFIG.replace('path: production, tags: any', 'path: production, tags: semver')
    await expect(promote(createCase(files, semver), 'new.yaml')).rejects.toMatchObject({
      code: 'blocked-by-policy',
    })
    const held = createCase({
      ...files,
      '.gitops/holds/production.yaml':
        'version: 1\nholds:\n  - { service: new, bad: { tag: main }, reason: it leaks, until: lifted }\n',
    })
    expect(await promote(held, 'new.yaml')).toMatchObject({ outcome: 'blocked-by-gate' })
  })

  it('never are links, nor what the images cannot be written in', async () => {
    const files = {
      'gitops.yaml': CONFIG,
      'staging/api.yaml': values('1.1.0'),
      'staging/link.yaml': '/etc/passwd',
      'production/api.yaml': values('1.0.0'),
    }
    const linked = createPromotionCase(
      {},
      {
        repository: withMode(createMemoryRepository(files), 'staging/link.yaml', '120000'),
      },
    )
    await expect(promote(linked, 'link.yaml')).rejects.toMatchObject({ code: 'not-editable' })
    await expect(promote(linked, 'link.yaml')).rejects.toThrow('staging/link.yaml is not a regular file')
  })

  it('bring what the target already runs under another name of the file', async () => {
    const world = createCase({
      'staging/copy.yaml': 'image: ghcr.io/acme/web:1.0.0\n',
      'production/web.yaml': 'image: ghcr.io/acme/web:1.0.0\n',
    })
    expect(await promote(world, 'copy.yaml')).toMatchObject({ outcome: 'created' })
  })

  it('bring no other service along that nobody asked for', async () => {
    const world = createCase({
      'staging/web.yaml': 'image: ghcr.io/acme/web:2.0.0\n',
      'production/web.yaml': 'image: ghcr.io/acme/web:1.0.0\n',
    })
    const request = { from: 'staging', to: 'production', services: ['api'] }
    await expect(world.promote({ ...request, files: [parseFilePattern('web.yaml')] })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/ghcr\.io\/acme\/web:2\.0\.0, but web is not promoted along with it/),
    })
  })
})
