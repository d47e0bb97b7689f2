import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { startBumpWorld, type BumpWorld } from './bump-world.ts'
import { expectRefused, prepareRefusal, type Refusal } from './refused-run.ts'

let world: BumpWorld
/** The release that every case gives unless it says otherwise. */
let release: string

beforeAll(async () => {
  world = await startBumpWorld({ 'values.yaml': 'image: {}\n' })
  release = world.release('api', '1.4.2')
})

beforeEach(() => {
  world.github.requests.length = 0
})

afterAll(() => world.close())

const CASES: readonly (readonly [name: string, Refusal])[] = [
  [
    'neither release nor images',
    {
      inputs: { release: '' },
      says: ['Neither "release" nor "images" is given', 'give the output "release"'],
      code: 'invalid-input',
    },
  ],
  [
    'both release and images',
    {
      inputs: { images: 'acme/api:1.4.2' },
      says: ['Both "release" and "images" are given', 'give the output'],
      code: 'invalid-input',
    },
  ],
  [
    'a release that is not JSON',
    {
      inputs: { release: '{"version":1,' },
      says: ['is not JSON at line 1', 'wanted the output "release" of build-and-push as it is'],
      code: 'invalid-release-record',
    },
  ],
  [
    'a release without a digest',
    {
      inputs: () => ({ release: release.replace(/"digest":"[^"]+"/, '"digest":"latest"') }),
      says: ['Release record (service "api") has "digest" "latest"', 'wanted "sha256:"'],
      code: 'invalid-release-record',
    },
  ],
  [
    'a release of another version',
    {
      inputs: () => ({ release: release.replace('"version":1', '"version":2') }),
      says: ['has version 2', 'this action reads version 1', 'same release of the actions'],
      code: 'invalid-release-record',
    },
  ],
  [
    'two records for one service',
    {
      inputs: () => ({ release: `${release}\n${release.replaceAll('1.4.2', '1.4.3')}` }),
      says: ['Release record 2 (service "api") says 1.4.3', 'give one record for each service'],
      code: 'invalid-release-record',
    },
  ],
  [
    'a release that is a path of nothing',
    {
      inputs: { release: 'releases/none' },
      says: ['Input "release" is "releases/none"', 'as a path it cannot be read', 'Give a release record'],
      code: 'release-unreadable',
    },
  ],
  [
    'an image without a tag',
    {
      inputs: { release: '', images: 'ghcr.io/acme/api' },
      says: [
        'Line 1 of the input "images"',
        '"ghcr.io/acme/api" has neither a tag nor a digest',
        'wanted "name=tag"',
      ],
      code: 'invalid-images-input',
    },
  ],
  [
    'an image with capitals',
    {
      inputs: { release: '', images: 'ghcr.io/Acme/api:1' },
      says: ['Line 1 of the input "images"', 'lower-case name: "acme/api"'],
      code: 'invalid-images-input',
    },
  ],
  [
    'a service for two images',
    {
      inputs: { release: '', images: 'acme/api:1.0.0\nacme/web:1.0.0', service: 'api' },
      says: ['"service" is "api", but "images" names 2 images', 'leave "service" empty'],
      code: 'invalid-input',
    },
  ],
  [
    'two images of one service',
    {
      inputs: { release: '', images: 'acme/shop/api:1.0.0\nacme/blog/api:1.0.0' },
      says: [
        'gives acme/shop/api:1.0.0 and acme/blog/api:1.0.0, both of a service "api"',
        'give each image once',
      ],
      code: 'invalid-input',
    },
  ],
  [
    'a service that is none',
    {
      inputs: { release: '', images: 'acme/api:1.0.0', service: 'a b' },
      says: ['the input "service" is "a b"', 'such as "api"'],
      code: 'invalid-input',
    },
  ],
  [
    'a repository that is a URL',
    {
      inputs: { repository: 'https://github.com/acme/environments' },
      says: ['the input "repository" is "https://github.com/acme/environments"', 'wanted "owner/name"'],
      code: 'invalid-repository',
    },
  ],
  [
    'an empty repository',
    {
      inputs: { repository: '' },
      says: ['the input "repository" is required', 'add it under `with:`'],
      code: 'invalid-input',
    },
  ],
  [
    'an empty token',
    {
      inputs: { token: '' },
      says: ['the input "token" is empty', 'a token that can write acme/environments'],
      code: 'missing-token',
    },
  ],
  [
    'the default token for another repository',
    {
      inputs: { token: 'ghs_nobody' },
      says: [
        'the default token of a run in acme/api cannot write acme/environments',
        'a token of a GitHub App',
      ],
      code: 'default-token',
    },
  ],
  [
    'a branch by its full name',
    {
      inputs: { branch: 'refs/heads/main' },
      says: ['the input "branch" is "refs/heads/main"', 'wanted the short name', 'Write "main".'],
      code: 'invalid-branch',
    },
  ],
  [
    'a branch that is an option',
    {
      inputs: { branch: '--upload-pack=x' },
      says: ['the input "branch" is "--upload-pack=x"', 'such as "main"'],
      code: 'invalid-branch',
    },
  ],
  [
    'an environment that leads outside',
    {
      inputs: { environment: '../production' },
      says: ['the input "environment" is "../production"', 'such as "staging"'],
      code: 'invalid-environment',
    },
  ],
  [
    'a file that leads outside',
    {
      inputs: { files: '../values.yaml' },
      says: ['"../values.yaml" in "files"', 'has a part ".."', 'from the root of the repository'],
      code: 'invalid-path',
    },
  ],
  [
    'a file of git',
    { inputs: { files: '.git/config' }, says: ['leads into the ".git" directory'], code: 'invalid-path' },
  ],
  [
    'an absolute file',
    {
      inputs: { files: '/etc/passwd' },
      says: ['is absolute', 'wanted a path from the root'],
      code: 'invalid-path',
    },
  ],
  [
    'an exclusion',
    {
      inputs: { files: '!values.yaml' },
      says: ['"!values.yaml" in "files" begins with "!"', 'name the files to change'],
      code: 'invalid-input',
    },
  ],
  [
    'a selector without a path',
    {
      inputs: { files: 'values.yaml#' },
      says: ['"values.yaml#" in "files" is not a selector', 'such as "apps/api/values.yaml#image.tag"'],
      code: 'invalid-input',
    },
  ],
  [
    'a configuration that leads outside',
    {
      inputs: { config: 'a/../../b.yaml' },
      says: ['the input "config"', 'has a part ".."'],
      code: 'invalid-path',
    },
  ],
  [
    'an unknown pin',
    {
      inputs: { pin: 'version' },
      says: ['the input "pin" is "version"', 'one of `auto`, `tag`, `digest`, `tag-and-digest`'],
      code: 'invalid-input',
    },
  ],
  [
    'an unknown mode',
    {
      inputs: { mode: 'push' },
      says: ['the input "mode" is "push"', '`commit`, `pull-request`'],
      code: 'invalid-input',
    },
  ],
  [
    'a boolean that is none',
    {
      inputs: { 'dry-run': 'yes' },
      says: ['the input "dry-run" is "yes"', 'wanted `true` or `false`'],
      code: 'invalid-input',
    },
  ],
  [
    'a duration without a unit',
    {
      inputs: { timeout: '10' },
      says: ['the input "timeout" is "10"', 'such as "90s"'],
      code: 'invalid-input',
    },
  ],
  [
    'no attempt at all',
    {
      inputs: { 'max-attempts': '0' },
      says: ['the input "max-attempts" is "0"', 'a whole number from 1 to 100'],
      code: 'invalid-input',
    },
  ],
  [
    'a password without a user',
    {
      inputs: { username: '' },
      says: ['The input "password" is given and "username" is not', 'a login needs both'],
      code: 'invalid-input',
    },
  ],
  [
    'a certificate that is none',
    { inputs: { 'ca-cert': '/nonexistent/ca.pem' }, says: ['/nonexistent/ca.pem'], code: 'invalid-ca-cert' },
  ],
  [
    'no run around it',
    {
      step: { env: { GITHUB_REPOSITORY: '' } },
      says: ['GITHUB_REPOSITORY is not set', 'in a GitHub Actions workflow'],
      code: 'no-run-context',
    },
  ],
]

describe('bad input of bump-image-tag', () => {
  it.each(CASES)('%s: a sentence, exit 1, and GitHub is not asked', async (_name, refusal) => {
    const { inputs, step } = await prepareRefusal(refusal)
    const ended = await world.bump({ release, files: 'values.yaml', ...inputs }, step)
    expectRefused('bump-image-tag', ended, refusal)
    expect(world.github.requests).toEqual([])
  })
})
