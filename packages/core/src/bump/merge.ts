import type { CommitSha } from '../ports/environment-repository.ts'
import type { PullRequestState } from '../ports/pull-requests.ts'
import { ActionError } from '../report/error.ts'
import { formatDuration } from '../environment/duration.ts'
import type { BumpEnding, BumpPorts, BumpRequest } from './request.ts'

/** What was asked to become of the pull request. */
export type MergeRequest = Pick<BumpRequest, 'autoMerge' | 'waitForMerge' | 'requireVerified'>

/** What a merge needs of the outside. */
export type MergePorts = Pick<BumpPorts, 'pulls' | 'clock' | 'log'>

const FIRST_LOOK = 2000
const LONGEST_WAIT = 30_000
/** Looks at a pull request that cannot be merged yet, when nobody asked to wait for it. */
const SHORT_TRIES = 4
/** Looks at a pull request that was armed or queued and is neither: one alone may be behind what the host knows elsewhere. */
const IDLE_LOOKS = 3

/** The part of a run that has an open pull request with `head` on top. */
type Ending = BumpEnding & { readonly pull: { readonly number: number; readonly url: string } }

/** What became of `auto-merge`: whether the host took it over, and a sentence when it did not, or to say how. */
interface Armed {
  readonly taken: boolean
  readonly notice?: string
  readonly remark?: string
}

/**
 * Does with the pull request what `auto-merge` and `wait-for-merge` ask for. What cannot be done fails the run, but the
 * pull request is there, and is told of all the same.
 * @param deadline by the clock's `monotonic`
 */
export async function finishPullRequest(
  request: MergeRequest,
  ending: Ending,
  head: CommitSha,
  deadline: number,
  ports: MergePorts,
): Promise<BumpEnding> {
  try {
    return await finish(request, ending, head, deadline, ports)
  } catch (error) {
    if (!(error instanceof ActionError) || error.code === 'cancelled') throw error
    return { ...ending, outcome: 'failed', reason: `${error.message} (${error.code})` }
  }
}

/**
 * @throws ActionError `auto-merge-refused`, `head-moved`, `not-verified`, `pull-request-closed`, `not-merged` when the time
 *   is over or the host gave it up
 */
async function finish(
  request: MergeRequest,
  ending: Ending,
  head: CommitSha,
  deadline: number,
  ports: MergePorts,
): Promise<BumpEnding> {
  const armed: Armed =
    request.autoMerge === undefined ? { taken: false } : await arm(request, ending, { head, deadline }, ports)
  const told = {
    ...ending,
    reason: armed.remark === undefined ? ending.reason : `${ending.reason} ${armed.remark}`,
    notices: [...(ending.notices ?? []), ...(armed.notice === undefined ? [] : [armed.notice])],
  }
  return request.waitForMerge ? waitForMerge(told, armed.taken, deadline, ports) : told
}

async function arm(
  { autoMerge = 'merge', waitForMerge: patient, requireVerified }: MergeRequest,
  { pull }: Ending,
  { head, deadline }: { readonly head: CommitSha; readonly deadline: number },
  { pulls, clock }: MergePorts,
): Promise<Armed> {
  for (let look = 1; ; look += 1) {
    const answer = await pulls.merge(pull.number, { head, method: autoMerge, requireVerified })
    if (answer.kind === 'queued') return { taken: true, remark: 'It is in the merge queue.' }
    if (answer.kind !== 'not-yet') return { taken: true }
    const wait = waitAfter(look)
    if (clock.monotonic() + wait > deadline || (!patient && look >= SHORT_TRIES)) {
      const why = answer.reason.replace(/\.$/, '')
      return { taken: false, notice: `Pull request #${pull.number} is open and was not merged: ${why}.` }
    }
    await clock.sleep(wait)
  }
}

/** @param taken whether the host merges it by itself, so that nothing is left to wait for when it does not any more */
async function waitForMerge(
  ending: Ending,
  taken: boolean,
  deadline: number,
  ports: MergePorts,
): Promise<BumpEnding> {
  const { number, url } = ending.pull
  const { pulls, clock, log } = ports
  const begun = clock.monotonic()
  log.info(`Waiting for the merge of pull request #${number}: ${url}`)
  for (let look = 1, idle = 0; ; look += 1) {
    const now = await pulls.state(number)
    if (now.kind === 'merged') {
      return {
        ...ending,
        commit: now.commit,
        reason: `${ending.reason} It was merged as ${now.commit.slice(0, 7)}.`,
      }
    }
    if (now.kind === 'closed') {
      throw new ActionError(
        'pull-request-closed',
        `Pull request #${number} was closed without a merge: ${url}. Find out why, then run again.`,
      )
    }
    idle = taken && now.merging === 'nothing' ? idle + 1 : 0
    if (idle >= IDLE_LOOKS) throw givenUp(ending, now)
    const wait = waitAfter(look)
    if (clock.monotonic() + wait > deadline) {
      const waited = formatDuration(Math.max(1000, clock.monotonic() - begun))
      throw new ActionError(
        'not-merged',
        `Pull request #${number} was not merged within ${waited}; it is ${now.state}: ${url}. Merge it, or raise "timeout".`,
        { kind: 'transient' },
      )
    }
    await clock.sleep(wait)
  }
}

function givenUp(
  { pull: { number, url } }: Ending,
  { state, dequeued }: PullRequestState & { kind: 'open' },
): ActionError {
  const what =
    dequeued === undefined
      ? `Auto-merge of pull request #${number} was turned off before it was merged; it is ${state}`
      : `Pull request #${number} left the merge queue without being merged (${dequeued})`
  return new ActionError('not-merged', `${what}: ${url}. Look at its checks, then run again or merge it.`)
}

function waitAfter(look: number): number {
  return Math.min(LONGEST_WAIT, FIRST_LOOK * 1.5 ** (look - 1))
}
