import {
  parseRepositoryName,
  parseRepositoryPath,
  type PullRequestDress,
  type RepositoryName,
} from '@gitops-actions/core'
import type { Inputs } from '@gitops-actions/kit'

/** The inputs of open-promotion-pr, checked. */
export interface PromotionInputs {
  readonly repository: RepositoryName
  readonly token: string
  /** The token of the run itself. */
  readonly runToken: string
  readonly from: string
  readonly to: string
  readonly config: string
  readonly title: string | undefined
  readonly body: string | undefined
  readonly dress: PullRequestDress
  readonly draft: boolean
  readonly dryRun: boolean
  readonly caCert: string
}

/** @throws ActionError `invalid-input`, `invalid-repository`, `invalid-path` */
export function readInputs(inputs: Inputs): PromotionInputs {
  return {
    repository: parseRepositoryName(inputs.requiredText('repository'), 'the input "repository"'),
    token: inputs.secret('token'),
    runToken: inputs.secret('run-token'),
    from: inputs.text('from'),
    to: inputs.text('to'),
    config: parseRepositoryPath(inputs.requiredText('config'), 'the input "config"'),
    title: inputs.optionalText('title'),
    body: inputs.optionalText('body'),
    dress: {
      labels: inputs.list('labels'),
      reviewers: inputs.list('reviewers'),
      teamReviewers: inputs.list('team-reviewers'),
      assignees: inputs.list('assignees'),
    },
    draft: inputs.boolean('draft'),
    dryRun: inputs.boolean('dry-run'),
    caCert: inputs.multiline('ca-cert'),
  }
}
