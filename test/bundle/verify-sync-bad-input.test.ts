import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { expectRefused, prepareRefusal, type Refusal } from './refused-run.ts'
import { startVerifyWorld, type VerifyWorld } from './verify-world.ts'

let world: VerifyWorld
/** A commit that is not live: to tell how it stands, GitHub is asked. */
let next: string

beforeAll(async () => {
  world = await startVerifyWorld()
  const stuck = await world.createApplication('api')
  stuck.faults.set({ stuck: true })
  world.argocd.createApplication({
    name: 'other',
    source: { repoURL: 'https://github.com/acme/other', path: '.' },
  })
  await world.argocd.settled()
  next = await world.commit({ api: '1.1.0' })
})

afterAll(async () => {
  await world.close()
})

/** Runs a case, and answers what must not be there: secrets that were shown, requests that ask for a change. */
async function refuse(refusal: Refusal): Promise<readonly string[]> {
  const { inputs, step } = await prepareRefusal(refusal)
  const ended = await world.verify({ revision: next, timeout: '10m', ...inputs }, step)
  expectRefused('verify-sync', ended, refusal)
  const shown = ended.log.replace(/^::add-mask::.*$/gm, '') + ended.summary
  return [
    ...[world.token, world.authToken, 'canary'].filter((secret) => shown.includes(secret)),
    ...world.argocd.requests.filter(({ method }) => method !== 'GET').map(({ path }) => path),
    ...world.github.requests.filter(({ write }) => write).map(({ operation }) => operation),
  ]
}

type Named = Refusal & { readonly name: string }

