import {
  chartOf,
  conditions,
  DIGEST,
  failed,
  type FluxCase,
  kustomizationOf,
  OLD,
  OURS,
  releaseOf,
  running,
} from './flux-objects.ts'

const applied = kustomizationOf()

const inGit = {
  chart: { spec: { chart: './charts/api', sourceRef: { kind: 'GitRepository', name: 'environments' } } },
}
const packed = { helmChart: 'flux-system/flux-system-api' }

/** The rows of HelmReleases, applied by a Kustomization. */
export const RELEASES: readonly FluxCase[] = [
  {
    name: 'released, of a Kustomization at our revision',
    objects: [applied, releaseOf()],
    verdict: 'deployed',
    detail: /^runs revision aaaaaaa$/,
    naive: true,
  },
  {
    fault: 81,
    name: 'released, of a Kustomization at an old one',
    objects: [kustomizationOf({ lastAppliedRevision: OLD, lastAttemptedRevision: OLD }), releaseOf()],
    verdict: 'waiting revision',
    detail: /^at revision bbbbbbb/,
    naive: true,
  },
  {
    name: 'released, while what applied it checks the health of our revision',
    objects: [
      kustomizationOf({ lastAppliedRevision: OLD, ...running('Running health checks') }),
      releaseOf(),
    ],
    verdict: 'deployed',
    detail: /^runs revision aaaaaaa$/,
    naive: true,
  },
  {
    fault: 101,
    name: 'what applies it failed',
    objects: [kustomizationOf({ lastAppliedRevision: OLD, ...failed('BuildFailed') }), releaseOf()],
    verdict: 'sync-failed attempt',
    detail: /^the sync of aaaaaaa failed: Kustomization flux-system\/api: BuildFailed: no$/,
    naive: true,
  },
  {
    fault: 100,
    name: 'its new specification was not looked at',
    objects: [applied, releaseOf({}, { generation: 2 })],
    verdict: 'waiting health',
    detail: /its latest specification was not reconciled yet/,
    naive: true,
  },
  {
    name: 'fulfils prerequisites, and is ready still',
    objects: [
      applied,
      releaseOf({
        ...conditions(
          ['Ready=True UpgradeSucceeded'],
          ['Reconciling=True Progressing', 'Fulfilling prerequisites'],
        ),
      }),
    ],
    verdict: 'waiting operation',
    detail: /its sync is running/,
    naive: true,
  },
  {
    fault: 101,
    name: 'the upgrade failed, and is tried again',
    objects: [
      applied,
      releaseOf({
        ...conditions(
          ['Ready=False UpgradeFailed', 'timed out'],
          ['Released=False UpgradeFailed', 'timed out'],
          ['Reconciling=True ProgressingWithRetry'],
        ),
      }),
    ],
    verdict: 'sync-failed attempt',
    detail: /^the sync of aaaaaaa failed: UpgradeFailed: timed out$/,
  },
  {
    fault: 102,
    name: 'retries are over',
    objects: [
      applied,
      releaseOf({
        ...conditions(
          ['Ready=False UpgradeFailed', 'timed out'],
          ['Released=False UpgradeFailed', 'timed out'],
          ['Stalled=True RetriesExceeded', 'Failed to upgrade after 2 attempt(s)'],
        ),
      }),
    ],
    verdict: 'sync-failed operation',
    detail: /UpgradeFailed: timed out$/,
  },
  {
    name: 'rolled back: what ran before runs again',
    objects: [
      applied,
      releaseOf({
        ...conditions(
          ['Ready=False RollbackSucceeded', 'Helm rollback to v1 succeeded'],
          ['Released=False UpgradeFailed', 'timed out'],
          ['Remediated=True RollbackSucceeded'],
        ),
      }),
    ],
    verdict: 'sync-failed attempt',
    detail: /UpgradeFailed: timed out$/,
  },
  {
    name: 'a failure of an older specification',
    objects: [
      applied,
      releaseOf(
        { lastAttemptedGeneration: 1, ...conditions(['Ready=False UpgradeFailed', 'timed out', 1]) },
        { generation: 2 },
      ),
    ],
    verdict: 'waiting health',
    detail: /its latest specification was not reconciled yet/,
  },
  {
    name: 'the tests of its chart failed',
    objects: [
      applied,
      releaseOf({
        ...conditions(
          ['Ready=False TestFailed', '1 error'],
          ['TestSuccess=False TestFailed', 'pod api-test failed'],
          ['Released=True UpgradeSucceeded'],
        ),
      }),
    ],
    verdict: 'sync-failed attempt',
    detail: /TestFailed: pod api-test failed$/,
  },
  {
    fault: 102,
    name: 'waits for its dependency',
    objects: [
      applied,
      releaseOf({ ...conditions(['Ready=False DependencyNotReady', "dependency 'shop/db' is not ready"]) }),
    ],
    verdict: 'waiting health',
    detail: /DependencyNotReady: dependency 'shop\/db' is not ready/,
  },
  {
    fault: 102,
    name: 'suspended',
    objects: [applied, releaseOf({}, { generation: 2 }, { suspend: true })],
    verdict: 'suspended',
    detail: /resume it with "flux resume helmrelease api -n flux-system"/,
    naive: true,
  },
  {
    fault: 102,
    name: 'what applies it is suspended',
    objects: [
      kustomizationOf({ lastAppliedRevision: OLD, lastAttemptedRevision: OLD }, {}, { suspend: true }),
      releaseOf(),
    ],
    verdict: 'suspended',
    detail: /resume it with "flux resume kustomization api/,
    naive: true,
  },
  {
    fault: 105,
    name: 'Helm was told not to wait',
    objects: [
      applied,
      releaseOf({ lastAttemptedReleaseAction: 'upgrade' }, {}, { upgrade: { disableWait: true } }),
    ],
    verdict: 'deployed',
    detail: /^applied revision aaaaaaa; the agent does not check its health$/,
    naive: true,
  },
  {
    name: 'its chart in Git is of our revision too',
    objects: [applied, chartOf(OURS, '1.2.3'), releaseOf(packed, {}, inGit)],
    verdict: 'deployed',
    detail: /^runs revision aaaaaaa$/,
    naive: true,
  },
  {
    fault: 81,
    name: 'its chart in Git was looked at with an old revision',
    objects: [applied, chartOf(OLD, '1.2.3'), releaseOf(packed, {}, inGit)],
    verdict: 'waiting revision',
    detail: /^at revision aaaaaaa, bbbbbbb \(older\), wanted aaaaaaa$/,
    naive: true,
  },
  {
    fault: 81,
    name: 'a newer chart is packed, and not released yet',
    objects: [applied, chartOf(OURS, '1.3.0'), releaseOf(packed, {}, inGit)],
    verdict: 'waiting operation',
    detail: /its sync is running/,
    naive: true,
  },
  {
    name: 'the failure of a chart before ours',
    objects: [
      applied,
      chartOf(OURS, '1.3.0'),
      releaseOf({ ...packed, ...conditions(['Ready=False UpgradeFailed', 'timed out']) }, {}, inGit),
    ],
    verdict: 'waiting operation',
    detail: /its sync is running/,
  },
  {
    name: 'its chart in Git is not packed yet',
    objects: [applied, releaseOf({}, {}, inGit)],
    verdict: 'waiting revision',
    detail: /^no revision of the environment repository is known of it yet/,
    naive: true,
  },
  {
    name: 'a HelmChart that it names is of an old revision',
    objects: [
      applied,
      chartOf(OLD, '1.2.3'),
      releaseOf({}, {}, { chart: undefined, chartRef: { kind: 'HelmChart', name: 'flux-system-api' } }),
    ],
    verdict: 'waiting revision',
    detail: /^at revision aaaaaaa, bbbbbbb/,
    naive: true,
  },
  {
    name: 'a chart that is an artifact, by its digest',
    objects: [
      releaseOf(
        { lastAttemptedRevision: '6.5.3+cccccccccccc', lastAttemptedRevisionDigest: DIGEST },
        { labels: {} },
        { chart: undefined, chartRef: { kind: 'OCIRepository', name: 'api' } },
      ),
    ],
    revision: DIGEST,
    verdict: 'deployed',
    detail: /^runs revision sha256:ccccccc$/,
    naive: true,
  },
]
