import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import {
  ActionError,
  type BuiltImage,
  type CacheLocation,
  type Digest,
  type ImageReference,
  type Label,
  formatImageReference,
  isDigest,
} from '@gitops-actions/core'
import type { RegistryCredential } from '../registry/login.ts'
import { removeLeftSecrets } from './buildah-leftovers.ts'
import { countSteps } from './build-steps.ts'
import { BUILDAH_BUILD_HINTS, BUILDAH_HINTS, explainFailure } from './engine-failure.ts'
import type { Engine, EngineBuild, EngineTools } from './engine.ts'
import type { SecretFile } from './secret-files.ts'

/** How buildah works on this machine. */
export interface BuildahMode {
  readonly version: string
  /** Flags before the command: the storage driver, when the default one does not work. */
  readonly storage: readonly string[]
  /** The directory of its containers; undefined: it did not say where its store is. */
  readonly containers: string | undefined
  /** Flags of `build`: the isolation, when the default one does not work. */
  readonly isolation: readonly string[]
}

/** The file in the private directory that logins are kept in. */
export const AUTH_FILE = 'auth.json'

/** Builds with buildah: no daemon, one index for several platforms. */
export function createBuildah(tools: EngineTools, mode: BuildahMode): Engine {
  const how = [...mode.storage, ...mode.isolation].filter((flag) => !flag.startsWith('--')).join(', ')
  const context = { tools, mode, list: `localhost/${basename(tools.directory).toLowerCase()}` }
  let hasList = false
  let secrets: readonly SecretFile[] = []
  return {
    name: 'buildah',
    kind: 'buildah',
    pushesByDigest: false,
    description: `buildah ${mode.version}${how === '' ? '' : ` (${how})`}`,
    login: (credential) => login(context, credential),
    build: (build) => {
      hasList ||= build.platforms.length > 1
      secrets = build.secretFiles
      return buildImage(context, build)
    },
    push: (image, to) => pushImage(context, image, to),
    async tidy(cancelled) {
      if (cancelled && mode.containers !== undefined) {
        const left = await removeLeftSecrets(mode.containers, secrets)
        if (left.length > 0) tools.leaveRunning([...mode.storage, 'rm', ...left])
      }
      if (!hasList) return
      const args = [...mode.storage, 'manifest', 'rm', context.list]
      if (cancelled) tools.leaveRunning(args)
      else await tools.run({ args, quiet: true })
    },
  }
}

interface Buildah {
  readonly tools: EngineTools
  readonly mode: BuildahMode
  /** The name of the index of several platforms. One that is there already would be added to: it must be new. */
  readonly list: string
}

async function login({ tools }: Buildah, credential: RegistryCredential): Promise<void> {
  const exit = await tools.run({
    args: [
      'login',
      ...authFlags(tools),
      ...(await transportFlags(tools, credential.registry)),
      `--username=${credential.username}`,
      '--password-stdin',
      credential.registry,
    ],
    input: credential.password,
    quiet: true,
  })
  if (exit.exitCode === 0) return
  throw explainFailure({
    code: 'login-failed',
    sentence: `buildah could not log in to ${credential.registry} as "${credential.username}"`,
    exit,
    hints: BUILDAH_HINTS,
  })
}

async function buildImage({ tools, mode, list }: Buildah, build: EngineBuild): Promise<BuiltImage> {
  const multiPlatform = build.platforms.length > 1
  const idFile = join(tools.directory, 'image-id')
  const names = build.references.map(formatImageReference)
  const steps = countSteps()
  const exit = await tools.run({
    args: [
      ...mode.storage,
      'build',
      ...mode.isolation,
      ...authFlags(tools),
      ...caFlags(tools),
      ...cacheFlags(build),
      `--pull=${build.pull ? 'always' : 'false'}`,
      ...build.platforms.map((platform) => `--platform=${platform}`),
      ...(build.target === undefined ? [] : [`--target=${build.target}`]),
      ...build.buildArgs.map(({ name, value }) => `--build-arg=${name}=${value}`),
      ...steadyFirst(build.labels).map(({ name, value }) => `--label=${name}=${value}`),
      ...extraFlags(build),
      ...(multiPlatform
        ? [`--manifest=${list}`]
        : [`--iidfile=${idFile}`, ...names.map((name) => `--tag=${name}`)]),
      `--file=${build.file}`,
      build.context,
    ],
    onLine: steps.onLine,
  })
  if (exit.exitCode !== 0) throw failure('build-failed', `build ${build.file}`, exit)
  if (!multiPlatform) return { id: (await readFile(idFile, 'utf8')).trim(), multiPlatform, ...steps.count() }
  const tagged = await tools.run({ args: [...mode.storage, 'tag', list, ...names] })
  if (tagged.exitCode !== 0) throw failure('build-failed', `name what it built from ${build.file}`, tagged)
  return { id: list, multiPlatform, ...steps.count() }
}

