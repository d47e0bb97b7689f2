import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Explanation } from '@gitops-actions/core'
import { type FluxCluster, startFluxCluster } from './flux-cluster.ts'
import { COMMIT, conditions, gitSource, kustomizationOf, releaseOf } from './flux-objects.ts'
import { failureOf } from './github-world.ts'

let cluster: FluxCluster

beforeEach(async () => {
  cluster = await startFluxCluster()
  cluster.put(gitSource())
})

afterEach(() => cluster.close())

const API = { kind: 'Kustomization', namespace: 'flux-system', name: 'api' }
const UNWELL = conditions(['Ready=False HealthCheckFailed', 'timeout waiting for: [Deployment/shop/api]'])
const INVENTORY = {
  inventory: {
    entries: [
      { id: 'shop_api_apps_Deployment', v: 'v1' },
      { id: 'shop_api__Service', v: 'v1' },
    ],
  },
}

function deploy(
  name = 'api',
  replicas = 1,
  status: object = { availableReplicas: 0, updatedReplicas: 1 },
): void {
  cluster.kubernetes.store.apply({
    kind: 'Deployment',
    namespace: 'shop',
    name,
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name, image: `acme/${name}:2` }] },
      },
    },
    status: { observedGeneration: 1, replicas, ...status },
  })
}

interface PodGiven {
  readonly app?: string
  readonly image?: string
  readonly phase?: string
  readonly state?: object
  readonly lastState?: object
  readonly conditions?: readonly object[]
  readonly deleted?: boolean
}

function runPod(name: string, given: PodGiven = {}): void {
  const {
    app = 'api',
    image = 'acme/api:2',
    phase = 'Running',
    state = { running: {} },
    lastState = {},
  } = given
  cluster.kubernetes.store.apply({
    kind: 'Pod',
    namespace: 'shop',
    name,
    labels: { app },
    spec: { containers: [{ name: 'api', image }] },
    status: {
      phase,
      conditions: given.conditions ?? [],
      containerStatuses: [{ name: 'api', image, state, lastState }],
    },
  })
  if (given.deleted !== true) return
  cluster.kubernetes.store.update('Pod', 'shop', name, ({ metadata }) => {
    metadata.deletionTimestamp = '2026-01-02T03:04:05Z'
  })
}

function warn(pod: string, reason: string, message: string, fieldPath?: string): void {
  cluster.kubernetes.store.apply({
    kind: 'Event',
    namespace: 'shop',
    name: `${pod}.${reason.toLowerCase()}`,
    ...{ involvedObject: { kind: 'Pod', name: pod, fieldPath }, type: 'Warning', reason, message },
  })
}

async function explain(): Promise<Explanation> {
  const agent = await cluster.agent(COMMIT)
  return agent.explain(API)
}

const waiting = (reason: string, message: string): object => ({ waiting: { reason, message } })

describe('the cause', () => {
  beforeEach(() => {
    cluster.put(kustomizationOf({ ...UNWELL, ...INVENTORY }))
    deploy()
  })

  it.each<[string, PodGiven, string]>([
    [
      'an image that cannot be pulled',
      { phase: 'Pending', state: waiting('ImagePullBackOff', 'Back-off pulling image "acme/api:2"') },
      'Pod shop/api-1, container api: ImagePullBackOff: Back-off pulling image "acme/api:2"',
    ],
    [
      'a container that ends again and again',
      {
        state: waiting('CrashLoopBackOff', 'back-off 5m0s restarting failed container'),
        lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } },
      },
      'Pod shop/api-1, container api: CrashLoopBackOff: back-off 5m0s restarting failed container; it ended with OOMKilled',
    ],
    [
      'a container that ended',
      { state: { terminated: { reason: 'Error', exitCode: 2 } } },
      'Pod shop/api-1, container api: Error: exit code 2',
    ],
    [
      'a pod that finds no node',
      {
        phase: 'Pending',
        state: waiting('ContainerCreating', ''),
        conditions: [
          {
            type: 'PodScheduled',
            status: 'False',
            reason: 'Unschedulable',
            message: '0/3 nodes are available: 3 Insufficient cpu.',
          },
        ],
      },
      'Pod shop/api-1: Unschedulable: 0/3 nodes are available: 3 Insufficient cpu.',
    ],
  ])('is %s', async (_, given, cause) => {
    runPod('api-1', given)
    const { cause: told, resources } = await explain()
    expect(told).toBe(cause)
    expect(resources.map(({ label }) => label)).toEqual(['Pod shop/api-1', 'Deployment shop/api'])
  })

  it('is the newest warning where the state says too little', async () => {
    runPod('api-1', { phase: 'Pending', state: waiting('ContainerCreating', '') })
    warn('api-1', 'FailedMount', 'MountVolume.SetUp failed for volume "tls": secret "tls" not found')
    expect((await explain()).cause).toBe(
      'Pod shop/api-1, container api: FailedMount: MountVolume.SetUp failed for volume "tls": secret "tls" not found',
    )
  })

  it('is a probe that fails, by its event', async () => {
    runPod('api-1', {
      conditions: [
        {
          type: 'Ready',
          status: 'False',
          reason: 'ContainersNotReady',
          message: 'containers with unready status: [api]',
        },
      ],
    })
    warn(
      'api-1',
      'Unhealthy',
      'Readiness probe failed: HTTP probe failed with statuscode: 503',
      'spec.containers{api}',
    )
    expect((await explain()).cause).toBe(
      'Pod shop/api-1, container api: Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 503',
    )
  })

  it('is told once for pods that are alike', async () => {
    for (const name of ['api-1', 'api-2', 'api-3', 'api-4', 'api-5']) {
      runPod(name, { phase: 'Pending', state: waiting('ErrImagePull', 'not found') })
    }
    expect((await explain()).cause).toBe('Pod shop/api-1 and 4 more, container api: ErrImagePull: not found')
  })

  it('is the workload where its pods say nothing', async () => {
    deploy('api', 1, {
      availableReplicas: 0,
      updatedReplicas: 0,
      conditions: [
        { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'exceeded quota: shop' },
      ],
    })
    expect((await explain()).cause).toBe('Deployment shop/api: FailedCreate: exceeded quota: shop')
  })

  it('is what Flux says where all that it applied is well', async () => {
    deploy('api', 1, { availableReplicas: 1, updatedReplicas: 1 })
    runPod('api-1')
    expect(await explain()).toEqual({
      cause: 'HealthCheckFailed: timeout waiting for: [Deployment/shop/api]',
      resources: [],
    })
  })

  it('is that of a release that it applied', async () => {
    const entries = [{ id: 'flux-system_web_helm.toolkit.fluxcd.io_HelmRelease', v: 'v2' }]
    cluster.put(kustomizationOf({ ...UNWELL, inventory: { entries } }))
    const released = {
      ...conditions(['Ready=False InstallFailed', 'timed out']),
      inventory: { entries: [{ id: 'shop_web_apps_Deployment', v: 'v1' }] },
    }
    cluster.put(releaseOf(released, { name: 'web' }))
    deploy('web')
    runPod('web-1', { app: 'web', state: waiting('CreateContainerConfigError', 'secret "web" not found') })
    const { cause, resources } = await explain()
    expect(cause).toBe('Pod shop/web-1, container api: CreateContainerConfigError: secret "web" not found')
    expect(resources.map(({ label }) => label)).toEqual([
      'Pod shop/web-1',
      'Deployment shop/web',
      'HelmRelease flux-system/web',
    ])
  })

  it('is no more than Flux says where what it applied is in another cluster', async () => {
    cluster.put(
      kustomizationOf({ ...UNWELL, ...INVENTORY }, {}, { kubeConfig: { secretRef: { name: 'east' } } }),
    )
    expect((await explain()).cause).toContain(
      'no more is known, because Kustomization flux-system/api applies to another cluster',
    )
  })
})

