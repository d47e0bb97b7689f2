import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { createInputs } from '@gitops-actions/kit'
import { parse } from 'yaml'
import { readInputs, type VerifySyncInputs } from '../../actions/verify-sync/inputs.ts'

interface ActionFile {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>
}

const FILE = new URL('../../actions/verify-sync/action.yml', import.meta.url)
const { inputs: DECLARED } = parse(readFileSync(FILE, 'utf8')) as ActionFile
const REVISION = 'a'.repeat(40)

function read(given: Readonly<Record<string, string>>): VerifySyncInputs {
  const defaults = Object.entries(DECLARED).map(([name, input]) => [name, input.default ?? ''] as const)
  const values = new Map([
    ...defaults.map(
      ([name, value]) => [name, value.replace(/\$\{\{ github\.(\w+) \}\}/, 'acme/$1')] as const,
    ),
    ...Object.entries({
      server: 'argocd.example.com',
      'auth-token': 'secret',
      applications: 'api',
      revision: REVISION,
      ...given,
    }),
  ])
  return readInputs(createInputs((name) => values.get(name) ?? ''))
}

describe('the inputs of verify-sync', () => {
  it('are few where the defaults will do', () => {
    expect(read({})).toMatchObject({
      agent: undefined,
      argocd: { server: 'https://argocd.example.com', connector: '', audience: '' },
      applications: [{ name: 'api' }],
      expectedCount: undefined,
      environment: undefined,
      timeout: 600_000,
      interval: 10_000,
      stableFor: 10_000,
      refresh: true,
      sync: false,
      checkRun: false,
      deployment: false,
      config: 'gitops.yaml',
    })
  })

  it('may leave the applications, and Argo CD, to the configuration', () => {
    const given = { applications: '', server: '', 'auth-token': '', environment: 'staging' }
    expect(read(given)).toMatchObject({ environment: 'staging', argocd: undefined, applications: [] })
  })

  it.each([
    [{ oidc: 'true', 'auth-token': '' }, 'github-actions'],
    [{ oidc: 'TRUE', 'auth-token': '' }, 'github-actions'],
    [{ oidc: 'my-connector', 'auth-token': '' }, 'my-connector'],
    [{ oidc: 'false' }, ''],
    [{ oidc: '' }, ''],
  ])('take %j for the connector "%s"', (given, connector) => {
    expect(read(given).argocd?.connector).toBe(connector)
  })

  it.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ['two ways to sign in', { oidc: 'true' }, /both inputs "auth-token" and "oidc".*leave the other out/],
    ['no way to sign in', { 'auth-token': '' }, /"auth-token" is required.*or "oidc".*forks/],
    ['a connector that is none', { oidc: 'a/b', 'auth-token': '' }, /"oidc" is "a\/b".*dex\.config/],
    ['nothing to verify', { applications: '' }, /"applications" is required.*or "environment"/],
    ['an environment that is a path', { environment: '../prod' }, /"environment" is "\.\.\/prod"/],
    ['a check run of nothing', { 'check-run': 'true' }, /"check-run" is true and "environment" is empty/],
    ['a deployment to nowhere', { deployment: 'true' }, /"deployment" is true and "environment" is empty/],
    [
      'a page that is no page',
      { 'environment-url': 'javascript:alert(1)' },
      /"environment-url" is "javascript/,
    ],
    [
      'no application expected',
      { 'expected-count': '0' },
      /"expected-count" is "0"; wanted a whole number from 1/,
    ],
    ['half an application', { 'expected-count': '1.5' }, /"expected-count" is "1\.5"/],
    ['a namespace that is none', { namespace: 'Team_A' }, /"namespace" is "Team_A"/],
    ['a service with a line', { service: 'a b' }, /"service" is "a b"/],
    ['a configuration elsewhere', { config: '../gitops.yaml' }, /"config"/],
    ['labels that are none', { applications: 'selector=a>b' }, /wanted labels such as/],
    ['stability beyond the time', { 'stable-for': '10m' }, /nothing could be proved in time/],
  ])('refuse %s', (_name, given, message) => {
    expect(() => read(given)).toThrow(message)
  })
})