async function pushImage({ tools, mode }: Buildah, image: BuiltImage, to: ImageReference): Promise<Digest> {
  const digestFile = join(tools.directory, 'pushed-digest')
  const name = formatImageReference(to)
  const exit = await tools.run({
    args: [
      ...mode.storage,
      ...(image.multiPlatform ? ['manifest', 'push', '--all', '--format=oci'] : ['push']),
      ...authFlags(tools),
      ...(await transportFlags(tools, to.registry)),
      `--digestfile=${digestFile}`,
      image.id,
      `docker://${name}`,
    ],
  })
  if (exit.exitCode !== 0) throw failure('push-failed', `push ${name}`, exit)
  const digest = (await readFile(digestFile, 'utf8').catch(() => '')).trim()
  if (isDigest(digest)) return digest
  throw new ActionError('push-failed', `buildah pushed ${name} but did not say its digest.`, {
    kind: 'internal',
  })
}

/**
 * buildah's layer cache does not tell platforms apart where a Dockerfile starts from nothing: with it, arm64 is given what
 * amd64 left there. So it is used only when no platform is named.
 */
function cacheFlags(build: EngineBuild): string[] {
  return [`--layers=${build.platforms.length === 0}`, ...(build.noCache ? ['--no-cache'] : [])]
}

/** What differs from commit to commit. */
const CHANGING = ['version', 'revision', 'created'].map((name) => `org.opencontainers.image.${name}`)

/** A label is a step of its own to buildah, and one that changes lets all after it be made anew: they come last. */
function steadyFirst(labels: readonly Label[]): readonly Label[] {
  return labels.toSorted((a, b) => CHANGING.indexOf(a.name) - CHANGING.indexOf(b.name))
}

/** https://github.com/containers/buildah/blob/main/docs/buildah-build.1.md */
function extraFlags(build: EngineBuild): string[] {
  const { sourceDateEpoch, network = '', shmSize = '', cgroupParent = '' } = build
  return [
    ...(build.annotations ?? []).map(({ name, value }) => `--annotation=${name}=${value}`),
    ...(build.buildContexts ?? []).map(({ name, value }) => `--build-context=${name}=${value}`),
    ...build.secretFiles.map(({ id, path }) => `--secret=id=${id},src=${path}`),
    ...(build.ssh ?? []).map((each) => `--ssh=${each}`),
    ...(build.cacheFrom ?? []).map((cache) => `--cache-from=${imageOf(cache)}`),
    ...(build.cacheTo ?? []).map((cache) => `--cache-to=${imageOf(cache)}`),
    ...(sourceDateEpoch === undefined ? [] : [`--timestamp=${sourceDateEpoch}`]),
    ...(build.addHosts ?? []).map((each) => `--add-host=${each}`),
    ...(network === '' || network === 'default' ? [] : [`--network=${network}`]),
    ...(shmSize === '' ? [] : [`--shm-size=${shmSize}`]),
    ...(build.ulimits ?? []).map((each) => `--ulimit=${each}`),
    ...(cgroupParent === '' ? [] : [`--cgroup-parent=${cgroupParent}`]),
  ]
}

function imageOf({ attributes }: CacheLocation): string {
  return attributes.find(({ name }) => name === 'ref')?.value ?? ''
}

function authFlags(tools: EngineTools): string[] {
  return tools.hasLogin ? [`--authfile=${join(tools.directory, AUTH_FILE)}`] : []
}

function caFlags(tools: EngineTools): string[] {
  return tools.caDirectory === undefined ? [] : [`--cert-dir=${tools.caDirectory}`]
}

/** Certificates are left unverified only where there are none: with registries of plain http, and never while base images are pulled. */
async function transportFlags(tools: EngineTools, registry: string): Promise<string[]> {
  return [...caFlags(tools), ...((await tools.isPlain(registry)) ? ['--tls-verify=false'] : [])]
}

function failure(code: string, act: string, exit: Parameters<typeof explainFailure>[0]['exit']): ActionError {
  return explainFailure({
    code,
    sentence: `buildah could not ${act}`,
    exit,
    hints: code === 'build-failed' ? BUILDAH_BUILD_HINTS : BUILDAH_HINTS,
  })
}
