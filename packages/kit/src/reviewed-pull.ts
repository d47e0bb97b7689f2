import { ActionError, parseBranchName, parseCommitSha, type ReviewedPull } from '@gitops-actions/core'

import type { RunContext } from './context.ts'
import { memberOf } from './event-member.ts'

/**
 * The pull request that a run was started for, at the commit that its event names: what is pushed later has a run of its
 * own. In a merge queue, the commit that the queue made of it.
 * https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#merge_group
 * @throws ActionError `fork-event`; `invalid-event` for runs that no pull request of this repository started
 */
export function readReviewedPull(
  { event, eventName, fork, repository, runUrl }: RunContext,
  target: string,
): ReviewedPull {
  if (target.toLowerCase() !== repository.toLowerCase()) {
    throw new ActionError(
      'invalid-event',
      `"mode: status" judges pull requests of the repository whose workflow runs, which is ${repository}, and "repository" is ${target}: run it in a workflow of ${target}.`,
    )
  }
  if (fork !== undefined) {
    throw new ActionError(
      'fork-event',
      `"mode: status" judges nothing that comes from a fork, and this run was started by a pull request of ${fork}: what is deployed is promoted from branches of ${repository}.`,
    )
  }
  const pull = memberOf(event, 'pull_request')
  if (pull !== undefined) {
    const number = memberOf(pull, 'number')
    return {
      number: typeof number === 'number' ? number : undefined,
      url: textAt(pull, ['html_url'], eventName),
      head: parseCommitSha(textAt(pull, ['head', 'sha'], eventName), 'the head of the pull request'),
      base: parseBranchName(textAt(pull, ['base', 'ref'], eventName), 'the base of the pull request'),
    }
  }
  const group = memberOf(event, 'merge_group')
  if (group !== undefined) {
    const base = textAt(group, ['base_ref'], eventName).replace(/^refs\/heads\//, '')
    return {
      number: undefined,
      url: runUrl,
      head: parseCommitSha(textAt(group, ['head_sha'], eventName), 'the head of the merge group'),
      base: parseBranchName(base, 'the base of the merge group'),
    }
  }
  throw invalidEvent(eventName)
}

function textAt(value: unknown, path: readonly string[], eventName: string): string {
  const found = memberOf(value, ...path)
  if (typeof found === 'string') return found
  throw invalidEvent(eventName)
}

function invalidEvent(eventName: string): ActionError {
  return new ActionError(
    'invalid-event',
    `"mode: status" judges a pull request, and this run was started by "${eventName}": run it "on: pull_request", and "on: merge_group" where there is a merge queue.`,
  )
}
