import {
  ActionError,
  type ApplicationName,
  type CommitSha,
  formatDuration,
  parseCommitSha,
  parseRepositoryName,
  type RepositoryName,
} from '@gitops-actions/core'
import type { Inputs } from '@gitops-actions/kit'

/** The inputs of verify-sync, checked. Times are milliseconds. */
export interface VerifySyncInputs {
  readonly server: string
  readonly authToken: string
  readonly applications: readonly ApplicationName[]
  readonly project: string | undefined
  readonly revision: CommitSha
  readonly repository: RepositoryName
  readonly token: string
  readonly release: string
  readonly images: string
  readonly timeout: number
  readonly interval: number
  readonly stableFor: number
  readonly refresh: boolean
  readonly sync: boolean
  readonly failOnSuperseded: boolean
  readonly caCert: string
  readonly insecure: boolean
  readonly plaintext: boolean
}

/** @throws ActionError `invalid-input`, `invalid-commit`, `invalid-repository` */
export function readInputs(inputs: Inputs): VerifySyncInputs {
  inputs.choice('agent', ['argocd'])
  return {
    server: readServer(inputs.requiredText('server')),
    authToken: inputs.requiredText('auth-token'),
    applications: readApplications(inputs),
    project: inputs.optionalText('project'),
    revision: readRevision(inputs.text('revision')),
    repository: parseRepositoryName(inputs.requiredText('repository'), 'the input "repository"'),
    token: inputs.requiredText('token'),
    release: inputs.multiline('release').trim(),
    images: inputs.multiline('images'),
    ...readTimes(inputs),
    refresh: inputs.boolean('refresh'),
    sync: inputs.boolean('sync'),
    failOnSuperseded: inputs.choice('on-superseded', ['pass', 'fail']) === 'fail',
    caCert: inputs.multiline('ca-cert'),
    insecure: inputs.boolean('insecure'),
    plaintext: inputs.boolean('plaintext'),
  }
}

/** A host without a scheme is what `ARGOCD_SERVER` holds for the argocd command line. */
function readServer(text: string): string {
  const address = text.includes('://') ? text : `https://${text}`
  const url = URL.canParse(address) ? new URL(address) : undefined
  const isPlain = url?.search === '' && url.hash === '' && url.username === '' && url.password === ''
  if (isPlain && /^https?:$/.test(url.protocol) && url.hostname !== '') return address
  // What follows an "@" or a "?" may be a secret.
  const shown = text.replace(/\/\/[^/]*@/, '//***@').replace(/[?#].*$/s, '?…')
  throw new ActionError(
    'invalid-input',
    `the input "server" is ${JSON.stringify(shown.slice(0, 80))}; wanted the address of Argo CD, such as "https://argocd.example.com" or "https://example.com/argocd", without user, query and fragment`,
  )
}

/** An empty one is most often the output of a step that wrote nothing. */
function readRevision(text: string): CommitSha {
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
  if (interval === 0) throw tooShort('interval', 'at least "1s": Argo CD is asked once in each')
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

const APPLICATION = /^(?:([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)\/)?([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)$/

function readApplications(inputs: Inputs): readonly ApplicationName[] {
  const lines = inputs.list('applications')
  if (lines.length === 0) inputs.requiredText('applications')
  if (lines.length === 0) throw invalidApplication('holds only comments')
  return [...new Set(lines)].map((line) => {
    const match = APPLICATION.exec(line)
    if (match?.[2] === undefined)
      throw invalidApplication(`has the line ${JSON.stringify(line.slice(0, 80))}`)
    return { name: match[2], namespace: match[1] }
  })
}

function invalidApplication(what: string): ActionError {
  return new ActionError(
    'invalid-input',
    `the input "applications" ${what}; wanted "name" or "namespace/name" of an Argo CD application on each line`,
  )
}
