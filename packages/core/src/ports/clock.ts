/** Time, handed in so that core stays pure. */
export interface Clock {
  /** Milliseconds that only go forward; the origin has no meaning. */
  monotonic(): number
  /** The wall clock, for records people read; never for deadlines. */
  now(): Date
  /** Resolves after `milliseconds`, or rejects at once with the signal's reason. */
  sleep(milliseconds: number, signal?: AbortSignalLike): Promise<void>
  /** As `sleep`, for a wait that may become pointless: a cancelled timer never ends and holds nothing up. */
  timer(milliseconds: number): Timer
  /** A number in [0, 1), for jitter. */
  random(): number
}

/** The part of `AbortSignal` that core needs; core is compiled without DOM and Node types. */
export interface AbortSignalLike {
  readonly aborted: boolean
}

export interface Timer {
  /** Resolves when the time is over. */
  readonly done: Promise<void>
  cancel(): void
}
