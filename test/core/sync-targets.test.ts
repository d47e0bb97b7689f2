import { describe, expect, it } from '@jest/globals'
import {
  findTargets,
  type GitOpsConfig,
  parseApplicationTarget,
  parseConfig,
  readExpectedRelease,
  type TargetInputs,
} from '@gitops-actions/core'

describe('a line of "applications"', () => {
  it.each([
    ['api', { name: 'api', namespace: undefined }],
    ['team-a/api', { name: 'api', namespace: 'team-a' }],
    ['Kustomization/flux-system/api', { kind: 'Kustomization', namespace: 'flux-system', name: 'api' }],
    ['HelmRelease/api', { kind: 'HelmRelease', namespace: undefined, name: 'api' }],
    ['api.v1.example', { name: 'api.v1.example', namespace: undefined }],
    ['selector=app=api', { selector: 'app=api', namespace: undefined }],
    ['selector=app = api', { selector: 'app = api', namespace: undefined }],
    ['selector=a==b,c!=d', { selector: 'a==b,c!=d', namespace: undefined }],
    ['selector=tier in (web, api),!canary', { selector: 'tier in (web, api),!canary', namespace: undefined }],
    ['selector=tier notin (batch)', { selector: 'tier notin (batch)', namespace: undefined }],
    ['selector=app=', { selector: 'app=', namespace: undefined }],
    ['selector=canary', { selector: 'canary', namespace: undefined }],
    [
      'selector=app.kubernetes.io/part-of=shop',
      { selector: 'app.kubernetes.io/part-of=shop', namespace: undefined },
    ],
    ['team-a/selector=app=api', { selector: 'app=api', namespace: 'team-a' }],
    [
      'Kustomization/flux-system/selector=app=api',
      { kind: 'Kustomization', selector: 'app=api', namespace: 'flux-system' },
    ],
  ])('%s', (line, target) => {
    expect(parseApplicationTarget(line)).toEqual(target)
  })

  it.each([
    ['api worker', /wanted "name"/],
    ['API', /wanted "name"/],
    ['a/b/c/d', /wanted "name"/],
    ['team_a/api', /wanted "name"/],
    ['-api', /wanted "name"/],
    ['../api', /wanted "name"/],
    ['api?refresh=hard', /wanted "name"/],
    ['a'.repeat(254), /wanted "name"/],
    ['selector=', /wanted labels such as/],
    ['selector=app=api,', /wanted labels such as/],
    ['selector=app>api', /wanted labels such as/],
    ['selector=app in api', /wanted labels such as/],
    ['selector=app in ()x', /wanted labels such as/],
    ['selector=app=api&projects=other', /wanted labels such as/],
    [`selector=${'a'.repeat(64)}`, /wanted labels such as/],
    [`selector=a${',a'.repeat(1000)}`, /wanted labels such as/],
    [`selector=a in (${'a, '.repeat(100_000)}`, /wanted labels such as/],
  ])('refuses case %#', (line, message) => {
    expect(() => parseApplicationTarget(line)).toThrow(
      expect.objectContaining({ code: 'invalid-input', message: expect.stringMatching(message) }),
    )
  })
})

const CONFIG = parseConfig(`version: 1
environments:
  staging:
    path: environments/staging
    verify: { agent: argocd, application: "{service}-{environment}", project: "team-{service}", namespace: argocd }
  shared:
    path: environments/shared
    verify: { agent: argocd, application: shop, project: shop }
  flux:
    path: environments/flux
    verify: { agent: flux, name: "{service}", namespace: flux-system }
  plain: { path: environments/plain }
services:
  api: { image: ghcr.io/acme/api, source: { repository: acme/api } }
  web: { image: ghcr.io/acme/web }
`)

function inputs(change: Partial<TargetInputs> = {}): TargetInputs {
  return {
    agent: undefined,
    applications: [],
    namespace: undefined,
    project: undefined,
    environment: 'staging',
    services: [],
    ...change,
  }
}

function find(change: Partial<TargetInputs>, config: GitOpsConfig | undefined = CONFIG): unknown {
  const { agent, applications, project } = findTargets(inputs(change), config)
  return {
    agent,
    project,
    applications: applications.map((one) => Object.values(one).filter(Boolean).join('/')),
  }
}

