import type {
  Agent,
  ApplicationName,
  ApplicationState,
  ApplicationTarget,
  Ancestry,
  ChangedFiles,
  CommitSha,
  Comparison,
  Log,
  OperationState,
  Refresh,
  SyncRequestResult,
  VerifyReport,
  VerifyRequest,
} from '@gitops-actions/core'
import { ActionError, createAncestry, isCommitSha, isSelector, verifySync } from '@gitops-actions/core'
import { createFakeClock, type FakeClock } from './sync-clock.ts'

/** A commit id of one digit, repeated. */
export function sha(digit: string): CommitSha {
  const text = digit.repeat(40)
  if (!isCommitSha(text)) throw new Error(`"${digit}" is no hex digit`)
  return text
}

export const OLD = sha('b')
export const OURS = sha('a')
export const NEWER = sha('c')

/** What the agent says of one application from this moment on, in milliseconds since the beginning. */
export interface Step {
  readonly at: number
  readonly state?: Partial<ApplicationState>
  /** Told instead of a state. */
  readonly error?: Error
  /** It does not exist: not in lists, and `application-not-found` to questions. */
  readonly absent?: boolean
  /** Questions are not answered at all. */
  readonly silent?: boolean
}

export interface FakeAgentOptions {
  readonly clock: FakeClock
  /** By label. Steps follow one another; a part of the state that a step does not name is that of `healthyAt(OURS)`. */
  readonly scripts: Readonly<Record<string, readonly Step[]>>
  /** Which applications a selector finds, by label. */
  readonly selected?: Readonly<Record<string, readonly string[]>>
  /** The images without those of ended pods; absent: the agent need not be asked. */
  readonly running?: (label: string) => readonly string[]
  /** Lists fail with this once the time has come. */
  readonly failingLists?: { readonly from: number; readonly until: number; readonly error: Error }
  /** Whether changes also arrive as events. Default: only questions tell them. */
  readonly events?: boolean
  /** Told in place of the scripted state once a hard refresh was asked for. */
  readonly afterHardRefresh?: Partial<ApplicationState>
  /** Told in place of the scripted state once a sync was asked for. */
  readonly afterSync?: Partial<ApplicationState>
  /** Questions with this refresh fail. */
  readonly failing?: { readonly refresh: Refresh; readonly error: Error }
  readonly window?: string | undefined
  /** How syncs are answered, in order; the last answer stays. */
  readonly syncs?: readonly (SyncRequestResult | Error)[]
  readonly cause?: string | undefined
}

export interface FakeAgent extends Agent {
  readonly asked: { name: string; refresh: Refresh; at: number }[]
  /** What lists were of, and when. */
  readonly listsAsked: { of: string; at: number }[]
  readonly runningAsked: string[]
  readonly syncsAsked: string[]
  readonly windowsAsked: string[]
  readonly causesAsked: string[]
  /** Watches that are open. */
  readonly watching: number
}

