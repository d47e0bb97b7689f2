import { ActionError } from '@gitops-actions/core'

import { LONGEST_MESSAGE, messageOfAnswer, type GraphqlError, type RestAnswer } from './answer.ts'

/** What was tried, for messages: `reading acme/env`, and on which repository. */
export interface Attempt {
  readonly what: string
  readonly repository: string
  /** The permission that it takes, `contents=write`: GraphQL does not say. */
  readonly needs?: string
}

/** Whether a refusal comes from a ruleset or branch protection; GitHub gives it as 403, 409 and 422. */
export function isRuleRefusal(message: string): boolean {
  return /rule violations? found|GH0(?:06|13)\b|protected (?:branch|ref)|must be made through a pull request/i.test(
    message,
  )
}

/** A refused REST call as the error of this project. */
export function restRefusal(answer: RestAnswer, attempt: Attempt): ActionError {
  const message = messageOfAnswer(answer.data)
  if (answer.status === 401) return badToken(attempt)
  if (isRuleRefusal(message)) return ruleRefusal(message, attempt)
  if (answer.status === 403)
    return forbidden(message, answer.headers.get('x-accepted-github-permissions'), attempt)
  if (answer.status === 404) return notFound(attempt)
  return otherRefusal(answer.status, message, attempt)
}

/** Errors of a GraphQL answer as the error of this project. */
export function graphqlRefusal(errors: readonly GraphqlError[], attempt: Attempt): ActionError {
  const message = errors
    .map((error) => error.message)
    .join('; ')
    .slice(0, LONGEST_MESSAGE)
    .replace(/\s+/g, ' ')
  const types = errors.map((error) => error.type)
  if (isRuleRefusal(message)) return ruleRefusal(message, attempt)
  if (types.includes('FORBIDDEN') || types.includes('INSUFFICIENT_SCOPES'))
    return forbidden(message, undefined, attempt)
  if (types.includes('NOT_FOUND') && /\bbranch\b/i.test(message)) return branchNotFound(message, attempt)
  if (types.includes('NOT_FOUND')) return notFound(attempt)
  return new ActionError('github-refused', `GitHub refused ${attempt.what}: ${message}`, {
    cause: errors,
    kind: types.every((type) => type === undefined) ? 'transient' : 'user',
  })
}

function badToken({ what, repository }: Attempt): ActionError {
  return new ActionError(
    'permission-denied',
    `GitHub did not accept the token while ${what} (401): it is wrong, expired or revoked; give a token that is valid for ${repository}`,
  )
}

function ruleRefusal(message: string, { what, repository }: Attempt): ActionError {
  const rule = message.replace(/^.*?rule violations? found[^.;]*?(?:\s+for\s+\S+)?\s*(?=\S)/i, '').trim()
  return new ActionError(
    'refused-by-rule',
    `a rule of ${repository} refused ${what}: ${rule === '' ? message : rule} The default GITHUB_TOKEN cannot bypass rules: use mode ` +
      '`pull-request`, or the token of a GitHub App that the ruleset lets bypass it',
  )
}

function forbidden(
  message: string,
  accepted: string | undefined,
  { what, repository, needs: known }: Attempt,
): ActionError {
  const named = accepted === undefined || accepted === '' ? known : accepted
  const needs = named === undefined ? 'the permission that this needs' : `one of these permissions: ${named}`
  return new ActionError(
    'permission-denied',
    `the token may not do this on ${repository}: GitHub refused ${what} (403: ${message}). Give it ${needs}, under \`permissions:\` in the ` +
      'workflow for the default token, in the settings of the app or token otherwise',
  )
}

function notFound({ what, repository }: Attempt): ActionError {
  return new ActionError(
    'repository-not-found',
    `GitHub found nothing while ${what}: either ${repository} does not exist or the token cannot read it (GitHub answers both alike); ` +
      'check the name and that the token has `contents: read` there',
  )
}

function branchNotFound(message: string, { what, repository }: Attempt): ActionError {
  return new ActionError(
    'branch-not-found',
    `GitHub refused ${what}: ${message} Create the branch in ${repository}, or name one that exists`,
  )
}

function otherRefusal(status: number, message: string, { what }: Attempt): ActionError {
  const said = message === '' ? '' : `: ${message}`
  if (status >= 500) {
    return new ActionError('unreachable', `GitHub failed while ${what} (${status}${said}); run again later`, {
      kind: 'transient',
    })
  }
  return new ActionError('github-refused', `GitHub refused ${what} (${status}${said})`)
}
