import type { Log } from '@gitops-actions/core'

import { memberOf } from './event-member.ts'

/** Says that others had a hand in this run, before it writes what is deployed. */
export function warnOfFork({ fork }: { readonly fork: string | undefined }, log: Log): void {
  if (fork === undefined) return
  log.warning(
    `This run was started by a pull request of ${fork}: what others wrote must not choose what is deployed. Run this action for pushes, or for what people of this repository have merged.`,
  )
}

/**
 * The fork whose pull request started a run, as `owner/name`; undefined when nobody from outside did. It starts runs by
 * itself and by the runs that follow it, some of them with secrets and a token that writes:
 * https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request_target
 */
export function forkOf(event: unknown, repository: string): string | undefined {
  const head = memberOf(event, 'pull_request', 'head')
  const run = memberOf(event, 'workflow_run')
  if (!isObject(head) && !isObject(run)) return undefined
  const from = isObject(head) ? memberOf(head, 'repo') : memberOf(run, 'head_repository')
  // The repository of a fork that was deleted is null.
  const given = memberOf(from, 'full_name')
  const name = typeof given === 'string' ? given : 'a deleted repository'
  return name.toLowerCase() === repository.toLowerCase() ? undefined : name
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}