/** An agent that plays its scripts, and remembers what it was asked. */
export function createFakeAgent(options: FakeAgentOptions): FakeAgent {
  const { clock, scripts } = options
  const asked: FakeAgent['asked'] = []
  const listsAsked: FakeAgent['listsAsked'] = []
  const runningAsked: string[] = []
  const syncsAsked: string[] = []
  const windowsAsked: string[] = []
  const causesAsked: string[] = []
  const open = new Set<object>()
  let hardRefreshed = false
  let synced = false

  function stepOf(label: string): Step {
    const steps = scripts[label]?.filter(({ at }) => at <= clock.elapsed) ?? []
    const step = steps.at(-1)
    if (step === undefined) throw new Error(`no script for ${label}`)
    return step
  }

  function stateOf(label: string): ApplicationState {
    return {
      ...healthyAt(OURS),
      label,
      ...stepOf(label).state,
      ...(hardRefreshed ? options.afterHardRefresh : {}),
      ...(synced ? options.afterSync : {}),
    }
  }

  function nameOf(label: string): ApplicationName {
    const [name = '', namespace] = label.split('/').toReversed()
    return { name, namespace }
  }

  function namesOf(target: ApplicationTarget): readonly ApplicationName[] {
    return isSelector(target) ? (options.selected?.[target.selector] ?? []).map(nameOf) : [target]
  }

  function isAbsent(label: string): boolean {
    return stepOf(label).absent === true
  }

  return {
    ...(options.running === undefined
      ? {}
      : {
          runningImages(name: ApplicationName) {
            runningAsked.push(labelOf(name))
            return Promise.resolve(options.running?.(labelOf(name)) ?? [])
          },
        }),
    listsAsked,
    runningAsked,
    asked,
    syncsAsked,
    windowsAsked,
    causesAsked,
    get watching() {
      return open.size
    },
    observe(name, refresh) {
      const label = labelOf(name)
      asked.push({ name: label, refresh, at: clock.elapsed })
      const step = stepOf(label)
      if (step.silent === true) return new Promise(() => undefined)
      if (step.error !== undefined) return Promise.reject(step.error)
      if (step.absent === true) return Promise.reject(new ActionError('application-not-found', `no ${label}`))
      if (options.failing?.refresh === refresh) return Promise.reject(options.failing.error)
      if (refresh === 'hard') hardRefreshed = true
      return Promise.resolve(stateOf(label))
    },
    list(targets) {
      const of = targets.map((target) => (isSelector(target) ? target.selector : labelOf(target))).join(' ')
      listsAsked.push({ of, at: clock.elapsed })
      const { failingLists } = options
      if (
        failingLists !== undefined &&
        failingLists.from <= clock.elapsed &&
        clock.elapsed < failingLists.until
      )
        return Promise.reject(failingLists.error)
      const found = targets.flatMap(namesOf).filter((name) => !isAbsent(labelOf(name)))
      return Promise.resolve(found.map((name) => ({ name, state: stateOf(labelOf(name)) })))
    },
    watch(targets, listener) {
      const watch = {
        stop() {
          open.delete(watch)
        },
      }
      open.add(watch)
      for (const name of options.events === true ? targets.flatMap(namesOf) : []) {
        const label = labelOf(name)
        for (const step of scripts[label] ?? []) {
          if (step.at <= clock.elapsed || step.error !== undefined) continue
          clock.at(step.at, () => {
            if (!open.has(watch)) return
            if (step.absent === true) listener({ kind: 'gone', name })
            else listener({ kind: 'changed', name, state: stateOf(label) })
          })
        }
      }
      return watch
    },
    sync(name) {
      const answers = options.syncs ?? [{ kind: 'requested' }]
      const answer = answers[Math.min(syncsAsked.length, answers.length - 1)]
      syncsAsked.push(labelOf(name))
      if (answer === undefined || answer instanceof Error)
        return Promise.reject(answer ?? new Error('no answer'))
      if (answer.kind === 'requested') synced = true
      return Promise.resolve(answer)
    },
    blockingWindow(name, trigger) {
      windowsAsked.push(`${labelOf(name)} ${trigger}`)
      return Promise.resolve(options.window)
    },
    explain(name) {
      causesAsked.push(labelOf(name))
      return Promise.resolve({ cause: options.cause, resources: [] })
    },
  }
}

function labelOf({ name, namespace }: ApplicationName): string {
  return namespace === undefined ? name : `${namespace}/${name}`
}

/** An application that is synced at the revision, and well. */
export function healthyAt(revision: string): ApplicationState {
  return {
    label: 'api',
    url: 'https://argocd.example.com/applications/argocd/api',
    revisions: [revision],
    sync: 'synced',
    operationRequested: false,
    operation: operationAt(revision),
    health: { status: 'healthy', message: '' },
    reconciledAt: 2_000,
    errors: [],
    images: ['ghcr.io/acme/api:1.2.0'],
    automated: true,
    inertia: undefined,
    paused: undefined,
    scope: 'running',
  }
}

export function operationAt(revision: string, changes: Partial<OperationState> = {}): OperationState {
  return {
    phase: 'succeeded',
    revisions: [revision],
    message: '',
    finishedAt: 1_000,
    willRetry: false,
    ...changes,
  }
}

