import type { Repository } from '../state.ts'

/** GraphQL's `StatusState`, as far as statuses and check runs lead to it. */
export type RollupState = 'SUCCESS' | 'PENDING' | 'FAILURE' | 'ERROR'

/** One verdict over the newest status of every context and the newest run of every check; undefined without any. */
export function rollUpChecks(repository: Repository, sha: string): RollupState | undefined {
  const states = [...latestStatuses(repository, sha).values(), ...latestRuns(repository, sha).values()]
  for (const state of ['ERROR', 'FAILURE', 'PENDING'] as const) if (states.includes(state)) return state
  return states.length === 0 ? undefined : 'SUCCESS'
}

/** The state of each context or check by its name: what a `required_status_checks` rule asks for. */
export function stateOfChecks(repository: Repository, sha: string): ReadonlyMap<string, RollupState> {
  return new Map([...latestStatuses(repository, sha), ...latestRuns(repository, sha)])
}

function latestStatuses(repository: Repository, sha: string): Map<string, RollupState> {
  const states = new Map<string, RollupState>()
  for (const status of repository.statuses) {
    if (status.sha === sha) states.set(status.context, toRollup(status.state))
  }
  return states
}

function toRollup(state: 'error' | 'failure' | 'pending' | 'success'): RollupState {
  const words = { error: 'ERROR', failure: 'FAILURE', pending: 'PENDING', success: 'SUCCESS' } as const
  return words[state]
}

function latestRuns(repository: Repository, sha: string): Map<string, RollupState> {
  const states = new Map<string, RollupState>()
  for (const run of repository.checkRuns.values()) {
    if (run.headSha !== sha) continue
    const passed = run.conclusion !== null && ['success', 'neutral', 'skipped'].includes(run.conclusion)
    states.set(run.name, run.status !== 'completed' ? 'PENDING' : passed ? 'SUCCESS' : 'FAILURE')
  }
  return states
}
