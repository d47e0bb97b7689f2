import { createServer } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { ActionStep } from './action-process.ts'
import { startBumpWorld, type BumpWorld } from './bump-world.ts'
import { expectRefused, prepareRefusal, type Refusal } from './refused-run.ts'

const DIGEST = `sha256:${'b'.repeat(64)}`

let world: BumpWorld
/** The release that every case gives unless it says otherwise. */
let release: string

beforeAll(async () => {
  world = await startBumpWorld((registry) => ({
    'values.yaml': `image:\n  repository: ${registry}/acme/api\n  tag: 1.4.1\nother: [1]\n`,
    'broken.yaml': `image: ${registry}/acme/api:1.4.1\n  tag: : [\n`,
    'binary.yaml': Buffer.from([0xff, 0xfe, 0x00, 0x80]),
    'apps/api/values.yaml': `image: ${registry}/acme/api:1.4.1\n`,
    'config/slip.yaml': 'version: 1\nenvironments:\n  dev:\n    pth: environments/dev\n',
    'config/yaml.yaml': 'version: 1\nenvironments: { dev: { path: a }\nservices: {}\n',
    'config/known.yaml':
      'version: 1\nenvironments: { staging: { path: apps }, production: { path: prod, tags: semver } }\n',
  }))
  release = world.release('api', '1.4.2')
})

beforeEach(() => {
  world.github.requests.length = 0
})

afterAll(() => world.close())

interface Case extends Refusal {
  /** What GitHub is asked. Default: one query. */
  readonly operations?: readonly string[]
}

