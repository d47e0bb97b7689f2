import { describe, expect, it } from '@jest/globals'
import { causeInTree } from '../../packages/adapters/src/argocd/cause.ts'
import { blockingWindow } from '../../packages/adapters/src/argocd/windows.ts'

interface NodeOptions {
  readonly owner?: readonly [kind: string, name: string]
  readonly health?: string
  readonly message?: string
  readonly reason?: string
}

function node(kind: string, name: string, { owner, health, message, reason }: NodeOptions = {}): object {
  const group = kind === 'Pod' ? {} : { group: 'apps' }
  return {
    ...group,
    version: 'v1',
    kind,
    namespace: 'api',
    name,
    ...(owner === undefined
      ? {}
      : { parentRefs: [{ group: 'apps', kind: owner[0], namespace: 'api', name: owner[1] }] }),
    ...(health === undefined
      ? {}
      : { health: { status: health, ...(message === undefined ? {} : { message }) } }),
    ...(reason === undefined
      ? {}
      : {
          info: [
            { name: 'Revision', value: 'Rev:2' },
            { name: 'Status Reason', value: reason },
          ],
        }),
  }
}

const DEPLOYMENT = node('Deployment', 'api', {
  health: 'Degraded',
  message: 'exceeded its progress deadline',
})
const REPLICA_SET = node('ReplicaSet', 'api-1', { owner: ['Deployment', 'api'], health: 'Progressing' })
const pod = (name: string, reason: string, message: string, health = 'Degraded'): object =>
  node('Pod', name, { owner: ['ReplicaSet', 'api-1'], health, reason, message })
const PULL = 'Back-off pulling image "acme/api:9"'

const CAUSES: readonly { name: string; nodes: readonly object[]; cause: string | undefined }[] = [
  {
    name: 'nothing is sick',
    nodes: [node('Service', 'api'), node('Pod', 'a', { health: 'Healthy' })],
    cause: undefined,
  },
  {
    name: 'a pod explains what owns it',
    nodes: [DEPLOYMENT, REPLICA_SET, pod('api-1-x', 'ImagePullBackOff', PULL)],
    cause: `Pod api-1-x: ImagePullBackOff: ${PULL}`,
  },
  {
    name: 'pods that are sick alike are one reason',
    nodes: [
      REPLICA_SET,
      pod('x', 'ImagePullBackOff', PULL),
      pod('y', 'ImagePullBackOff', PULL),
      pod('z', 'ImagePullBackOff', PULL),
    ],
    cause: `Pod x and 2 more: ImagePullBackOff: ${PULL}`,
  },
  {
    name: 'the container is in the message',
    nodes: [pod('x', 'CrashLoopBackOff', 'back-off 5m0s restarting failed container=api')],
    cause: 'Pod x: CrashLoopBackOff: back-off 5m0s restarting failed container=api',
  },
  {
    name: 'without a sick pod the owner speaks for itself',
    nodes: [DEPLOYMENT, pod('old', 'Running', '', 'Healthy')],
    cause: 'Deployment api: Degraded: exceeded its progress deadline',
  },
  {
    name: 'the broken come before the unfinished, pods before the rest',
    nodes: [
      pod('young', 'ContainerCreating', '', 'Progressing'),
      node('PersistentVolumeClaim', 'data', { health: 'Degraded', message: 'lost' }),
      pod('dead', 'OOMKilled', ''),
    ],
    cause: 'Pod dead: OOMKilled; PersistentVolumeClaim data: Degraded: lost; Pod young: ContainerCreating',
  },
  {
    name: 'three reasons are enough',
    nodes: ['a', 'b', 'c', 'd'].map((name) => pod(name, `Reason${name}`, '')),
    cause: 'Pod a: Reasona; Pod b: Reasonb; Pod c: Reasonc',
  },
  {
    name: 'a paused one needs no explanation, and neither does one of which nothing is known',
    nodes: [node('Rollout', 'api', { health: 'Suspended' }), node('Custom', 'x', { health: 'Unknown' })],
    cause: undefined,
  },
  {
    name: 'foreign text stays on one line',
    nodes: [pod('x', 'Error', 'line one\n::error::line two\u001b[0m')],
    cause: 'Pod x: Error: line one ::error::line two [0m',
  },
]

describe('causeInTree', () => {
  it.each(CAUSES)('$name', ({ nodes, cause }) => {
    expect(causeInTree({ nodes })).toBe(cause)
  })

  it.each([undefined, null, [], 'x', {}, { nodes: 'x' }, { nodes: [null, 7, {}] }])(
    'makes nothing of %j',
    (tree) => {
      expect(causeInTree(tree)).toBeUndefined()
    },
  )
})

const NIGHT = { kind: 'deny', schedule: '0 22 * * *', duration: '8h' }
const MORNING = { kind: 'allow', schedule: '0 8 * * 1', duration: '1h' }

const WINDOWS: readonly { name: string; answer: unknown; automatic?: string; manual?: string }[] = [
  { name: 'no windows', answer: { canSync: true } },
  {
    name: 'an open deny window',
    answer: { canSync: false, activeWindows: [NIGHT], assignedWindows: [NIGHT, MORNING] },
    automatic: 'the sync window "0 22 * * *" for 8h denies syncs now',
    manual: 'the sync window "0 22 * * *" for 8h denies syncs now',
  },
  {
    name: 'an open deny window that lets manual syncs pass',
    answer: { canSync: true, activeWindows: [NIGHT], assignedWindows: [NIGHT] },
    automatic: 'the sync window "0 22 * * *" for 8h denies syncs now',
  },
  {
    name: 'a deny window that is not open',
    answer: { canSync: true, assignedWindows: [NIGHT] },
  },
  {
    name: 'an allow window that is not open',
    answer: { canSync: false, assignedWindows: [MORNING] },
    automatic: 'the sync window "0 8 * * 1" for 1h is closed now',
    manual: 'the sync window "0 8 * * 1" for 1h is closed now',
  },
  {
    name: 'an open allow window',
    answer: { canSync: true, activeWindows: [MORNING], assignedWindows: [MORNING, NIGHT] },
  },
  {
    name: 'no window that explains the refusal',
    answer: { canSync: false },
    automatic: 'a sync window is closed now',
    manual: 'a sync window is closed now',
  },
  { name: 'an answer of another kind', answer: 'x' },
]

describe('blockingWindow', () => {
  it.each(WINDOWS)('$name', ({ answer, automatic, manual }) => {
    expect(blockingWindow(answer, 'automatic')).toBe(automatic)
    expect(blockingWindow(answer, 'manual')).toBe(manual)
  })
})
