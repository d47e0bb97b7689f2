import type {
  Agent,
  AbortSignalLike,
  ApplicationName,
  ApplicationState,
  Ancestry,
  ChangedFiles,
  Clock,
  CommitSha,
  Comparison,
  Log,
  OperationState,
  Refresh,
  SyncRequestResult,
  Timer,
  VerifyReport,
  VerifyRequest,
} from '@gitops-actions/core'
import { createAncestry, isCommitSha, isSelector, verifySync } from '@gitops-actions/core'

/** A commit id of one digit, repeated. */
export function sha(digit: string): CommitSha {
  const text = digit.repeat(40)
  if (!isCommitSha(text)) throw new Error(`"${digit}" is no hex digit`)
  return text
}

export const OLD = sha('b')
export const OURS = sha('a')
export const NEWER = sha('c')

/** A clock that jumps to its next timer as soon as nothing else is left to do: waits cost no time. */
export interface FakeClock extends Clock {
  /** Timers that are neither over nor cancelled. */
  readonly pending: number
  /** Milliseconds since the clock was made; `monotonic` began elsewhere. */
  readonly elapsed: number
  /** Runs something so many milliseconds after the clock was made. */
  at(milliseconds: number, run: () => void): void
}

/** A reading of a clock has no meaning by itself. */
const BEGINNING = 77_000_000

export function createFakeClock(): FakeClock {
  let now = 0
  let pumping = false
  const timers = new Set<{ due: number; ring: () => void }>()

  function add(milliseconds: number, ring: () => void): () => void {
    const entry = { due: now + milliseconds, ring }
    timers.add(entry)
    pump()
    return () => timers.delete(entry)
  }

  function pump(): void {
    if (pumping) return
    pumping = true
    // All that follows from the last timer by promises alone has happened when this comes.
    setImmediate(() => {
      pumping = false
      const [next] = [...timers].sort((a, b) => a.due - b.due)
      if (next === undefined) return
      timers.delete(next)
      now = Math.max(now, next.due)
      next.ring()
      pump()
    })
  }

  return {
    get pending() {
      return timers.size
    },
    at: (milliseconds, run) => {
      add(milliseconds - now, run)
    },
    get elapsed() {
      return now
    },
    monotonic: () => BEGINNING + now,
    now: () => new Date(now),
    random: () => 0.5,
    sleep: (milliseconds: number, signal?: AbortSignalLike) =>
      signal?.aborted === true
        ? Promise.reject(new Error('cancelled'))
        : new Promise((resolve) => {
            add(milliseconds, resolve)
          }),
    timer(milliseconds): Timer {
      let cancel = (): void => undefined
      const done = new Promise<void>((resolve) => {
        cancel = add(milliseconds, resolve)
      })
      return {
        done,
        cancel() {
          cancel()
        },
      }
    },
  }
}

/** What the agent says of one application from this moment on, in milliseconds since the beginning. */
export interface Step {
  readonly at: number
  readonly state?: Partial<ApplicationState>
  /** Told instead of a state. */
  readonly error?: Error
  /** Questions are not answered at all. */
  readonly silent?: boolean
}

export interface FakeAgentOptions {
  readonly clock: FakeClock
  /** By label. Steps follow one another; a part of the state that a step does not name is that of `healthyAt(OURS)`. */
  readonly scripts: Readonly<Record<string, readonly Step[]>>
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

  return {
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
      if (options.failing?.refresh === refresh) return Promise.reject(options.failing.error)
      if (refresh === 'hard') hardRefreshed = true
      return Promise.resolve(stateOf(label))
    },
    list: (targets) =>
      Promise.resolve(
        targets.flatMap((name) => (isSelector(name) ? [] : [{ name, state: stateOf(labelOf(name)) }])),
      ),
    watch([name], listener) {
      if (name === undefined || isSelector(name)) throw new Error('one name is watched at a time')
      const label = labelOf(name)
      const watch = {
        stop() {
          open.delete(watch)
        },
      }
      open.add(watch)
      for (const step of options.events === true ? (scripts[label] ?? []) : []) {
        if (step.at <= clock.elapsed || step.error !== undefined) continue
        clock.at(step.at, () => {
          if (open.has(watch)) listener({ kind: 'changed', name, state: stateOf(label) })
        })
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
