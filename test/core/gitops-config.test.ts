import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, it } from '@jest/globals'
import {
  ActionError,
  findEnvironment,
  findService,
  type GitOpsConfig,
  parseConfig,
} from '@gitops-actions/core'

const ROOT = new URL('../../', import.meta.url)
const fromSandbox = createRequire(new URL('packages/sandbox/package.json', ROOT))
const { Ajv } = fromSandbox('ajv') as {
  Ajv: new () => { compile(schema: object): (data: unknown) => boolean }
}
const yaml = createRequire(import.meta.url)('yaml') as { parse(text: string): unknown }
const schema = JSON.parse(readFileSync(new URL('docs/gitops.schema.json', ROOT), 'utf8')) as object
const matchesSchema = new Ajv().compile(schema)

const FULL = `version: 1
environments:
  dev:        { path: environments/dev/,   tags: any,    update: commit }
  staging:    { path: ./environments/staging, tags: main }
  production:
    path: environments/production
    branch: release/1.x
    tags: semver
    update: pull-request
    from: staging
    tag-prefix: prod
    verify: {agent: argocd, application: "{service}-{environment}", project: acme}
  edge: { branch: edge, tags: ["main-*", '1.*'], verify: {agent: flux, name: apps, namespace: flux-system} }
services:
  api: { image: ghcr.io/acme/api, source: { repository: acme/api, path: services/api } }
  web: { image: "localhost:5000/web", source: acme/web, files: ["web/*.yaml", "values.yaml#web.image"] }
  nginx: { image: nginx }
`

describe('gitops.yaml', () => {
  it('is read into settings that cannot be wrong', () => {
    const config = parseConfig(FULL)
    expect(config.environments.map(({ name, path, branch, tags }) => ({ name, path, branch, tags }))).toEqual(
      [
        { name: 'dev', path: 'environments/dev', branch: undefined, tags: { kind: 'any' } },
        { name: 'staging', path: 'environments/staging', branch: undefined, tags: { kind: 'main' } },
        {
          name: 'production',
          path: 'environments/production',
          branch: 'release/1.x',
          tags: { kind: 'semver' },
        },
        {
          name: 'edge',
          path: undefined,
          branch: 'edge',
          tags: { kind: 'patterns', patterns: ['main-*', '1.*'] },
        },
      ],
    )
    expect(findEnvironment(config, 'production')).toMatchObject({
      update: 'pull-request',
      from: 'staging',
      tagPrefix: 'prod',
      verify: {
        agent: 'argocd',
        application: '{service}-{environment}',
        project: 'acme',
        namespace: undefined,
      },
    })
    expect(findEnvironment(config, 'edge').verify).toEqual({
      agent: 'flux',
      kind: 'Kustomization',
      name: 'apps',
      namespace: 'flux-system',
    })
    expect(findService(config, 'api')).toMatchObject({
      image: { name: 'ghcr.io/acme/api', registry: 'ghcr.io' },
      source: { repository: 'acme/api', path: 'services/api' },
      files: [],
    })
    expect(findService(config, 'web')).toMatchObject({ source: { repository: 'acme/web', path: undefined } })
    expect(findService(config, 'absent')).toBeUndefined()
  })

  it('names the environment that was probably meant', () => {
    expect(() => findEnvironment(parseConfig(FULL), 'prodution')).toThrow('did you mean "production"?')
    expect(() => findEnvironment(parseConfig(FULL), 'qa')).toThrow('it has dev, staging, production, edge')
  })

  it('of the examples is valid', () => {
    const text = readFileSync(new URL('examples/environment/gitops.yaml', ROOT), 'utf8')
    expect(parseConfig(text).environments.length).toBeGreaterThan(0)
    expect(matchesSchema(yaml.parse(text))).toBe(true)
  })
})

