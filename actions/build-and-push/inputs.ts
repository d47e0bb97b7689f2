import {
  type BuildAndPushRequest,
  namedImages,
  parseAssignments,
  parsePlatform,
  parseServiceName,
} from '@gitops-actions/core'
import type { EngineChoice } from '@gitops-actions/adapters'
import { type Inputs, readRegistryLogins, type RegistryLogin } from '@gitops-actions/kit'

/** The inputs of build-and-push, checked. */
export interface BuildAndPushInputs {
  readonly request: Omit<BuildAndPushRequest, 'source' | 'prefixes'>
  readonly engine: EngineChoice
  readonly logins: readonly RegistryLogin[]
  /** PEM text, a path, or empty. */
  readonly caCert: string
  readonly plaintext: boolean
  readonly releaseFile: string | undefined
}

/** @throws ActionError `invalid-input`, `invalid-image`, `invalid-platform`, `invalid-service` */
export function readInputs(inputs: Inputs): BuildAndPushInputs {
  const images = lines(inputs.multiline('images'))
  const tags = lines(inputs.multiline('tags'))
  const service = inputs.optionalText('service')
  const platforms = inputs.list('platforms').flatMap((line) => line.split(','))
  return {
    request: {
      images,
      tags,
      flavor: lines(inputs.multiline('flavor')),
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
    logins: readRegistryLogins(inputs, namedImages({ images, tags })),
    caCert: inputs.multiline('ca-cert'),
    plaintext: inputs.boolean('plaintext'),
    releaseFile: inputs.optionalText('release-file'),
  }
}

/** Blank lines and comments too: messages name lines by their number. */
function lines(text: string): readonly string[] {
  return text.split(/\r?\n/)
}
