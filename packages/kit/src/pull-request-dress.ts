import type { PullRequestDress } from '@gitops-actions/core'

import type { Inputs } from './inputs.ts'

/** The inputs `labels`, `reviewers`, `team-reviewers` and `assignees`. */
export function readPullRequestDress(inputs: Inputs): PullRequestDress {
  return {
    labels: inputs.list('labels'),
    reviewers: inputs.list('reviewers'),
    teamReviewers: inputs.list('team-reviewers'),
    assignees: inputs.list('assignees'),
  }
}
