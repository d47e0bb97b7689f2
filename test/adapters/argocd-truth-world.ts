import type { Agent, ApplicationEvent, ApplicationName, Refresh } from '@gitops-actions/core'
import { readApplication } from '../../packages/adapters/src/argocd/application.ts'
import type { FakeClock } from '../core/sync-clock.ts'
import { applicationRecord, type Layout, type StatusParts } from './argocd-truth-record.ts'

/** What a commit of the environment repository brings. The first one is live at the beginning, the second one is ours. */
export interface CommitPlan {
  readonly sha: string
  /** Version of the image that it says, and of everything else that is rendered. */
  readonly image: number
  readonly config: number
  /** Whether it changes a file that our commit changed. */
  readonly touches: boolean
  readonly rollout: 'well' | 'sick' | 'flaps'
  /** What its sync comes to: a hook after it may fail when all is applied. */
  readonly syncs: 'well' | 'refused' | 'hook-fails'
  readonly renders: boolean
}

export type Happening =
  | { readonly at: number; readonly kind: 'push' | 'rollback' | 'partial-sync' | 'dry-run' | 'sync' | 'poll' }
  /** Pods crash; the repo-server answers nothing. */
  | { readonly at: number; readonly kind: 'crash' | 'outage'; readonly lasts: number }

/** A story of one application. Times are milliseconds. */
export interface Story {
  readonly commits: readonly CommitPlan[]
  readonly happenings: readonly Happening[]
  readonly layout: Layout
  readonly automated: boolean
  /** Argo CD is told to leave the image alone (`ignoreDifferences` that a sync respects). */
  readonly keepsImage: boolean
  /** How long Argo CD takes to compare, to sync, to notice a change of the cluster; pods to start; a message to arrive. */
  readonly compares: number
  readonly syncs: number
  readonly notices: number
  readonly starts: number
  readonly travels: number
}

/** What was true, and since when. */
export interface Truth {
  readonly at: number
  /** The cluster runs our commit, or one that keeps it, and its pods are well. */
  readonly live: boolean
  /** As `live`, and it is what the branch says, and Argo CD has nothing left to do. */
  readonly settled: boolean
  /** A commit from ours on is in the cluster, and its pods are sick. */
  readonly sick: boolean
}

export interface TruthWorld {
  readonly agent: Agent
  readonly truths: readonly Truth[]
  /** Commits from ours on whose sync failed, by index. */
  readonly failedSyncs: readonly number[]
  /** The newest commit of the branch, by index. */
  readonly head: number
}

interface Pods {
  /** Versions of images of pods that run. */
  readonly images: readonly number[]
  readonly health: 'Healthy' | 'Progressing' | 'Degraded'
}

interface Operation {
  readonly commit: number
  readonly how: 'sync' | 'partial-sync' | 'dry-run'
}

/** The index of our commit. */
const OURS = 1

/**
 * Argo CD and a cluster with one workload, in the order of the application controller: comparisons and operations run side by side, a
 * comparison that follows a change of the cluster keeps revision and `reconciledAt`, times are whole seconds.
 * Source: `controller/appcontroller.go` of https://github.com/argoproj/argo-cd
 * @param keeps whether a commit still holds our change
 */
