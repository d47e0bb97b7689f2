import type { Agent, ApplicationName } from '@gitops-actions/core'
import { createFluxAgent } from '../../packages/adapters/src/flux/agent.ts'
import type { FakeClock } from '../core/sync-clock.ts'
import { createFluxStore, type FluxStore, type Reason, setReady } from './flux-truth-store.ts'

/** What a commit brings. The first one is live at the beginning, the second one is ours. */
export interface FluxCommit {
  readonly sha: string
  readonly image: number
  /** Whether it changes a file that our commit changed. */
  readonly touches: boolean
  readonly applies: 'well' | 'build-fails' | 'refused'
  readonly rollout: 'well' | 'sick' | 'flaps'
}

export interface FluxHappening {
  readonly at: number
  readonly kind: 'push' | 'reconcile' | 'suspend' | 'resume' | 'edit'
}

/** A story of one application of Flux. Times are milliseconds. */
export interface FluxStory {
  readonly commits: readonly FluxCommit[]
  readonly happenings: readonly FluxHappening[]
  /** What is verified: a Kustomization that applies a workload, or the release that it applies. */
  readonly kind: 'Kustomization' | 'HelmRelease'
  /** The release takes its values from a ConfigMap that the Kustomization applies, and Flux does not watch that. */
  readonly valuesFrom: boolean
  readonly waits: boolean
  /** A failed upgrade is rolled back. */
  readonly remediates: boolean
  readonly fetches: number
  readonly applies: number
  readonly starts: number
  readonly notices: number
  readonly travels: number
  readonly refresh: boolean
}

export interface FluxTruth {
  readonly at: number
  readonly live: boolean
  readonly settled: boolean
  readonly suspended: boolean
}

export interface FluxTruthWorld {
  readonly agent: Agent
  readonly name: ApplicationName
  readonly truths: readonly FluxTruth[]
  /** Attempts at ours, or at one that contains it, that failed. */
  readonly failures: readonly number[]
  readonly head: number
  /** Nothing happens any more. */
  close(): void
}

const OURS = 1
const INTERVAL = 60_000
const HEALTH_TIMEOUT = 30_000

/**
 * The three controllers of Flux over one workload, in the order of their sources:
 * https://github.com/fluxcd/kustomize-controller and https://github.com/fluxcd/helm-controller
 * @param keeps whether a commit still holds our change
 */
