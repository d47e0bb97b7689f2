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
import { loginByDocker } from './docker-login.ts'
import { daemonCertificateHint, explainFailure } from './engine-failure.ts'
import type { ProgramExit } from '../process/program.ts'
import type { Engine, EngineBuild, EngineTools } from './engine.ts'

export interface DockerMode {
  /** Of the daemon. */
  readonly version: string
  /** `docker build` is buildx: it leaves the image with a builder unless it is told to load it. */
  readonly hasBuildx: boolean
}

/** Builds with Docker Engine: one platform, the daemon pushes. */
export function createDocker(tools: EngineTools, mode: DockerMode): Engine {
  return {
    name: 'docker',
    description: `docker ${mode.version}`,
    login: (credential) => loginByDocker(tools, credential),
    build: (build) => buildImage(tools, mode, build),
    push: (image, to) => pushImage(tools, image, to),
    tidy: () => Promise.resolve(),
  }
}

async function buildImage(tools: EngineTools, mode: DockerMode, build: EngineBuild): Promise<BuiltImage> {
  if (build.platforms.length > 1) {
    throw new ActionError(
      'platforms-unsupported',
      `The engine docker builds one platform at a time, and input "platforms" has ${build.platforms.length}. Use "engine: buildx" or "engine: buildah".`,
    )
  }
  const idFile = join(tools.directory, 'image-id')
  const exit = await tools.run({
    args: [
      'build',
      ...buildFlags(build),
      ...(mode.hasBuildx ? ['--load'] : []),
      `--iidfile=${idFile}`,
      ...build.references.map((reference) => `--tag=${formatImageReference(reference)}`),
      build.context,
    ],
  })
  if (exit.exitCode !== 0) throw dockerFailure('build-failed', `build ${build.file}`, exit)
  return { id: (await readFile(idFile, 'utf8')).trim(), multiPlatform: false }
}

async function pushImage(tools: EngineTools, image: BuiltImage, to: ImageReference): Promise<Digest> {
  const name = formatImageReference(to)
  const tagged = await tools.run({ args: ['tag', image.id, name] })
  if (tagged.exitCode !== 0) throw dockerFailure('push-failed', `name the image ${name}`, tagged)
  const exit = await tools.run({ args: ['push', name] })
  if (exit.exitCode !== 0) throw dockerFailure('push-failed', `push ${name}`, exit, to.registry)
  // https://github.com/docker/cli/blob/master/cli/command/image/push.go prints it as the last line.
  const digest = [...exit.stdout.matchAll(/: digest: (sha256:[0-9a-f]{64}) size: \d+\s*$/gm)].at(-1)?.[1]
  if (digest !== undefined && isDigest(digest)) return digest
  throw new ActionError('push-failed', `docker pushed ${name} but did not say its digest.`, {
    kind: 'internal',
  })
}

/** The flags of `docker build` that buildx understands alike. */
export function buildFlags(build: EngineBuild): string[] {
  return [
    ...(build.pull ? ['--pull'] : []),
    ...(build.noCache ? ['--no-cache'] : []),
    ...(build.platforms.length === 0 ? [] : [`--platform=${build.platforms.join(',')}`]),
    ...(build.target === undefined ? [] : [`--target=${build.target}`]),
    ...build.buildArgs.map(({ name, value }) => `--build-arg=${name}=${value}`),
    ...build.labels.map(({ name, value }) => `--label=${name}=${value}`),
    `--file=${build.file}`,
  ]
}

function dockerFailure(code: string, act: string, exit: ProgramExit, registry = '<registry>'): ActionError {
  return explainFailure({
    code,
    sentence: `docker could not ${act}`,
    exit,
    certificateHint: daemonCertificateHint(registry),
  })
}
