import {
  ActionError,
  type FilePattern,
  type Gate,
  type MergeMethod,
  parseBranchName,
  parseFilePattern,
  parseGates,
  parseRepositoryName,
  parseRepositoryPath,
  parseServiceName,
  type PromotionRequest,
  type PullRequestDress,
  type RepositoryName,
} from '@gitops-actions/core'
import { type Inputs, readPullRequestDress } from '@gitops-actions/kit'

/** The inputs of open-promotion-pr, checked. */
export interface PromotionInputs {
  readonly repository: RepositoryName
  readonly token: string
  /** The token of the run itself. */
  readonly runToken: string
  /** Empty: nobody asks application repositories. */
  readonly sourceToken: string
  readonly mode: 'open' | 'status'
  readonly from: string
  readonly to: string
  /** Several, each with a pull request of its own, or `to` alone. */
  readonly targets: readonly string[]
  readonly strategy: PromotionRequest['strategy']
  readonly services: readonly string[]
  readonly files: readonly FilePattern[]
  readonly allowPlaintextSecrets: boolean
  readonly branchPrefix: string
  readonly realign: boolean
  readonly config: string
  readonly title: string | undefined
  readonly body: string | undefined
  readonly changelog: PromotionRequest['changelog']
  readonly gates: readonly Gate[]
  readonly gateApp: string
  readonly checkRun: boolean
  readonly verifyImage: boolean
  /** Input `registry-auth` as it was given: it holds passwords. */
  readonly registryAuth: string
  readonly dress: PullRequestDress
  readonly draft: boolean
  readonly autoMerge: MergeMethod | undefined
  readonly waitForMerge: boolean
  readonly waitForGates: boolean
  readonly dryRun: boolean
  /** Milliseconds. */
  readonly timeout: number
  readonly caCert: string
  readonly plaintext: boolean
}

/** @throws ActionError `invalid-input`, `invalid-repository`, `invalid-path`, `invalid-gate`, `invalid-branch` */
export function readInputs(inputs: Inputs): PromotionInputs {
  if (inputs.text('username') !== '' && inputs.text('registry') === '') {
    throw new ActionError(
      'invalid-input',
      'the input "username" is given and "registry" is empty; wanted the registry that it is for, such as "ghcr.io"',
    )
  }
  const changelog = inputs.choice('changelog', ['', 'full', 'counts', 'none'])
  const mode = inputs.choice('mode', ['open', 'status'])
  const lines = inputs.list('gates')
  const targets = readTargets(inputs, mode)
  const mergeMethod = inputs.choice('merge-method', ['merge', 'squash', 'rebase'])
  const gates = parseGates(mode === 'status' && lines.length === 0 ? ['verified'] : lines)
  const verifyImage = inputs.boolean('verify-image')
  if (!verifyImage && gates.some(({ kind }) => kind === 'image')) {
    throw new ActionError(
      'invalid-input',
      'the gate "image" asks the registry, and "verify-image" is `false`; take one of the two out',
    )
  }
  return {
    repository: parseRepositoryName(inputs.requiredText('repository'), 'the input "repository"'),
    token: inputs.secret('token'),
    runToken: inputs.secret('run-token'),
    sourceToken: inputs.secret('source-token'),
    mode,
    from: inputs.text('from'),
    to: targets[0] ?? '',
    targets,
    strategy: inputs.choice('strategy', ['auto', 'branch', 'directory']),
    services: inputs.list('services').map((name) => parseServiceName(name, 'services')),
    files: inputs.list('files').map(parseFilePattern),
    allowPlaintextSecrets: inputs.boolean('allow-plaintext-secrets'),
    branchPrefix: readPrefix(inputs.requiredText('branch-prefix')),
    realign: inputs.boolean('realign'),
    config: parseRepositoryPath(inputs.requiredText('config'), 'the input "config"'),
    title: inputs.optionalText('title'),
    body: inputs.optionalText('body'),
    changelog: changelog === '' ? undefined : changelog,
    // As a required check it would be green for everything without a gate.
    gates,
    gateApp: inputs.requiredText('gate-app'),
    checkRun: inputs.boolean('check-run'),
    verifyImage,
    registryAuth: inputs.multiline('registry-auth'),
    dress: { ...readPullRequestDress(inputs), milestone: inputs.optionalText('milestone') },
    draft: inputs.boolean('draft'),
    autoMerge: inputs.boolean('auto-merge') ? mergeMethod : undefined,
    waitForMerge: inputs.boolean('wait-for-merge'),
    waitForGates: inputs.boolean('wait-for-gates'),
    dryRun: inputs.boolean('dry-run'),
    timeout: inputs.duration('timeout'),
    caCert: inputs.multiline('ca-cert'),
    plaintext: inputs.boolean('plaintext'),
  }
}

function readTargets(inputs: Inputs, mode: 'open' | 'status'): readonly string[] {
  const targets = [...new Set(inputs.list('to'))]
  if (targets.length < 2 || mode === 'open') return targets
  throw new ActionError(
    'invalid-input',
    `the input "to" names ${targets.length} environments (${targets.join(', ')}), and "mode: status" judges what one pull request brings into one: name that one`,
  )
}

/** A prefix without a "/" at its end could be the begin of anybody's branch. */
function readPrefix(prefix: string): string {
  parseBranchName(`${prefix}x`, 'the input "branch-prefix"')
  if (prefix.endsWith('/')) return prefix
  throw new ActionError(
    'invalid-input',
    `the input "branch-prefix" is ${JSON.stringify(prefix)}; wanted one that ends in "/", such as "gitops/", so that no other branch begins like it`,
  )
}
