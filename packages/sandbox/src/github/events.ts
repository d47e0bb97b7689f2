import type { Account, PullRequest } from './resources.ts'

interface EventBase {
  /** Full name: `acme/env`. */
  repository: string
  actor: Account
}

/** What GitHub would start workflows for. */
export type GitHubEvent =
  | (EventBase & {
      name: 'push'
      /** Full name; `before` is zeros for a new reference, `after` for a deleted one. */
      ref: string
      before: string
      after: string
    })
  | (EventBase & { name: 'pull_request'; action: PullRequestAction; pull: PullRequest })
  | (EventBase & {
      name: 'repository_dispatch'
      /** `event_type` of the request. */
      action: string
      payload: unknown
    })
  | (EventBase & { name: 'workflow_dispatch'; workflow: string; ref: string; inputs: unknown })

export type PullRequestAction = 'opened' | 'synchronize' | 'closed' | 'reopened' | 'edited'

export type EventListener = (event: GitHubEvent) => void | Promise<void>

/** Tells listeners of events in the order in which they happened. */
export class EventBus {
  readonly #listeners = new Set<EventListener>()

  /** Returns what ends the subscription. */
  on(listener: EventListener): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  /** Ends when every listener has ended: what a listener does is seen by whoever caused the event. */
  async emit(event: GitHubEvent): Promise<void> {
    for (const listener of [...this.#listeners]) await listener(event)
  }
}
