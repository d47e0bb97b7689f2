import { describe, expect, it } from '@jest/globals'
import {
  ActionError,
  type BumpRequest,
  MAX_CANDIDATES,
  messageOf,
  parseBranchName,
  parseConfig,
  parseFilePattern,
  resolveTarget,
  type SourceRepositories,
} from '@gitops-actions/core'
import { bumpRequest, createBumpCase, sourceOf, VALUES, wantedImage } from './bump-case.ts'

const CONFIG = parseConfig(`version: 1
environments:
  dev: { path: environments/dev }
  staging: { branch: env/staging, update: pull-request }
  production: { branch: env/production, path: deploy, update: pull-request }
services:
  api: { image: ghcr.io/acme/api, files: [ "api/*.yaml", "values.yaml#image.tag" ] }
`)

function targetOf(change: Partial<BumpRequest>, config = true): unknown {
  const { environment, ...target } = resolveTarget(
    bumpRequest({ files: [], ...change }),
    config ? CONFIG : undefined,
  )
  const files = target.files.map(({ pattern, selector }) =>
    selector === undefined ? pattern : `${pattern}#${selector}`,
  )
  return { ...target, files, environment: environment?.name }
}

describe('where a bump writes', () => {
  const web = [wantedImage('ghcr.io/acme/web:2.0.0')]
  it.each<[name: string, change: Partial<BumpRequest>, config: boolean, expected: object]>([
    [
      'by nothing: the whole default branch',
      {},
      false,
      { branch: undefined, directory: '', files: [], mode: 'commit' },
    ],
    [
      'by an environment without configuration: its usual directory',
      { environment: 'dev' },
      false,
      { branch: undefined, directory: 'environments/dev' },
    ],
    [
      'by a branch for the environment: all of it',
      { environment: 'dev', branch: parseBranchName('env/dev') },
      false,
      { branch: 'env/dev', directory: '' },
    ],
    [
      'by the configuration: a directory',
      { environment: 'dev', wanted: web },
      true,
      { branch: undefined, directory: 'environments/dev', files: [], mode: 'commit', environment: 'dev' },
    ],
    [
      'by the configuration: a branch',
      { environment: 'staging', wanted: web },
      true,
      { branch: 'env/staging', directory: '', mode: 'pull-request' },
    ],
    [
      'by the configuration: both',
      { environment: 'production', wanted: web },
      true,
      { branch: 'env/production', directory: 'deploy' },
    ],
    [
      'by the files of the service, below the directory',
      { environment: 'production' },
      true,
      { files: ['deploy/api/*.yaml', 'deploy/values.yaml#image.tag'] },
    ],
    [
      'not by the files of one service of two',
      { environment: 'production', wanted: [...web, wantedImage('ghcr.io/acme/api:1.0.0')] },
      true,
      { files: [] },
    ],
    [
      'by the inputs before the configuration',
      {
        environment: 'production',
        branch: parseBranchName('main'),
        files: [parseFilePattern('a.yaml')],
        mode: 'commit',
      },
      true,
      { branch: 'main', files: ['a.yaml'], mode: 'commit', environment: 'production' },
    ],
    [
      'by the only environment of the branch',
      { branch: parseBranchName('env/staging'), wanted: web },
      true,
      { environment: 'staging', mode: 'pull-request' },
    ],
    [
      'by the files alone, of no environment',
      { files: [parseFilePattern('a.yaml')] },
      true,
      { environment: undefined, files: ['a.yaml'], mode: 'commit' },
    ],
  ])('%s', (_name, change, config, expected) => {
    expect(targetOf(change, config)).toMatchObject(expected)
  })

  it.each<[name: string, change: Partial<BumpRequest>, code: string, message: string]>([
    ['several environments and none named', {}, 'environment-needed', 'describes dev, staging, production'],
    [
      'a branch of none of them',
      { branch: parseBranchName('main') },
      'environment-needed',
      'name one of them',
    ],
    [
      'an environment that is not configured',
      { environment: 'stagin' },
      'unknown-environment',
      'did you mean "staging"?',
    ],
  ])('refuses %s', (_name, change, code, message) => {
    expect(() => targetOf(change)).toThrow(expect.objectContaining({ code }))
    expect(() => targetOf(change)).toThrow(message)
  })
})

