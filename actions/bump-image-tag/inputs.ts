import {
  type BranchName,
  type BumpMode,
  type FilePattern,
  parseBranchName,
  parseCommitSha,
  parseFilePattern,
  parseRepositoryName,
  type Pin,
  type PullRequestDress,
  type ReleaseSource,
  type RepositoryName,
} from '@gitops-actions/core'
import type { Inputs, RunContext } from '@gitops-actions/kit'

/** The inputs of bump-image-tag, checked. `timeout` is milliseconds. */
export interface BumpInputs {
  readonly release: string
  readonly images: readonly string[]
  readonly service: string
  readonly repository: RepositoryName
  readonly token: string
  readonly sourceToken: string
  readonly branch: BranchName | undefined
  readonly environment: string | undefined
  readonly config: string
  readonly files: readonly FilePattern[]
  readonly pin: Pin
  readonly mode: BumpMode | undefined
  readonly verifyImage: boolean
  readonly message: string | undefined
  readonly dress: PullRequestDress
  readonly draft: boolean
  readonly dryRun: boolean
  readonly maxAttempts: number
  readonly timeout: number
  readonly caCert: string
  readonly plaintext: boolean
}

/** @throws ActionError `invalid-input`, `invalid-branch`, `invalid-repository` */
export function readInputs(inputs: Inputs): BumpInputs {
  const branch = inputs.optionalText('branch')
  const mode = inputs.choice('mode', ['', 'commit', 'pull-request'])
  return {
    release: inputs.multiline('release').trim(),
    images: inputs.list('images'),
    service: inputs.text('service'),
    repository: parseRepositoryName(inputs.requiredText('repository'), 'the input "repository"'),
    token: inputs.secret('token'),
    sourceToken: inputs.secret('source-token'),
    branch: branch === undefined ? undefined : parseBranchName(branch, 'the input "branch"'),
    environment: inputs.optionalText('environment'),
    config: inputs.requiredText('config'),
    files: inputs.list('files').map(parseFilePattern),
    pin: inputs.choice('pin', ['auto', 'tag', 'digest', 'tag-and-digest']),
    mode: mode === '' ? undefined : mode,
    verifyImage: inputs.boolean('verify-image'),
    message: inputs.optionalText('commit-message'),
    dress: {
      labels: inputs.list('labels'),
      reviewers: inputs.list('reviewers'),
      teamReviewers: inputs.list('team-reviewers'),
      assignees: inputs.list('assignees'),
    },
    draft: inputs.boolean('draft'),
    dryRun: inputs.boolean('dry-run'),
    maxAttempts: inputs.integer('max-attempts', { min: 1, max: 100 }),
    timeout: inputs.duration('timeout'),
    caCert: inputs.multiline('ca-cert'),
    plaintext: inputs.boolean('plaintext'),
  }
}

/** The commit of this run: what the images of input `images` were built from. */
export function readSource({ repository, sha, ref }: RunContext): ReleaseSource {
  return {
    repository: parseRepositoryName(repository, 'GITHUB_REPOSITORY'),
    sha: parseCommitSha(sha, 'GITHUB_SHA'),
    ref,
  }
}