/** What GitHub, the registry or the repository say against it. */
const CASES: readonly (readonly [name: string, Case])[] = [
  [
    'a GitHub that nobody listens for',
    {
      step: closedPort,
      says: [
        /could not be reached \(ECONNREFUSED/,
        /is expected at http:\/\/127\.0\.0\.1:\d+\/api\/v3 \(GITHUB_API_URL\)/,
      ],
      code: 'unreachable',
      operations: [],
    },
  ],
  [
    'a GITHUB_GRAPHQL_URL of something else',
    {
      operations: ['unknown'],
      step: () => ({ env: { GITHUB_GRAPHQL_URL: `${world.github.apiUrl}/meta` } }),
      says: [
        'there is no GraphQL API of GitHub at GITHUB_GRAPHQL_URL (404)',
        'use the URLs that the runner gives',
      ],
      code: 'unreachable',
    },
  ],
  [
    'a GITHUB_API_URL without TLS',
    {
      step: { env: { GITHUB_API_URL: 'http://github.example.com' } },
      says: ['http://github.example.com', 'https'],
      code: 'refused-url',
      operations: [],
    },
  ],
  [
    'a wrong token',
    {
      inputs: { token: 'ghp_wrong' },
      says: [
        'GitHub did not accept the token while reading acme/environments (401)',
        'wrong, expired or revoked',
        'give a token that is valid for acme/environments',
      ],
      code: 'permission-denied',
    },
  ],
  [
    'a token that may not write',
    {
      operations: ['query repository', 'mutation createCommitOnBranch'],
      inputs: () => ({ token: reader() }),
      says: ['the token may not do this on acme/environments', 'under `permissions:`'],
      code: 'permission-denied',
    },
  ],
  [
    'a repository that does not exist',
    {
      inputs: { repository: 'acme/nothing' },
      says: ['either acme/nothing does not exist or the token cannot read it', '`contents: read`'],
      code: 'repository-not-found',
    },
  ],
  [
    'a missing branch',
    {
      inputs: { branch: 'stagin' },
      says: ['acme/environments has no branch "stagin"', 'create it, or name one that exists'],
      code: 'branch-not-found',
    },
  ],
  [
    'a missing file',
    {
      inputs: { files: 'apps/web/values.yaml' },
      says: [
        /No file on branch "main" at [0-9a-f]{7} matches "apps\/web\/values\.yaml"/,
        'Check "files", "branch" and "environment"',
      ],
      code: 'file-not-found',
    },
  ],
  [
    'a glob that matches nothing',
    {
      inputs: { files: 'apps/**/*.yml' },
      says: ['matches "apps/**/*.yml"', 'Nearest on that branch: apps/api/values.yaml'],
      code: 'file-not-found',
    },
  ],
  [
    'a directory in place of a file',
    {
      inputs: { files: 'apps/api' },
      says: ['"apps/api" in "files" is a directory', 'write "apps/api/**"'],
      code: 'file-not-found',
    },
  ],
  [
    'a key that is not in the file',
    {
      inputs: { files: 'values.yaml#image.tga' },
      says: ['values.yaml', 'image.tga', 'image.tag'],
      code: 'selector-not-found',
    },
  ],
  [
    'an image that is not in the file',
    {
      inputs: () => ({ release: world.release('web', '2.0.0') }),
      says: [
        /The image 127\.0\.0\.1:\d+\/acme\/web is at no place/,
        'Images found there:',
        'Correct the image name',
      ],
      code: 'image-not-in-files',
    },
  ],
  [
    'a file that is not YAML',
    {
      inputs: { files: 'broken.yaml' },
      says: [/broken\.yaml:1:8: this is not YAML that can be edited/, 'Correct the file'],
      code: 'invalid-manifest',
    },
  ],
  [
    'a file that is not text',
    {
      inputs: { files: 'binary.yaml#image.tag' },
      says: ['binary.yaml: its bytes are not valid UTF-8 text', 'save it as UTF-8'],
      code: 'not-editable',
    },
  ],
  [
    'an environment without a directory',
    {
      inputs: { files: '', environment: 'stagin' },
      says: ['matches "environments/stagin/**"', 'Check "files", "branch" and "environment"'],
      code: 'file-not-found',
    },
  ],
  [
    'an environment that is not configured',
    {
      inputs: { files: '', config: 'config/known.yaml', environment: 'stagin' },
      says: ['There is no environment "stagin" in config/known.yaml', 'did you mean "staging"?'],
      code: 'unknown-environment',
    },
  ],
  [
    'no environment where several are configured',
    {
      inputs: { files: '', config: 'config/known.yaml' },
      says: ['The input "environment" is empty', 'describes staging, production', 'name one of them'],
      code: 'environment-needed',
    },
  ],
  [
    'a slip in the configuration',
    {
      inputs: { config: 'config/slip.yaml' },
      says: [/config\/slip\.yaml:4:5: "environments\.dev\.pth"/, 'did you mean "path"?'],
      code: 'invalid-config',
    },
  ],
  [
    'a configuration that is not YAML',
    {
      inputs: { config: 'config/yaml.yaml' },
      says: [/config\/yaml\.yaml:\d+:\d+: this is not YAML/],
      code: 'invalid-manifest',
    },
  ],
  [
    'a configuration that is not there',
    {
      inputs: { config: 'config/none.yaml' },
      says: [
        'The configuration "config/none.yaml" is not there on the default branch "main"',
        'correct the input "config"',
      ],
      code: 'config-not-found',
    },
  ],
  [
    'fault 122: an image that is not in the registry',
    {
      inputs: () => ({ release: '', images: `${world.registry.host}/acme/api=9.9.9` }),
      says: [/The registry has no image 127\.0\.0\.1:\d+\/acme\/api:9\.9\.9/, 'Push it first'],
      code: 'image-not-found',
      operations: [],
    },
  ],
  [
    'a tag that was moved since its release',
    {
      inputs: () => ({ release: world.release('api', '1.4.2', { digest: DIGEST }) }),
      says: [`not to the given ${DIGEST}`, 'the tag was moved', 'Release again'],
      code: 'digest-mismatch',
      operations: [],
    },
  ],
  [
    'a wrong password of the registry',
    {
      inputs: { password: 'wrong-pass' },
      says: [/127\.0\.0\.1:\d+/, 'refused the user "robot"', 'Check the user name'],
      code: 'registry-unauthorized',
      operations: [],
    },
  ],
  [
    'a registry that nobody listens for',
    {
      inputs: { release: '', images: '127.0.0.1:1/acme/api=1.0.0' },
      says: ['127.0.0.1:1'],
      code: 'registry-unreachable',
      operations: [],
    },
  ],
]

/** GitHub's URLs with a port on which nobody listens. */
async function closedPort(): Promise<Partial<ActionStep>> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 1) : 1}`
  await new Promise((resolve) => server.close(resolve))
  return { github: { url, apiUrl: `${url}/api/v3`, graphqlUrl: `${url}/api/graphql` } }
}

function reader(): string {
  const permissions = { contents: 'read', metadata: 'read' } as const
  return world.github.createToken({ login: 'reader[bot]', kind: 'app', permissions }).token
}

describe('what bump-image-tag cannot do', () => {
  it.each(CASES)('%s: a sentence, exit 1, and nothing is written', async (_name, refusal) => {
    const before = await world.head()
    const { inputs, step } = await prepareRefusal(refusal)
    const ended = await world.bump({ release, files: 'values.yaml', ...inputs }, step)
    expectRefused('bump-image-tag', ended, refusal)
    expect(await world.head()).toBe(before)
    expect(world.operations()).toEqual(refusal.operations ?? ['query repository'])
  })
})
