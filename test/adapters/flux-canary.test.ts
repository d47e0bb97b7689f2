import { expect, it } from '@jest/globals'
import { createAround } from '../../packages/adapters/src/flux/around.ts'
import { imagesOf } from '../../packages/adapters/src/flux/images.ts'
import { KUSTOMIZATION } from '../../packages/adapters/src/flux/kinds.ts'
import { createWorkloads } from '../../packages/adapters/src/flux/workloads.ts'
import type { KubernetesApi } from '../../packages/adapters/src/kubernetes/api.ts'
import type { KubernetesObject } from '../../packages/adapters/src/kubernetes/object.ts'
import { createFakeClock } from '../core/sync-clock.ts'

const CANARY = { ownerReferences: [{ apiVersion: 'flagger.app/v1beta1', kind: 'Canary', name: 'api' }] }

function deployment(name: string, version: string, replicas: number, more: object = {}): KubernetesObject {
  const selector = { matchLabels: { app: name } }
  const template = { spec: { containers: [{ name: 'api', image: imageOf(version) }] } }
  return {
    metadata: { name, namespace: 'shop', resourceVersion: '1', ...more },
    spec: { replicas, selector, template },
  }
}

function pod(app: string, version: string): KubernetesObject {
  return {
    metadata: { name: `${app}-1`, namespace: 'shop', resourceVersion: '1', ...{ labels: { app } } },
    spec: { containers: [{ name: 'api', image: imageOf(version) }] },
    status: { phase: 'Running', containerStatuses: [{ name: 'api', state: { running: {} } }] },
  }
}

function imageOf(version: string): string {
  return `ghcr.io/acme/api:${version}`
}

/** The images behind a Kustomization that has applied the Deployment `api` and nothing else. */
async function imagesIn(
  deployments: readonly KubernetesObject[],
  pods: readonly KubernetesObject[],
): Promise<readonly string[]> {
  const refuse = (): Promise<never> => Promise.reject(new Error('lists are all that is asked for'))
  const api: KubernetesApi = {
    connection: Object.freeze({}) as KubernetesApi['connection'],
    get: refuse,
    annotate: refuse,
    openWatch: refuse,
    list: ({ type }) =>
      Promise.resolve({ items: type.kind === 'Pod' ? pods : deployments, resourceVersion: '1' }),
  }
  const clock = createFakeClock()
  const workloads = createWorkloads(api, createAround(api, clock), clock)
  const kustomization = {
    metadata: { name: 'apps', namespace: 'flux-system', resourceVersion: '1' },
    status: { inventory: { entries: [{ id: 'shop_api_apps_Deployment', v: 'v1' }] } },
  }
  return imagesOf(await workloads.of(KUSTOMIZATION, kustomization, clock.monotonic()))
}

it('counts the copy that Flagger lets serve: what is applied waits at no replicas', async () => {
  const applied = deployment('api', '2.0.0', 0)
  const before = [applied, deployment('api-primary', '1.0.0', 1, CANARY)]
  expect(await imagesIn(before, [pod('api-primary', '1.0.0')])).toEqual([imageOf('2.0.0'), imageOf('1.0.0')])
  const promoted = [applied, deployment('api-primary', '2.0.0', 1, CANARY)]
  expect(await imagesIn(promoted, [pod('api-primary', '2.0.0')])).toEqual([imageOf('2.0.0')])
})

it('leaves alone what only has such a name', async () => {
  const others = [deployment('api', '2.0.0', 1), deployment('api-primary', '1.0.0', 1)]
  expect(await imagesIn(others, [pod('api', '2.0.0'), pod('api-primary', '1.0.0')])).toEqual([
    imageOf('2.0.0'),
  ])
})