describe('which files are searched', () => {
  async function changed(
    files: Readonly<Record<string, string>>,
    change: Partial<BumpRequest>,
  ): Promise<readonly string[]> {
    const { changes } = await createBumpCase(files).bump({ files: [], ...change })
    return changes.map(({ file }) => file)
  }

  it('are manifests below the directory, but no hidden ones and not the configuration', async () => {
    const files = Object.fromEntries(
      [
        'values.yaml',
        'a/kustomization.yaml',
        'a/b.yml',
        '.github/workflows/x.yaml',
        'a/.cache/y.yaml',
        'notes.txt',
      ].map((path) => [path, VALUES]),
    )
    const config = 'version: 1\nservices: { api: { image: ghcr.io/acme/api } }\n'
    expect(await changed({ ...files, 'gitops.yaml': config }, {})).toEqual(['a/b.yml', 'values.yaml'])
  })

  it('are overrides of Argo CD, though their name is hidden', async () => {
    const values = 'kustomize:\n  images: [ghcr.io/acme/api:1.4.1]\n'
    const files = { 'apps/.argocd-source-api.yaml': values, 'apps/.other.yaml': values }
    expect(await changed(files, {})).toEqual(['apps/.argocd-source-api.yaml'])
  })

  it('are hidden ones too when a pattern names them', async () => {
    const files = [parseFilePattern('.deploy/**/*.yaml')]
    expect(await changed({ '.deploy/a/values.yaml': VALUES }, { files })).toEqual(['.deploy/a/values.yaml'])
  })

  it.each([
    ['values.yaml', ['values.yaml']],
    ['./values.yaml', ['values.yaml']],
    ['apps/*.yaml', ['apps/x.yaml']],
    ['apps/**', ['apps/deep/y.yaml', 'apps/x.yaml']],
    ['{apps,other}/*.yaml', ['apps/x.yaml', 'other/z.yaml']],
  ])('are what the pattern %s matches', async (pattern, expected) => {
    const files = Object.fromEntries(
      ['values.yaml', 'apps/x.yaml', 'apps/deep/y.yaml', 'other/z.yaml'].map((path) => [path, VALUES]),
    )
    expect(await changed(files, { files: [parseFilePattern(pattern)] })).toEqual(expected)
  })

  it.each([
    ['nothing', 'apps/nothing/*.yaml', 'matches "apps/nothing/*.yaml". Nearest on that branch: '],
    [
      'a file that is spelled wrong',
      'value.yaml',
      'matches "value.yaml". Nearest on that branch: values.yaml.',
    ],
    ['the state of the actions', '.gitops/**', 'matches ".gitops/**"'],
  ])('are none by a pattern for %s', async (_, pattern, says) => {
    const files = { 'values.yaml': VALUES, 'apps/x.yaml': VALUES, '.gitops/holds/dev.yaml': VALUES }
    const work = changed(files, { files: [parseFilePattern('values.yaml'), parseFilePattern(pattern)] })
    await expect(work).rejects.toMatchObject({ code: 'file-not-found' })
    await expect(work).rejects.toThrow(says)
  })

  it.each([
    [undefined, 'matches "**"'],
    ['dev', 'matches "environments/dev/**"'],
  ])('are none where no manifest is, in the environment %s', async (environment, says) => {
    const files = { 'notes.txt': VALUES, '.gitops/holds/dev.yaml': VALUES, '.github/x.yaml': VALUES }
    const work = changed(files, environment === undefined ? {} : { environment })
    await expect(work).rejects.toMatchObject({ code: 'file-not-found' })
    await expect(work).rejects.toThrow(says)
  })

  it('are at most so many', async () => {
    const many = Object.fromEntries(
      Array.from({ length: MAX_CANDIDATES + 1 }, (_, index) => [`apps/${index}.yaml`, VALUES]),
    )
    await expect(changed(many, {})).rejects.toThrow(
      `${MAX_CANDIDATES + 1} files on branch "main" could hold the image, more than ${MAX_CANDIDATES}: name the files`,
    )
  })
})

