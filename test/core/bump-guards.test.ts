import { describe, expect, it } from '@jest/globals'
import {
  ActionError,
  bumpOutputs,
  parseDigest,
  parseFilePattern,
  parsePlatform,
  type Registry,
  renderBumpSummary,
} from '@gitops-actions/core'
import { createBumpCase, wantedImage } from './bump-case.ts'
import { createMemoryRegistry } from './fakes/memory-registry.ts'

const DEPLOYMENT = 'apiVersion: v1\nkind: Pod\nspec: { containers: [{ image: ghcr.io/acme/api:1.4.1 }] }\n'
const SECRET = 'apiVersion: v1\nkind: Secret\nmetadata: { name: api }\nstringData:\n  password: hunter2\n'

describe('a file with a plaintext Secret', () => {
  it.each([
    ['beside the image', `${DEPLOYMENT}---\n${SECRET}`, 'values.yaml:9:13'],
    [
      'in a List',
      `${DEPLOYMENT}---\napiVersion: v1\nkind: List\nitems:\n  - kind: Secret\n    data: { a: aGk= }\n`,
      'values.yaml:9:16',
    ],
  ])('%s is not changed', async (_, text, at) => {
    const { bump, repository } = createBumpCase({ 'values.yaml': text })
    const run = bump()
    await expect(run).rejects.toMatchObject({ code: 'plaintext-secret', outcome: 'blocked-by-policy' })
    await expect(run).rejects.toThrow(`${at}: this file holds a Kubernetes Secret`)
    expect(repository.calls).toEqual(['read main'])
  })

  it('is changed on demand', async () => {
    const { bump } = createBumpCase({ 'values.yaml': `${DEPLOYMENT}---\n${SECRET}` })
    expect(await bump({ allowPlaintextSecrets: true })).toMatchObject({ outcome: 'changed' })
  })

  it.each([
    ['encrypted by SOPS', SECRET.replace('hunter2', 'ENC[AES256_GCM,data:x]') + 'sops: { version: 3.9.0 }\n'],
    ['without values', SECRET.replace(/stringData[\s\S]*/, 'type: Opaque\n')],
    ['filled in by a template', SECRET.replace('hunter2', '${PASSWORD}')],
    ['that is sealed', SECRET.replace('kind: Secret', 'kind: SealedSecret')],
    ['in a file that is not changed', ''],
  ])('%s is none', async (_, secret) => {
    const { bump } = createBumpCase({ 'values.yaml': `${DEPLOYMENT}---\n${secret}`, 'other.yaml': SECRET })
    const files = ['values.yaml', 'other.yaml'].map(parseFilePattern)
    expect(await bump({ files })).toMatchObject({ outcome: 'changed' })
  })
})

