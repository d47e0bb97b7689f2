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
import { buildFlags } from './docker.ts'
import { loginByDocker } from './docker-login.ts'
import { explainFailure } from './engine-failure.ts'
import type { Engine, EngineBuild, EngineTools } from './engine.ts'

export interface BuildxMode {
  readonly version: string
  /** Of the current builder: `docker`, `docker-container`, `kubernetes` or `remote`. */
  readonly driver: string
}

/**
 * Builds with BuildKit. What was built stays with the builder: a push builds the same again, out of the builder's
 * cache, and exports it.
 */
export function createBuildx(tools: EngineTools, mode: BuildxMode): Engine {
  let built: EngineBuild | undefined
  return {
    name: 'buildx',
    description: `buildx ${mode.version} (${mode.driver})`,
    login: (credential) => loginByDocker(tools, credential),
    async build(build) {
      built = build
      return buildImage(tools, build)
    },
    async push(_image, to) {
      if (built === undefined) throw internal('was to push before it built')
      return pushImage(tools, built, to)
    },
    tidy: () => Promise.resolve(),
  }
}

async function buildImage(tools: EngineTools, build: EngineBuild): Promise<BuiltImage> {
  const multiPlatform = build.platforms.length > 1
  await runBuild(tools, build, [
    // Only one platform can be handed to the daemon; several stay in the builder's cache.
    ...(multiPlatform
      ? []
      : ['--load', ...build.references.map((reference) => `--tag=${formatImageReference(reference)}`)]),
  ])
  return { id: '', multiPlatform }
}

async function pushImage(tools: EngineTools, build: EngineBuild, to: ImageReference): Promise<Digest> {
  const file = join(tools.directory, 'build-metadata.json')
  await runBuild(tools, build, ['--push', `--tag=${formatImageReference(to)}`, `--metadata-file=${file}`])
  return readDigest(await readFile(file, 'utf8').catch(() => ''))
}

async function runBuild(tools: EngineTools, build: EngineBuild, flags: readonly string[]): Promise<void> {
  const exit = await tools.run({
    args: ['buildx', 'build', '--progress=plain', ...buildFlags(build), ...flags, build.context],
  })
  if (exit.exitCode === 0) return
  throw explainFailure({
    code: flags.includes('--push') ? 'push-failed' : 'build-failed',
    sentence: `buildx could not build ${build.file}`,
    exit,
    certificateHint:
      'BuildKit does not see input "ca-cert": name the certificate in the builder\'s buildkitd configuration (docs.docker.com/build/buildkit/configure), or use "engine: buildah".',
  })
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
