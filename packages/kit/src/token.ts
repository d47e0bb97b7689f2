import { ActionError } from '@gitops-actions/core'

/**
 * Refuses, before any request, to write another repository with the token that the workflow run got by itself: that
 * token reaches its own repository alone. Throws `ActionError` `default-token`.
 */
export function checkWriteToken(request: {
  /** The input's value. */
  token: string
  /** `${{ github.token }}` of this run; empty when unknown, which checks nothing. */
  defaultToken: string
  /** `owner/name` of the repository to write. */
  target: string
  /** `owner/name` of the repository whose workflow runs. */
  own: string
}): void {
  const { token, defaultToken, target, own } = request
  if (token === '') {
    throw new ActionError(
      'missing-token',
      `the input "token" is empty; give a token that can write ${target}`,
    )
  }
  if (defaultToken === '' || token !== defaultToken || target.toLowerCase() === own.toLowerCase()) return
  throw new ActionError(
    'default-token',
    `the default token of a run in ${own} cannot write ${target}; give the input "token" a token of a GitHub App installed on ` +
      `${target} (for example from actions/create-github-app-token), or a fine-grained personal access token for it`,
  )
}
