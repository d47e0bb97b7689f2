/**
 * An Argo CD on loopback: its REST and streaming API over a controller that reads environment repositories by git,
 * compares, applies to a cluster of its own, and becomes healthy over time.
 *
 * It is honest about protocol, order of events, refusals and timestamps, and simple about Kubernetes: see
 * `render/helm.ts` for charts, `render/kustomize.ts` for what of Kustomize is rendered, `reconciler/health.ts` for
 * rollouts. Every object is checked against the Application CRD and every answer against Argo CD's swagger file;
 * what does not fit is listed in `violations`, and `close()` rejects when there is any.
 */
import { AccessControl, type TokenOptions } from './api/access.ts'
import type { DexOptions } from './api/dex.ts'
import { ArgoCdHttpServer } from './api/http-server.ts'
import type { RecordedRequest } from './api/request.ts'
import { TransportFaults } from './api/transport-faults.ts'
import { createApplication, type ApplicationHandle, type ApplicationOptions } from './application/handle.ts'
import { ApplicationStore } from './application/store.ts'
import { createScaledClock, type SandboxClock } from './clock.ts'
import { Controller } from './reconciler/controller.ts'
import type { Durations } from './reconciler/record.ts'
import { ChartRepository, type ChartOptions } from './source/charts.ts'
import { GitMirrors, type RepositoryOptions } from './source/git-mirrors.ts'
import { ArgoCdSchemas, type SchemaViolation } from './validation/schemas.ts'

export interface ArgoCdOptions {
  /** Repositories that need a token or are fetched from elsewhere; others are reached by their own address. */
  repositories?: RepositoryOptions[]
  charts?: ChartOptions[]
  /** Namespace of Argo CD, `argocd` unless given. */
  namespace?: string
  /** Path that everything is served under (`--rootpath`), such as `/argo-cd`. */
  rootPath?: string
  /** Defaults: operation and rollout 150, poll 180000, selfHeal 200, retryBackoff 50. */
  durations?: Partial<Durations>
  /** Between two keepalive lines of a server-sent event stream; 15 s as in Argo CD. */
  keepaliveMs?: number
  /** How long a blocking refresh waits before it answers 504; 30 s. */
  refreshDeadlineMs?: number
  clock?: SandboxClock
  /** The Dex beside it; without one `/api/dex` answers 502. */
  dex?: DexOptions
}

export interface ArgoCd {
  /** Base address, with the root path and without a final slash. */
  readonly url: string
  /** Host and port. */
  readonly host: string
  readonly clock: SandboxClock
  /** Faults of the connection; those of an application are at its handle. */
  readonly faults: TransportFaults
  readonly requests: readonly RecordedRequest[]
  readonly violations: SchemaViolation[]
  createToken(options?: TokenOptions): string
  revokeToken(subject: string): void
  createApplication(options: ApplicationOptions): ApplicationHandle
  /** @throws Error when there is no such application. */
  application(name: string, namespace?: string): ApplicationHandle
  addRepository(repository: RepositoryOptions): void
  addChart(chart: ChartOptions): void
  /** What a push webhook does; returns how many applications read the repository. */
  notify(repoURL: string): number
  /** Resolves when no reconciliation runs or waits for its turn. */
  settled(): Promise<void>
  /** @throws Error that lists the violations, when there are any. */
  close(): Promise<void>
}

const defaultDurations: Durations = {
  operation: 150,
  rollout: 150,
  poll: 180_000,
  selfHeal: 200,
  retryBackoff: 50,
}

/** Starts an Argo CD on a free port of 127.0.0.1. */
export async function startArgoCd(options: ArgoCdOptions = {}): Promise<ArgoCd> {
  const clock = options.clock ?? createScaledClock()
  const durations = { ...defaultDurations, ...options.durations }
  const controlNamespace = options.namespace ?? 'argocd'
  const rootPath = (options.rootPath ?? '').replace(/\/+$/, '').replace(/^(?=[^/])/, '/')
  const schemas = ArgoCdSchemas.shared()
  const violations: SchemaViolation[] = []
  const report = (where: string, problems: string[]): void => {
    if (problems.length > 0) violations.push({ where, problems })
  }
  const mirrors = new GitMirrors()
  const charts = new ChartRepository()
  options.repositories?.forEach((repository) => {
    mirrors.add(repository)
  })
  options.charts?.forEach((chart) => {
    charts.add(chart)
  })
  const store = new ApplicationStore((application) => {
    report(`application ${application.metadata.name}`, schemas.checkApplication(application))
  })
  const reportCrash = (application: string, error: unknown): void => {
    report(`controller, ${application}`, [
      error instanceof Error ? (error.stack ?? error.message) : String(error),
    ])
  }
  const controller = new Controller({ store, clock, durations, mirrors, charts, reportCrash })
  const access = new AccessControl(clock, controlNamespace)
  const faults = new TransportFaults()
  const requests: RecordedRequest[] = []
  const server = new ArgoCdHttpServer({
    world: { store, controller, access, controlNamespace },
    sources: { mirrors, charts },
    clock,
    rootPath,
    dex: options.dex,
    keepaliveMs: options.keepaliveMs ?? 15_000,
    refreshDeadlineMs: options.refreshDeadlineMs ?? 30_000,
    faults,
    schemas,
    requests,
    report,
  })
  const host = await server.listen()
  const handles = new Map<string, ApplicationHandle>()

  return {
    url: `http://${host}${rootPath}`,
    host,
    clock,
    faults,
    requests,
    violations,
    createToken: (token) => access.createToken(token),
    revokeToken(subject) {
      access.revoke(subject)
    },
    createApplication(application) {
      const context = { store, controller, clock, controlNamespace, rolloutMs: durations.rollout }
      const handle = createApplication(context, application)
      handles.set(`${handle.namespace}/${handle.name}`, handle)
      return handle
    },
    application(name, namespace = controlNamespace) {
      const handle = handles.get(`${namespace}/${name}`)
      if (handle === undefined)
        throw new Error(`There is no application ${namespace}/${name}: create it first.`)
      return handle
    },
    addRepository(repository) {
      mirrors.add(repository)
    },
    addChart(chart) {
      charts.add(chart)
    },
    notify: (repoURL) => controller.notify(repoURL),
    settled: () => controller.settled(),
    async close() {
      controller.close()
      await server.close()
      await mirrors.close()
      if (violations.length > 0) throw new Error(describeViolations(violations))
    },
  }
}

function describeViolations(violations: readonly SchemaViolation[]): string {
  const shown = violations
    .slice(0, 5)
    .map(({ where, problems }) => `${where}: ${problems.slice(0, 5).join('; ')}`)
  return `${violations.length} objects or messages do not follow Argo CD's schemas:\n${shown.join('\n')}`
}
