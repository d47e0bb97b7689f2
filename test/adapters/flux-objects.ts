/** Objects of Flux as a cluster shows them; each part can be another one. */

export const COMMIT = 'a'.repeat(40)
export const OLDER = 'b'.repeat(40)
export const DIGEST = `sha256:${'c'.repeat(64)}`
export const REPOSITORY = 'https://git.example.test/acme/environments'
const NOW = '2026-01-02T03:04:05Z'

export interface FluxObject {
  readonly kind: string
  readonly namespace: string
  readonly name: string
  readonly labels?: Record<string, string>
  readonly annotations?: Record<string, string>
  readonly spec: object
  readonly status?: object
  /** More than 1 stands for a specification that was changed so often. */
  readonly generation?: number
}

/** `Ready=True Succeeded`, the message, and the generation that it speaks of. */
export type ConditionLine = readonly [head: string, message?: string, generation?: number]

export function conditions(...lines: readonly ConditionLine[]): { readonly conditions: readonly object[] } {
  return {
    conditions: lines.map(([head, message = '', observedGeneration = 1]) => {
      const [type = '', status = '', reason = ''] = head.split(/[= ]/)
      return { type, status, reason, message, observedGeneration, lastTransitionTime: NOW }
    }),
  }
}

export const READY: ConditionLine = ['Ready=True ReconciliationSucceeded', 'Applied revision']

export function gitSource(change: Partial<FluxObject> = {}, revision = `main@sha1:${COMMIT}`): FluxObject {
  return {
    kind: 'GitRepository',
    namespace: 'flux-system',
    name: 'environments',
    spec: { interval: '1m', url: REPOSITORY, ref: { branch: 'main' } },
    status: {
      observedGeneration: 1,
      artifact: artifact(revision),
      ...conditions(['Ready=True Succeeded', 'stored artifact']),
    },
    ...change,
  }
}

export function ociSource(revision: string, metadata?: Record<string, string>): FluxObject {
  return {
    kind: 'OCIRepository',
    namespace: 'flux-system',
    name: 'environments',
    spec: { interval: '1m', url: 'oci://registry.example.test/environments', ref: { tag: 'main' } },
    status: {
      observedGeneration: 1,
      artifact: { ...artifact(revision), ...(metadata === undefined ? {} : { metadata }) },
      ...conditions(['Ready=True Succeeded', 'stored artifact']),
    },
  }
}

/** A Kustomization with health checks that has applied the commit, unless the status says otherwise. */
export function kustomizationOf(
  status: object = {},
  change: Partial<FluxObject> = {},
  spec: object = {},
): FluxObject {
  return {
    kind: 'Kustomization',
    namespace: 'flux-system',
    name: 'api',
    spec: {
      interval: '10m',
      prune: true,
      wait: true,
      path: './apps/api',
      sourceRef: { kind: 'GitRepository', name: 'environments' },
      ...spec,
    },
    status: {
      observedGeneration: 1,
      lastAppliedRevision: `main@sha1:${COMMIT}`,
      lastAttemptedRevision: `main@sha1:${COMMIT}`,
      ...conditions(READY),
      ...status,
    },
    ...change,
  }
}

export function releaseOf(
  status: object = {},
  change: Partial<FluxObject> = {},
  spec: object = {},
): FluxObject {
  return {
    kind: 'HelmRelease',
    namespace: 'flux-system',
    name: 'api',
    labels: {
      'kustomize.toolkit.fluxcd.io/name': 'api',
      'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
    },
    spec: {
      interval: '10m',
      chart: {
        spec: { chart: 'api', version: '1.2.3', sourceRef: { kind: 'HelmRepository', name: 'acme' } },
      },
      ...spec,
    },
    status: {
      observedGeneration: 1,
      lastAttemptedGeneration: 1,
      lastAttemptedRevision: '1.2.3',
      ...conditions(
        ['Ready=True UpgradeSucceeded', 'Helm upgrade succeeded'],
        ['Released=True UpgradeSucceeded'],
      ),
      ...status,
    },
    ...change,
  }
}

/** What a HelmRelease with a chart in Git has packed. */
export function chartOf(seen: string, version: string): FluxObject {
  return {
    kind: 'HelmChart',
    namespace: 'flux-system',
    name: 'flux-system-api',
    spec: {
      chart: './charts/api',
      interval: '1m',
      sourceRef: { kind: 'GitRepository', name: 'environments' },
    },
    status: {
      observedGeneration: 1,
      observedChartName: 'api',
      observedSourceArtifactRevision: seen,
      artifact: artifact(version),
      ...conditions(['Ready=True ChartPackageSucceeded']),
    },
  }
}

function artifact(revision: string): object {
  const path = 'gitrepository/flux-system/environments/artifact.tar.gz'
  return {
    revision,
    digest: DIGEST,
    lastUpdateTime: NOW,
    path,
    url: `http://source-controller.flux-system.svc.cluster.local./${path}`,
  }
}

/** What the cluster holds, and what is to be said of the last object. */
export interface FluxCase {
  readonly name: string
  /** Its number in the table of faults. */
  readonly fault?: number
  readonly objects: readonly FluxObject[]
  /** Default: the commit. */
  readonly revision?: string
  readonly verdict: string
  readonly detail: RegExp
  /** Whether `Ready=True` alone, as `kubectl wait` and `flux get` see it, would have passed. */
  readonly naive?: boolean
}

export const OLD = `main@sha1:${OLDER}`
export const OURS = `main@sha1:${COMMIT}`

/** Conditions while it works on a step for a revision. */
export const running = (step: string, revision = OURS): object =>
  conditions(
    ['Ready=Unknown Progressing', 'Reconciliation in progress'],
    ['Reconciling=True Progressing', `${step} for revision ${revision} with a timeout of 5m0s`],
  )
/** Conditions after a step failed, as long as it is tried again. */
export const failed = (reason: string, step = 'Building manifests', revision = OURS): object =>
  conditions(
    [`Ready=False ${reason}`, 'no'],
    ['Reconciling=True ProgressingWithRetry', `${step} for revision ${revision} with a timeout of 5m0s`],
  )