describe('the policy of the files', () => {
  const config = `version: 1
environments:
  all: { path: . , tags: any }
  production: { path: production, tags: semver }
  preview: { path: production/preview, tags: any }
  elsewhere: { branch: other, path: dev, tags: semver }
  main: { path: trunk, tags: main }
`
  const files = {
    'gitops.yaml': config,
    'production/values.yaml': VALUES,
    'production/preview/values.yaml': VALUES,
    'dev/values.yaml': VALUES,
    'trunk/values.yaml': VALUES,
  }
  const bump = (file: string, change: Partial<BumpRequest>): Promise<unknown> =>
    createBumpCase(files).bump({ files: [parseFilePattern(file)], ...change })
  const snapshot = { wanted: [wantedImage('ghcr.io/acme/api:sha-0123456')] }
  const feature = {
    wanted: [wantedImage('ghcr.io/acme/api:1.5.0', { source: sourceOf('acme/api', 'refs/heads/feature') })],
  }

  it('is that of the environment that is named, wherever its files are', async () => {
    const outside = { ...snapshot, environment: 'production' }
    await expect(bump('dev/values.yaml', outside)).rejects.toMatchObject({ outcome: 'blocked-by-policy' })
    await expect(bump('dev/values.yaml', { environment: 'production' })).resolves.toMatchObject({
      outcome: 'changed',
    })
  })

  it('is that of the nearest environment around a file, on its branch', async () => {
    await expect(bump('production/values.yaml', snapshot)).rejects.toMatchObject({
      outcome: 'blocked-by-policy',
    })
    await expect(bump('dev/values.yaml', snapshot)).resolves.toMatchObject({ outcome: 'changed' })
    await expect(bump('production/preview/values.yaml', snapshot)).resolves.toMatchObject({
      outcome: 'changed',
    })
    await expect(bump('production/values.yaml', {})).resolves.toMatchObject({ outcome: 'changed' })
  })

  it.each([
    ['is known to be another', { repository: 'acme/api', defaultBranch: 'main' }, 'blocked-by-policy'],
    ['is known to be it', { repository: 'Acme/API', defaultBranch: 'feature' }, undefined],
    ['is not known', { repository: 'acme/other', defaultBranch: 'main' }, 'blocked-by-policy'],
    ['is told by nobody', undefined, 'blocked-by-policy'],
  ])('`main` and a branch, when the default branch %s: %s %s', async (_name, origin, outcome) => {
    const ended = await bump('trunk/values.yaml', { ...feature, origin }).then(
      () => undefined,
      (error: unknown) => (error instanceof ActionError ? error.outcome : error),
    )
    expect(ended).toBe(outcome)
  })

  it.each([
    ['feature', 'changed'],
    ['main', 'images built from refs/heads/main are taken'],
    [undefined, 'whether that is the default branch of its repository is not known (give "source-token"'],
  ])('`main` asks the host for the default branch of another repository: %s', async (name, says) => {
    const asked: string[] = []
    const sources: SourceRepositories = {
      compare: () => Promise.resolve(undefined),
      defaultBranch: (repository) => {
        asked.push(repository)
        return Promise.resolve(name === undefined ? undefined : parseBranchName(name))
      },
    }
    const one = createBumpCase(files, { sources })
    const ended = await one.bump({ ...feature, files: [parseFilePattern('trunk/values.yaml')] }).then(
      ({ outcome }) => outcome,
      (error: unknown) => messageOf(error),
    )
    expect(ended).toContain(says)
    expect(asked).toEqual(['acme/api'])
  })
})

describe('a service that is configured', () => {
  const config = `version: 1
environments: { dev: { path: dev } }
services: { api: { image: ghcr.io/acme/api, source: { repository: acme/api } } }
`
  const files = { 'gitops.yaml': config, 'dev/values.yaml': VALUES }
  it.each([
    ['its image and source', 'ghcr.io/acme/api:1.5.0', 'acme/api', undefined],
    ['its source in another spelling', 'ghcr.io/acme/api:1.5.0', 'Acme/API', undefined],
    ['a source that nobody knows', 'ghcr.io/acme/api:1.5.0', undefined, undefined],
    ['another source', 'ghcr.io/acme/api:1.5.0', 'acme/fork', 'The source of service "api" is acme/fork'],
    ['another image', 'ghcr.io/evil/api:1.5.0', 'acme/api', 'The image of service "api" is ghcr.io/evil/api'],
  ])('takes %s', async (_, reference, source, says) => {
    const { bump, repository } = createBumpCase(files)
    const wanted = [wantedImage(reference, source === undefined ? {} : { source: sourceOf(source) })]
    const ended = await bump({ files: [], environment: 'dev', wanted }).then(
      ({ outcome }) => outcome,
      (error: unknown) => messageOf(error),
    )
    expect(ended).toMatch(says ?? /^changed$/)
    expect(repository.text('main', 'dev/values.yaml')?.includes('1.5.0')).toBe(says === undefined)
  })
})

describe('files of several services', () => {
  it('keep each selector to the image of its own service', async () => {
    const files = {
      'gitops.yaml': `version: 1
environments: { dev: { path: dev } }
services:
  api: { image: ghcr.io/acme/api, files: [ "versions.yaml#api" ] }
  web: { image: ghcr.io/acme/web, files: [ "versions.yaml#web" ] }
`,
      'dev/versions.yaml': 'api: "1.0.0" # the API\nweb: "1.0.0"\n',
    }
    const { bump, repository } = createBumpCase(files)
    const wanted = [wantedImage('ghcr.io/acme/api:1.1.0'), wantedImage('ghcr.io/acme/web:2.0.0')]
    await bump({ files: [], environment: 'dev', wanted })
    const { files: after } = await repository.read({ files: ['dev/versions.yaml'] })
    expect(after.get('dev/versions.yaml')?.text).toBe('api: "1.1.0" # the API\nweb: "2.0.0"\n')
  })
})
