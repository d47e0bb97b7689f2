import { ReferenceMovedError } from '../git/bare-repository.ts'
import { ZERO_OID } from '../git/object.ts'
import type { Account } from './resources.ts'
import { findViolations, type Violation } from './rules.ts'
import type { RefChange, Repository } from './state.ts'

export interface RefUpdate {
  /** `refs/heads/main` */
  ref: string
  /** `ZERO_OID`: the reference must not exist. */
  before: string
  /** `ZERO_OID`: delete it. */
  after: string
}

/** A reference update that a ruleset forbids. */
export class RuleViolationError extends Error {
  readonly violations: readonly Violation[]

  constructor(ref: string, violations: readonly Violation[]) {
    super(`the rules of ${ref} forbid this update`)
    this.name = 'RuleViolationError'
    this.violations = violations
  }
}

/**
 * The one way in which the API moves references: rules first, then compare-and-swap, all or nothing, then listeners.
 * @throws RuleViolationError
 * @throws ReferenceMovedError when a reference is not where `before` says
 */
export async function updateReferences(
  repository: Repository,
  updates: readonly RefUpdate[],
  options: { actor: Account; throughPullRequest?: boolean; throughMergeQueue?: boolean },
): Promise<void> {
  const { actor } = options
  for (const update of updates) {
    const violations = await findViolations(repository, { ...update, ...options })
    if (violations.length > 0) throw new RuleViolationError(update.ref, violations)
  }
  await repository.git.updateRefs(
    updates.map(({ ref, before, after }) => ({ ref, expected: before, next: after })),
  )
  for (const update of updates) await announce(repository, { ...update, actor })
}

/** Tells the listeners of a repository that a reference moved. */
export async function announce(repository: Repository, change: RefChange): Promise<void> {
  if (change.before === change.after) return
  for (const listener of repository.refListeners) await listener(change)
}

/** Puts a commit of somebody else on a branch, as a concurrent writer would. Returns the new head. */
export async function pushForeignCommit(
  repository: Repository,
  branch: string,
  options: { actor: Account; now: Date; path?: string; content?: string; message?: string },
): Promise<string> {
  const ref = `refs/heads/${branch}`
  for (;;) {
    const head = await repository.git.resolve(ref)
    if (head === undefined) throw new Error(`${repository.fullName} has no branch ${branch}`)
    const stamp = `${options.now.toISOString()} ${head}`
    const path = options.path ?? 'elsewhere/activity.txt'
    const tree = await repository.git.writeTree(head, [{ path, content: options.content ?? `${stamp}\n` }])
    const author = { name: options.actor.name, email: options.actor.email, date: options.now }
    const message = options.message ?? 'Change something else'
    const commit = await repository.git.writeCommit({ tree, parents: [head], message, author })
    try {
      await repository.git.updateRef(ref, commit.oid, head)
    } catch (error) {
      if (error instanceof ReferenceMovedError && error.actual !== ZERO_OID) continue
      throw error
    }
    await announce(repository, { ref, before: head, after: commit.oid, actor: options.actor })
    return commit.oid
  }
}
