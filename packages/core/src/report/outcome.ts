/** The words an action can end with, by how the step ends. */
const OUTCOMES = {
  'build-and-push': {
    success: ['pushed', 'built', 'tagged'],
    neutral: ['exists', 'skipped'],
    failure: ['failed'],
  },
  'bump-image-tag': {
    success: ['changed', 'created', 'updated'],
    neutral: ['no-op', 'superseded', 'dry-run'],
    failure: ['blocked-by-policy', 'held', 'failed'],
  },
  'open-promotion-pr': {
    success: ['created', 'updated'],
    neutral: ['no-op', 'closed', 'blocked-by-gate', 'dry-run'],
    failure: ['blocked-by-policy', 'conflict', 'failed'],
  },
  'verify-sync': {
    success: ['deployed', 'deployed-by-descendant'],
    neutral: ['superseded'],
    failure: ['degraded', 'sync-failed', 'blocked-by-window', 'suspended', 'timeout', 'failed'],
  },
} as const

export type ActionName = keyof typeof OUTCOMES

type WordsOf<A extends ActionName> = (typeof OUTCOMES)[A]
/** Every outcome of one action. */
export type OutcomeOf<A extends ActionName> =
  WordsOf<A>['success'][number] | WordsOf<A>['neutral'][number] | WordsOf<A>['failure'][number]

/** How a step that ends with this outcome ends: `failure` exits 1, the others 0. */
export function outcomeClass(action: ActionName, outcome: string): 'success' | 'neutral' | 'failure' {
  const words: Record<'success' | 'neutral' | 'failure', readonly string[]> = OUTCOMES[action]
  if (words.success.includes(outcome)) return 'success'
  if (words.neutral.includes(outcome)) return 'neutral'
  return 'failure'
}
