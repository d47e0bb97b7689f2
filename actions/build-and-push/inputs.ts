import {
  type BuildAndPushRequest,
  type BuildSource,
  parseAssignments,
  parseCommitSha,
  parsePlatform,
  parseRepositoryName,
  parseServiceName,
} from '@gitops-actions/core'
import type { EngineChoice } from '@gitops-actions/adapters'
import { type Inputs, readRegistryLogins, type RegistryLogin, type RunContext } from '@gitops-actions/kit'

/** The inputs of build-and-push, checked. */
export interface BuildAndPushInputs {
  readonly request: Omit<BuildAndPushRequest, 'source'>
  readonly engine: EngineChoice
  readonly logins: readonly RegistryLogin[]
  /** PEM text, a path, or empty. */
  readonly caCert: string
  readonly plaintext: boolean
  readonly releaseFile: string | undefined
}

/** @throws ActionError `invalid-input`, `invalid-image`, `invalid-platform`, `invalid-service` */
export function readInputs(inputs: Inputs): BuildAndPushInputs {
  const images = inputs.list('images')
  const tags = inputs.list('tags')
  const service = inputs.optionalText('service')
  const platforms = inputs.list('platforms').flatMap((line) => line.split(','))
  return {
    request: {
      images,
      tags,
      service: service === undefined ? undefined : parseServiceName(service),
      build: {
        context: inputs.requiredText('context'),
        file: inputs.optionalText('file'),
        target: inputs.optionalText('target'),
        platforms: platforms.filter((each) => each.trim() !== '').map(parsePlatform),
        buildArgs: parseAssignments('build-args', inputs.list('build-args')),
        noCache: inputs.boolean('no-cache'),
        pull: inputs.boolean('pull'),
      },
      labels: parseAssignments('labels', inputs.list('labels')),
      push: inputs.boolean('push'),
      skipExisting: inputs.boolean('skip-existing'),
    },
    engine: inputs.choice('engine', ['auto', 'buildx', 'docker', 'buildah']),
    logins: readRegistryLogins(inputs, [...images, ...tags.filter((line) => !line.includes('='))]),
    caCert: inputs.multiline('ca-cert'),
    plaintext: inputs.boolean('plaintext'),
    releaseFile: inputs.optionalText('release-file'),
  }
}

/** The commit that is built, from the run's context. */
export function readSource(context: RunContext): BuildSource {
  return {
    repository: parseRepositoryName(context.repository, 'GITHUB_REPOSITORY'),
    sha: parseCommitSha(context.sha, 'GITHUB_SHA'),
    ref: context.ref,
    defaultBranch: context.defaultBranch,
    url: `${context.serverUrl}/${context.repository}`,
    run: context.runUrl,
  }
}
