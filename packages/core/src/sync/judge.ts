import {
  formatImageReference,
  type ImageReference,
  readImageReference,
  sameRepository,
} from '../image/reference.ts'
import type { ApplicationState } from '../ports/agent.ts'
import type { Relation } from './ancestry.ts'

/** What must be live. */
export interface Expectation {
  readonly revision: string
  /** Images that must run wherever their repository is run; empty: the revision alone is judged. */
  readonly images: readonly ImageReference[]
}

/** One application and what is known about its revisions. */
export interface Observation {
  readonly state: ApplicationState
  /** One for each of `state.revisions`, in order. */
  readonly relations: readonly Relation[]
  /** One for each of `state.operation.revisions`, in order. */
  readonly operationRelations: readonly Relation[]
  /** The closed window that keeps it from syncing. */
  readonly window: string | undefined
  /** The agent answered a hard refresh after the operation had ended: what it says now is newer, whatever its clock says. */
  readonly recompared: boolean
  /** The images of the state are known to be without those of pods that have ended. */
  readonly exact: boolean
}

export type Verdict =
  | { readonly kind: 'deployed' | 'deployed-by-descendant' | 'superseded'; readonly detail: string }
  | {
      readonly kind: 'waiting'
      readonly detail: string
      readonly on: Missing
      /** The wanted image runs as well: the other may be left over from a pod that has ended. */
      readonly beside?: boolean
    }
  /** Not final at once: health may flap while a rollout runs. */
  | { readonly kind: 'degraded' | 'suspended'; readonly detail: string }
  /**
   * `of` an operation: our revision was tried and failed. `of` an attempt: the same, and the agent tries it again by itself,
   * so that it is final only when it lasts. `of` a comparison: the agent cannot read or render it, which may be an outage.
   */
  | {
      readonly kind: 'sync-failed'
      readonly detail: string
      readonly of: 'operation' | 'attempt' | 'comparison'
    }
  | { readonly kind: 'blocked-by-window'; readonly detail: string }

/**
 * What a waiting application lacks: our revision, its sync, an operation that runs to its end, a comparison newer than that
 * operation, health, or the image.
 */
export type Missing = 'revision' | 'sync' | 'operation' | 'comparison' | 'health' | 'image'

/**
 * Whether one application runs the expected revision, healthy: the revision first, then the operation, then the
 * health, and only evidence that is newer than the operation. Pure; the same for every agent.
 */
export function judge(observation: Observation, expected: Expectation): Verdict {
  const { state } = observation
  const [error] = state.errors
  if (error !== undefined) return { kind: 'sync-failed', detail: error, of: 'comparison' }
  const position = positionOf(observation, expected)
  if (position.kind === 'superseded') return position
  const failure = failedOperation(observation)
  if (failure !== undefined) return failure
  if (position.kind === 'behind') return judgeBehind(observation, position.detail)
  return judgeSettling(observation, position) ?? judgeHealth(observation, position, expected.images)
}

/**
 * A failure counts only when it was an attempt at our revision, or at one that contains it: an older one says nothing about
 * ours, and neither does one after which a sync was asked for anew, nor a later commit that failed while ours is live.
 */
function failedOperation({ state, relations, operationRelations }: Observation): Verdict | undefined {
  const { operation } = state
  if (operation?.phase !== 'failed' || state.operationRequested) return undefined
  if (!operationRelations.some(({ kind }) => kind !== 'other')) return undefined
  const isLive = relations.length > 0 && relations.every(({ kind }) => kind === 'identical')
  if (isLive && !operationRelations.some(({ kind }) => kind === 'identical')) return undefined
  const attempted = [...new Set(operation.revisions.map(short))].join(', ')
  const reason = operation.message === '' ? 'no reason was given' : operation.message
  const detail = `the sync of ${attempted} failed: ${reason}`
  return { kind: 'sync-failed', detail, of: operation.willRetry ? 'attempt' : 'operation' }
}

