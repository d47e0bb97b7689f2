import {
  ActionError,
  type BranchName,
  type BumpMode,
  type BumpRequest,
  type FilePattern,
  parseBranchName,
  isServiceName,
  parseCommitSha,
  parseEnvironmentName,
  parseFilePattern,
  parseRepositoryName,
  parseRepositoryPath,
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
  /** The token of the run itself. */
  readonly runToken: string
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

/** @throws ActionError `invalid-input`, `invalid-branch`, `invalid-repository`, `invalid-environment`, `invalid-path` */
export function readInputs(inputs: Inputs): BumpInputs {
  const branch = inputs.optionalText('branch')
  const environment = inputs.optionalText('environment')
  const mode = inputs.choice('mode', ['', 'commit', 'pull-request'])
  return {
    release: inputs.multiline('release').trim(),
    images: inputs.list('images'),
    service: readService(inputs),
    repository: parseRepositoryName(inputs.requiredText('repository'), 'the input "repository"'),
    token: inputs.secret('token'),
    runToken: inputs.secret('run-token'),
    branch: branch === undefined ? undefined : parseBranchName(branch, 'the input "branch"'),
    environment:
      environment === undefined ? undefined : parseEnvironmentName(environment, 'the input "environment"'),
    config: parseRepositoryPath(inputs.requiredText('config'), 'the input "config"'),
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

/**
 * The commit that the images of input `images` were built from, where the run says so: it was started by that commit.
 * A run started by hand or by a schedule can name images of any age.
 */
export function readSource({ repository, sha, ref, eventName }: RunContext): ReleaseSource | undefined {
  if (eventName !== 'push') return undefined
  return {
    repository: parseRepositoryName(repository, 'GITHUB_REPOSITORY'),
    sha: parseCommitSha(sha, 'GITHUB_SHA'),
    ref,
  }
}

/** The repository of this run with its default branch, as far as the event tells. */
export function readOrigin({ repository, defaultBranch }: RunContext): BumpRequest['origin'] {
  return defaultBranch === undefined ? undefined : { repository, defaultBranch }
}

function readService(inputs: Inputs): string {
  const service = inputs.text('service')
  if (service === '' || isServiceName(service)) return service
  throw new ActionError(
    'invalid-input',
    `the input "service" is ${JSON.stringify(service.slice(0, 80))}; wanted a name of letters, digits, ".", "_" and "-", such as "api"`,
  )
}