const NO_REQUEST: readonly Named[] = [
  ...['server', 'auth-token', 'applications', 'repository', 'token'].map((input) => ({
    name: `no ${input}`,
    inputs: { [input]: '' },
    says: [`the input "${input}" is required and was not given; add it under \`with:\``],
    code: 'invalid-input',
  })),
  {
    name: 'an empty revision',
    inputs: { revision: '' },
    says: [
      'the input "revision" is empty',
      'wanted a full commit id',
      '"commit-sha" of bump-image-tag is empty until',
    ],
    code: 'invalid-input',
  },
  {
    name: 'a short revision',
    inputs: { revision: 'a1b2c3d' },
    says: ['the input "revision" is "a1b2c3d"', 'full commit id of 40 lower-case hex digits'],
    code: 'invalid-commit',
  },
  {
    name: 'a revision that is a branch',
    inputs: { revision: 'main' },
    says: ['the input "revision" is "main"', 'full commit id'],
    code: 'invalid-commit',
  },
  {
    name: 'an agent that there is not',
    inputs: { agent: 'spinnaker' },
    says: ['the input "agent" is "spinnaker"', 'one of `argocd`, `flux`, or nothing'],
    code: 'invalid-input',
  },
  {
    name: 'an application line of three parts',
    inputs: { applications: 'api\na/b/c' },
    says: [
      'the input "applications" has the line "a/b/c"',
      'wanted "name", "namespace/name", "Kind/namespace/name"',
    ],
    code: 'invalid-input',
  },
  {
    name: 'an application that is an address',
    inputs: { applications: '../../session?x=1' },
    says: ['has the line "../../session?x=1"'],
    code: 'invalid-input',
  },
  {
    name: 'applications that are comments alone',
    inputs: { applications: '# api\n\n' },
    says: ['the input "applications" holds only comments'],
    code: 'invalid-input',
  },
  {
    name: 'a repository that is an address',
    inputs: { repository: 'https://github.com/acme/environments' },
    says: ['the input "repository" is "https://github.com/acme/environments"', 'wanted "owner/name"'],
    code: 'invalid-repository',
  },
  ...[
    ['timeout', '10'],
    ['interval', 'often'],
    ['stable-for', '1.5s'],
    ['timeout', '-1s'],
  ].map(([input = '', value = '']) => ({
    name: `${input}: ${value}`,
    inputs: { [input]: value },
    says: [`the input "${input}" is "${value}"`, '"90s", "10m" or "1h30m"'],
    code: 'invalid-input',
  })),
  {
    name: 'no time at all',
    inputs: { timeout: '0s' },
    says: ['the input "timeout" is 0s; wanted at least "1s"'],
    code: 'invalid-input',
  },
  {
    name: 'no rest between questions',
    inputs: { interval: '0s' },
    says: ['the input "interval" is 0s; wanted at least "1s"'],
    code: 'invalid-input',
  },
  {
    name: 'a stability longer than the time',
    inputs: { timeout: '1m', 'stable-for': '60s' },
    says: ['"stable-for" is 1m and "timeout" is 1m', 'wanted a longer "timeout"'],
    code: 'invalid-input',
  },
  {
    name: 'a word that is neither yes nor no',
    inputs: { sync: 'yes' },
    says: ['the input "sync" is "yes"', '`true` or `false`'],
    code: 'invalid-input',
  },
  {
    name: 'an on-superseded that there is not',
    inputs: { 'on-superseded': 'warn' },
    says: ['the input "on-superseded" is "warn"', '`pass`, `fail`'],
    code: 'invalid-input',
  },
  {
    name: 'a server of another scheme',
    inputs: { server: 'grpc://argocd.example.com' },
    says: ['the input "server" is "grpc://argocd.example.com"', 'such as "https://argocd.example.com"'],
    code: 'invalid-input',
  },
  {
    name: 'a server with a password in it',
    inputs: { server: 'https://admin:canary@argocd.example.com' },
    says: ['the input "server" is "https://***@argocd.example.com"', 'without user'],
    code: 'invalid-input',
  },
  {
    name: 'a server with a query',
    inputs: { server: 'https://argocd.example.com?token=canary' },
    says: ['the input "server" is "https://argocd.example.com?…"'],
    code: 'invalid-input',
  },
  {
    name: 'plain http beyond loopback',
    inputs: { server: 'http://argocd.example.com' },
    says: [
      'refused the URL "http://argocd.example.com/api/v1/applications/api"',
      'plain http',
      '`plaintext: true`',
    ],
    code: 'refused-url',
  },
  {
    name: 'the address where clouds keep their credentials',
    inputs: { server: 'http://169.254.169.254', plaintext: 'true' },
    says: ['link-local or cloud metadata address'],
    code: 'refused-url',
  },
  {
    name: 'a release that is no record',
    inputs: { release: '{"version":1}' },
    says: ['release'],
    code: 'invalid-release-record',
  },
  {
    name: 'a release that is no file',
    inputs: { release: 'out/none.json' },
    says: ['Input "release" is "out/none.json"', 'cannot be read'],
    code: 'release-unreadable',
  },
  {
    name: 'images without a tag',
    inputs: { images: 'ghcr.io/acme/api' },
    says: ['Line 1 of the input "images"', 'neither a tag nor a digest'],
    code: 'invalid-images-input',
  },
  {
    name: 'a certificate that is none',
    inputs: { 'ca-cert': 'none.pem' },
    says: ['the input ca-cert is neither PEM text nor a file that can be read'],
    code: 'invalid-ca-cert',
  },
]