export function createFluxTruthWorld(
  story: FluxStory,
  clock: FakeClock,
  keeps: (commit: number) => boolean,
): FluxTruthWorld {
  const { commits, travels } = story
  const truths: FluxTruth[] = []
  const failures: number[] = []
  const store: FluxStore = createFluxStore(story, clock)
  let head = 0
  let isOver = false
  let suspended = false
  /** Of the workload: what it should be, what runs, and how that is. */
  let workload = commitAt(0).image
  let pods = { image: workload, isWell: true }
  let rollouts = 0
  let configMap = workload
  let released = workload
  const busy = new Set<string>()
  const again = new Set<string>()

  const after = (milliseconds: number, run: () => void): void => {
    clock.at(clock.elapsed + milliseconds, () => {
      if (!isOver) run()
    })
  }

  function commitAt(index: number): FluxCommit {
    const commit = commits[index]
    if (commit === undefined) throw new Error(`no commit ${index}`)
    return commit
  }

  function note(): void {
    const ours = commits.flatMap((_, index) => (index >= OURS && index <= head ? [index] : []))
    const isWell = !story.waits || (pods.isWell && pods.image === workload)
    const isLive = isWell && ours.some((index) => keeps(index) && commitAt(index).image === workload)
    const isApplied = store.kustomization.status.lastAppliedRevision === revisionOf(head)
    const isSettled = isLive && !suspended && isApplied && commitAt(head).image === workload
    truths.push({
      at: clock.elapsed,
      live: isLive,
      settled: isSettled && pods.isWell && keeps(head),
      suspended,
    })
  }

  const revisionOf = (index: number): string => `main@sha1:${commitAt(index).sha}`

  /** One at a time for each object; who comes meanwhile is done after that. */
  function queue(name: string, work: (done: () => void) => void): void {
    if (busy.has(name)) {
      again.add(name)
      return
    }
    busy.add(name)
    work(() => {
      busy.delete(name)
      note()
      if (again.delete(name)) queue(name, work)
    })
  }

  function fetch(): void {
    queue('source', (done) => {
      const asked = store.askedOf(store.source)
      after(story.fetches, () => {
        const revision = revisionOf(head)
        const isNew = store.source.status.artifact.revision !== revision
        store.write(store.source, { artifact: { revision }, lastHandledReconcileAt: asked })
        if (isNew) after(story.notices, apply)
        done()
      })
    })
  }

  function apply(): void {
    if (suspended) return
    queue('kustomization', (done) => {
      const { kustomization: object } = store
      const asked = store.askedOf(object)
      const { generation } = object.metadata
      const revision = store.source.status.artifact.revision
      const index = commits.findIndex(({ sha }) => revision.endsWith(sha))
      const end = (reason: Reason, applied: boolean): void => {
        const isWell = reason === 'ReconciliationSucceeded'
        if (!isWell && index >= OURS) failures.push(index)
        setReady(object, isWell ? 'True' : 'False', reason, generation)
        store.write(object, {
          ...(isWell ? { observedGeneration: generation } : {}),
          ...(applied ? { lastAppliedRevision: revision } : {}),
          lastHandledReconcileAt: asked,
        })
        if (!isWell) after(INTERVAL / 2, apply)
        done()
      }
      setReady(
        object,
        'Unknown',
        'Progressing',
        generation,
        `Fetching manifests for revision ${revision} with`,
      )
      store.write(object, {})
      after(story.applies, () => {
        setReady(
          object,
          'Unknown',
          'Progressing',
          generation,
          `Building manifests for revision ${revision} with`,
        )
        store.write(object, { lastAttemptedRevision: revision })
        const { applies, image } = commitAt(index)
        if (applies === 'build-fails') {
          end('BuildFailed', false)
          return
        }
        if (applies === 'refused') {
          end('ReconciliationFailed', false)
          return
        }
        change(image, index)
        if (!story.waits || story.kind === 'HelmRelease') {
          end('ReconciliationSucceeded', true)
          return
        }
        setReady(
          object,
          'Unknown',
          'Progressing',
          generation,
          `Running health checks for revision ${revision} with`,
        )
        store.write(object, {})
        checkHealth(clock.elapsed + HEALTH_TIMEOUT, (isWell) => {
          end(isWell ? 'ReconciliationSucceeded' : 'HealthCheckFailed', isWell)
        })
      })
    })
  }

  function checkHealth(until: number, done: (isWell: boolean) => void): void {
    if (pods.isWell && pods.image === workload) done(true)
    else if (clock.elapsed >= until) done(false)
    else {
      after(500, () => {
        checkHealth(until, done)
      })
    }
  }

  /** What the Kustomization applies. */
  function change(image: number, index: number): void {
    if (story.kind === 'Kustomization') {
      roll(image, index)
    } else if (story.valuesFrom) {
      configMap = image
    } else if (store.release.spec.values?.image !== image) {
      store.respecify(store.release, { values: { image } })
      after(story.notices, upgrade)
    }
  }

  function roll(image: number, index: number): void {
    if (image === workload) return
    workload = image
    const turn = ++rollouts
    const become = (delay: number, isWell: boolean): void => {
      after(delay, () => {
        if (turn !== rollouts) return
        pods = { image: isWell ? image : pods.image, isWell }
        note()
      })
    }
    pods = { ...pods, isWell: false }
    note()
    const { rollout } = commitAt(index)
    if (rollout === 'well') become(story.starts, true)
    if (rollout === 'flaps') become(story.starts * 2, true)
  }

  function upgrade(): void {
    queue('release', (done) => {
      const { release: object } = store
      const asked = store.askedOf(object)
      const { generation } = object.metadata
      const image = story.valuesFrom ? configMap : (object.spec.values?.image ?? released)
      const seen = { observedGeneration: generation, lastHandledReconcileAt: asked }
      if (image === released && object.status.observedGeneration === generation) {
        store.write(object, seen)
        done()
        return
      }
      setReady(object, 'Unknown', 'Progressing', generation, "Running 'upgrade' action with timeout of 5m0s")
      store.write(object, { lastAttemptedGeneration: generation })
      const index = commits.findIndex((commit) => commit.image === image)
      const before = released
      after(story.applies, () => {
        roll(image, index)
        checkHealth(clock.elapsed + HEALTH_TIMEOUT, (isWell) => {
          if (!isWell && index >= OURS) failures.push(index)
          released = image
          if (!isWell && story.remediates) {
            roll(before, 0)
            released = before
          }
          const failed = story.remediates ? 'RollbackSucceeded' : 'UpgradeFailed'
          setReady(object, isWell ? 'True' : 'False', isWell ? 'UpgradeSucceeded' : failed, generation)
          store.write(object, seen)
          done()
        })
      })
    })
  }

  function happen({ kind }: FluxHappening): void {
    if (kind === 'push') head = Math.min(head + 1, commits.length - 1)
    if (kind === 'reconcile') apply()
    if (kind === 'edit') {
      // Somebody changes the specification by hand, to no effect on the workload.
      store.respecify(store.kustomization, {})
      after(story.notices, apply)
    }
    if (kind === 'suspend' || kind === 'resume') {
      suspended = kind === 'suspend'
      store.respecify(store.kustomization, { suspend: suspended })
      if (!suspended) after(story.notices, apply)
    }
    note()
  }

  store.onRequest((kind) => {
    after(story.notices, kind === 'GitRepository' ? fetch : kind === 'Kustomization' ? apply : upgrade)
  })
  note()
  for (const one of story.happenings) {
    clock.at(one.at, () => {
      happen(one)
    })
  }
  for (let at = INTERVAL; at < 10 * INTERVAL; at += INTERVAL) {
    clock.at(at, fetch)
    clock.at(at + INTERVAL / 2, apply)
  }
  const agent = createFluxAgent({
    api: store.apiWith(travels),
    clock,
    repositoryUrl: store.repositoryUrl,
    revision: commitAt(OURS).sha,
    namespace: 'flux-system',
    readsImages: false,
    mayRequest: story.refresh,
  })
  return {
    agent,
    name: { kind: story.kind, namespace: 'flux-system', name: story.kind === 'HelmRelease' ? 'api' : 'apps' },
    truths,
    failures,
    get head() {
      return head
    },
    close() {
      isOver = true
    },
  }
}
