import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from '@jest/globals'
import { parseReleaseTrailers } from '@gitops-actions/core'
import { startBumpWorld, type BumpWorld } from './bump-world.ts'

let world: BumpWorld

afterEach(() => world.close())

const CONFIG = (registry: string): string => `version: 1
environments:
  dev:        { path: environments/dev, tags: any }
  staging:    { branch: env/staging, path: deploy, tags: main, update: pull-request }
  production: { path: environments/production, tags: semver }
services:
  api: { image: ${registry}/acme/api, source: acme/api }
`

/** A configuration that names images, and three environments that hold them. */
function startConfigured(): Promise<BumpWorld> {
  return startBumpWorld((registry) => ({
    'gitops.yaml': CONFIG(registry),
    'environments/dev/values.yaml': `image: ${registry}/acme/api:1.4.1\n`,
    'environments/production/values.yaml': `image: ${registry}/acme/api:1.4.0\n`,
    'deploy/values.yaml': `image: ${registry}/acme/api:1.4.1\n`,
  })).then(async (started) => {
    const main = await started.head()
    await started.git.updateRef('refs/heads/env/staging', main, '0'.repeat(40))
    return started
  })
}

describe('gitops.yaml', () => {
  it('says where an environment is, in two requests where that is the usual place', async () => {
    world = await startConfigured()
    const run = await world.bump({ release: world.release('api', '1.4.2'), environment: 'dev' })
    expect(run.outputs).toMatchObject({ outcome: 'changed', branch: 'main' })
    expect(world.operations()).toEqual(['query repository', 'mutation createCommitOnBranch'])
    expect(await world.text('environments/dev/values.yaml')).toContain(':1.4.2')
    expect(await world.text('environments/production/values.yaml')).toContain(':1.4.0')
    expect(await world.text('gitops.yaml')).toBe(CONFIG(world.registry.host))
  })

  it('gives the branch, the path and the mode of an environment', async () => {
    world = await startConfigured()
    const run = await world.bump({ release: world.release('api', '1.4.2'), environment: 'staging' })
    expect(run.outputs).toMatchObject({ outcome: 'created', branch: 'gitops/staging/api' })
    const [pull] = world.github.describe('acme/environments').pulls.values()
    expect(pull?.base).toBe('env/staging')
    expect(await world.text('deploy/values.yaml', 'gitops/staging/api')).toContain(':1.4.2')
    expect(await world.text('environments/dev/values.yaml', 'gitops/staging/api')).toContain(':1.4.1')
  })

  it('gives way to the inputs', async () => {
    world = await startConfigured()
    const run = await world.bump({
      release: world.release('api', '1.4.2'),
      environment: 'staging',
      branch: 'main',
      mode: 'commit',
      files: 'environments/dev/*.yaml',
    })
    expect(run.outputs).toMatchObject({ outcome: 'changed', branch: 'main' })
    expect(await world.text('environments/dev/values.yaml')).toContain(':1.4.2')
    expect(await world.text('deploy/values.yaml', 'env/staging')).toContain(':1.4.1')
  })

  it('is not an image of its own services when the whole repository is searched', async () => {
    world = await startBumpWorld((registry) => ({
      'gitops.yaml': `version: 1\nservices: { api: { image: ${registry}/acme/api } }\n`,
      '.github/workflows/deploy.yml': `jobs: { a: { container: { image: "${registry}/acme/api:1.0.0" } } }\n`,
      'values.yaml': `image: ${registry}/acme/api:1.4.1\n`,
    }))
    const run = await world.bump({ release: world.release('api', '1.4.2') })
    expect(JSON.parse(run.outputs.changes ?? '[]')).toEqual([
      expect.objectContaining({ file: 'values.yaml', to: `${world.registry.host}/acme/api:1.4.2` }),
    ])
    expect(await world.text('gitops.yaml')).toContain('/acme/api }')
  })

  it('narrows the files of a service', async () => {
    world = await startBumpWorld((registry) => ({
      'gitops.yaml': `version: 1
environments: { dev: { path: dev } }
services: { api: { image: ${registry}/acme/api, files: [ "api/values.yaml#tag" ] } }
`,
      'dev/api/values.yaml': 'tag: 1.4.1\n',
      'dev/copy/values.yaml': `image: ${registry}/acme/api:1.4.1\n`,
    }))
    const run = await world.bump({ release: world.release('api', '1.4.2'), environment: 'dev' })
    expect(run.outputs.outcome).toBe('changed')
    expect(await world.text('dev/api/values.yaml')).toBe('tag: 1.4.2\n')
    expect(await world.text('dev/copy/values.yaml')).toContain(':1.4.1')
  })

  it('has a directory by convention when there is none', async () => {
    world = await startBumpWorld((registry) => ({
      'environments/dev/values.yaml': `image: ${registry}/acme/api:1.4.1\n`,
      'environments/production/values.yaml': `image: ${registry}/acme/api:1.4.1\n`,
    }))
    await world.bump({ release: world.release('api', '1.4.2'), environment: 'dev' })
    expect(await world.text('environments/dev/values.yaml')).toContain(':1.4.2')
    expect(await world.text('environments/production/values.yaml')).toContain(':1.4.1')
  })
})