/** What the parser takes, the schema takes. */
const VALID: readonly string[] = [
  FULL,
  'version: 1\n',
  '# c\n---\nversion: 1\nenvironments: {}\nservices: {}\n',
  '{"version": 1, "environments": {"a": {"path": "."}}}',
  ...['main', 'feature/x', 'a.b', 'a-', 'ü'].map(
    (branch) => `version: 1\nenvironments: {a: {branch: "${branch}"}}\n`,
  ),
  ...['a', './a/b', 'a b', 'a/.b', '.github', 'x.git', 'git~x'].map((path) => environmentAt(path)),
  ...['nginx', 'a.b/c', 'localhost:5000/x/y', 'ghcr.io/acme/a__b', '[::1]:5000/x'].map(
    (image) => `version: 1\nservices: {a: {image: "${image}"}}\n`,
  ),
]

/** Where and what the parser objects to, and whether the schema sees it, too. */
const INVALID: readonly (readonly [
  text: string,
  at: string,
  says: string,
  seenBySchema?: 'not seen by the schema',
])[] = [
  ['', 'gitops.yaml: ', 'the file is empty'],
  ['[]\n', '1:1', 'the configuration is a list: wanted a map of version, environments, services'],
  ['environments: {}\n', '1:1', 'has no "version"'],
  ['version: 2\n', '1:10', '"version" is not a version that is known: wanted 1'],
  ['version: "1"\n', '1:10', 'wanted 1, without quotes'],
  [
    'version: 1\nenvironment: {}\n',
    '2:1',
    '"environment" is not a key that is known here: did you mean "environments"?',
  ],
  ['version: 1\nx-y: {}\n', '2:1', 'known are version, environments, services'],
  ['version: 1\nenvironments: [a]\n', '2:15', 'is a list: wanted a map'],
  ['version: 1\nenvironments:\n', '2:14', '"environments" is empty: wanted a map'],
  ['version: 1\nenvironments:\n  a: {path: a, tagprefix: b}\n', '3:16', 'did you mean "tag-prefix"?'],
  ['version: 1\nenvironments:\n  a: {}\n', '3:6', 'neither "path" nor "branch"'],
  ['version: 1\nenvironments:\n  a b: {path: a}\n', '3:8', 'has a name that cannot be one'],
  ['version: 1\nenvironments: {a: {path: 1}}\n', '2:26', 'is the number 1: wanted a directory'],
  ['version: 1\nenvironments: {a: {path: a, tags: latest}}\n', '2:35', 'is "latest": wanted one of "any"'],
  ['version: 1\nenvironments: {a: {path: a, tags: semvar}}\n', '2:35', 'wanted "semver"?'],
  ['version: 1\nenvironments: {a: {path: a, tags: []}}\n', '2:35', 'is an empty list'],
  ['version: 1\nenvironments: {a: {path: a, tags: [""]}}\n', '2:36', 'is empty: wanted a pattern'],
  [
    'version: 1\nenvironments: {a: {path: a, tags: [1.2]}}\n',
    '2:36',
    'put it in quotes if it is meant: "1.2"',
  ],
  [
    'version: 1\nenvironments: {a: {path: a, update: pr}}\n',
    '2:37',
    'wanted one of "commit", "pull-request"',
  ],
  [
    'version: 1\nenvironments: {a: {path: a, from: b}}\n',
    '2:35',
    'not another environment',
    'not seen by the schema',
  ],
  [
    'version: 1\nenvironments: {a: {path: a, from: a}}\n',
    '2:35',
    'not another environment',
    'not seen by the schema',
  ],
  [
    'version: 1\nenvironments: {a: {path: a}, b: {path: b, tag-prefix: a}}\n',
    '2:55',
    'which the environment "a" answers to already',
    'not seen by the schema',
  ],
  ['version: 1\nenvironments: {a: {path: a, tag-prefix: "a b"}}\n', '2:41', 'wanted letters'],
  [
    'version: 1\nenvironments: {a: {path: a}, a: {path: b}}\n',
    '2:19',
    'more than once',
    'not seen by the schema',
  ],
  [
    'version: 1\nenvironments: {a: &a {path: a}, b: *a}\n',
    '2:36',
    'the alias *a (write the value out)',
    'not seen by the schema',
  ],
  ['version: 1\nenvironments: {a: {path: a, verify: {application: b}}}\n', '2:37', 'has no "agent"'],
  ['version: 1\nenvironments: {a: {path: a, verify: {agent: argcd}}}\n', '2:45', 'wanted "argocd"?'],
  ['version: 1\nenvironments: {a: {path: a, verify: {agent: argocd}}}\n', '2:37', 'has no "application"'],
  [
    'version: 1\nenvironments: {a: {path: a, verify: {agent: argocd, application: "{app}"}}}\n',
    '2:66',
    '"{app}"',
  ],
  [
    'version: 1\nenvironments: {a: {path: a, verify: {agent: argocd, application: a, kind: x}}}\n',
    '2:69',
    'not a key',
  ],
  [
    'version: 1\nenvironments: {a: {path: a, verify: {agent: flux, name: x}}}\n',
    '2:37',
    'has no "namespace"',
  ],
  ['version: 1\nservices: {a: {source: acme/api}}\n', '2:15', 'has no "image"'],
  ['version: 1\nservices: {a: {image: "ghcr.io/acme/api:1"}}\n', '2:23', 'carries a tag or a digest'],
  ['version: 1\nservices: {a: {image: "ghcr.io/acme/api@x"}}\n', '2:23', 'is not valid'],
  ['version: 1\nservices: {a: {image: a, source: api}}\n', '2:34', 'wanted "owner/name"'],
  ['version: 1\nservices: {a: {image: a, source: {path: x}}}\n', '2:34', 'has no "repository"'],
  ['version: 1\nservices: {a: {image: a, files: x}}\n', '2:33', 'wanted a list'],
  ['version: 1\nservices: {-a: {image: a}}\n', '2:16', 'has a name that cannot be one'],
  ...[
    '-x',
    'refs/heads/main',
    'a..b',
    'a b',
    'a.lock',
    '.a',
    'a/',
    '/a',
    'a//b',
    'a~b',
    '@',
    'HEAD',
    'a.',
  ].map(
    (branch) => [`version: 1\nenvironments: {a: {branch: "${branch}"}}\n`, '2:28', 'is not valid'] as const,
  ),
  ...[
    '/a',
    '../a',
    'a/../b',
    'a/..',
    '.git',
    'a/.GIT/b',
    'git~1/x',
    'a\\\\b',
    'a.',
    'a./b',
    'C:/x',
    'a//b',
    'a ',
  ].map((path) => [environmentAt(path), '2:26', 'is not valid'] as const),
  ['version: 1\n---\nversion: 1\n', '2:1', 'a second document'],
]

