import { createArgoCdAgent, createHttpClient, type HttpClient, systemClock } from '@gitops-actions/adapters'
import {
  type Comparison,
  createAncestry,
  verifySync,
  type VerifyReport,
  type VerifyRequest,
} from '@gitops-actions/core'
import {
  type ApplicationHandle,
  type ApplicationSource,
  type ApplicationStatus,
  type Observation,
} from '@gitops-actions/sandbox'
import { createFakeLog, type FakeLog, NEVER, NEWER, OLD, OURS, sha } from '../core/sync-world.ts'
import { type ArgoCdWorld, startWorld } from '../sandbox/argocd-world.ts'
import { createErrands, createPatientClock } from './patient-clock.ts'

type OperationState = NonNullable<ApplicationStatus['operationState']>

export const REPOSITORY = 'https://git.example.com/acme/environments.git'
export const SOURCE: ApplicationSource = { repoURL: REPOSITORY, path: 'apps/api', targetRevision: 'main' }
/** Of another history than ours. */
export const DIVERGED = sha('d')
/** Contains ours, and changed its file again. */
export const REWRITTEN = sha('e')
const DESTINATION = { server: 'https://kubernetes.default.svc', namespace: 'shop' }

/** A wait of a second takes so many milliseconds less. */
const HASTE = 40

/** An Argo CD whose applications play scripts, one step for each time somebody looks. */
export interface ScriptWorld {
  readonly argocd: ArgoCdWorld['argocd']
  readonly log: FakeLog
  /** Creates the application `api`, and has it play from its first step. */
  play(steps: readonly Observation[]): ApplicationHandle
  /**
   * The rule that most pipelines have: green as soon as it is Synced and Healthy. Which look was green, from 1; undefined when
   * none of so many was. The script begins anew after it.
   */
  naive(steps: readonly Observation[], looks?: number): Promise<number | undefined>
  verify(change?: Partial<VerifyRequest>, token?: string): Promise<VerifyReport>
  close(): Promise<void>
}

export async function startScriptWorld(): Promise<ScriptWorld> {
  const world = await startWorld()
  const client = createHttpClient({
    clock: { ...systemClock(), sleep: (long, signal) => systemClock().sleep(Math.min(long, 20), signal) },
    env: {},
    userAgent: 'gitops-actions-test',
  })
  const errands = createErrands()
  const http: HttpClient = {
    request: (request) => errands.run(() => client.request(request)),
    stream: (request) => errands.run(() => client.stream(request)),
    close: () => client.close(),
  }
  const clock = createPatientClock(HASTE, errands.isBusy)
  const log = createFakeLog()
  let playing: ApplicationHandle | undefined

  function play(steps: readonly Observation[]): ApplicationHandle {
    playing?.delete()
    playing = world.argocd.createApplication({ name: 'api', source: SOURCE })
    playing.replay(steps)
    return playing
  }

  return {
    argocd: world.argocd,
    log,
    play,
    async naive(steps, looks = 50) {
      const handle = play(steps)
      try {
        for (let look = 1; look <= looks; look += 1) {
          const { json } = await world.get('/api/v1/applications/api')
          const { status } = json as unknown as { status?: ApplicationStatus }
          if (status?.sync.status === 'Synced' && status.health.status === 'Healthy') return look
        }
        return undefined
      } finally {
        handle.delete()
        playing = undefined
      }
    },
    verify(change = {}, token = world.token) {
      const { url: server } = world.argocd
      const agent = createArgoCdAgent({
        http,
        clock,
        server,
        authToken: token,
        project: undefined,
        repositoryUrl: REPOSITORY,
      })
      const request: VerifyRequest = {
        applications: [{ name: 'api', namespace: undefined }],
        expectedCount: undefined,
        revision: OURS,
        images: [],
        timeout: 60_000,
        interval: 1_000,
        stableFor: 0,
        refresh: true,
        sync: false,
        ...change,
      }
      const ancestry = createAncestry(OURS, { compare, changedFiles })
      return verifySync(request, { agent, ancestry, clock, log, cancelled: NEVER })
    },
    async close() {
      await http.close()
      await world.close()
    },
  }
}

/** b ← a ← c ← e, where c changed another file than a did, and e the same; d is of another history. */
function compare(base: string, head: string): Promise<Comparison | undefined> {
  const line: readonly string[] = [OLD, OURS, NEWER, REWRITTEN]
  const [from, to] = [line.indexOf(base), line.indexOf(head)]
  const status = to < 0 ? 'diverged' : from === to ? 'identical' : from < to ? 'ahead' : 'behind'
  return Promise.resolve({
    status,
    mergeBase: OLD,
    files: head === REWRITTEN ? ['worker.yaml', 'api.yaml'] : ['worker.yaml'],
    filesComplete: true,
  })
}

function changedFiles(): Promise<{ files: readonly string[]; complete: boolean }> {
  return Promise.resolve({ files: ['api.yaml'], complete: true })
}

/** Synced and healthy at the revision, its sync over and compared since. */
export function statusAt(revision: string, change: Partial<ApplicationStatus> = {}): ApplicationStatus {
  return {
    sync: { status: 'Synced', revision, comparedTo: { destination: DESTINATION, source: SOURCE } },
    health: { status: 'Healthy' },
    summary: { images: ['ghcr.io/acme/api:1.1.0'] },
    operationState: operationAt(revision),
    reconciledAt: '2026-01-02T03:04:10Z',
    ...change,
  }
}

export function operationAt(revision: string, change: Partial<OperationState> = {}): OperationState {
  return {
    operation: { sync: { revision } },
    phase: 'Succeeded',
    startedAt: '2026-01-02T03:04:00Z',
    finishedAt: '2026-01-02T03:04:05Z',
    syncResult: { revision, source: SOURCE },
    ...change,
  }
}

export function at(revision: string, change: Partial<ApplicationStatus> = {}): Observation {
  return { spec: specOf({ source: SOURCE }), status: statusAt(revision, change) }
}

export function specOf(sources: {
  source?: ApplicationSource
  sources?: ApplicationSource[]
}): NonNullable<Observation['spec']> {
  return { project: 'default', destination: DESTINATION, syncPolicy: { automated: {} }, ...sources }
}

export function times(count: number, observation: Observation): readonly Observation[] {
  return Array.from({ length: count }, () => observation)
}