/** Our revision is there, or one that contains it. */
interface Reached {
  readonly kind: 'deployed' | 'deployed-by-descendant'
  /** The live revisions, for messages. */
  readonly live: string
  /** A later commit may have changed our files again, so that the images decide. */
  readonly contested: boolean
  readonly wanted: string
}

type Position =
  | { readonly kind: 'behind'; readonly detail: string }
  | { readonly kind: 'superseded'; readonly detail: string }
  | Reached

function positionOf({ state, relations }: Observation, expected: Expectation): Position {
  const live = [...new Set(state.revisions.map(short))].join(', ')
  const wanted = short(expected.revision)
  if (relations.length === 0) {
    const detail = `no revision of the environment repository is known of it yet, wanted ${wanted}`
    return { kind: 'behind', detail }
  }
  const other = relations.find((relation) => relation.kind === 'other')
  if (other !== undefined) {
    return { kind: 'behind', detail: `at revision ${live}${HOW[other.how]}, wanted ${wanted}` }
  }
  const descendants = relations.filter((relation) => relation.kind === 'descendant')
  if (descendants.length === 0) return { kind: 'deployed', live, wanted, contested: false }
  const contested = descendants.some(({ untouched }) => untouched !== true)
  // The live images are the better evidence that a later commit kept our change, but they come with its rollout.
  if (!contested || expected.images.length > 0) {
    return { kind: 'deployed-by-descendant', live, wanted, contested }
  }
  const isCertain = descendants.some(({ untouched }) => untouched === false)
  const what = isCertain ? 'changed the same files again' : 'may have changed the same files again'
  return { kind: 'superseded', detail: `revision ${live} contains ${wanted} and ${what}` }
}

const HOW = { older: ' (older)', diverged: ' (diverged)', unknown: '' } as const

function judgeBehind({ state, window, operationRelations }: Observation, detail: string): Verdict {
  const running = state.operation?.phase === 'running' || state.operationRequested
  if (running && operationRelations.some(({ kind }) => kind !== 'other')) {
    return { kind: 'waiting', detail: `${detail}; its sync is running`, on: 'operation' }
  }
  if (window !== undefined) return { kind: 'blocked-by-window', detail: `${detail}; ${window}` }
  // What somebody paused moves for nobody, however long we wait.
  if (state.paused !== undefined) return { kind: 'suspended', detail: `${detail}; ${state.paused}` }
  if (running) return { kind: 'waiting', detail: `${detail}; another sync is running`, on: 'revision' }
  const hint = state.inertia === undefined ? '' : `; ${state.inertia}`
  return { kind: 'waiting', detail: detail + hint, on: 'revision' }
}

/** What keeps the right revision from being judged by its health. */
function judgeSettling({ state, window, recompared }: Observation, { live }: Reached): Verdict | undefined {
  if (state.operationRequested || state.operation?.phase === 'running') {
    return { kind: 'waiting', detail: `at revision ${live}, its sync is running`, on: 'operation' }
  }
  if (state.sync !== 'synced') {
    const detail = `at revision ${live}, its sync status is ${state.sync}`
    if (window !== undefined) return { kind: 'blocked-by-window', detail: `${detail}; ${window}` }
    if (state.paused !== undefined) return { kind: 'suspended', detail: `${detail}; ${state.paused}` }
    const hint = state.automated ? '' : ' and automatic sync is off: set "sync: true", or sync it yourself'
    return { kind: 'waiting', detail: detail + hint, on: 'sync' }
  }
  if (isStale(state) && !recompared) {
    const detail = `at revision ${live}, it was not compared since its sync ended`
    return { kind: 'waiting', detail, on: 'comparison' }
  }
  return undefined
}

/** Health that was computed before the sync ended is the health of the old pods. */
function isStale({ operation, reconciledAt }: ApplicationState): boolean {
  const finished = operation?.finishedAt
  if (finished === undefined) return operation?.phase === 'succeeded'
  return reconciledAt === undefined || reconciledAt < finished
}