describe('gitops.yaml and its JSON Schema', () => {
  it.each(VALID)('both take %j', (text) => {
    expect(errorOf(text)).toBeUndefined()
    expect(matchesSchema(yaml.parse(text))).toBe(true)
  })

  it.each(INVALID.map(([text, ...expected]) => ({ text, expected })))(
    'both refuse $text',
    ({ text, expected }) => {
      const [at, says, seenBySchema] = expected
      const error = errorOf(text)
      expect(error?.code).toBe('invalid-config')
      expect(error?.message).toContain(at)
      expect(error?.message).toContain(says)
      expect(seenBySchema === undefined && isOneDocument(text) && matchesSchema(yaml.parse(text))).toBe(false)
    },
  )

  it('a file that is not YAML is refused with its line', () => {
    expect(errorOf('version: 1\nenvironments: {a\n')).toMatchObject({
      code: 'invalid-manifest',
      message: expect.stringContaining('gitops.yaml:'),
    })
  })
})

function isOneDocument(text: string): boolean {
  return !text.includes('\n---\n')
}

function environmentAt(path: string): string {
  return `version: 1\nenvironments: {a: {path: "${path}"}}\n`
}

function errorOf(text: string): ActionError | undefined {
  try {
    const config: GitOpsConfig = parseConfig(text)
    return config.path === 'gitops.yaml' ? undefined : new ActionError('test', 'wrong path')
  } catch (error) {
    if (error instanceof ActionError) return error
    throw error
  }
}
