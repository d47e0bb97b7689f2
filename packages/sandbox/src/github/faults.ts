import { pushForeignCommit } from './reference-update.ts'
import type { Answer } from './route.ts'
import type { GitHubState } from './state.ts'

export interface FaultAnswer {
  status: number
  /** Default: GitHub's body for that status. */
  body?: unknown
  headers?: Record<string, string>
}

export interface MovedBranch {
  /** `acme/env` */
  repository: string
  branch: string
  /** Default: a file nobody else touches. */
  path?: string
  content?: string
  message?: string
}

/** What goes wrong. Members of one effect work together: latency first, then the branch moves, then the rest. */
export interface FaultEffect {
  /** Milliseconds before anything happens. */
  latency?: number
  /** Somebody else commits to a branch before the request is acted on. */
  moveBranch?: MovedBranch
  /** Answer this and do not act. */
  instead?: FaultAnswer
  /** Act, then answer this: the write went through and the caller does not know. */
  afterActing?: FaultAnswer
  /** Cut the connection before acting, or after. */
  cut?: 'before' | 'after'
  /** Answer with GitHub's rate limit and do not act. */
  rateLimit?: RateLimitFault
  /** Act, then change what is answered: a stale or foreign view of the truth. */
  rewrite?: (body: unknown) => unknown
}

export interface RateLimitFault {
  kind: 'primary' | 'secondary'
  /** Default 403. GraphQL answers a primary limit with 200 and an error of type RATE_LIMITED. */
  status?: 403 | 429
  /** The header as it is sent. Default: `60` for `secondary`, none for `primary`. `null`: no header. */
  retryAfter?: string | null
  /** Seconds from now to `x-ratelimit-reset`. Default 60. */
  resetIn?: number
}

export interface FaultOptions {
  /** How many matching requests it strikes. Default 1. */
  times?: number
  /** How many matching requests pass first. Default 0. */
  skip?: number
  /** Strike only requests this holds for. */
  when?: (request: { path: string; body: unknown }) => boolean
}

interface Fault {
  operation: string
  effect: FaultEffect
  times: number
  skip: number
  when: (request: { path: string; body: unknown }) => boolean
}

/**
 * Faults on demand. An operation is named as in the request log: an OpenAPI template (`POST /repos/{owner}/{repo}/pulls`), a
 * GraphQL field (`mutation createCommitOnBranch`, `query repository`), a git exchange (`git-receive-pack rpc`), or `*`.
 */
export class FaultScript {
  #faults: Fault[] = []

  /** Strikes the next request of an operation. */
  next(operation: string, effect: FaultEffect, options: FaultOptions = {}): void {
    this.#faults.push({
      operation,
      effect,
      times: options.times ?? 1,
      skip: options.skip ?? 0,
      when: options.when ?? (() => true),
    })
  }

  /** Strikes every request of an operation from now on. */
  always(operation: string, effect: FaultEffect, options: Omit<FaultOptions, 'times'> = {}): void {
    this.next(operation, effect, { ...options, times: Number.POSITIVE_INFINITY })
  }

  /** Operations whose faults have not all struck; those of `always` are not counted. */
  pending(): string[] {
    return this.#faults.filter(({ times }) => Number.isFinite(times)).map(({ operation }) => operation)
  }

  clear(): void {
    this.#faults = []
  }

  /** Takes the effect that strikes this request off the script. */
  take(operation: string, request: { path: string; body: unknown }): FaultEffect {
    for (const fault of this.#faults) {
      if (fault.operation !== '*' && fault.operation !== operation) continue
      if (!fault.when(request)) continue
      if (fault.skip > 0) {
        fault.skip -= 1
        continue
      }
      fault.times -= 1
      if (fault.times <= 0) this.#faults = this.#faults.filter((each) => each !== fault)
      return fault.effect
    }
    return {}
  }
}

/** Waits and moves branches, as an effect asks before a request is acted on. */
export async function prepareFault(effect: FaultEffect, state: GitHubState): Promise<void> {
  if (effect.latency !== undefined) await state.sleep(effect.latency)
  if (effect.moveBranch !== undefined) await moveBranch(state, effect.moveBranch)
}

/** Commits to a branch as somebody else would, and names the new head. */
export async function moveBranch(state: GitHubState, move: MovedBranch): Promise<string> {
  const repository = state.findRepository(move.repository)
  if (repository === undefined) throw new Error(`the sandbox has no repository ${move.repository}`)
  const { branch, path, content, message } = move
  return pushForeignCommit(repository, branch, {
    actor: state.account('somebody-else'),
    now: state.now(),
    ...(path === undefined ? {} : { path }),
    ...(content === undefined ? {} : { content }),
    ...(message === undefined ? {} : { message }),
  })
}

/** The answer that an effect gives in place of acting, or undefined. */
export function answerInstead(
  effect: FaultEffect,
  request: { graphql: boolean; now: Date; login: string },
): Answer | undefined {
  if (effect.rateLimit !== undefined) return limitRate(effect.rateLimit, request)
  return effect.instead === undefined ? undefined : fillAnswer(effect.instead)
}

/** A scripted answer with GitHub's usual body where the script gave none. */
export function fillAnswer(answer: FaultAnswer): Answer {
  const body = 'body' in answer ? answer.body : usualBody(answer.status)
  return { status: answer.status, body, headers: answer.headers ?? {} }
}

/** Source: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
function limitRate(fault: RateLimitFault, request: { graphql: boolean; now: Date; login: string }): Answer {
  const reset = Math.floor(request.now.getTime() / 1000) + (fault.resetIn ?? 60)
  const retryAfter = fault.retryAfter === undefined && fault.kind === 'secondary' ? '60' : fault.retryAfter
  const retry: Record<string, string> = typeof retryAfter === 'string' ? { 'retry-after': retryAfter } : {}
  if (fault.kind === 'secondary') {
    return {
      status: fault.status ?? 403,
      headers: retry,
      body: {
        message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
        documentation_url:
          'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits',
        status: String(fault.status ?? 403),
      },
    }
  }
  const headers = { ...retry, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) }
  const message = `API rate limit exceeded for ${request.login}.`
  if (request.graphql) return { status: 200, headers, body: { errors: [{ type: 'RATE_LIMITED', message }] } }
  const documentation_url = 'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api'
  return {
    status: fault.status ?? 403,
    headers,
    body: { message, documentation_url, status: String(fault.status ?? 403) },
  }
}

const MESSAGES: Record<number, string> = {
  401: 'Bad credentials',
  403: 'Resource not accessible by integration',
  404: 'Not Found',
  500: 'Server Error',
  502: 'Server Error',
  503: 'Service Unavailable',
  504: "We couldn't respond to your request in time. Sorry about that. Please try resubmitting your request and contact us if the problem persists.",
}

function usualBody(status: number): unknown {
  if (status < 400) return undefined
  return {
    message: MESSAGES[status] ?? 'Server Error',
    documentation_url: 'https://docs.github.com/rest',
    status: String(status),
  }
}
