import { afterEach, describe, expect, it } from '@jest/globals'
import { parseReleaseTrailers } from '@gitops-actions/core'
import { SOURCE_SHA, startBumpWorld, type BumpWorld } from './bump-world.ts'

let world: BumpWorld

afterEach(() => world.close())

/** Helm values with CRLF and no final line break, an overlay, a manifest: comments everywhere. */
function threeKinds(registry: string): Record<string, string> {
  return {
    'apps/api/values.yaml': [
      '# Values of the API. Do not sort.',
      'replicaCount: 2   # two zones',
      'image:',
      `  repository: "${registry}/acme/api"`,
      "  tag: '1.4.1'   # written by the pipeline",
      'resources: {limits: {cpu: 100m,   memory: 64Mi}}',
      'env: [ {name: A, value: "1.4.1"} ]',
    ].join('\r\n'),
    'apps/worker/kustomization.yaml': `# overlay
resources:
- ../base
images:
-   name: worker          # placeholder
    newName: ${registry}/acme/worker
    newTag: 1.4.1
`,
    'apps/cron/cronjob.yaml': `apiVersion: batch/v1
kind: CronJob
metadata: {name: cron}   # nightly
spec:
  schedule: "0 3 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          containers:
            - name: cron
              image: ${registry}/acme/cron:1.4.1   # 1.4.1
`,
    'README.md': `${registry}/acme/api:1.4.1\n`,
  }
}

const FILES = 'apps/api/values.yaml\napps/worker/kustomization.yaml\napps/cron/cronjob.yaml'

describe('bump-image-tag by commit', () => {
  it('fault 126: writes Helm values, an overlay and a manifest in one commit of two requests, byte for byte', async () => {
    world = await startBumpWorld(threeKinds)
    const before = await world.head()
    const release = ['api', 'worker', 'cron'].map((service) => world.release(service, '1.4.2')).join('\n')
    const run = await world.bump({ release, files: FILES })
    expect(run.stdout).not.toContain('::error')
    expect(run.code).toBe(0)
    expect(world.operations()).toEqual(['query repository', 'mutation createCommitOnBranch'])
    const { host } = world.registry
    const head = await world.head()
    expect(await world.changedLines(before, head)).toEqual([
      "-  tag: '1.4.1'   # written by the pipeline\r",
      "+  tag: '1.4.2'   # written by the pipeline\r",
      `-              image: ${host}/acme/cron:1.4.1   # 1.4.1`,
      `+              image: ${host}/acme/cron:1.4.2   # 1.4.1`,
      '-    newTag: 1.4.1',
      '+    newTag: 1.4.2',
    ])
    for (const [path, text] of Object.entries(threeKinds(host))) {
      const expected = text
        .replace("tag: '1.4.1'", "tag: '1.4.2'")
        .replace('newTag: 1.4.1', 'newTag: 1.4.2')
        .replace('cron:1.4.1 ', 'cron:1.4.2 ')
      expect(await world.text(path)).toBe(expected)
    }
    expect(run.outputs).toEqual({
      outcome: 'changed',
      changed: 'true',
      'commit-sha': head,
      verified: 'true',
      branch: 'main',
      'pull-request-number': '',
      'pull-request-url': '',
      changes: JSON.stringify([
        { file: 'apps/api/values.yaml', path: 'image.tag', from: '1.4.1', to: '1.4.2' },
        {
          file: 'apps/cron/cronjob.yaml',
          path: 'spec.jobTemplate.spec.template.spec.containers[name=cron].image',
          from: `${host}/acme/cron:1.4.1`,
          to: `${host}/acme/cron:1.4.2`,
        },
        {
          file: 'apps/worker/kustomization.yaml',
          path: 'images[name=worker].newTag',
          from: '1.4.1',
          to: '1.4.2',
        },
      ]),
      attempts: '1',
    })
    expect(run.summary).toContain('| `apps/api/values.yaml` | `image.tag` | `1.4.1` | `1.4.2` |')
  })
})