describe('best effort', () => {
  const files = {
    'values.yaml': 'api: { image: ghcr.io/acme/api:1.4.1 }\nweb: { image: ghcr.io/acme/web:1.0.0 }\n',
  }
  const wanted = [
    wantedImage('ghcr.io/acme/api:1.4.2'),
    wantedImage('ghcr.io/acme/gone:2.0.0'),
    wantedImage('ghcr.io/acme/web:1.1.0'),
  ]

  it('writes what it can in one commit, then fails and names what it could not', async () => {
    const { bump, repository } = createBumpCase(files)
    const report = await bump({ wanted, failMode: 'best-effort' })
    expect(report.outcome).toBe('failed')
    expect(report.reason).toMatch(
      /^Committed [0-9a-f]{7} to main\. Not written: gone: .*\(image-not-in-files\)\.$/,
    )
    expect(bumpOutputs(report)).toMatchObject({ changed: 'true', 'commit-sha': report.commit })
    expect(renderBumpSummary(report)).toContain('- `gone` was left as it is')
    expect(repository.text('main', 'values.yaml')).toBe(
      'api: { image: ghcr.io/acme/api:1.4.2 }\nweb: { image: ghcr.io/acme/web:1.1.0 }\n',
    )
    expect(repository.calls).toEqual(['read main', 'commit main'])
  })

  it('writes nothing when no service can be written', async () => {
    const { bump } = createBumpCase(files)
    const gone = wanted.filter(({ service }) => service === 'gone')
    await expect(bump({ wanted: gone, failMode: 'best-effort' })).rejects.toMatchObject({
      code: 'image-not-in-files',
    })
  })

  it('is no way around an outage, which speaks against every service', async () => {
    const { bump, repository } = createBumpCase(files)
    repository.before('read', () => {
      throw new ActionError('network', 'nobody answers', { kind: 'transient' })
    })
    await expect(bump({ wanted, failMode: 'best-effort' })).rejects.toMatchObject({ code: 'network' })
    expect(repository.calls).toEqual(['read main'])
  })

  it('sets aside what the registry does not have, and still tells of what is older', async () => {
    const { bump, repository } = createBumpCase(files, {
      registry: {
        ...createMemoryRegistry({}),
        resolve: ({ repository: name }) =>
          Promise.resolve(
            name.endsWith('gone')
              ? undefined
              : {
                  digest: parseDigest(`sha256:${'1'.repeat(64)}`),
                  mediaType: 'application/json',
                  platforms: new Map(),
                },
          ),
      },
    })
    const older = wantedImage('ghcr.io/acme/web:0.9.0')
    const report = await bump({ wanted: [...wanted.slice(0, 2), older], failMode: 'best-effort' })
    expect(report).toMatchObject({ outcome: 'failed', wanted: [{ service: 'api' }] })
    expect(report.leftOut).toMatchObject([
      { outcome: 'failed', wanted: { service: 'gone' } },
      { outcome: 'superseded', wanted: { service: 'web' } },
    ])
    expect(report.reason).toMatch(/Not written: gone: .*[^.] \(image-not-found\)\.$/)
    expect(repository.text('main', 'values.yaml')).toBe(
      'api: { image: ghcr.io/acme/api:1.4.2 }\nweb: { image: ghcr.io/acme/web:1.0.0 }\n',
    )
  })

  it('is not what is done unless it is asked for', async () => {
    const { bump, repository } = createBumpCase(files)
    await expect(bump({ wanted })).rejects.toMatchObject({ code: 'image-not-in-files' })
    expect(repository.text('main', 'values.yaml')).toBe(files['values.yaml'])
  })

  it('writes forty services in one commit (pain 15)', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `svc-${index}`)
    const text = names.map((name) => `${name}: { image: ghcr.io/acme/${name}:1.0.0 }\n`).join('')
    const { bump, repository } = createBumpCase({ 'values.yaml': text })
    const report = await bump({ wanted: names.map((name) => wantedImage(`ghcr.io/acme/${name}:1.0.1`)) })
    expect(report.changes).toHaveLength(40)
    expect(repository.calls).toEqual(['read main', 'commit main'])
    expect(repository.messages('main')[0]?.match(/^GitOps-Release: /gm)).toHaveLength(40)
  })
})

describe('the platforms of an image (pain 11)', () => {
  const digest = parseDigest(`sha256:${'1'.repeat(64)}`)
  const registry: Registry = {
    ...createMemoryRegistry({}),
    resolve: () =>
      Promise.resolve({
        digest,
        mediaType: 'application/vnd.oci.image.index.v1+json',
        platforms: new Map([['linux/amd64', digest]]),
      }),
  }

  it('must all be there before anything is written', async () => {
    const { bump, repository } = createBumpCase(undefined, { registry })
    const platforms = ['linux/amd64', 'linux/arm64'].map(parsePlatform)
    const run = bump({ platforms })
    await expect(run).rejects.toMatchObject({ code: 'platform-missing' })
    await expect(run).rejects.toThrow(/has no image for linux\/arm64.*it has linux\/amd64\./)
    expect(repository.calls).toEqual([])
  })

  it('are enough when those that are wanted are there', async () => {
    const { bump } = createBumpCase(undefined, { registry })
    expect(await bump({ platforms: [parsePlatform('linux/x86_64')] })).toMatchObject({ outcome: 'changed' })
  })
})
