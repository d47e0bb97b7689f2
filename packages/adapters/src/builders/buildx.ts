import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  ActionError,
  type BuiltImage,
  type Digest,
  type ImageReference,
  formatImageReference,
  isDigest,
} from '@gitops-actions/core'
import { parseJsonObject } from '../json/object.ts'
import { countSteps } from './build-steps.ts'
import type { OwnBuilder } from './buildx-builder.ts'
import { csv, dockerFlags, onceMore } from './docker-flags.ts'
import { loginByDocker } from './docker-login.ts'
import type { Engine, EngineBuild, EngineTools } from './engine.ts'
import { DAEMON_HINTS, type EngineHints, explainFailure } from './engine-failure.ts'

export interface BuildxMode {
  readonly version: string
  /** `docker`, `docker-container`, `kubernetes` or `remote`. */
  readonly driver: string
  readonly kind: 'buildx' | 'buildx-docker'
  /** The builder by name; undefined: the current one. */
  readonly builder: string | undefined
  /** Made for this run. */
  readonly own: OwnBuilder | undefined
}

interface Buildx {
  readonly tools: EngineTools
  readonly mode: BuildxMode
  /** A new path each time: a file that an earlier build left would answer for this one. */
  readonly metadataFile: () => string
}

/**
 * Builds with BuildKit. One that is not inside docker's daemon pushes while it builds, by digest and under no tag. Otherwise what was
 * built stays with the builder, and a push builds the same again, out of the builder's cache, and exports it.
 */
export function createBuildx(tools: EngineTools, mode: BuildxMode): Engine {
  let builds = 0
  const metadataFile = (): string => join(tools.directory, `build-metadata-${(builds += 1)}.json`)
  const buildx: Buildx = { tools, mode, metadataFile }
  const pushesByDigest = mode.driver !== 'docker'
  let built: EngineBuild | undefined
  let pushed: { digest: Digest; names: ReadonlySet<string> } | undefined
  return {
    name: 'buildx',
    kind: mode.kind,
    description: `buildx ${mode.version} (${mode.builder === undefined ? '' : `${mode.builder}, `}${mode.driver})`,
    pushesByDigest,
    login: (credential) => loginByDocker(tools, credential, hintsOf(mode)),
    async build(build) {
      built = build
      const names = new Set(pushesByDigest ? (build.pushTo ?? []).map(({ name }) => name) : [])
      const { digest, image } = await buildImage(buildx, build, [...names])
      pushed = digest === undefined ? undefined : { digest, names }
      return image
    },
    async push(_image, to) {
      if (built === undefined) throw internal('was to push before it built')
      if (pushed?.names.has(to.name) === true) return pushed.digest
      return pushImage(buildx, built, to)
    },
    async tidy(cancelled) {
      await mode.own?.remove(cancelled)
    },
  }
}

/** Everything in one go, but for what goes to the local store: that takes no attestations, and one platform at a time. */
async function buildImage(
  buildx: Buildx,
  build: EngineBuild,
  names: readonly string[],
): Promise<{ digest: Digest | undefined; image: BuiltImage }> {
  const steps = countSteps()
  const outputs = [...(names.length === 0 ? [] : [byDigest(names, build)]), ...(build.outputs ?? [])]
  const tags = build.references.map((reference) => `--tag=${formatImageReference(reference)}`)
  const load = ['--load', ...tags]
  const loads = build.load === true || buildx.mode.driver === 'docker'
  const loadsAlone = loads && outputs.length === 0
  const file = buildx.metadataFile()
  await runBuild(
    buildx,
    build,
    [
      ...outputs.map((output) => `--output=${output}`),
      ...(loadsAlone ? load : []),
      ...(names.length === 0 ? [] : [`--metadata-file=${file}`]),
    ],
    steps.onLine,
  )
  const digest = names.length === 0 ? undefined : readDigest(await readFile(file, 'utf8').catch(() => ''))
  if (loads && !loadsAlone) {
    const plain = { ...onceMore(build), cacheTo: [], attests: [], provenance: 'false', sbom: 'false' }
    await runBuild(buildx, plain, load)
  }
  const image = { id: digest ?? '', multiPlatform: build.platforms.length > 1, ...steps.count() }
  return { digest, image }
}

