import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  ActionError,
  type BuiltImage,
  type Digest,
  formatImageReference,
  isDigest,
} from '@gitops-actions/core'
import { countSteps } from './build-steps.ts'
import { dockerFlags, onceMore } from './docker-flags.ts'
import { loginByDocker } from './docker-login.ts'
import type { Engine, EngineBuild, EngineTools } from './engine.ts'
import { DAEMON_HINTS, explainFailure, type FailedAct } from './engine-failure.ts'

export interface DockerMode {
  /** Of the daemon. */
  readonly version: string
  /** Of the client, where it is another. */
  readonly client: string
  /** `docker build` is buildx: it leaves the image with a builder unless it is told to load it. */
  readonly kind: 'buildx-docker' | 'docker-buildkit' | 'docker-classic'
  /** What the daemon builds when it is not told: `linux/amd64`. */
  readonly platform: string
}

const BUILDERS: Record<DockerMode['kind'], string> = {
  'buildx-docker': '',
  'docker-buildkit': '',
  'docker-classic': ', classic builder',
}

/** Builds with Docker Engine: one platform, the daemon pushes. */
export function createDocker(tools: EngineTools, mode: DockerMode): Engine {
  let names: ReadonlySet<string> = new Set()
  return {
    name: 'docker',
    kind: mode.kind,
    description: `docker ${mode.version}${mode.client === mode.version ? '' : ` (client ${mode.client}${BUILDERS[mode.kind]})`}`,
    pushesByDigest: false,
    login: (credential) => loginByDocker(tools, credential, DAEMON_HINTS),
    async build(build) {
      const image = await buildImage(tools, mode, build)
      names = new Set(build.references.map(formatImageReference))
      return image
    },
    async push(image, to) {
      const name = formatImageReference(to)
      if (!names.has(name)) await nameImage(tools, image, name)
      return pushImage(tools, name, to.registry)
    },
    tidy: () => Promise.resolve(),
  }
}

async function buildImage(tools: EngineTools, mode: DockerMode, build: EngineBuild): Promise<BuiltImage> {
  const idFile = join(tools.directory, 'image-id')
  const steps = countSteps()
  await runBuild(
    tools,
    mode,
    build,
    [
      ...(mode.kind === 'buildx-docker' ? ['--load'] : []),
      `--iidfile=${idFile}`,
      ...build.references.map((reference) => `--tag=${formatImageReference(reference)}`),
    ],
    steps.onLine,
  )
  // Not every daemon exports to two places at once.
  const outputs = (build.outputs ?? []).map((output) => `--output=${output}`)
  if (outputs.length > 0) await runBuild(tools, mode, onceMore(build), outputs)
  const id = (await readFile(idFile, 'utf8').catch(() => '')).trim()
  if (id !== '') return { id, multiPlatform: false, ...steps.count() }
  throw new ActionError('build-failed', `docker built ${build.file} but did not say which image that is.`, {
    kind: 'internal',
  })
}

async function runBuild(
  tools: EngineTools,
  mode: DockerMode,
  build: EngineBuild,
  flags: readonly string[],
  onLine?: (line: string) => void,
): Promise<void> {
  const exit = await tools.run({
    args: ['build', ...dockerFlags(withoutOwnPlatform(build, mode), mode.kind), ...flags, build.context],
    // Without buildx a client of 23 or newer has the classic builder alone, and refuses the 1.
    env: { DOCKER_BUILDKIT: mode.kind === 'docker-classic' ? '0' : '1' },
    ...(onLine === undefined ? {} : { onLine }),
  })
  if (exit.exitCode !== 0)
    throw await failure(tools, {
      code: 'build-failed',
      sentence: `docker could not build ${build.file}`,
      exit,
    })
}

/** The classic builder takes a platform from daemons with experimental features alone, even if it is the daemon's own. */
function withoutOwnPlatform(build: EngineBuild, { kind, platform }: DockerMode): EngineBuild {
  const [only] = build.platforms
  return kind === 'docker-classic' && only === platform ? { ...build, platforms: [] } : build
}

async function nameImage(tools: EngineTools, image: BuiltImage, name: string): Promise<void> {
  const tagged = await tools.run({ args: ['tag', image.id, name] })
  if (tagged.exitCode !== 0)
    throw await failure(tools, {
      code: 'push-failed',
      sentence: `docker could not name the image ${name}`,
      exit: tagged,
    })
}

async function pushImage(tools: EngineTools, name: string, registry: string): Promise<Digest> {
  const exit = await tools.run({ args: ['push', name] })
  if (exit.exitCode !== 0)
    throw await failure(tools, {
      code: 'push-failed',
      sentence: `docker could not push ${name}`,
      exit,
      registry,
    })
  // https://github.com/docker/cli/blob/master/cli/command/image/push.go prints it as the last line.
  const digest = [...exit.stdout.matchAll(/: digest: (sha256:[0-9a-f]{64}) size: \d+\s*$/gm)].at(-1)?.[1]
  if (digest !== undefined && isDigest(digest)) return digest
  throw new ActionError('push-failed', `docker pushed ${name} but did not say its digest.`, {
    kind: 'internal',
  })
}

/** What the client says when the connection to its daemon breaks, among other things. */
const BROKEN =
  /EOF|did not provide an image ID|broken pipe|connection reset|Cannot connect to the Docker daemon/i

/** The error of an act that failed; where the daemon may be gone, it is asked. */
async function failure(
  tools: EngineTools,
  act: Pick<FailedAct, 'code' | 'sentence' | 'exit' | 'registry'>,
): Promise<ActionError> {
  const cause = explainFailure({ ...act, hints: DAEMON_HINTS })
  if (!BROKEN.test(cause.message)) return cause
  const { exitCode } = await tools.run({ args: ['version'], quiet: true })
  if (exitCode === 0) return cause
  return new ActionError(
    'engine-unavailable',
    `${act.sentence}: its daemon went away while it was at work. Its log says why, on its machine; it may have been started anew, or run out of memory.`,
    { cause, kind: 'transient' },
  )
}
