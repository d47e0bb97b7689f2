import type { Story } from './argocd-truth-world.ts'

/** How the application names its sources. */
export type Layout = 'single' | 'several' | 'hydrated'

/** What Argo CD has written of an application. Times are milliseconds since the story began. */
export interface StatusParts {
  readonly version: number
  /** The commit that was compared; empty when nothing could be. */
  readonly revision: string
  readonly sync: 'Synced' | 'OutOfSync' | 'Unknown'
  readonly health: string
  readonly reconciledAt: number
  readonly images: readonly number[]
  readonly error: string | undefined
  readonly requested: { readonly commit: number; readonly how: string } | undefined
  readonly operation:
    | {
        readonly commit: number
        readonly how: string
        readonly phase: string
        readonly finishedAt: number | undefined
      }
    | undefined
}

const CHART = { repoURL: 'https://charts.example.com', chart: 'redis', targetRevision: '18.1.0' }
const OURS = {
  repoURL: 'https://github.com/acme/environments.git',
  path: 'apps/api',
  targetRevision: 'main',
}
const SYNC_SOURCE = { targetBranch: 'rendered', path: 'apps/api' }

/** The Application object as Argo CD's API shows it: https://argo-cd.readthedocs.io/en/stable/operator-manual/application.yaml */
export function applicationRecord(parts: StatusParts, story: Story, layout: Layout): object {
  const { commits, automated } = story
  const revision = (sha: string): object =>
    layout === 'several'
      ? { revisions: [CHART.targetRevision, sha] }
      : { revision: layout === 'hydrated' ? hydratedOf(sha) : sha }
  const syncOf = ({ commit, how }: { commit: number; how: string }): object => ({
    ...revision(commits[commit]?.sha ?? ''),
    prune: true,
    ...(how === 'dry-run' ? { dryRun: true } : {}),
    ...(how === 'partial-sync' ? { resources: [{ kind: 'ConfigMap', name: 'api' }] } : {}),
  })
  const { operation, requested, error } = parts
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'api', namespace: 'argocd', resourceVersion: String(parts.version) },
    spec: {
      project: 'default',
      destination: { server: 'https://kubernetes.default.svc', namespace: 'shop' },
      ...sourcesOf(layout),
      ...(automated ? { syncPolicy: { automated: { prune: true } } } : {}),
    },
    ...(requested === undefined ? {} : { operation: { sync: syncOf(requested) } }),
    status: {
      reconciledAt: timeText(parts.reconciledAt),
      sync: {
        status: parts.sync,
        ...(parts.revision === '' ? {} : revision(parts.revision)),
        comparedTo: { destination: { namespace: 'shop' }, ...sourcesOf(layout) },
      },
      health: { status: parts.health },
      summary: { images: parts.images.map((image) => `ghcr.io/acme/api:1.${image}.0`) },
      ...(error === undefined ? {} : { conditions: [{ type: 'ComparisonError', message: error }] }),
      ...(operation === undefined
        ? {}
        : {
            operationState: {
              phase: operation.phase,
              operation: { sync: syncOf(operation) },
              syncResult: revision(commits[operation.commit]?.sha ?? ''),
              startedAt: timeText(0),
              ...(operation.finishedAt === undefined ? {} : { finishedAt: timeText(operation.finishedAt) }),
              ...(operation.phase === 'Failed' ? { message: 'one or more objects failed to apply' } : {}),
            },
          }),
      ...(layout === 'hydrated' && parts.revision !== ''
        ? {
            sourceHydrator: {
              lastSuccessfulOperation: { drySHA: parts.revision, hydratedSHA: hydratedOf(parts.revision) },
            },
          }
        : {}),
    },
  }
}

function sourcesOf(layout: Layout): object {
  if (layout === 'several') return { sources: [CHART, OURS] }
  if (layout === 'single') return { source: OURS }
  return { sourceHydrator: { drySource: OURS, syncSource: SYNC_SOURCE } }
}

/** The commit that the hydrator makes of a dry one. */
function hydratedOf(sha: string): string {
  return sha.replace(/^./, '9')
}

/** Kubernetes writes whole seconds. */
function timeText(milliseconds: number): string {
  const second = Math.floor(milliseconds / 1_000) * 1_000
  return new Date(Date.UTC(2026, 0, 2) + second).toISOString().replace('.000Z', 'Z')
}