async function pushImage(buildx: Buildx, build: EngineBuild, to: ImageReference): Promise<Digest> {
  if (to.tag === undefined) throw internal('cannot push by digest with the driver "docker"')
  const file = buildx.metadataFile()
  const flags = ['--push', `--tag=${formatImageReference(to)}`, `--metadata-file=${file}`]
  await runBuild(buildx, onceMore(build), flags)
  return readDigest(await readFile(file, 'utf8').catch(() => ''))
}

/** https://docs.docker.com/build/exporters/image-registry/ */
function byDigest(names: readonly string[], { sourceDateEpoch }: EngineBuild): string {
  return csv([
    { name: 'type', value: 'image' },
    { name: 'name', value: names.join(',') },
    { name: 'push-by-digest', value: 'true' },
    { name: 'name-canonical', value: 'true' },
    { name: 'push', value: 'true' },
    // Without it the times of the files in the layers stay those of the build.
    ...(sourceDateEpoch === undefined ? [] : [{ name: 'rewrite-timestamp', value: 'true' }]),
  ])
}

async function runBuild(
  { tools, mode }: Buildx,
  build: EngineBuild,
  flags: readonly string[],
  onLine?: (line: string) => void,
): Promise<void> {
  const exit = await tools.run({
    args: [
      'buildx',
      'build',
      ...(mode.builder === undefined ? [] : [`--builder=${mode.builder}`]),
      ...dockerFlags(build, mode.kind),
      ...flags,
      build.context,
    ],
    ...(onLine === undefined ? {} : { onLine }),
  })
  if (exit.exitCode === 0) return
  const pushing = flags.some((flag) => flag === '--push' || flag.includes('push=true'))
  const failedToPush = exit.tail.some((line) => /failed to push|pushing (?:layers|manifest)/i.test(line))
  throw explainFailure({
    code: pushing && failedToPush ? 'push-failed' : 'build-failed',
    sentence: `buildx could not build ${build.file}${pushing && failedToPush ? ' and push it' : ''}`,
    exit,
    hints: hintsOf(mode),
  })
}

function hintsOf({ driver, own }: BuildxMode): EngineHints {
  if (driver === 'docker') return DAEMON_HINTS
  const where =
    driver === 'remote'
      ? 'the configuration of the buildkitd that it runs on (docs.docker.com/build/buildkit/configure)'
      : "the builder's buildkitd configuration (docs.docker.com/build/buildkit/configure)"
  const other =
    own === undefined && driver !== 'remote'
      ? 'let this action make the builder ("driver: docker-container"), or use "engine: buildah"'
      : 'use "engine: buildah"'
  return {
    certificate: (registry) =>
      `BuildKit does not trust ${registry}${own === undefined || driver === 'remote' ? ' and does not see input "ca-cert"' : ''}: name the certificate in ${where}, or ${other}.`,
    plain: (registry) =>
      `BuildKit speaks https with ${registry}: set "http = true" for it in ${where}, or ${other}.`,
  }
}

/** https://docs.docker.com/reference/cli/docker/buildx/build/#metadata-file */
function readDigest(text: string): Digest {
  const metadata = parseJsonObject(text)
  if (metadata === undefined) throw internal('wrote no metadata file that is JSON')
  const digest = metadata['containerimage.digest']
  if (typeof digest === 'string' && isDigest(digest)) return digest
  throw internal('named no "containerimage.digest" in its metadata file')
}

function internal(what: string): ActionError {
  return new ActionError(
    'push-failed',
    `buildx ${what}: the pushed image cannot be verified. Update buildx, or use "engine: buildah".`,
    { kind: 'internal' },
  )
}
