import {
  ActionError,
  type BranchName,
  type BumpMode,
  type BumpRequest,
  type FailMode,
  type FilePattern,
  type MergeMethod,
  parseBranchName,
  parseCommitSha,
  parseEnvironmentName,
  parseFilePattern,
  parsePlatform,
  parseRepositoryName,
  parseRepositoryPath,
  parseServiceName,
  type Pin,
  type Platform,
  type PullRequestDress,
  type ReleaseSource,
  type RepositoryName,
} from '@gitops-actions/core'
import { type Inputs, readPullRequestDress, type RunContext } from '@gitops-actions/kit'

/** The inputs of bump-image-tag, checked. `timeout` is milliseconds. */
export interface BumpInputs {
  readonly release: string
  readonly images: readonly string[]
  readonly service: string
  readonly repository: RepositoryName
  readonly token: string
  /** The token of the run itself. */
  readonly runToken: string
  /** Reads the application repositories. */
  readonly sourceToken: string
  readonly remote: RemoteInputs
  readonly branch: BranchName | undefined
  readonly environment: string | undefined
  readonly config: string
  readonly files: readonly FilePattern[]
  readonly pin: Pin
  readonly mode: BumpMode | undefined
  readonly verifyImage: boolean
  /** Input `registry-auth` as it was given. */
  readonly registryAuth: string
  readonly platforms: readonly Platform[]
  readonly message: string | undefined
  readonly requireVerified: boolean
  readonly allowDowngrade: boolean
  readonly createMissing: boolean
  readonly allowPlaintextSecrets: boolean
  readonly failMode: FailMode
  readonly dress: PullRequestDress
  readonly draft: boolean
  /** Undefined: a person merges. */
  readonly autoMerge: MergeMethod | undefined
  readonly waitForMerge: boolean
  readonly dryRun: boolean
  readonly maxAttempts: number
  readonly timeout: number
  readonly caCert: string
  readonly plaintext: boolean
}

/** How the environment repository is reached; empty text where an input was not given. */
export interface RemoteInputs {
  readonly transport: 'auto' | 'api' | 'git'
  readonly url: string
  readonly username: string
  readonly sshKey: string
  readonly sshKnownHosts: string
  readonly signingKey: string
}

/** @throws ActionError `invalid-input`, `invalid-branch`, `invalid-repository`, `invalid-environment`, `invalid-path` */
export function readInputs(inputs: Inputs): BumpInputs {
  const branch = inputs.optionalText('branch')
  const environment = inputs.optionalText('environment')
  const mode = inputs.choice('mode', ['', 'commit', 'pull-request'])
  const mergeMethod = inputs.choice('merge-method', ['merge', 'squash', 'rebase'])
  const remote = readRemote(inputs)
  if (mode === 'pull-request' && remote.url !== '') {
    throw new ActionError(
      'pull-requests-not-supported',
      '"mode" is "pull-request", and there are no pull requests through "git-url": use "mode: commit", with "branch" for a branch that is merged by the host\'s own rules. For a repository on GitHub leave "git-url" out and give "repository".',
    )
  }
  return {
    release: inputs.multiline('release').trim(),
    images: inputs.list('images'),
    service: inputs.text('service') === '' ? '' : parseServiceName(inputs.text('service')),
    repository: parseRepositoryName(inputs.requiredText('repository'), 'the input "repository"'),
    token: inputs.secret('token'),
    runToken: inputs.secret('run-token'),
    sourceToken: inputs.secret('source-token'),
    remote,
    branch: branch === undefined ? undefined : parseBranchName(branch, 'the input "branch"'),
    environment:
      environment === undefined ? undefined : parseEnvironmentName(environment, 'the input "environment"'),
    config: parseRepositoryPath(inputs.requiredText('config'), 'the input "config"'),
    files: inputs.list('files').map(parseFilePattern),
    pin: inputs.choice('pin', ['auto', 'tag', 'digest', 'tag-and-digest']),
    mode: mode === '' ? undefined : mode,
    verifyImage: inputs.boolean('verify-image'),
    registryAuth: inputs.multiline('registry-auth'),
    platforms: readPlatforms(inputs),
    message: inputs.optionalText('commit-message'),
    requireVerified: inputs.boolean('require-verified'),
    allowDowngrade: inputs.boolean('allow-downgrade'),
    createMissing: inputs.boolean('create-missing'),
    allowPlaintextSecrets: inputs.boolean('allow-plaintext-secrets'),
    failMode: inputs.choice('fail-mode', ['all-or-nothing', 'best-effort']),
    dress: readPullRequestDress(inputs),
    draft: inputs.boolean('draft'),
    autoMerge: inputs.boolean('auto-merge') ? mergeMethod : undefined,
    waitForMerge: inputs.boolean('wait-for-merge'),
    dryRun: inputs.boolean('dry-run'),
    maxAttempts: inputs.integer('max-attempts', { min: 1, max: 100 }),
    timeout: inputs.duration('timeout'),
    caCert: inputs.multiline('ca-cert'),
    plaintext: inputs.boolean('plaintext'),
  }
}

function readRemote(inputs: Inputs): RemoteInputs {
  return {
    transport: inputs.choice('transport', ['auto', 'api', 'git']),
    url: inputs.text('git-url'),
    username: inputs.text('git-username'),
    sshKey: inputs.secret('ssh-key'),
    sshKnownHosts: inputs.multiline('ssh-known-hosts'),
    signingKey: inputs.secret('signing-key'),
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

function readPlatforms(inputs: Inputs): readonly Platform[] {
  const platforms = inputs.list('platforms').map(parsePlatform)
  if (platforms.length === 0 || inputs.boolean('verify-image')) return platforms
  throw new ActionError(
    'invalid-input',
    'the input "platforms" is given, and "verify-image" is false: nobody would look at them; leave one of the two out',
  )
}