describe('what is verified', () => {
  it.each<[string, Partial<TargetInputs>, object]>([
    [
      'every service of the configuration',
      {},
      { agent: 'argocd', project: undefined, applications: ['api-staging/argocd', 'web-staging/argocd'] },
    ],
    [
      'the services that were released',
      { services: ['api'] },
      { agent: 'argocd', project: 'team-api', applications: ['api-staging/argocd'] },
    ],
    [
      'one application for all services',
      { environment: 'shared', services: ['api', 'web'] },
      { agent: 'argocd', project: 'shop', applications: ['shop'] },
    ],
    [
      'objects of Flux',
      { environment: 'flux', services: ['api'] },
      { agent: 'flux', project: undefined, applications: ['Kustomization/api/flux-system'] },
    ],
    [
      'what the inputs name, before all',
      { applications: [{ name: 'other', namespace: undefined }], namespace: 'team-a', project: 'p' },
      { agent: 'argocd', project: 'p', applications: ['other/team-a'] },
    ],
    [
      'what the inputs name, by the agent of the environment',
      { environment: 'flux', applications: [{ kind: 'HelmRelease', name: 'other', namespace: 'apps' }] },
      { agent: 'flux', project: undefined, applications: ['HelmRelease/other/apps'] },
    ],
    [
      'what the inputs name, in the project of the environment',
      { environment: 'shared', applications: [{ name: 'other', namespace: undefined }] },
      { agent: 'argocd', project: 'shop', applications: ['other'] },
    ],
    [
      'the same application once',
      {
        applications: [
          { name: 'api', namespace: 'team-a' },
          { name: 'api', namespace: undefined },
        ],
        namespace: 'team-a',
      },
      { agent: 'argocd', project: undefined, applications: ['api/team-a'] },
    ],
  ])('is %s', (_name, change, expected) => {
    expect(find(change)).toEqual(expected)
  })

  it.each<[string, Partial<TargetInputs>, GitOpsConfig | undefined, RegExp]>([
    ['an environment without "verify"', { environment: 'plain' }, CONFIG, /there is no `verify`/],
    ['an environment that is not there', { environment: 'stagin' }, CONFIG, /did you mean "staging"/],
    ['no configuration', {}, undefined, /a "gitops\.yaml" of the environment repository/],
    ['neither', { environment: undefined }, undefined, /name them, or give "environment"/],
    ['another agent than the configuration', { agent: 'flux' }, CONFIG, /"agent" is "flux".*says "argocd"/],
    [
      'a kind, where Argo CD is asked',
      { applications: [{ kind: 'Kustomization', name: 'api', namespace: 'x' }] },
      CONFIG,
      /"Kustomization\/x\/api", with a kind/,
    ],
  ])('is refused: %s', (_name, change, config, message) => {
    expect(() => findTargets(inputs(change), config)).toThrow(message)
  })
})

describe('what was released', () => {
  const digest = `sha256:${'1'.repeat(64)}`
  const record = (service: string, image: string, repository = 'acme/api'): string =>
    JSON.stringify({
      version: 1,
      service,
      image,
      tag: '1.1.0',
      tags: [{ name: '1.1.0', mutable: false }],
      digest,
      platforms: { 'linux/amd64': digest },
      source: { repository, sha: 'a'.repeat(40), ref: 'refs/heads/main' },
      created: '2026-01-02T03:04:05Z',
      run: 'https://github.com/acme/api/actions/runs/17',
    })

  it('names services by records, and by the images that the configuration knows', () => {
    const config = parseConfig(
      'version: 1\nenvironments: {}\nservices:\n  shop-web: { image: ghcr.io/acme/web }\n',
    )
    const release = readExpectedRelease(record('api', 'ghcr.io/acme/api'), 'ghcr.io/acme/web=2\nredis:7\n')
    expect(release.services(config)).toEqual(['api', 'shop-web', 'redis'])
    expect(release.images).toHaveLength(3)
    expect(release.sources).toMatchObject([{ repository: 'acme/api', ref: 'refs/heads/main' }])
  })

  it('is nothing when nobody says', () => {
    const release = readExpectedRelease('', ' \n')
    expect([release.images, release.sources, release.services(CONFIG)]).toEqual([[], [], []])
  })

  it.each([
    [record('api', 'ghcr.io/evil/api'), /image of service "api" is ghcr\.io\/evil\/api/],
    [record('api', 'ghcr.io/acme/api', 'evil/api'), /source of service "api" is evil\/api/],
  ])('is held to the configuration', (text, message) => {
    const release = readExpectedRelease(text, '')
    expect(() => {
      release.check(CONFIG)
    }).toThrow(message)
  })
})
