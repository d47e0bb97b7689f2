import type { CommitSha } from '../ports/environment-repository.ts'
import { ActionError } from '../report/error.ts'
import { formatDuration } from '../environment/duration.ts'
import type { BumpEnding, BumpPorts, BumpRequest } from './request.ts'

const FIRST_LOOK = 2000
const LONGEST_WAIT = 30_000
/** Looks at a pull request that cannot be merged yet, when nobody asked to wait for it. */
const SHORT_TRIES = 4

/** The part of a run that has an open pull request with `head` on top. */
type Ending = BumpEnding & { readonly pull: { readonly number: number; readonly url: string } }

/**
 * Does with the pull request what `auto-merge` and `wait-for-merge` ask for. What cannot be done fails the run, but the
 * pull request is there, and is told of all the same.
 * @param deadline by the clock's `monotonic`
 */
export async function finishPullRequest(
  request: BumpRequest,
  ending: Ending,
  head: CommitSha,
  deadline: number,
  ports: BumpPorts,
): Promise<BumpEnding> {
  try {
    return await finish(request, ending, head, deadline, ports)
  } catch (error) {
    if (!(error instanceof ActionError) || error.code === 'cancelled') throw error
    return { ...ending, outcome: 'failed', reason: `${error.message} (${error.code})` }
  }
}

/** @throws ActionError `auto-merge-refused`, `head-moved`, `pull-request-closed`, `not-merged` when the time is over */
async function finish(
  request: BumpRequest,
  ending: Ending,
  head: CommitSha,
  deadline: number,
  ports: BumpPorts,
): Promise<BumpEnding> {
  const { autoMerge } = request
  const notice = autoMerge === undefined ? undefined : await arm(request, ending, { head, deadline }, ports)
  const armed = notice === undefined ? ending : { ...ending, notices: [...(ending.notices ?? []), notice] }
  return request.waitForMerge ? waitForMerge(armed, deadline, ports) : armed
}

/** @returns a sentence when it could be neither armed nor merged yet */
async function arm(
  { autoMerge = 'merge', waitForMerge: patient }: BumpRequest,
  { pull }: Ending,
  { head, deadline }: { readonly head: CommitSha; readonly deadline: number },
  { pulls, clock }: BumpPorts,
): Promise<string | undefined> {
  for (let look = 1; ; look += 1) {
    const answer = await pulls.merge(pull.number, { head, method: autoMerge })
    if (answer.kind !== 'not-yet') return undefined
    const wait = waitAfter(look)
    if (clock.monotonic() + wait > deadline || (!patient && look >= SHORT_TRIES)) {
      return `Pull request #${pull.number} is open and was not merged: ${answer.reason.replace(/\.$/, '')}.`
    }
    await clock.sleep(wait)
  }
}

async function waitForMerge(ending: Ending, deadline: number, ports: BumpPorts): Promise<BumpEnding> {
  const { number, url } = ending.pull
  const { pulls, clock, log } = ports
  const begun = clock.monotonic()
  log.info(`Waiting for the merge of pull request #${number}: ${url}`)
  for (let look = 1; ; look += 1) {
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

function waitAfter(look: number): number {
  return Math.min(LONGEST_WAIT, FIRST_LOOK * 1.5 ** (look - 1))
}