const AFTER_A_REQUEST: readonly Named[] = [
  {
    name: 'a wrong token of Argo CD',
    inputs: { 'auth-token': 'canary' },
    says: ['does not accept the input "auth-token"', 'wrong, revoked', 'argocd proj role create-token'],
    code: 'agent-unauthorized',
  },
  {
    name: 'an expired token of Argo CD',
    inputs: () => ({ 'auth-token': world.argocd.createToken({ subject: 'late', expiresInMs: -1_000 }) }),
    says: ['does not accept the input "auth-token"', 'it expired at 20'],
    code: 'agent-unauthorized',
  },
  {
    name: 'a token that may not see the application',
    inputs: () => ({
      'auth-token': world.argocd.createToken({ subject: 'blind', policies: [] }),
      project: 'default',
    }),
    says: ['may not read application "api" of project "default"', 'grant it "applications, get"'],
    code: 'application-not-found',
  },
  {
    name: 'an application that does not exist',
    inputs: { applications: 'nobody' },
    says: ['Application "nobody" is missing, or the token may not see it', 'give "project"'],
    code: 'application-not-found',
  },
  {
    name: 'an application that does not exist, with its project',
    inputs: { applications: 'api\nnobody', project: 'default' },
    says: [
      'has no application "nobody" in project "default"',
      'Check "applications", "project" and "server"',
    ],
    code: 'application-not-found',
  },
  {
    name: 'an application of another namespace',
    inputs: { applications: 'team-a/api' },
    says: ['Application "team-a/api" is missing'],
    code: 'application-not-found',
  },
  {
    name: 'an application that reads another repository',
    inputs: { applications: 'other' },
    says: [
      'Application "other" reads https://github.com/acme/other, not http',
      'Check "applications" and "repository"',
    ],
    code: 'no-matching-source',
  },
  {
    name: 'a repository that the application does not read',
    inputs: { repository: 'acme/other' },
    says: ['Application "api" reads http', '/acme/other: its revision says nothing about ours'],
    code: 'no-matching-source',
  },
  {
    name: 'a server where nobody listens',
    inputs: { server: 'http://127.0.0.1:1' },
    says: ['http://127.0.0.1:1/api/v1/applications/api could not be reached', 'Check the host and port'],
    code: 'unreachable',
  },
  {
    name: 'a server that is not Argo CD',
    inputs: () => ({ server: world.github.url }),
    says: ['does not accept the input "auth-token" (Bad credentials)', 'of another Argo CD'],
    code: 'agent-unauthorized',
  },
  {
    name: 'a revision that the repository does not have',
    inputs: { revision: 'f'.repeat(40) },
    says: [
      `The commit ${'f'.repeat(40)} of the input "revision" is not in the environment repository`,
      'check "revision"',
    ],
    code: 'revision-not-found',
  },
  {
    name: 'a token that GitHub does not know',
    inputs: { token: 'ghs_canary' },
    says: ['GitHub did not accept the token', '(401)', 'acme/environments'],
    code: 'permission-denied',
  },
  {
    name: 'a token that cannot read the environment repository',
    inputs: () => {
      world.github.describe('acme/environments').private = true
      return {
        token: world.github.createToken({ login: 'stranger[bot]', kind: 'app', repositories: [] }).token,
      }
    },
    says: ['is not in the environment repository, or the token cannot read it', '`contents: read`'],
    code: 'revision-not-found',
  },
  {
    name: 'an unknown GITHUB_API_URL',
    step: { env: { GITHUB_API_URL: 'http://127.0.0.1:1/api/v3' } },
    says: ['could not be reached', "GitHub's API is expected at http://127.0.0.1:1/api/v3 (GITHUB_API_URL)"],
    code: 'unreachable',
  },
  {
    name: 'a GITHUB_API_URL that is no URL',
    step: { env: { GITHUB_API_URL: 'api.example' } },
    says: ['GITHUB_API_URL is "api.example"', 'wanted what the runner sets'],
    code: 'no-run-context',
  },
]

describe('verify-sync, before any request, refuses', () => {
  it.each(NO_REQUEST)('$name', async (refusal) => {
    const before = world.argocd.requests.length + world.github.requests.length
    expect(await refuse(refusal)).toEqual([])
    expect(world.argocd.requests.length + world.github.requests.length).toBe(before)
  })
})

describe('verify-sync refuses', () => {
  it.each(AFTER_A_REQUEST)('$name', async (refusal) => {
    expect(await refuse(refusal)).toEqual([])
  })

  it('a login page in place of the API', async () => {
    world.argocd.faults.request({ path: '/api/v1/applications/', effect: { kind: 'login-page' } })
    const found = await refuse({
      says: ["does not answer like Argo CD's API", 'Check "server": a login page or a proxy'],
      code: 'agent-invalid-answer',
    })
    world.argocd.faults.clear()
    expect(found).toEqual([])
  })

  it('to follow an address to another host with the token', async () => {
    const headers = { location: 'https://login.example.com/' }
    world.argocd.faults.request({ effect: { kind: 'answer', status: 302, headers } })
    const found = await refuse({ says: ['answered 302, a redirect'], code: 'redirect-refused' })
    world.argocd.faults.clear()
    expect(found).toEqual([])
  })
})
