import {
  ActionError,
  type ApplicationName,
  type CommitSha,
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
  readonly images: readonly string[]
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

/** @throws ActionError `invalid-input`, `invalid-commit`, `invalid-repository`, `invalid-duration` */
export function readInputs(inputs: Inputs): VerifySyncInputs {
  inputs.choice('agent', ['argocd'])
  return {
    server: readServer(inputs.requiredText('server')),
    authToken: inputs.requiredText('auth-token'),
    applications: readApplications(inputs),
    project: inputs.optionalText('project'),
    revision: parseCommitSha(inputs.requiredText('revision'), 'the input "revision"'),
    repository: parseRepositoryName(inputs.requiredText('repository'), 'the input "repository"'),
    token: inputs.secret('token'),
    release: inputs.multiline('release').trim(),
    images: inputs.list('images'),
    timeout: inputs.duration('timeout'),
    interval: inputs.duration('interval'),
    stableFor: inputs.duration('stable-for'),
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
  return /^https?:\/\//.test(text) ? text : `https://${text}`
}

const APPLICATION = /^(?:([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)\/)?([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)$/

function readApplications(inputs: Inputs): readonly ApplicationName[] {
  const lines = inputs.list('applications')
  if (lines.length === 0) inputs.requiredText('applications')
  return [...new Set(lines)].map((line) => {
    const match = APPLICATION.exec(line)
    if (match?.[2] === undefined) {
      throw new ActionError(
        'invalid-input',
        `the input "applications" has the line ${JSON.stringify(line.slice(0, 80))}; wanted "name" or "namespace/name" of an Argo CD application`,
      )
    }
    return { name: match[2], namespace: match[1] }
  })
}
