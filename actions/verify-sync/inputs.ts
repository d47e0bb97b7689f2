import {
  ActionError,
  type AgentKind,
  type ApplicationTarget,
  type CommitSha,
  type Digest,
  formatDuration,
  isDigest,
  parseApplicationTarget,
  parseCommitSha,
  parseEnvironmentName,
  parseRepositoryName,
  parseRepositoryPath,
  parseServiceName,
  type RepositoryName,
} from '@gitops-actions/core'
import type { Inputs } from '@gitops-actions/kit'
import { type ArgoCdInputs, readArgoCdInputs } from './argocd-inputs.ts'
import { type KubeconfigInputs, readKubeconfigInputs } from './kubeconfig-inputs.ts'

/** The inputs of verify-sync, checked. Times are milliseconds. */
export interface VerifySyncInputs {
  /** Undefined: the configuration says it. */
  readonly agent: AgentKind | undefined
  /** Undefined when nobody speaks of Argo CD: the configuration has the last word. */
  readonly argocd: ArgoCdInputs | undefined
  /** How Flux is reached. */
  readonly kubeconfig: KubeconfigInputs
  readonly applications: readonly ApplicationTarget[]
  readonly namespace: string | undefined
  readonly project: string | undefined
  readonly expectedCount: number | undefined
  /** A commit of the environment repository, or with Flux the digest of an artifact that was made of it. */
  readonly revision: CommitSha | Digest
  readonly repository: RepositoryName
  readonly token: string
  /** The token of the run itself. */
  readonly runToken: string
  /** Writes statuses and deployments of the application repository. */
  readonly sourceToken: string
  readonly release: string
  readonly images: string
  readonly services: readonly string[]
  readonly environment: string | undefined
  readonly environmentUrl: string
  readonly config: string
  readonly timeout: number
  readonly interval: number
  readonly stableFor: number
  readonly refresh: boolean
  readonly sync: boolean
  readonly failOnSuperseded: boolean
  readonly checkRun: boolean
  readonly deployment: boolean
  readonly caCert: string
  readonly insecure: boolean
  readonly plaintext: boolean
}

/** @throws ActionError `invalid-input`, `invalid-commit`, `invalid-repository`, `invalid-environment`, `invalid-path` */
export function readInputs(inputs: Inputs): VerifySyncInputs {
  const agent = inputs.choice('agent', ['', 'argocd', 'flux'])
  const environment = inputs.optionalText('environment')
  const applications = readApplications(inputs, environment)
  // Without an environment no configuration is read that could name another agent.
  const isOpen = agent === '' && (environment === undefined || inputs.text('server') !== '')
  const asksArgoCd = agent === 'argocd' || isOpen
  const kubeconfig = readKubeconfigInputs(inputs)
  if (isOpen && kubeconfig.text.trim() !== '' && inputs.text('server') === '') throw noAgent()
  const revision = readRevision(inputs.text('revision'))
  return {
    agent: agent === '' ? undefined : agent,
    argocd: asksArgoCd ? readArgoCdInputs(inputs) : undefined,
    kubeconfig,
    applications,
    namespace: readNamespace(inputs),
    project: inputs.optionalText('project'),
    expectedCount: readExpectedCount(inputs),
    revision,
    repository: parseRepositoryName(inputs.requiredText('repository'), 'the input "repository"'),
    token: inputs.requiredText('token'),
    runToken: inputs.secret('run-token'),
    sourceToken: inputs.secret('source-token'),
    release: inputs.multiline('release').trim(),
    images: inputs.multiline('images'),
    services: inputs.list('service').map((name) => parseServiceName(name)),
    environment:
      environment === undefined ? undefined : parseEnvironmentName(environment, 'the input "environment"'),
    config: parseRepositoryPath(inputs.requiredText('config'), 'the input "config"'),
    ...readTimes(inputs),
    refresh: inputs.boolean('refresh'),
    sync: inputs.boolean('sync'),
    failOnSuperseded: inputs.choice('on-superseded', ['pass', 'fail']) === 'fail',
    ...readAnnouncement(inputs, environment, revision),
    caCert: inputs.multiline('ca-cert'),
    insecure: inputs.boolean('insecure'),
    plaintext: inputs.boolean('plaintext'),
  }
}

