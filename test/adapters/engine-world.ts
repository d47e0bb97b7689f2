import { copyFileSync, existsSync, readFileSync, readdirSync } from 'node:fs'
import type { BuilderOptions } from '@gitops-actions/adapters'
import { ActionError, type ImageBuild } from '@gitops-actions/core'
import { type SandboxRegistry, startRegistry } from '@gitops-actions/sandbox'
import { type BuildWorkspace, builderOptions, makeWorkspace } from './build-workspace.ts'
import { type Authority, createAuthority } from './certificates.ts'
import { startDebianRegistry } from './debian-registry.ts'
import { type ForwardProxy, startForwardProxy } from './forward-proxy.ts'
import { type PullOptions, type PulledImage, pullImage } from './pulled-image.ts'
import type { StartedRegistry } from './registry-seed.ts'

/** An engine that runs on this machine, as a contract needs to know it. */
export interface TestedEngine {
  readonly engine: 'buildah' | 'docker'
  /** What it is described as. */
  readonly description: RegExp
  /** Variables that lead to it. */
  readonly env: Readonly<Record<string, string>>
  /** Input "network" by which commands of a Dockerfile run here. */
  readonly network: string
  /** Inputs beside those that every engine takes, which it takes too. */
  readonly extras?: Partial<ImageBuild>
  /** Lets it trust an authority: by input "ca-cert", or where its daemon looks for it. */
  trust(registry: string, ca: string): Partial<BuilderOptions>
  /** What the error says where it does not trust one. */
  readonly untrusted: RegExp
  close(): Promise<void>
}

/** A registry, and how an image is pulled from it by others than us. */
export interface Place {
  readonly host: string
  readonly login: { readonly registry: string; readonly username: string; readonly password: string }
  readonly change: Partial<BuilderOptions>
  pull(reference: string): Promise<PulledImage>
}

/** Everything around an engine: two registries of different make, and the way to them. */
export interface EngineWorld {
  readonly tested: TestedEngine
  readonly proxy: ForwardProxy
  readonly authority: Authority
  /** Bearer tokens over plain http on loopback. */
  readonly sandbox: SandboxRegistry
  /** Basic auth over https of a private authority, by a name that only the proxy knows. */
  readonly debian: Place
  readonly bearer: Place
  /** A workspace with a `busybox`, and options for its builder. */
  makeWorkspace(): BuildWorkspace
  options(workspace: BuildWorkspace, change?: Partial<BuilderOptions>): BuilderOptions
  close(): Promise<void>
}

export const PASSWORD = 'canary-pass-4711'
export const BUSYBOX = '/bin/busybox'
const TLS_NAME = 'registry.test'

/** Whether there is a static shell to put into images. In CI there has to be. */
export function hasBusybox(): boolean {
  if (existsSync(BUSYBOX)) return true
  if (process.env.CI === 'true') throw new Error('busybox is missing: apt-get install -y busybox-static')
  process.stderr.write(
    'SKIPPED: /bin/busybox is not on this machine; install busybox-static to run these tests\n',
  )
  return false
}

export async function openEngineWorld(
  start: (proxy: ForwardProxy) => Promise<TestedEngine>,
): Promise<EngineWorld> {
  const [authority, proxy, sandbox] = await Promise.all([
    createAuthority(),
    startForwardProxy(),
    startRegistry({ users: { robot: PASSWORD, rival: 'rival-pass-4712' } }),
  ])
  const debian = await startDebianRegistry(await authority.issue(`DNS:${TLS_NAME}`))
  proxy.ports.set(TLS_NAME, Number(debian.host.split(':')[1]))
  const tested = await start(proxy)
  const trusted = tested.trust(TLS_NAME, authority.ca)
  const place = (started: Omit<StartedRegistry, 'close'>, pull: Partial<PullOptions>, change = {}): Place => {
    const { host, username, password } = started
    const options = { username, password, ...pull }
    return {
      host,
      login: { registry: host, username, password },
      change,
      pull: (reference) => pullImage(reference, options),
    }
  }
  return {
    tested,
    proxy,
    authority,
    sandbox,
    debian: place({ ...debian, host: TLS_NAME }, { ca: authority.ca, proxy: proxy.url }, trusted),
    bearer: place({ host: sandbox.host, username: 'robot', password: PASSWORD }, {}),
    makeWorkspace() {
      const workspace = makeWorkspace()
      copyFileSync(BUSYBOX, `${workspace.app}/busybox`)
      return workspace
    },
    options(workspace, change = {}) {
      const { engine } = tested
      const home = { HOME: workspace.home, RUNNER_TEMP: workspace.temp, HTTPS_PROXY: proxy.url }
      const env = { PATH: process.env.PATH, ...home, ...workspace.env, ...tested.env }
      return builderOptions(workspace, { engine, env, ...change })
    },
    async close() {
      await tested.close()
      await Promise.all([debian.close(), sandbox.close(), proxy.close(), authority.close()])
    },
  }
}

export async function refusal(work: Promise<unknown>): Promise<ActionError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof ActionError) return error
  throw new Error(`not refused: ${String(error)}`)
}

/** Command lines of all processes of this machine that hold a text, but for those that are named. */
export function commandLinesWith(text: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(commandLine)
    .filter((line) => line.includes(text))
}

/** Waits until no process has the text in its command line. */
export async function untilGone(text: string): Promise<void> {
  while (commandLinesWith(text).length > 0) await new Promise((resolve) => setTimeout(resolve, 20))
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}