function judgeHealth(
  { state: { health, images, scope }, exact }: Observation,
  position: Reached,
  expected: readonly ImageReference[],
): Verdict {
  const { live, contested, wanted } = position
  const wrong = wrongImage(images, expected)
  const brought = `revision ${live} contains ${wanted} and brought ${wrong ?? ''}`
  // Old pods stay until new ones are ready: only when nothing of ours runs beside it is the other image the newer one.
  if (health.status === 'degraded' && contested && wrong !== undefined && !runsAny(images, expected)) {
    return { kind: 'superseded', detail: brought }
  }
  const detail = `at revision ${live}, its health is ${health.status}${health.message === '' ? '' : `: ${health.message}`}`
  if (health.status === 'degraded' || health.status === 'suspended') return { kind: health.status, detail }
  if (health.status !== 'healthy') return { kind: 'waiting', detail, on: 'health' }
  if (wrong === undefined) return { kind: position.kind, detail: reachedDetail(position, scope) }
  const beside = runsAny(images, expected)
  // An image of a pod that has ended must not make a loser of ours: the exact images are asked for first.
  if (contested && beside && !exact) {
    return {
      kind: 'waiting',
      detail: `at revision ${live}, beside ours it runs ${wrong}`,
      on: 'image',
      beside,
    }
  }
  // What left the files of ours alone has not brought another image: it is the old one.
  if (contested) return { kind: 'superseded', detail: brought }
  return { kind: 'waiting', detail: `at revision ${live}, but it still runs ${wrong}`, on: 'image', beside }
}

function reachedDetail({ kind, live, wanted }: Reached, scope: ApplicationState['scope']): string {
  const [what, note] = REACHED[scope]
  const contains = kind === 'deployed' ? '' : `, which contains ${wanted}`
  return `${what} revision ${live}${contains}${note}`
}

const REACHED = {
  running: ['runs', ''],
  applied: ['applied', '; the agent does not check its health'],
  fetched: ['fetched', '; whether it is applied is not told'],
} as const

/** An image that runs in place of an expected one, as it is written; undefined when every expected one is as wanted. */
function wrongImage(live: readonly string[], expected: readonly ImageReference[]): string | undefined {
  for (const text of live) {
    // An agent may list what our grammar does not know; such an image is not one of ours.
    const image = readImageReference(text)
    if (image === undefined) continue
    const wanted = expected.filter((one) => sameRepository(one, image))
    if (wanted.length > 0 && !wanted.some((one) => isSameImage(image, one)))
      return formatImageReference(image)
  }
  return undefined
}

function runsAny(live: readonly string[], expected: readonly ImageReference[]): boolean {
  return live.some((text) => {
    const image = readImageReference(text)
    return (
      image !== undefined && expected.some((one) => sameRepository(one, image) && isSameImage(image, one))
    )
  })
}

/** Expected images whose repository none of the live ones is of: a green verdict without a trace of them would be a guess. */
export function absentImages(
  live: readonly string[],
  expected: readonly ImageReference[],
): readonly ImageReference[] {
  const running = live.map(readImageReference).filter((image) => image !== undefined)
  return expected.filter((wanted) => !running.some((image) => sameRepository(wanted, image)))
}

/** Equal by digest when both have one, else by tag; what has neither in common cannot be told to be the same. */
export function isSameImage(live: ImageReference, wanted: ImageReference): boolean {
  if (live.digest !== undefined && wanted.digest !== undefined) return live.digest === wanted.digest
  const tag = tagOf(wanted)
  return tag !== undefined && tagOf(live) === tag
}

/** No tag and no digest means `latest`. */
function tagOf({ tag, digest }: ImageReference): string | undefined {
  return tag ?? (digest === undefined ? 'latest' : undefined)
}

/** The first seven digits of a commit or of a digest; anything else as it is. */
export function short(revision: string): string {
  return /^(?:(?:sha256:)?[0-9a-f]{7})(?=[0-9a-f]{33,57}$)/.exec(revision)?.[0] ?? revision
}