describe('what an environment does not take', () => {
  it.each([
    ['of a branch, by name', { environment: 'production' }],
    ['of a branch, by its file', { files: 'environments/production/values.yaml' }],
    [
      'of a branch, by its file in the name of another',
      { environment: 'dev', files: 'environments/*/*.yaml' },
    ],
  ])('blocks an image %s', async (_name, inputs) => {
    world = await startConfigured()
    const run = await world.bump({ release: world.release('api', 'sha-0123456'), ...inputs })
    expect(run.code).toBe(1)
    expect(run.outputs).toEqual({ outcome: 'blocked-by-policy' })
    expect(run.annotations[0]?.message).toContain('is not let into the environment "production"')
    expect(run.annotations[0]?.message).toContain('release versions such as "1.4.2"')
    expect(run.summary).toContain('### bump-image-tag: blocked-by-policy')
    expect(world.writes()).toEqual([])
  })

  it('takes a release version into a semver environment', async () => {
    world = await startConfigured()
    const run = await world.bump({ release: world.release('api', '1.5.0'), environment: 'production' })
    expect(run.outputs.outcome).toBe('changed')
  })

  it('blocks what was built from another branch than the default one of its repository', async () => {
    world = await startConfigured()
    const release = world.release('api', 'sha-0123456', {
      source: { repository: 'acme/api', sha: '0'.repeat(40), ref: 'refs/heads/feature' },
    })
    const event = { repository: { full_name: 'acme/api', default_branch: 'main' } }
    const run = await world.bump({ release, environment: 'staging' }, { event })
    expect(run.outputs).toEqual({ outcome: 'blocked-by-policy' })
    expect(run.annotations[0]?.message).toContain('built from refs/heads/feature')
    expect(world.writes()).toEqual([])
  })

  it('blocks what was built from a branch that nobody knows to be the default one', async () => {
    world = await startConfigured()
    const release = world.release('api', 'sha-0123456')
    const unseen = await world.bump({ release, environment: 'staging' }, { event: {} })
    expect(unseen.outputs).toEqual({ outcome: 'blocked-by-policy' })
    expect(unseen.annotations[0]?.message).toContain('(give "source-token" read access to it)')
    expect(world.writes()).toEqual([])
    await world.github.createRepository('acme/api', { files: { 'main.go': 'package main\n' } })
    const { token } = world.github.createToken({
      login: 'reader[bot]',
      kind: 'app',
      repositories: ['acme/api'],
    })
    const seen = await world.bump({ release, environment: 'staging', 'source-token': token }, { event: {} })
    expect(seen.outputs.outcome).toBe('created')
  })

  it.each([
    [
      'image',
      { image: 'ghcr.io/evil/api' },
      /The image of service "api" is ghcr\.io\/evil\/api, but gitops\.yaml says/,
    ],
    [
      'source',
      { source: { repository: 'evil/api', sha: '1'.repeat(40), ref: 'refs/heads/main' } },
      /The source of service "api" is evil\/api, but gitops\.yaml says acme\/api/,
    ],
  ])('refuses a service with another %s than the configured one', async (_name, change, message) => {
    world = await startConfigured()
    const release = world.release('api', '1.4.2', change)
    const run = await world.bump({ release, environment: 'dev', 'verify-image': 'false' })
    expect(run.code).toBe(1)
    expect(run.outputs).toEqual({ outcome: 'blocked-by-policy' })
    expect(run.annotations[0]?.message).toMatch(message)
    expect(run.annotations[0]?.message).toMatch(/\(not-as-configured\)$/)
    expect(world.writes()).toEqual([])
  })
})

describe('the input release', () => {
  it.each([
    ['a file', 'releases/api.json'],
    ['a directory', 'releases'],
  ])('is %s of records, below the workspace', async (_name, given) => {
    world = await startBumpWorld((registry) => ({
      'values.yaml': `a:\n  image: ${registry}/acme/api:1.4.1\nb:\n  image: ${registry}/acme/web:2.0.0\n`,
    }))
    const workspace = await mkdtemp(join(tmpdir(), 'bump-workspace-'))
    try {
      await mkdir(join(workspace, 'releases/web'), { recursive: true })
      await writeFile(join(workspace, 'releases/api.json'), `${world.release('api', '1.4.2')}\n`)
      await writeFile(join(workspace, 'releases/web/web.json'), `${world.release('web', '2.1.0')}\n`)
      const run = await world.bump({ release: given, files: 'values.yaml' }, { workspace })
      expect(run.outputs.outcome).toBe('changed')
    } finally {
      await rm(workspace, { recursive: true })
    }
    const { host } = world.registry
    const web = given === 'releases' ? '2.1.0' : '2.0.0'
    expect(await world.text('values.yaml')).toBe(
      `a:\n  image: ${host}/acme/api:1.4.2\nb:\n  image: ${host}/acme/web:${web}\n`,
    )
    expect(world.writes()).toHaveLength(1)
  })
})

