import type { Application, ApplicationSpec, ApplicationStatus, Operation } from './object.ts'

/** One observation to serve instead of what the reconciler would write. Parts left out stay as they are. */
export interface Observation {
  spec?: ApplicationSpec
  status?: ApplicationStatus
  /** `null` takes a pending operation away. */
  operation?: Operation | null
  annotations?: Record<string, string>
  labels?: Record<string, string>
  /** Served at `/resource-tree` while this observation lasts. */
  resourceTree?: object
}

/**
 * When the next observation takes over: after each GET of the application, by `next()` alone, or every so many
 * milliseconds of the clock.
 */
export type ReplayPace = 'read' | 'manual' | { everyMs: number }

/** Plays observations in order; the last one stays. */
export class Replay {
  readonly #observations: readonly Observation[]
  readonly #show: (observation: Observation) => void
  readonly pace: ReplayPace
  #index = 0

  constructor(
    observations: readonly Observation[],
    pace: ReplayPace,
    show: (observation: Observation) => void,
  ) {
    if (observations.length === 0) throw new Error('A replay needs at least one observation.')
    this.#observations = observations
    this.#show = show
    this.pace = pace
    this.#showCurrent()
  }

  /** Position in the list, from 0. */
  get index(): number {
    return this.#index
  }

  get finished(): boolean {
    return this.#index === this.#observations.length - 1
  }

  get current(): Observation | undefined {
    return this.#observations[this.#index]
  }

  next(): void {
    if (this.finished) return
    this.#index++
    this.#showCurrent()
  }

  #showCurrent(): void {
    const observation = this.current
    if (observation !== undefined) this.#show(observation)
  }
}

/** The application with an observation put over it; its identity stays. */
export function applyObservation(application: Application, observation: Observation): Application {
  const next: Application = structuredClone(application)
  if (observation.spec !== undefined) next.spec = structuredClone(observation.spec)
  if (observation.status !== undefined) next.status = structuredClone(observation.status)
  if (observation.operation === null) delete next.operation
  else if (observation.operation !== undefined) next.operation = structuredClone(observation.operation)
  if (observation.annotations !== undefined) next.metadata.annotations = { ...observation.annotations }
  if (observation.labels !== undefined) next.metadata.labels = { ...observation.labels }
  return next
}