describe('the images that run', () => {
  async function imagesOf(): Promise<readonly string[]> {
    const agent = await cluster.agent(COMMIT, { readsImages: true })
    return (await agent.observe(API, 'none')).images
  }

  beforeEach(() => {
    cluster.put(kustomizationOf(INVENTORY))
  })

  it('are those of containers that run, not of pods that wait, have ended or are about to', async () => {
    deploy('api', 3)
    runPod('api-1', { image: 'acme/api:2' })
    runPod('api-2', { image: 'acme/api:3', phase: 'Pending', state: waiting('ContainerCreating', '') })
    runPod('api-3', { image: 'acme/api:1', deleted: true })
    runPod('api-4', { image: 'acme/api:0', phase: 'Succeeded', state: { terminated: { exitCode: 0 } } })
    runPod('web-1', { app: 'web', image: 'acme/web:1' })
    expect(await imagesOf()).toEqual(['acme/api:2'])
  })

  it('are all of them while a rollout goes on', async () => {
    deploy('api', 2)
    runPod('api-1', { image: 'acme/api:1' })
    runPod('api-2', { image: 'acme/api:2' })
    expect(await imagesOf()).toEqual(['acme/api:1', 'acme/api:2'])
  })

  it('are those of the template where nothing need run now', async () => {
    deploy('api', 0)
    const template = {
      spec: { initContainers: [{ image: 'acme/migrate:2' }], containers: [{ image: 'acme/job:2' }] },
    }
    const entries = [...INVENTORY.inventory.entries, { id: 'shop_nightly_batch_CronJob', v: 'v1' }]
    cluster.put(kustomizationOf({ inventory: { entries } }))
    cluster.kubernetes.store.apply({
      kind: 'CronJob',
      namespace: 'shop',
      name: 'nightly',
      spec: { schedule: '0 1 * * *', jobTemplate: { spec: { template } } },
    })
    expect(await imagesOf()).toEqual(['acme/api:2', 'acme/migrate:2', 'acme/job:2'])
  })

  it('of a release without an inventory are found by its labels', async () => {
    cluster.put(releaseOf({}, {}, { targetNamespace: 'shop' }))
    deploy()
    runPod('api-1')
    cluster.kubernetes.store.update('Deployment', 'shop', 'api', ({ metadata }) => {
      metadata.labels = {
        'helm.toolkit.fluxcd.io/name': 'api',
        'helm.toolkit.fluxcd.io/namespace': 'flux-system',
      }
    })
    const agent = await cluster.agent(COMMIT, { readsImages: true })
    const state = await agent.observe({ ...API, kind: 'HelmRelease' }, 'none')
    expect(state.images).toEqual(['acme/api:2'])
  })

  it('cannot be told of another cluster, and that is said', async () => {
    cluster.put(kustomizationOf(INVENTORY, {}, { kubeConfig: { secretRef: { name: 'east' } } }))
    const agent = await cluster.agent(COMMIT, { readsImages: true })
    const failure = await failureOf(agent.observe(API, 'none'))
    expect(failure.message).toContain('leave "images" and "release" out')
  })
})