describe('the commit', () => {
  it('carries one trailer for each service, which can be read back', async () => {
    world = await startBumpWorld(threeKinds)
    const [api, worker] = ['api', 'worker'].map((service) => world.release(service, '1.4.2'))
    const message = 'Deploy the autumn release\n\nGitOps-Release: api evil/api:6.6.6\nReviewed by two people.'
    const release = `[${api ?? ''},${worker ?? ''}]`
    const run = await world.bump({ release, files: FILES, 'commit-message': message })
    expect(run.code).toBe(0)
    const [written = ''] = await world.messages()
    const { host } = world.registry
    const digest = (service: string): string => world.registry.tags(`acme/${service}`).get('1.4.2') ?? ''
    expect(written).toBe(
      [
        'Deploy the autumn release',
        '',
        'Reviewed by two people.',
        '',
        `GitOps-Release: api ${host}/acme/api:1.4.2@${digest('api')} acme/api@${SOURCE_SHA}`,
        `GitOps-Release: worker ${host}/acme/worker:1.4.2@${digest('worker')} acme/worker@${SOURCE_SHA}`,
      ].join('\n'),
    )
    expect(
      parseReleaseTrailers(written).map(({ service, image, source }) => [service, image.digest, source?.sha]),
    ).toEqual([
      ['api', digest('api'), SOURCE_SHA],
      ['worker', digest('worker'), SOURCE_SHA],
    ])
  })

  it('names the images and the environment when no message is given', async () => {
    world = await startBumpWorld((registry) => ({
      'environments/dev/values.yaml': `image: ${registry}/acme/api:1.4.1\n`,
    }))
    await world.bump({ release: world.release('api', '1.4.2'), environment: 'dev' })
    expect((await world.messages())[0]).toMatch(/^Bump api to 1\.4\.2 in dev\n\nGitOps-Release: api /)
  })

  it('says that GitHub could not verify it', async () => {
    world = await startBumpWorld(threeKinds)
    world.github.faults.next('mutation createCommitOnBranch', {
      rewrite: (body) =>
        JSON.parse(JSON.stringify(body).replace('"isValid":true', '"isValid":false')) as unknown,
    })
    const run = await world.bump({ release: world.release('api', '1.4.2'), files: FILES })
    expect(run.outputs).toMatchObject({ outcome: 'changed', verified: 'false' })
    expect(run.summary).toContain('not verified')
  })

  it('fault 43: keeps the mode of an executable file', async () => {
    world = await startBumpWorld(() => ({}))
    const { host } = world.registry
    const content = `#!/usr/bin/env -S helm template -f\nimage: ${host}/acme/api:1.4.1\n`
    const main = await world.head()
    const tree = await world.git.writeTree(main, [{ path: 'values.yaml', content, mode: '100755' }])
    const author = { name: 'Sandbox', email: 'sandbox@example.com', date: new Date(0) }
    const commit = await world.git.writeCommit({ tree, parents: [main], message: 'Add', author })
    await world.git.updateRef('refs/heads/main', commit.oid, main)
    const run = await world.bump({ release: world.release('api', '1.4.2'), files: 'values.yaml' })
    expect(run.outputs.outcome).toBe('changed')
    expect(await world.git.findEntry('main', 'values.yaml')).toMatchObject({ mode: '100755' })
    expect(await world.text('values.yaml')).toContain('acme/api:1.4.2\n')
  })
})

describe('nothing to change', () => {
  it.each([
    ['in the same quotes', 'tag: 1.4.2'],
    ['in other quotes', 'tag: "1.4.2"   # here'],
    ['in single quotes', "tag: '1.4.2'"],
  ])('fault 53: is a no-op without a write: the value stands %s', async (_name, line) => {
    world = await startBumpWorld((registry) => ({
      'values.yaml': `image:\n  repository: ${registry}/acme/api\n  ${line}\n`,
      'other.yaml': 'a: 1\n',
    }))
    const holds = await world.head()
    await world.github.moveBranch({ repository: 'acme/environments', branch: 'main', path: 'other.yaml' })
    const run = await world.bump({ release: world.release('api', '1.4.2'), files: 'values.yaml' })
    expect(run.code).toBe(0)
    expect(world.writes()).toEqual([])
    expect(run.outputs).toMatchObject({
      outcome: 'no-op',
      changed: 'false',
      'commit-sha': holds,
      verified: '',
      branch: 'main',
      changes: '[]',
    })
    expect(run.summary).toContain('### bump-image-tag: no-op')
  })

  it('fault 36: is what a second run of the same job finds', async () => {
    world = await startBumpWorld(threeKinds)
    const inputs = { release: world.release('api', '1.4.2'), files: FILES }
    const first = await world.bump(inputs)
    const second = await world.bump(inputs)
    expect(first.outputs.outcome).toBe('changed')
    expect(second.outputs).toMatchObject({ outcome: 'no-op', 'commit-sha': first.outputs['commit-sha'] })
    expect(world.writes()).toHaveLength(1)
  })
})

describe('a dry run', () => {
  it.each(['commit', 'pull-request'])('decides and writes nothing in mode %s', async (mode) => {
    world = await startBumpWorld(threeKinds)
    const before = await world.head()
    const release = world.release('api', '1.4.2')
    const run = await world.bump({ release, files: FILES, mode, 'dry-run': 'true' })
    expect(run.code).toBe(0)
    expect(run.outputs).toMatchObject({
      outcome: 'dry-run',
      changed: 'false',
      'commit-sha': '',
      verified: '',
    })
    expect(JSON.parse(run.outputs.changes ?? '')).toEqual([
      { file: 'apps/api/values.yaml', path: 'image.tag', from: '1.4.1', to: '1.4.2' },
    ])
    expect(world.writes()).toEqual([])
    expect(await world.head()).toBe(before)
  })
})
