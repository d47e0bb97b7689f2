import { readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { ActionError, type ImageBuild } from '@gitops-actions/core'
import { registriesOfDockerfile, registryOf } from './dockerfile-registries.ts'
import type { EngineTools } from './engine.ts'

/** Inputs `builder`, `driver`, `driver-opts` and `endpoint`: which BuildKit is used. */
export interface BuildkitChoice {
  /** A builder that exists; undefined: the current one. */
  readonly name: string | undefined
  /** Make a builder for this run alone: `docker-container`, `kubernetes` or `remote`. */
  readonly driver: string | undefined
  /** `name=value`. */
  readonly driverOptions: readonly string[]
  /** Of the driver: a docker context, or the address of a running buildkitd such as `tcp://buildkitd:1234`. */
  readonly endpoint: string | undefined
}

/** A builder that lives as long as this run. */
export interface OwnBuilder {
  readonly name: string
  readonly driver: string
  remove(cancelled: boolean): Promise<void>
}

/** What the names of builders that a run makes for itself begin with. */
export const OWN_BUILDER = 'gitops-actions-'
const DRIVERS = ['docker-container', 'kubernetes', 'remote']

/**
 * The choice, checked. A builder that exists has its driver already.
 * @throws ActionError `invalid-input`
 */
export function checkBuildkit(choice: BuildkitChoice): BuildkitChoice {
  const { name, driver, driverOptions, endpoint } = choice
  const made = [
    ...(driver === undefined ? [] : ['driver']),
    ...(driverOptions.length === 0 ? [] : ['driver-opts']),
    ...(endpoint === undefined ? [] : ['endpoint']),
  ]
  if (name !== undefined && made.length > 0) {
    throw invalid(
      `Input "builder" names the builder "${name}", which exists, and "${made.join('", "')}" is for a builder to be made. Leave one of them out.`,
    )
  }
  if (name?.startsWith('-') === true || endpoint?.startsWith('-') === true) {
    throw invalid(
      `Input "${name?.startsWith('-') === true ? 'builder' : 'endpoint'}" begins with "-": wanted a name.`,
    )
  }
  if (driver !== undefined && !DRIVERS.includes(driver)) {
    throw invalid(
      `Input "driver" is "${driver}": wanted ${DRIVERS.join(', ')}; leave it empty to use the current builder, or "engine: docker" for the builder inside docker's daemon.`,
    )
  }
  if (driver === 'remote' && endpoint === undefined) {
    throw invalid(
      'Input "driver" is "remote", which needs the address of a buildkitd in "endpoint", such as "tcp://buildkitd:1234".',
    )
  }
  return choice
}

/** Whether a builder is to be made for this run. */
export function wantsOwnBuilder({ driver, driverOptions, endpoint }: BuildkitChoice): boolean {
  return driver !== undefined || driverOptions.length > 0 || endpoint !== undefined
}

/**
 * Makes a builder and starts it. It trusts what this run trusts, where its driver lets us say so.
 * @throws ActionError `builder-unavailable`
 */
export async function createOwnBuilder(
  tools: EngineTools,
  version: string,
  choice: BuildkitChoice,
  build: ImageBuild,
): Promise<OwnBuilder> {
  const driver = choice.driver ?? (choice.endpoint?.includes('://') === true ? 'remote' : 'docker-container')
  const name = `${OWN_BUILDER}${basename(tools.directory)
    .replace(/[^A-Za-z0-9]+/g, '-')
    .toLowerCase()}`
  const config = driver === 'remote' ? undefined : await writeConfig(tools, build)
  const entitlements = (build.allow ?? []).map((each) => `--allow-insecure-entitlement=${each}`)
  const exit = await tools.run({
    args: [
      'buildx',
      'create',
      `--name=${name}`,
      `--driver=${driver}`,
      ...choice.driverOptions.map((option) => `--driver-opt=${option}`),
      ...(config === undefined ? [] : [`--${configFlag(version)}=${config}`]),
      ...(entitlements.length === 0 || driver === 'remote'
        ? []
        : [`--buildkitd-flags=${entitlements.join(' ')}`]),
      '--bootstrap',
      ...(choice.endpoint === undefined ? [] : [choice.endpoint]),
    ],
  })
  const remove = async (cancelled: boolean): Promise<void> => {
    const args = ['buildx', 'rm', '--force', name]
    if (cancelled) tools.leaveRunning(args)
    else await tools.run({ args, quiet: true })
  }
  if (exit.exitCode === 0) return { name, driver, remove }
  await remove(false).catch(() => undefined)
  const words = exit.tail.slice(-2).join(' | ').slice(0, 600)
  throw new ActionError(
    'builder-unavailable',
    `buildx could not make a builder with the driver "${driver}" (exit code ${exit.exitCode}): ${words === '' ? 'it said nothing' : words}. Check the inputs "driver", "driver-opts" and "endpoint".`,
    { kind: 'transient' },
  )
}

/** Renamed in 0.15: https://github.com/docker/buildx/releases/tag/v0.15.0 */
function configFlag(version: string): string {
  const [, major = '0', minor = '0'] = /^v?(\d+)\.(\d+)/.exec(version) ?? []
  return Number(major) > 0 || Number(minor) >= 15 ? 'buildkitd-config' : 'config'
}

/**
 * BuildKit gets certificates and plain http by registry, and buildx takes the files along to wherever it runs:
 * https://docs.docker.com/build/buildkit/configure/#setting-registry-certificates
 */
async function writeConfig(tools: EngineTools, build: ImageBuild): Promise<string | undefined> {
  const { caDirectory } = tools
  const sections: string[] = []
  for (const registry of await registriesOf(build)) {
    const plain = await tools.isPlain(registry)
    if (!plain && caDirectory === undefined) continue
    const lines = plain
      ? ['  http = true']
      : [`  ca = [${JSON.stringify(join(caDirectory ?? '', 'ca.crt'))}]`]
    sections.push([`[registry.${JSON.stringify(registry)}]`, ...lines].join('\n'))
  }
  if (sections.length === 0) return undefined
  const path = join(tools.directory, 'buildkitd.toml')
  await writeFile(path, `${sections.join('\n')}\n`, { mode: 0o600 })
  return path
}

/** Those it pushes to, keeps caches in and takes base images from. */
async function registriesOf(build: ImageBuild): Promise<Set<string>> {
  const { references, pushTo = [], cacheFrom = [], cacheTo = [], buildContexts = [], file } = build
  const caches = [...cacheFrom, ...cacheTo].flatMap(({ attributes }) => attributes)
  const names = [
    ...caches.filter(({ name }) => name === 'ref').map(({ value }) => value),
    ...buildContexts.map(({ value }) => value.replace(/^docker-image:\/\//, '')),
  ]
  const text = file === undefined ? '' : await readFile(file, 'utf8').catch(() => '')
  return new Set([
    ...[...references, ...pushTo].map(({ registry }) => registry),
    ...names.map(registryOf).filter((registry) => registry !== undefined),
    ...registriesOfDockerfile(text, build.buildArgs),
  ])
}

function invalid(sentence: string): ActionError {
  return new ActionError('invalid-input', sentence)
}
