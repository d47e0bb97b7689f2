import {
  formatImageReference,
  type ImageReference,
  parseImageReference,
  sameRepository,
} from '../image/reference.ts'
import type { ApplicationState, OperationState } from '../ports/agent.ts'
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
}

export type Verdict =
  | { readonly kind: 'deployed' | 'deployed-by-descendant' | 'superseded'; readonly detail: string }
  /** `stale`: nothing is missing but a comparison newer than the operation: a hard refresh helps. */
  | { readonly kind: 'waiting'; readonly detail: string; readonly stale?: boolean }
  /** Not final at once: health may flap while a rollout runs. */
  | { readonly kind: 'degraded'; readonly detail: string }
  | { readonly kind: 'sync-failed' | 'blocked-by-window' | 'suspended'; readonly detail: string }

/**
 * Whether one application runs the expected revision, healthy: the revision first, then the operation, then the
 * health, and only evidence that is newer than the operation. Pure; the same for every agent.
 */
export function judge(observation: Observation, expected: Expectation): Verdict {
  const { state } = observation
  const [error] = state.errors
  if (error !== undefined) return { kind: 'sync-failed', detail: error }
  const failure = failedOperation(observation)
  if (failure !== undefined) return { kind: 'sync-failed', detail: failure }
  const position = positionOf(observation, expected)
  if (position.kind === 'behind') return judgeBehind(observation, position.detail)
  if (position.kind === 'superseded') return { kind: 'superseded', detail: position.detail }
  return judgeSettling(state) ?? judgeHealth(state, position.kind, position.detail)
}

/** A failure counts only when it was an attempt at our revision: an older one says nothing about ours. */
function failedOperation({ state, operationRelations }: Observation): string | undefined {
  const { operation } = state
  if (operation?.phase !== 'failed' || operation.willRetry) return undefined
  if (!operationRelations.some(({ kind }) => kind !== 'other')) return undefined
  return `The sync of ${short(operation.revisions[0] ?? '')} failed: ${operation.message}`
}

type Position =
  | { readonly kind: 'behind'; readonly detail: string }
  | { readonly kind: 'superseded'; readonly detail: string }
  | { readonly kind: 'deployed' | 'deployed-by-descendant'; readonly detail: string }

function positionOf({ state, relations }: Observation, expected: Expectation): Position {
  const live = state.revisions.map(short).join(', ')
  if (relations.length === 0) {
    return {
      kind: 'behind',
      detail: `no source of the environment repository is synced yet, wanted ${short(expected.revision)}`,
    }
  }
  if (relations.some(({ kind }) => kind === 'other')) {
    return { kind: 'behind', detail: `at revision ${live}, wanted ${short(expected.revision)}` }
  }
  const wrong = wrongImage(state.images, expected.images)
  const descendants = relations.filter((relation) => relation.kind === 'descendant')
  if (descendants.length === 0) {
    return wrong === undefined
      ? { kind: 'deployed', detail: `runs revision ${live}` }
      : { kind: 'behind', detail: `at revision ${live}, but still runs ${wrong}` }
  }
  // The live images are the best evidence that a later commit kept our change; without them, its files are.
  const kept =
    expected.images.length > 0 ? wrong === undefined : descendants.every(({ untouched }) => untouched)
  if (kept)
    return {
      kind: 'deployed-by-descendant',
      detail: `runs revision ${live}, which contains ${short(expected.revision)}`,
    }
  const by = wrong === undefined ? 'changed the same files again' : `brought ${wrong}`
  return { kind: 'superseded', detail: `revision ${live} contains ${short(expected.revision)} and ${by}` }
}

/** An image that runs in place of an expected one, as it is written; undefined when every expected one is as wanted. */
function wrongImage(live: readonly string[], expected: readonly ImageReference[]): string | undefined {
  for (const text of live) {
    const image = readImage(text)
    if (image === undefined) continue
    const wanted = expected.find((one) => sameRepository(one, image))
    if (wanted !== undefined && !isSameImage(image, wanted)) return formatImageReference(image)
  }
  return undefined
}

function readImage(text: string): ImageReference | undefined {
  try {
    return parseImageReference(text)
  } catch {
    // An agent may list what our grammar does not know; such an image is not one of ours.
    return undefined
  }
}

/** Equal by digest when both have one, else by tag. */
function isSameImage(live: ImageReference, wanted: ImageReference): boolean {
  if (live.digest !== undefined && wanted.digest !== undefined) return live.digest === wanted.digest
  return live.tag === wanted.tag
}

function judgeBehind({ state, window }: Observation, detail: string): Verdict {
  if (window !== undefined) return { kind: 'blocked-by-window', detail: `${detail}; ${window}` }
  if (isRunning(state.operation)) return { kind: 'waiting', detail: `${detail}; a sync is running` }
  return { kind: 'waiting', detail }
}

/** What keeps the right revision from being judged by its health. */
function judgeSettling(state: ApplicationState): Verdict | undefined {
  if (state.operationRequested || isRunning(state.operation)) {
    return { kind: 'waiting', detail: 'its sync is running' }
  }
  if (state.sync !== 'synced') {
    const hint = state.automated ? '' : ' and automatic sync is off: set "sync: true", or sync it yourself'
    return { kind: 'waiting', detail: `its sync status is ${state.sync}${hint}` }
  }
  const finished = state.operation?.finishedAt
  // Health that was computed before the sync ended is the health of the old pods.
  if (finished !== undefined && (state.reconciledAt === undefined || state.reconciledAt < finished)) {
    return { kind: 'waiting', detail: 'it was not compared since its sync ended', stale: true }
  }
  return undefined
}

function judgeHealth(
  { health }: ApplicationState,
  kind: 'deployed' | 'deployed-by-descendant',
  detail: string,
): Verdict {
  const message = health.message === '' ? '' : `: ${health.message}`
  switch (health.status) {
    case 'healthy':
      return { kind, detail }
    case 'degraded':
      return { kind: 'degraded', detail: `its health is degraded${message}` }
    case 'suspended':
      return { kind: 'suspended', detail: `it is suspended${message}` }
    case 'progressing':
    case 'missing':
    case 'unknown':
      return { kind: 'waiting', detail: `its health is ${health.status}${message}` }
  }
}

function isRunning(operation: OperationState | undefined): boolean {
  return operation?.phase === 'running'
}

/** The first seven digits of a commit; anything else as it is. */
export function short(revision: string): string {
  return /^[0-9a-f]{40,64}$/.test(revision) ? revision.slice(0, 7) : revision
}
