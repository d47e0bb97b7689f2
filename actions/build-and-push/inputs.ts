import {
  type BuildAndPushRequest,
  type BuildSecret,
  type ImageBuild,
  namedImages,
  parseAnnotations,
  parseAssignments,
  parseCacheLocations,
  parseCommand,
  parsePlatform,
  parseServiceName,
  readBuildSecrets,
  readEntries,
  readFields,
} from '@gitops-actions/core'
import type { BuildkitChoice, EngineChoice } from '@gitops-actions/adapters'
import { type Inputs, readRegistryLogins, type RegistryLogin } from '@gitops-actions/kit'

type Environment = Readonly<Record<string, string | undefined>>

/** The inputs of build-and-push, checked. */
export interface BuildAndPushInputs {
  readonly request: Omit<
    BuildAndPushRequest,
    'source' | 'prefixes' | 'environments' | 'digests' | 'isEnvironmentPush'
  >
  /** Names of the images that will be pushed. */
  readonly images: readonly string[]
  readonly engine: EngineChoice
  readonly buildkit: BuildkitChoice
  readonly logins: readonly RegistryLogin[]
  /** YAML, not looked at yet. */
  readonly registryAuth: string
  /** Program and arguments; empty: no scan. */
  readonly scan: readonly string[]
  /** Digests, or the path of files of them; not looked at yet. */
  readonly digests: string
  readonly config: string
  readonly tagPrefixes: readonly string[]
  readonly environmentPaths: readonly string[]
  readonly sourceToken: string
  /** PEM text, a path, or empty. */
  readonly caCert: string
  readonly plaintext: boolean
  readonly releaseFile: string | undefined
}

/**
 * @param env variables of the step, for `secret-envs` and `SOURCE_DATE_EPOCH`
 * @throws ActionError `invalid-input`, `invalid-image`, `invalid-platform`, `invalid-secret`, `invalid-command`
 */
export function readInputs(inputs: Inputs, env: Environment): BuildAndPushInputs {
  const images = lines(inputs.multiline('images'))
  const tags = lines(inputs.multiline('tags'))
  const service = inputs.optionalText('service')
  const named = namedImages({ images, tags })
  return {
    request: {
      images,
      tags,
      flavor: lines(inputs.multiline('flavor')),
      service: service === undefined ? undefined : parseServiceName(service),
      build: readBuild(inputs, env),
      labels: parseAssignments('labels', entries(inputs, 'labels')),
      annotations: parseAnnotations(entries(inputs, 'annotations')),
      push: inputs.boolean('push'),
      skipExisting: inputs.boolean('skip-existing'),
      byDigest: inputs.boolean('by-digest'),
    },
    images: named,
    engine: inputs.choice('engine', ['auto', 'buildx', 'docker', 'buildah']),
    buildkit: {
      name: inputs.optionalText('builder'),
      driver: inputs.optionalText('driver'),
      driverOptions: inputs.list('driver-opts'),
      endpoint: inputs.optionalText('endpoint'),
    },
    logins: readRegistryLogins(inputs, named),
    registryAuth: inputs.multiline('registry-auth'),
    scan: parseCommand('scan', inputs.text('scan')),
    digests: inputs.text('digests'),
    config: inputs.requiredText('config'),
    tagPrefixes: inputs.list('tag-prefixes'),
    environmentPaths: inputs.list('environment-paths'),
    sourceToken: inputs.secret('source-token'),
    caCert: inputs.multiline('ca-cert'),
    plaintext: inputs.boolean('plaintext'),
    releaseFile: inputs.optionalText('release-file'),
  }
}

function readBuild(inputs: Inputs, env: Environment): BuildAndPushRequest['build'] {
  const epoch = env.SOURCE_DATE_EPOCH ?? ''
  return {
    ...readExtras(inputs, env),
    context: inputs.requiredText('context'),
    file: inputs.optionalText('file'),
    target: inputs.optionalText('target'),
    platforms: readFields('platforms', inputs.multiline('platforms')).map(parsePlatform),
    buildArgs: parseAssignments('build-args', entries(inputs, 'build-args')),
    noCache: inputs.boolean('no-cache'),
    pull: inputs.boolean('pull'),
    sourceDateEpoch: /^\d{1,12}$/.test(epoch) ? Number(epoch) : undefined,
  }
}

function readExtras(inputs: Inputs, env: Environment): Partial<ImageBuild> {
  return {
    buildContexts: parseAssignments('build-contexts', entries(inputs, 'build-contexts')),
    secrets: readSecrets(inputs, env),
    ssh: inputs.list('ssh'),
    cacheFrom: parseCacheLocations('cache-from', entries(inputs, 'cache-from')),
    cacheTo: parseCacheLocations('cache-to', entries(inputs, 'cache-to')),
    noCacheFilters: readFields('no-cache-filters', inputs.multiline('no-cache-filters')),
    provenance: inputs.text('provenance'),
    sbom: inputs.text('sbom'),
    attests: entries(inputs, 'attests'),
    addHosts: readFields('add-hosts', inputs.multiline('add-hosts')),
    network: inputs.text('network'),
    shmSize: inputs.text('shm-size'),
    ulimits: entries(inputs, 'ulimit'),
    cgroupParent: inputs.text('cgroup-parent'),
    allow: readFields('allow', inputs.multiline('allow')),
    outputs: entries(inputs, 'outputs'),
    load: inputs.boolean('load'),
  }
}

function readSecrets(inputs: Inputs, env: Environment): readonly BuildSecret[] {
  const secrets = inputs.multiline('secrets')
  const files = inputs.list('secret-files')
  const variables = readFields('secret-envs', inputs.multiline('secret-envs'))
  return readBuildSecrets({ secrets, files, variables }, env)
}

/** One per line; in double quotes they may have line breaks. */
function entries(inputs: Inputs, name: string): readonly string[] {
  return readEntries(name, inputs.multiline(name)).map(({ text }) => text.trim())
}

/** Blank lines and comments too: messages name lines by their number. */
function lines(text: string): readonly string[] {
  return text.split(/\r?\n/)
}
