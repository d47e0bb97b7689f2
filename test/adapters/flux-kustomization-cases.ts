import {
  conditions,
  failed,
  type FluxCase,
  type FluxObject,
  gitSource,
  kustomizationOf,
  OLD,
  OURS,
  READY,
  REPOSITORY,
  running,
} from './flux-objects.ts'

/** Labels of what the Kustomization `cluster` applies. */
const OWNED = {
  labels: {
    'kustomize.toolkit.fluxcd.io/name': 'cluster',
    'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
  },
}

function applierOf(applied: string, status: object = {}, spec: object = {}): FluxObject {
  return kustomizationOf({ lastAppliedRevision: applied, ...status }, { name: 'cluster' }, spec)
}

/** The rows of Kustomizations. */
export const KUSTOMIZATIONS: readonly FluxCase[] = [
  {
    name: 'ready at our revision',
    objects: [kustomizationOf()],
    verdict: 'deployed',
    detail: /^runs revision aaaaaaa$/,
    naive: true,
  },
  {
    fault: 81,
    name: 'ready at an old revision',
    objects: [kustomizationOf({ lastAppliedRevision: OLD, lastAttemptedRevision: OLD })],
    verdict: 'waiting revision',
    detail: /^at revision bbbbbbb \(older\), wanted aaaaaaa$/,
    naive: true,
  },
  {
    fault: 100,
    name: 'ready, of an older generation',
    objects: [kustomizationOf({}, { generation: 2 })],
    verdict: 'waiting health',
    detail: /its latest specification was not reconciled yet/,
    naive: true,
  },
  {
    fault: 100,
    name: 'ready, of an older generation, by the status alone',
    objects: [
      kustomizationOf(
        { observedGeneration: 1, ...conditions(['Ready=True ReconciliationSucceeded', '', 0]) },
        { generation: 2 },
      ),
    ],
    verdict: 'waiting health',
    detail: /its latest specification was not reconciled yet/,
    naive: true,
  },
  {
    fault: 100,
    name: 'failed with the new generation, which counts as observed only when it is well',
    objects: [
      kustomizationOf(
        {
          lastAppliedRevision: OLD,
          observedGeneration: 1,
          ...conditions(
            ['Ready=False BuildFailed', 'accumulating resources', 2],
            [
              'Reconciling=True ProgressingWithRetry',
              `Building manifests for revision ${OURS} with a timeout of 5m`,
              2,
            ],
          ),
        },
        { generation: 2 },
      ),
    ],
    verdict: 'sync-failed attempt',
    detail: /^the sync of aaaaaaa failed: BuildFailed: accumulating resources$/,
  },
  {
    name: 'no status yet',
    objects: [kustomizationOf({}, { status: {} })],
    verdict: 'waiting revision',
    detail: /no revision of the environment repository is known of it yet/,
  },
  {
    name: 'ready, and reconciled anew',
    objects: [
      kustomizationOf({ ...conditions(READY, ['Reconciling=True Progressing', 'Fetching manifests']) }),
    ],
    verdict: 'waiting operation',
    detail: /its sync is running/,
    naive: true,
  },
  {
    name: 'building our revision',
    objects: [kustomizationOf({ lastAppliedRevision: OLD, ...running('Building manifests') })],
    verdict: 'waiting operation',
    detail: /^at revision bbbbbbb \(older\), wanted aaaaaaa; its sync is running$/,
  },
  {
    name: 'building another revision',
    objects: [
      kustomizationOf({
        lastAppliedRevision: OLD,
        lastAttemptedRevision: OLD,
        ...running('Building manifests', OLD),
      }),
    ],
    verdict: 'waiting revision',
    detail: /; another sync is running$/,
  },
  {
    name: 'checking the health of our revision: it is applied',
    objects: [kustomizationOf({ lastAppliedRevision: OLD, ...running('Running health checks') })],
    verdict: 'waiting health',
    detail: /^at revision aaaaaaa, its health is progressing: Running health checks for revision/,
  },
  {
    fault: 101,
    name: 'our revision is applied and unhealthy, and tried again',
    objects: [
      kustomizationOf({ lastAppliedRevision: OLD, ...failed('HealthCheckFailed', 'Running health checks') }),
    ],
    verdict: 'degraded',
    detail: /^at revision aaaaaaa, its health is degraded: HealthCheckFailed: no$/,
  },
  {
    fault: 101,
    name: 'another revision is unhealthy',
    objects: [
      kustomizationOf({
        lastAppliedRevision: OLD,
        lastAttemptedRevision: OLD,
        ...failed('HealthCheckFailed', 'Running health checks', OLD),
      }),
    ],
    verdict: 'waiting revision',
    detail: /^at revision bbbbbbb/,
  },
  ...['BuildFailed', 'ReconciliationFailed', 'PruneFailed'].map((reason) => ({
    fault: 101,
    name: `${reason} of our revision`,
    objects: [kustomizationOf({ lastAppliedRevision: OLD, ...failed(reason) })],
    verdict: 'sync-failed attempt',
    detail: new RegExp(`^the sync of aaaaaaa failed: ${reason}: no$`),
  })),
  {
    name: 'a failure of an older revision',
    objects: [
      kustomizationOf({
        lastAppliedRevision: OLD,
        lastAttemptedRevision: OLD,
        ...failed('BuildFailed', 'Building manifests', OLD),
      }),
    ],
    verdict: 'waiting revision',
    detail: /^at revision bbbbbbb \(older\)/,
  },
  {
    name: 'the directory is not in our revision, which does not count as attempted',
    objects: [
      kustomizationOf({
        lastAppliedRevision: OLD,
        lastAttemptedRevision: OLD,
        ...failed('ArtifactFailed', 'Fetching manifests'),
      }),
    ],
    verdict: 'sync-failed attempt',
    detail: /^the sync of aaaaaaa failed: ArtifactFailed: no$/,
  },
  {
    name: 'the artifact is not there: nothing was tried',
    objects: [
      kustomizationOf({
        lastAppliedRevision: OLD,
        ...conditions(['Ready=False ArtifactFailed', 'Source artifact not found, retrying in 30s']),
      }),
    ],
    verdict: 'waiting revision',
    detail: /; ArtifactFailed: Source artifact not found/,
  },
  {
    name: 'health checks were cancelled for a newer revision',
    objects: [
      kustomizationOf({
        lastAppliedRevision: OLD,
        ...failed('HealthCheckCanceled', 'Running health checks'),
      }),
    ],
    verdict: 'waiting health',
    detail: /its health is progressing: HealthCheckCanceled/,
  },
  {
    fault: 94,
    name: 'a reason that nobody knows',
    objects: [kustomizationOf({ lastAppliedRevision: OLD, ...failed('SolarFlare') })],
    verdict: 'waiting revision',
    detail: /; SolarFlare: no$/,
  },
  {
    fault: 94,
    name: 'a status of a condition that nobody knows',
    objects: [kustomizationOf({ ...conditions(['Ready=Unknown Weird', 'hm']) })],
    verdict: 'waiting operation',
    detail: /its sync is running/,
  },
  {
    fault: 102,
    name: 'stalled',
    objects: [
      kustomizationOf({
        lastAppliedRevision: OLD,
        ...conditions(['Ready=False AccessDenied', 'blocked'], ['Stalled=True AccessDenied', 'blocked']),
      }),
    ],
    verdict: 'sync-failed comparison',
    detail: /^AccessDenied: blocked$/,
  },
  {
    fault: 102,
    name: 'stalled, by an older specification',
    objects: [
      kustomizationOf(
        {
          lastAppliedRevision: OLD,
          ...conditions(['Ready=False AccessDenied', 'blocked'], ['Stalled=True AccessDenied', 'blocked']),
        },
        { generation: 2 },
      ),
    ],
    verdict: 'waiting revision',
    detail: /^at revision bbbbbbb/,
  },
  {
    fault: 102,
    name: 'suspended behind our revision',
    objects: [
      kustomizationOf({ lastAppliedRevision: OLD, lastAttemptedRevision: OLD }, {}, { suspend: true }),
    ],
    verdict: 'suspended',
    detail:
      /Kustomization flux-system\/api is suspended: resume it with "flux resume kustomization api -n flux-system"/,
    naive: true,
  },
  {
    fault: 102,
    name: 'the source is suspended',
    objects: [
      gitSource({ spec: { interval: '1m', url: REPOSITORY, suspend: true } }),
      kustomizationOf({ lastAppliedRevision: OLD, lastAttemptedRevision: OLD }),
    ],
    verdict: 'suspended',
    detail: /resume it with "flux resume source git environments -n flux-system"/,
    naive: true,
  },
  {
    fault: 102,
    name: 'waits for its dependency',
    objects: [
      kustomizationOf({
        lastAppliedRevision: OLD,
        ...conditions(['Ready=False DependencyNotReady', "dependency 'flux-system/infra' is not ready"]),
      }),
    ],
    verdict: 'waiting revision',
    detail: /; DependencyNotReady: dependency 'flux-system\/infra' is not ready$/,
  },
  {
    fault: 104,
    name: 'a request that nobody handled yet',
    objects: [
      kustomizationOf(
        { lastHandledReconcileAt: 'older' },
        { annotations: { 'reconcile.fluxcd.io/requestedAt': 'newer' } },
      ),
    ],
    verdict: 'waiting operation',
    detail: /its sync is running/,
    naive: true,
  },
  {
    fault: 104,
    name: 'a request that was handled',
    objects: [
      kustomizationOf(
        { lastHandledReconcileAt: 'newer' },
        { annotations: { 'reconcile.fluxcd.io/requestedAt': 'newer' } },
      ),
    ],
    verdict: 'deployed',
    detail: /^runs/,
    naive: true,
  },
  {
    fault: 105,
    name: 'without health checks',
    objects: [kustomizationOf({}, {}, { wait: false })],
    verdict: 'deployed',
    detail: /^applied revision aaaaaaa; the agent does not check its health$/,
    naive: true,
  },
  {
    fault: 105,
    name: 'with named health checks',
    objects: [
      kustomizationOf(
        {},
        {},
        {
          wait: false,
          healthChecks: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'api', namespace: 'shop' }],
        },
      ),
    ],
    verdict: 'deployed',
    detail: /^runs revision aaaaaaa$/,
    naive: true,
  },
  {
    name: 'its source is not there',
    objects: [
      kustomizationOf(
        {},
        { spec: { interval: '1m', prune: true, sourceRef: { kind: 'GitRepository', name: 'gone' } } },
      ),
    ],
    verdict: 'waiting revision',
    detail: /its source GitRepository gone is not there/,
    naive: true,
  },
  {
    name: 'ready, and what applies it has our revision',
    objects: [applierOf(OURS), kustomizationOf({}, OWNED)],
    verdict: 'deployed',
    detail: /^runs revision aaaaaaa$/,
    naive: true,
  },
  {
    fault: 81,
    name: 'ready, and our commit may bring it a specification that did not come yet',
    objects: [applierOf(OLD), kustomizationOf({}, OWNED)],
    verdict: 'waiting revision',
    detail: /^at revision aaaaaaa, bbbbbbb \(older\), wanted aaaaaaa$/,
    naive: true,
  },
  {
    name: 'what applies it checks the health of our revision',
    objects: [applierOf(OLD, running('Running health checks')), kustomizationOf({}, OWNED)],
    verdict: 'deployed',
    detail: /^runs revision aaaaaaa$/,
    naive: true,
  },
  {
    name: 'what applies it fails',
    objects: [applierOf(OLD, failed('BuildFailed')), kustomizationOf({}, OWNED)],
    verdict: 'waiting revision',
    detail: /; Kustomization flux-system\/cluster, which applies it: BuildFailed: no$/,
    naive: true,
  },
  {
    fault: 102,
    name: 'what applies it is suspended',
    objects: [applierOf(OLD, {}, { suspend: true }), kustomizationOf({}, OWNED)],
    verdict: 'suspended',
    detail: /resume it with "flux resume kustomization cluster/,
    naive: true,
  },
  {
    name: 'it applies itself, as the one of bootstrap does',
    objects: [kustomizationOf({}, { name: 'cluster', labels: OWNED.labels })],
    verdict: 'deployed',
    detail: /^runs revision aaaaaaa$/,
    naive: true,
  },
]