/** A history of commits, oldest first, and the files each changed; it counts what it is asked. */
export interface FakeCommits {
  readonly asked: string[]
  /** What to answer with instead, as long as it is set. */
  failure: Error | undefined
  compare(base: string, head: string): Promise<Comparison | undefined>
  changedFiles(commit: CommitSha): Promise<ChangedFiles | undefined>
}

export function createFakeCommits(
  history: readonly { sha: CommitSha; files: readonly string[] }[],
  complete = true,
): FakeCommits {
  const asked: string[] = []
  const commits: FakeCommits = {
    asked,
    failure: undefined,
    compare(base, head) {
      asked.push(`${base.slice(0, 1)}...${head.slice(0, 1)}`)
      if (commits.failure !== undefined) return Promise.reject(commits.failure)
      const from = history.findIndex((commit) => commit.sha === base)
      const to = history.findIndex((commit) => commit.sha === head)
      const mergeBase = history[Math.min(from, to)]?.sha
      if (from < 0 || to < 0 || mergeBase === undefined) return Promise.resolve(undefined)
      const files = history.slice(from + 1, to + 1).flatMap((commit) => commit.files)
      const status = from === to ? 'identical' : from < to ? 'ahead' : 'behind'
      return Promise.resolve({ status, mergeBase, files, filesComplete: complete })
    },
    changedFiles(commit) {
      asked.push(`files of ${commit.slice(0, 1)}`)
      if (commits.failure !== undefined) return Promise.reject(commits.failure)
      const found = history.find((one) => one.sha === commit)
      return Promise.resolve(found === undefined ? undefined : { files: found.files, complete })
    },
  }
  return commits
}

/** b ← a ← c, where c changed another file than a did. */
export function linearHistory(): FakeCommits {
  return createFakeCommits([
    { sha: OLD, files: ['api.yaml'] },
    { sha: OURS, files: ['api.yaml'] },
    { sha: NEWER, files: ['worker.yaml'] },
  ])
}

export function ancestryOf(commits: FakeCommits): Ancestry {
  return createAncestry(OURS, commits)
}

/** Keeps the lines, with their level unless it is `info`. */
export interface FakeLog extends Log {
  readonly lines: string[]
}

export function createFakeLog(): FakeLog {
  const lines: string[] = []
  const at = (level: string) => (line: string) =>
    void lines.push(level === 'info' ? line : `${level}: ${line}`)
  return {
    lines,
    group: (_title, work) => work(),
    info: at('info'),
    debug: at('debug'),
    notice: at('notice'),
    warning: at('warning'),
    error: at('error'),
  }
}

export function requestFor(changes: Partial<VerifyRequest> = {}): VerifyRequest {
  return {
    applications: [{ name: 'api', namespace: undefined }],
    expectedCount: undefined,
    revision: OURS,
    images: [],
    timeout: 600_000,
    interval: 10_000,
    stableFor: 10_000,
    refresh: true,
    sync: false,
    ...changes,
  }
}

export const NEVER = new Promise<never>(() => undefined)

/** One application and more over a fake agent, and what remains of a run. */
export interface World {
  readonly agent: FakeAgent
  readonly clock: FakeClock
  readonly commits: FakeCommits
  readonly log: FakeLog
  readonly verify: (changes?: Partial<VerifyRequest>, cancelled?: Promise<never>) => Promise<VerifyReport>
}

export function createWorld(options: Omit<FakeAgentOptions, 'clock'>): World {
  const clock = createFakeClock()
  const agent = createFakeAgent({ ...options, clock })
  const commits = linearHistory()
  const log = createFakeLog()
  return {
    agent,
    clock,
    commits,
    log,
    verify: (changes, cancelled = NEVER) =>
      verifySync(requestFor(changes), { agent, clock, log, cancelled, ancestry: ancestryOf(commits) }),
  }
}

/** Synced and healthy, at the revision before ours. */
export const AT_OLD: Partial<ApplicationState> = { revisions: [OLD], operation: operationAt(OLD) }