describe('the input images', () => {
  it('writes what its lines say, as built from the commit of the push', async () => {
    world = await startBumpWorld((registry) => ({
      'values.yaml': `a:\n  image: ${registry}/acme/api:1.4.1\nb:\n  image: ${registry}/acme/web:2.0.0\n`,
    }))
    const { host } = world.registry
    const digest = world.push('acme/api', '1.4.2')
    world.push('acme/web', '2.1.0')
    const run = await world.bump({
      images: `${host}/acme/api=1.4.2\n# the site\n${host}/acme/web:2.1.0\n`,
      files: 'values.yaml',
    })
    expect(run.outputs.outcome).toBe('changed')
    expect(await world.text('values.yaml')).toBe(
      `a:\n  image: ${host}/acme/api:1.4.2\nb:\n  image: ${host}/acme/web:2.1.0\n`,
    )
    const [api, web] = parseReleaseTrailers((await world.messages())[0] ?? '')
    expect(api).toMatchObject({
      service: 'api',
      image: { tag: '1.4.2', digest },
      source: { repository: 'acme/api', sha: '0123456789abcdef0123456789abcdef01234567' },
    })
    expect(web?.service).toBe('web')
  })

  it('claims no source in a run that was started by hand', async () => {
    world = await startBumpWorld((registry) => ({ 'values.yaml': `image: ${registry}/acme/api:1.4.1\n` }))
    world.push('acme/api', '1.4.2')
    const images = `${world.registry.host}/acme/api=1.4.2`
    const run = await world.bump({ images, files: 'values.yaml' }, { eventName: 'workflow_dispatch' })
    expect(run.outputs.outcome).toBe('changed')
    expect(parseReleaseTrailers((await world.messages())[0] ?? '')).toMatchObject([{ source: undefined }])
  })
})

describe('the pin', () => {
  const DIGEST = 'sha256:' + 'a'.repeat(64)

  /** What one line of an image becomes. */
  async function pinned(line: string, tag: string, inputs: Record<string, string>): Promise<string> {
    world = await startBumpWorld((registry) => ({ 'values.yaml': `image: ${registry}/acme/api${line}\n` }))
    const digest = world.push('acme/api', tag)
    const images = `${world.registry.host}/acme/api:${tag}`
    const run = await world.bump({ images, files: 'values.yaml', ...inputs })
    if (run.outputs.outcome !== 'changed') return run.annotations[0]?.message ?? ''
    const text = await world.text('values.yaml')
    return text.trim().replace(`image: ${world.registry.host}/acme/api`, '').replace(digest, '<digest>')
  }

  it.each([
    ['auto', ':1.4.1', '1.4.2', ':1.4.2'],
    ['auto', ':1.4.1', 'sha-0123456', ':sha-0123456'],
    ['auto', `:1.4.1@${DIGEST}`, '1.4.2', ':1.4.2@<digest>'],
    ['auto', ':1.4.1', 'latest', ':latest@<digest>'],
    ['auto', ':1.4.1', '1.4', ':1.4@<digest>'],
    ['tag', `:1.4.1@${DIGEST}`, 'latest', ':latest'],
    ['digest', ':1.4.1', '1.4.2', '@<digest>'],
    ['tag-and-digest', ':1.4.1', '1.4.2', ':1.4.2@<digest>'],
  ])('%s makes of "%s" with %s "%s"', async (pin, line, tag, expected) => {
    expect(await pinned(line, tag, { pin })).toBe(expected)
  })

  it('refuses a tag that can be moved where there is no place for its digest', async () => {
    world = await startBumpWorld((registry) => ({
      'values.yaml': `image:\n  repository: ${registry}/acme/api\n  tag: 1.4.1\n`,
    }))
    world.push('acme/api', 'latest')
    const run = await world.bump({ images: `${world.registry.host}/acme/api:latest`, files: 'values.yaml' })
    expect(run.code).toBe(1)
    expect(run.annotations[0]?.message).toMatch(/^The tag "latest" can be moved .* \(no-place-for-digest\)$/)
    expect(world.writes()).toEqual([])
  })
})
