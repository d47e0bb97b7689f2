import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { AccessRule } from '@gitops-actions/sandbox'
import { parseAllDocuments } from 'yaml'
import { deployment } from '../sandbox/argocd-world.ts'
import { isReady } from '../sandbox/flux-world.ts'
import { type FluxVerification, kustomization, release, startFluxVerification } from './flux-world.ts'

const page = readFileSync(new URL('../../docs/flux.md', import.meta.url), 'utf8')

interface Role {
  readonly kind: string
  readonly metadata: { readonly namespace: string }
  readonly rules: readonly {
    readonly apiGroups: readonly string[]
    readonly resources: readonly string[]
    readonly verbs: AccessRule['verbs']
  }[]
}

/** The roles that the page gives, as rules of the cluster. */
function documentedRules(): readonly AccessRule[] {
  const blocks = [...page.matchAll(/```yaml\n([^]*?)```/g)].map(([, text = '']) => text)
  const documents = blocks
    .filter((text) => text.includes('kind: Role\n'))
    .flatMap((text) => parseAllDocuments(text))
  return documents.flatMap((document) => {
    const { metadata, rules } = document.toJS() as Role
    return rules.map(({ apiGroups, resources, verbs }) => ({
      verbs,
      groups: apiGroups,
      resources,
      namespaces: [metadata.namespace],
    }))
  })
}

let world: FluxVerification

beforeEach(async () => {
  world = await startFluxVerification()
  await world.push(files('1.0.0'))
  world.source()
  world.kustomization('api', { wait: true })
  world.release('web')
  await world.until('Kustomization', 'api', isReady)
  await world.until('HelmRelease', 'web', isReady)
})

afterEach(() => world.close())

function files(tag: string): Record<string, string> {
  return {
    'apps/api/api.yaml': deployment('api', `acme/api:${tag}`),
    'charts/web/Chart.yaml': `apiVersion: v2\nname: web\nversion: ${tag}\n`,
    'charts/web/values.yaml': `image:\n  repository: acme/web\n  tag: "${tag}"\n`,
  }
}

const applications = [kustomization('api'), release('web')]
const images = ['acme/api:2.0.0', 'acme/web:2.0.0']

describe('the rights that docs/flux.md gives', () => {
  it('are enough to refresh, to verify releases and images', async () => {
    const revision = await world.repository.commit(files('2.0.0'))
    const report = await world.verify(
      { revision, applications, images, interval: 200 },
      { rules: documentedRules() },
    )
    expect(report.outcome).toBe('deployed')
  })

  it('are enough to tell the cause', async () => {
    world.flux.breakPods([{ image: /api:2\./ }])
    const revision = await world.repository.commit(files('2.0.0'))
    const report = await world.verify(
      { revision, applications: [kustomization('api')] },
      { rules: documentedRules() },
    )
    expect(report.cause).toContain('container api: ImagePullBackOff')
  })

  it('are none to secrets, none to write workloads, and none outside of two namespaces', () => {
    const rules = documentedRules()
    expect(rules.length).toBeGreaterThan(4)
    expect(rules.flatMap(({ resources }) => resources)).not.toContain('secrets')
    expect(rules.flatMap(({ groups, resources }) => [...groups, ...resources])).not.toContain('*')
    const written = rules.filter(({ verbs }) =>
      verbs.some((verb) => !['get', 'list', 'watch'].includes(verb)),
    )
    expect(
      written.flatMap(({ groups }) => groups).filter((group) => !group.endsWith('.toolkit.fluxcd.io')),
    ).toEqual([])
    expect([...new Set(rules.flatMap(({ namespaces = [] }) => namespaces))]).toEqual(['flux-system', 'shop'])
  })
})