export function createTruthWorld(
  story: Story,
  clock: FakeClock,
  keeps: (commit: number) => boolean,
): TruthWorld {
  const { commits, compares, syncs, notices, starts, travels, layout } = story
  const truths: Truth[] = []
  const failedSyncs: number[] = []
  const listeners = new Set<(event: ApplicationEvent) => void>()
  let head = 0
  let live = { image: commits[0]?.image ?? 0, config: commits[0]?.config ?? 0 }
  let pods: Pods = { images: [live.image], health: 'Healthy' }
  let rollouts = 0
  let outages = 0
  let running: Operation | undefined
  /** The last sync of ours failed. */
  let isFailed = false
  let isComparing = false
  let waiting: { latest: boolean; done: (() => void)[] } | undefined
  let parts: StatusParts = {
    version: 1,
    revision: commits[0]?.sha ?? '',
    sync: 'Synced',
    health: 'Healthy',
    reconciledAt: -60_000,
    images: [live.image],
    error: undefined,
    requested: undefined,
    operation: undefined,
  }

  const after = (milliseconds: number, run: () => void): void => {
    clock.at(clock.elapsed + milliseconds, run)
  }

  function commitAt(index: number): CommitPlan {
    const commit = commits[index]
    if (commit === undefined) throw new Error(`no commit ${index}`)
    return commit
  }

  /** What the cluster has after a sync of the commit. */
  function wantedOf(index: number): typeof live {
    const { image, config } = commitAt(index)
    return { image: story.keepsImage ? live.image : image, config }
  }

  function isLiveAs(index: number): boolean {
    const { image, config } = commitAt(index)
    return live.image === image && live.config === config
  }

  /** As Argo CD sees it: of an image that it leaves alone it knows nothing. */
  function isSyncedAs(index: number): boolean {
    return story.keepsImage ? live.config === commitAt(index).config : isLiveAs(index)
  }

  function note(): void {
    const isLeft = story.keepsImage && live.image !== commitAt(OURS).image
    const isWell = !isLeft && pods.health === 'Healthy' && pods.images.every((image) => image === live.image)
    const ours = commits.flatMap((_, index) => (index >= OURS && index <= head ? [index] : []))
    const isOurs = ours.some((index) => isSyncedAs(index) && keeps(index))
    const isHead = head >= OURS && isSyncedAs(head) && keeps(head) && commitAt(head).renders
    truths.push({
      at: clock.elapsed,
      live: isWell && isOurs && !isFailed && (running === undefined || running.how === 'dry-run'),
      settled: isWell && isHead && running === undefined && parts.requested === undefined && outages === 0,
      sick: pods.health === 'Degraded' && ours.some(isSyncedAs),
    })
  }

  function write(change: Partial<StatusParts>): void {
    parts = { ...parts, ...change, version: parts.version + 1 }
    note()
    const told = read()
    after(travels, () => {
      for (const listener of listeners) listener({ kind: 'changed', name: NAME, state: told })
    })
  }

  function read(): ReturnType<typeof readApplication> {
    return readApplication(applicationRecord(parts, story, layout), NAME, SERVER, REPOSITORY)
  }

  /** `latest`: with what the branch says now; else with the revision that is known. */
  function compare(latest: boolean, done: () => void = () => undefined): void {
    if (isComparing) {
      waiting ??= { latest: false, done: [] }
      waiting.latest ||= latest
      waiting.done.push(done)
      return
    }
    isComparing = true
    const began = clock.elapsed
    const commit = latest ? head : commits.findIndex(({ sha }) => sha === parts.revision)
    const isOut = outages > 0
    after(compares / 2, () => {
      const seen = { live, pods }
      after(compares / 2, () => {
        isComparing = false
        finishComparison(began, latest, commit, seen, isOut)
        done()
        if (waiting === undefined) return
        const next = waiting
        waiting = undefined
        compare(next.latest, () => {
          for (const one of next.done) one()
        })
      })
    })
  }

  function finishComparison(
    began: number,
    latest: boolean,
    commit: number,
    seen: { live: typeof live; pods: Pods },
    isOut: boolean,
  ): void {
    const told = { health: seen.pods.health, images: seen.pods.images } as const
    const reconciledAt = latest ? began : parts.reconciledAt
    if (commit < 0 || isOut || !commitAt(commit).renders) {
      const error = 'Failed to load target state: rpc error'
      write({ ...told, revision: '', sync: 'Unknown', reconciledAt, error })
      return
    }
    const wanted = commitAt(commit)
    const isSame =
      seen.live.config === wanted.config && (story.keepsImage || seen.live.image === wanted.image)
    if (!isSame && story.automated && latest) syncByItself(commit)
    write({
      ...told,
      revision: wanted.sha,
      sync: isSame ? 'Synced' : 'OutOfSync',
      reconciledAt,
      error: undefined,
    })
  }

  /** A revision whose sync failed is not tried again. */
  function syncByItself(commit: number): void {
    const { operation } = parts
    const isTried = operation?.commit === commit && operation.phase !== 'Running'
    if (!isTried) operate({ commit, how: 'sync' })
  }

  function operate(operation: Operation): void {
    if (running !== undefined || parts.requested !== undefined) return
    write({ requested: operation })
    after(syncs / 10, () => {
      running = operation
      write({
        requested: undefined,
        operation: { ...operation, phase: 'Running', finishedAt: undefined },
      })
      after(syncs / 2, () => {
        if (operation.how !== 'dry-run' && commitAt(operation.commit).syncs !== 'refused') apply(operation)
      })
      after(syncs, () => {
        finishOperation(operation)
      })
    })
  }

  function finishOperation(operation: Operation): void {
    running = undefined
    const isDone = commitAt(operation.commit).syncs === 'well'
    if (operation.how !== 'dry-run') isFailed = !isDone && operation.commit >= OURS
    if (isFailed) failedSyncs.push(operation.commit)
    const phase = isDone ? 'Succeeded' : 'Failed'
    write({ operation: { ...operation, phase, finishedAt: clock.elapsed } })
    compare(true)
  }

  /** A partial sync leaves the workload as it is. */
  function apply({ commit, how }: Operation): void {
    const wanted = wantedOf(commit)
    const next = how === 'partial-sync' ? live : wanted
    if (next.image === live.image && next.config === live.config) return
    const before = live
    live = next
    const { rollout } = commitAt(commit)
    const turn = ++rollouts
    const become = (delay: number, change: Pods): void => {
      after(delay, () => {
        if (turn === rollouts) setPods(change)
      })
    }
    setPods({ images: [before.image, next.image], health: 'Progressing' })
    const well: Pods = { images: [next.image], health: 'Healthy' }
    if (rollout === 'well') become(starts, well)
    else become(starts, { images: [before.image, next.image], health: 'Degraded' })
    if (rollout === 'flaps') become(starts * 2, well)
  }

  function setPods(change: Pods): void {
    pods = change
    note()
    after(notices, () => {
      compare(false)
    })
  }

  function crash(lasts: number): void {
    const turn = rollouts
    if (pods.health !== 'Healthy') return
    const before = pods
    setPods({ ...before, health: 'Degraded' })
    after(lasts, () => {
      if (turn === rollouts) setPods(before)
    })
  }

  function happen(one: Happening): void {
    if (one.kind === 'push') head = Math.min(head + 1, commits.length - 1)
    if (one.kind === 'poll') compare(true)
    if (one.kind === 'crash') crash(one.lasts)
    if (one.kind === 'outage') {
      outages += 1
      after(one.lasts, () => {
        outages -= 1
        note()
      })
    }
    if (one.kind === 'sync' || one.kind === 'partial-sync' || one.kind === 'dry-run') {
      operate({ commit: head, how: one.kind })
    }
    if (one.kind === 'rollback' && !story.automated) operate({ commit: 0, how: 'sync' })
    note()
  }

  note()
  for (const one of story.happenings) {
    clock.at(one.at, () => {
      happen(one)
    })
  }

  async function observe(_name: ApplicationName, refresh: Refresh): Promise<ReturnType<typeof read>> {
    await clock.sleep(travels)
    if (refresh !== 'none') {
      await new Promise<void>((resolve) => {
        compare(true, resolve)
      })
    }
    const state = read()
    await clock.sleep(travels)
    return state
  }

  const agent: Agent = {
    observe,
    list: async () => [{ name: NAME, state: await observe(NAME, 'none') }],
    watch(_targets, listener) {
      listeners.add(listener)
      return { stop: () => void listeners.delete(listener) }
    },
    async sync() {
      await clock.sleep(travels)
      if (running !== undefined || parts.requested !== undefined) return { kind: 'in-progress' }
      operate({ commit: head, how: 'sync' })
      await clock.sleep(travels)
      return { kind: 'requested' }
    },
    blockingWindow: () => Promise.resolve(undefined),
    explain: () => Promise.resolve({ cause: undefined, resources: [] }),
  }
  return {
    agent,
    truths,
    failedSyncs,
    get head() {
      return head
    },
  }
}

export const NAME: ApplicationName = { name: 'api', namespace: undefined }
const SERVER = 'https://argocd.example.com'
export const REPOSITORY = 'https://github.com/acme/environments'