function noAgent(): ActionError {
  return new ActionError(
    'invalid-input',
    'the input "kubeconfig" is given, and neither "agent" nor "server" is; wanted "agent: flux", or the address of Argo CD in "server"',
  )
}

/** An empty one is most often the output of a step that wrote nothing. */
function readRevision(text: string): CommitSha | Digest {
  if (isDigest(text)) return text
  if (text !== '') return parseCommitSha(text, 'the input "revision"')
  throw new ActionError(
    'invalid-input',
    'the input "revision" is empty; wanted a full commit id of the environment repository. The output "commit-sha" of bump-image-tag is empty until its pull request is merged, and when the step did not run',
  )
}

type Times = Pick<VerifySyncInputs, 'timeout' | 'interval' | 'stableFor'>

function readTimes(inputs: Inputs): Times {
  const timeout = inputs.duration('timeout')
  const interval = inputs.duration('interval')
  const stableFor = inputs.duration('stable-for')
  if (timeout === 0) throw tooShort('timeout', 'at least "1s"')
  if (interval === 0) throw tooShort('interval', 'at least "1s": the agent is asked once in each')
  if (stableFor >= timeout) {
    throw new ActionError(
      'invalid-input',
      `the input "stable-for" is ${formatDuration(stableFor)} and "timeout" is ${formatDuration(timeout)}; wanted a longer "timeout": nothing could be proved in time`,
    )
  }
  return { timeout, interval, stableFor }
}

function tooShort(name: string, wanted: string): ActionError {
  return new ActionError('invalid-input', `the input "${name}" is 0s; wanted ${wanted}`)
}

function readApplications(inputs: Inputs, environment: string | undefined): readonly ApplicationTarget[] {
  const lines = inputs.list('applications')
  if (lines.length > 0) return lines.map(parseApplicationTarget)
  if (inputs.text('applications') !== '') {
    throw new ActionError(
      'invalid-input',
      'the input "applications" holds only comments; wanted "name" or "namespace/name" of an application on each line',
    )
  }
  if (environment !== undefined) return []
  throw new ActionError(
    'invalid-input',
    'the input "applications" is required and was not given; add it under `with:`, or "environment", where the "gitops.yaml" of the environment repository says how its applications are found (`verify`)',
  )
}

function readNamespace(inputs: Inputs): string | undefined {
  const namespace = inputs.optionalText('namespace')
  if (namespace === undefined || /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(namespace)) return namespace
  throw new ActionError(
    'invalid-input',
    `the input "namespace" is ${JSON.stringify(namespace.slice(0, 80))}; wanted a namespace of Kubernetes, such as "argocd"`,
  )
}

function readExpectedCount(inputs: Inputs): number | undefined {
  if (inputs.text('expected-count') === '') return undefined
  return inputs.integer('expected-count', { min: 1, max: 10_000 })
}

type Announced = Pick<VerifySyncInputs, 'checkRun' | 'deployment' | 'environmentUrl'>

function readAnnouncement(
  inputs: Inputs,
  environment: string | undefined,
  revision: CommitSha | Digest,
): Announced {
  const checkRun = inputs.boolean('check-run')
  const deployment = inputs.boolean('deployment')
  const environmentUrl = inputs.text('environment-url')
  if (environment === undefined && (checkRun || deployment)) {
    throw new ActionError(
      'invalid-input',
      `the input "${checkRun ? 'check-run' : 'deployment'}" is true and "environment" is empty; wanted the name of the environment that is verified, such as "staging"`,
    )
  }
  if (checkRun && isDigest(revision)) {
    throw new ActionError(
      'invalid-input',
      'the input "check-run" is true and "revision" is the digest of an artifact, on which no check run can be made; wanted the commit that the artifact was made of',
    )
  }
  const url = URL.canParse(environmentUrl) ? new URL(environmentUrl) : undefined
  if (environmentUrl !== '' && !/^https?:$/.test(url?.protocol ?? '')) {
    throw new ActionError(
      'invalid-input',
      `the input "environment-url" is ${JSON.stringify(environmentUrl.slice(0, 80))}; wanted an address that people can open, such as "https://staging.example.com"`,
    )
  }
  return { checkRun, deployment, environmentUrl }
}
