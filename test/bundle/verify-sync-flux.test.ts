import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { ENVIRONMENTS, type FluxVerifyWorld, startFluxVerifyWorld } from './flux-verify-world.ts'
import { expectRefused, prepareRefusal, type Refusal } from './refused-run.ts'
import { errorsOf, readVerdicts } from './verify-world.ts'

let world: FluxVerifyWorld

beforeAll(async () => {
  world = await startFluxVerifyWorld()
})

afterAll(() => world.close())

const short = (sha: string): string => sha.slice(0, 7)

describe('verify-sync with Flux', () => {
  it('is green when Flux runs the revision, by a kubeconfig in a secret and a private authority', async () => {
    const revision = await world.commit('1.1.0')
    const run = await world.verify({
      revision,
      images: 'ghcr.io/acme/api=1.1.0',
      kubeconfig: Buffer.from(world.kubeconfig()).toString('base64'),
    })
    expect(errorsOf(run)).toEqual([])
    expect([run.code, run.outputs.outcome, run.outputs['observed-revision']]).toEqual([
      0,
      'deployed',
      revision,
    ])
    expect(readVerdicts(run)).toEqual([
      {
        application: 'Kustomization/flux-system/api',
        verdict: 'deployed',
        detail: `runs revision ${short(revision)}`,
        revision,
      },
    ])
    expect(run.log).toContain(`Asking Flux by the context "staging" of ${world.kubernetes.url}`)
    const shown = run.log.replace(/^::add-mask::.*$/gm, '') + run.summary
    for (const secret of [world.token, world.clusterToken]) expect(shown).not.toContain(secret)
    expect(run.log).toContain(`::add-mask::${world.clusterToken}`)
  })

  it('is red with the container and its reason, where Flux says no more than that a check failed', async () => {
    world.flux.breakPods([{ image: /:9\./ }])
    const revision = await world.commit('9.9.9')
    const run = await world.verify({ revision })
    expect([run.code, run.outputs.outcome]).toEqual([1, 'degraded'])
    expect(run.outputs.cause).toMatch(
      /^Pod shop\/api-\S+, container api: ImagePullBackOff: Back-off pulling image/,
    )
    expect(run.summary).toContain('**Cause:** Pod shop/api')
    world.flux.breakPods([])
  })

  it('shows what pods say without obeying it', async () => {
    const message =
      'no image\n::warning::canary\n::set-output name=outcome::deployed\n<script>[x](javascript:1)'
    world.flux.breakPods([{ image: /:9\./, message }])
    const revision = await world.commit('9.9.8')
    const run = await world.verify({ revision })
    world.flux.breakPods([])
    expect([run.code, run.outputs.outcome]).toEqual([1, 'degraded'])
    expect(run.outputs.cause).toContain('ImagePullBackOff: no image ::warning::canary ::set-output')
    expect(run.annotations.filter(({ level }) => level === 'warning')).toEqual([])
    expect(run.summary).not.toMatch(/<script>|\]\(javascript/)
  })

  it('tells of a commit that is not there for Flux, without the word of an agent that is Ready', async () => {
    const revision = await world.commit('1.2.0')
    world.flux.faults.set('GitRepository/flux-system/environments', { stuck: true })
    const run = await world.verify({ revision, timeout: '5s', refresh: 'false' })
    world.flux.faults.clear('GitRepository/flux-system/environments')
    expect([run.code, run.outputs.outcome]).toEqual([1, 'timeout'])
    expect(run.outputs.cause).toContain(`wanted ${short(revision)}`)
  })

  it('is found by gitops.yaml, with a check run on the commit', async () => {
    const config = `version: 1
environments:
  staging:
    path: environments/staging
    verify: { agent: flux, kind: Kustomization, name: "{service}", namespace: flux-system }
services:
  api: { image: ghcr.io/acme/api }
`
    const revision = await world.commit('1.2.1', { 'gitops.yaml': config })
    const run = await world.verify({
      agent: '',
      applications: '',
      environment: 'staging',
      revision,
      'check-run': 'true',
      'source-token': '',
    })
    expect(errorsOf(run)).toEqual([])
    expect(run.outputs.outcome).toBe('deployed')
    const checks = [...world.github.describe(ENVIRONMENTS).checkRuns.values()]
    expect(checks.map(({ name, headSha, conclusion }) => [name, headSha, conclusion])).toEqual([
      ['gitops/staging', revision, 'success'],
    ])
  })

  it('fault 107: runs no program of a kubeconfig, and trusts nobody blindly, without being told to', async () => {
    const before = world.kubernetes.requests.length
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'aws', interactiveMode: 'Never' }
    const plugin = await world.verify({ revision: world.root, kubeconfig: world.kubeconfig({ exec }) })
    expect([plugin.code, plugin.outputs.outcome]).toEqual([1, 'failed'])
    expect(errorsOf(plugin)[0]).toContain('allow-exec-plugins')
    const blind = await world.verify({
      revision: world.root,
      kubeconfig: world.kubeconfig({ token: 'canary' }, { 'insecure-skip-tls-verify': true }),
    })
    expect(errorsOf(blind)[0]).toContain('insecure-skip-tls-verify')
    expect(blind.log.replace(/^::add-mask::.*$/gm, '')).not.toContain('canary')
    expect(world.kubernetes.requests.length).toBe(before)
  })

  it.each<readonly [string, Refusal]>([
    [
      'no cluster at all',
      {
        inputs: { kubeconfig: '' },
        says: [
          'There is no cluster to ask: "kubeconfig" is empty',
          'Give "kubeconfig" the text of a kubeconfig, from a secret.',
        ],
        code: 'invalid-kubeconfig',
      },
    ],
    [
      'a kubeconfig without the word that it is for Flux',
      {
        inputs: { agent: '' },
        says: ['the input "kubeconfig" is given', 'wanted "agent: flux"'],
        code: 'invalid-input',
      },
    ],
    [
      'a token that the cluster does not know',
      {
        inputs: () => ({ kubeconfig: world.kubeconfig({ token: 'canary-of-nobody' }) }),
        says: ['does not accept the credential of the context "staging"'],
        code: 'agent-unauthorized',
      },
    ],
    [
      'a kind that cannot be verified',
      {
        inputs: { applications: 'Deployment/shop/api' },
        says: ['names the kind "Deployment"', 'Kustomization, HelmRelease, GitRepository, OCIRepository'],
        code: 'invalid-input',
      },
    ],
    [
      'a check run on the digest of an artifact',
      {
        inputs: { revision: `sha256:${'a'.repeat(64)}`, environment: 'staging', 'check-run': 'true' },
        says: ['"revision" is the digest of an artifact', 'wanted the commit that the artifact was made of'],
        code: 'invalid-input',
      },
    ],
    [
      'the digest of an artifact for Argo CD',
      {
        inputs: {
          agent: 'argocd',
          server: 'https://argocd.example.com',
          'auth-token': 'canary',
          applications: 'api',
          revision: `sha256:${'a'.repeat(64)}`,
        },
        says: ['the input "revision" is the digest of an artifact, which only Flux applies'],
        code: 'invalid-input',
      },
    ],
  ])('refuses %s', async (_, refusal) => {
    const { inputs, step } = await prepareRefusal(refusal)
    const run = await world.verify({ revision: world.root, ...inputs }, step)
    expectRefused('verify-sync', run, refusal)
    expect(run.log.replace(/^::add-mask::.*$/gm, '')).not.toContain('canary')
  })

  it('ends within a second when the run is cancelled', async () => {
    world.flux.faults.set('GitRepository/flux-system/environments', { stuck: true })
    const revision = await world.commit('1.3.0')
    let killed = 0
    const run = await world.verify(
      { revision, timeout: '5m', refresh: 'false' },
      {
        onOutput(text, child) {
          if (killed > 0 || !text.includes('waiting')) return
          killed = performance.now()
          child.kill('SIGINT')
        },
      },
    )
    const took = performance.now() - killed
    world.flux.faults.clear('GitRepository/flux-system/environments')
    expect(run.code).toBe(1)
    expect(run.log).toContain('cancelled')
    expect(took).toBeLessThan(5_000)
    expect(world.kubernetes.watches).toBe(0)
  })
})
