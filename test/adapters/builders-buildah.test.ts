import { spawnSync } from 'node:child_process'
import { copyFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createBuilder } from '@gitops-actions/adapters'
import { ActionError, parseImageReference, parsePlatform } from '@gitops-actions/core'
import { makeStaticBinary, type SandboxRegistry, startRegistry } from '@gitops-actions/sandbox'
import {
  type BuildWorkspace,
  builderOptions,
  hasBuildah,
  hasUserIds,
  imageBuild,
  keepLog,
  makeWorkspace,
} from './build-workspace.ts'
import { BUSYBOX, hasBusybox } from './engine-world.ts'

const PASSWORD = 'canary-pass-4711'
const withBuildah = hasBuildah()
const describeWithUserIds = withBuildah && hasUserIds() ? describe : describe.skip
const describeWithBuildah = withBuildah ? describe : describe.skip
const describeWithShell = withBuildah && hasUserIds() && hasBusybox() ? describe : describe.skip

let registry: SandboxRegistry
let workspace: BuildWorkspace

beforeEach(async () => {
  registry = await startRegistry({ users: { robot: PASSWORD } })
  workspace = makeWorkspace()
})

afterEach(async () => {
  await registry.close()
  await workspace.remove()
})

function credentials(password = PASSWORD): { registry: string; username: string; password: string }[] {
  return [{ registry: registry.host, username: 'robot', password }]
}

function writes(): string[] {
  return registry.requests
    .filter(({ method }) => !['GET', 'HEAD'].includes(method))
    .map(({ method, path }) => `${method} ${path}`)
}

async function refusal(work: Promise<unknown>): Promise<ActionError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof ActionError) return error
  throw new Error(`not refused: ${String(error)}`)
}

describeWithBuildah('buildah', () => {
  it('builds from nothing without a network, and pushes what the registry then has', async () => {
    const log = keepLog()
    const builder = createBuilder(builderOptions(workspace, { credentials: credentials(), log }))
    const name = `${registry.host}/acme/api:1.2.3`
    const build = imageBuild({
      names: [name],
      buildArgs: [{ name: 'GREETING', value: 'a b=c,d' }],
      labels: [{ name: 'org.example.text', value: '--privileged "quoted", $HOME' }],
    })
    try {
      const { description } = await builder.prepare(build)
      expect(description).toMatch(/^buildah \d/)
      const digest = await builder.push(await builder.build(build), parseImageReference(name))
      expect(registry.manifest('acme/api', '1.2.3')?.digest).toBe(digest)
      expect(configOf('1.2.3').config.Labels).toMatchObject({
        greeting: 'a b=c,d',
        'org.example.text': '--privileged "quoted", $HOME',
      })
      expect(log.lines.join('\n')).toContain('COPY hello.txt /hello.txt')
    } finally {
      await builder.close()
    }
  })

  it('builds every platform into one index', async () => {
    const builder = createBuilder(builderOptions(workspace, { credentials: credentials() }))
    const name = `${registry.host}/acme/api:multi`
    const build = imageBuild({
      names: [name],
      platforms: [parsePlatform('linux/amd64'), parsePlatform('linux/arm64')],
    })
    try {
      await builder.prepare(build)
      const digest = await builder.push(await builder.build(build), parseImageReference(name))
      const manifest = registry.manifest('acme/api', 'multi')
      expect(manifest?.digest).toBe(digest)
      const index = JSON.parse(manifest?.bytes.toString() ?? '') as {
        mediaType: string
        manifests: { platform: { os: string; architecture: string } }[]
      }
      expect(index.mediaType).toBe('application/vnd.oci.image.index.v1+json')
      const platforms = index.manifests.map(({ platform }) => `${platform.os}/${platform.architecture}`)
      expect(platforms.sort()).toEqual(['linux/amd64', 'linux/arm64'])
    } finally {
      await builder.close()
    }
  })

  it('says where plain http is allowed for base images, which it takes by https alone', async () => {
    workspace.write('app/Dockerfile', `FROM ${registry.host}/acme/base:1\n`)
    const builder = createBuilder(builderOptions(workspace, { credentials: credentials() }))
    const build = imageBuild({ names: [`${registry.host}/acme/api:1`] })
    try {
      await builder.prepare(build)
      const error = await refusal(builder.build(build))
      expect(error.code).toBe('registry-unreachable')
      expect(error.message).toContain(`name "${registry.host}" with "insecure = true"`)
    } finally {
      await builder.close()
    }
  })

  it('keeps the login in a private file while it runs, and nowhere afterwards', async () => {
    const builder = createBuilder(builderOptions(workspace, { credentials: credentials() }))
    const name = `${registry.host}/acme/api:1`
    const build = imageBuild({ names: [name] })
    await builder.prepare(build)
    const login = [...workspace.files()].filter(([path]) => path.endsWith('/auth.json'))
    expect(login).toHaveLength(1)
    const path = login[0]?.[0] ?? ''
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700)
    expect(leaks()).toHaveLength(1)
    await builder.push(await builder.build(build), parseImageReference(name))
    await builder.close()
    expect(leaks()).toEqual([])
    expect(readdirSync(workspace.temp)).toEqual([])
  })

  it('fails on a wrong password before it builds, shows no password and removes its files', async () => {
    const log = keepLog()
    const wrong = 'wrong-canary-4712'
    const builder = createBuilder(builderOptions(workspace, { credentials: credentials(wrong), log }))
    const error = await refusal(builder.prepare(imageBuild({ names: [`${registry.host}/acme/api:1`] })))
    await builder.close()
    expect(error.code).toBe('registry-unauthorized')
    expect(error.message).toContain(`buildah could not log in to ${registry.host} as "robot"`)
    expect(error.message).toContain('Check the inputs "registry", "username" and "password"')
    expect([error.message, ...log.lines].join('\n')).not.toContain(wrong)
    expect(log.lines.join('\n')).not.toContain('STEP')
    expect(writes()).toEqual([])
    expect(readdirSync(workspace.temp)).toEqual([])
  })
})

describeWithUserIds('buildah in a container', () => {
  it('runs commands of a Dockerfile on this machine', async () => {
    writeFileSync(`${workspace.app}/program`, makeStaticBinary('it ran\n'), { mode: 0o755 })
    workspace.write('app/Dockerfile', 'FROM scratch\nCOPY program /program\nRUN ["/program"]\n')
    const log = keepLog()
    const builder = createBuilder(builderOptions(workspace, { log }))
    const build = imageBuild({ names: ['localhost/acme/runs:1'], noCache: true })
    try {
      await builder.prepare(build)
      await builder.build(build)
      expect(log.lines.join('\n')).toMatch(/^it ran$/m)
    } finally {
      await builder.close()
    }
  })
})

describeWithShell('a cancelled build of buildah', () => {
  it('leaves no secret and no container in its store', async () => {
    copyFileSync(BUSYBOX, `${workspace.app}/busybox`)
    const command = 'cat /run/secrets/token | sha256sum && echo it began && sleep 471150'
    workspace.write(
      'app/Dockerfile',
      `FROM scratch\nCOPY busybox /bin/sh\nRUN --mount=type=secret,id=token ${command}\n`,
    )
    const controller = new AbortController()
    const log = keepLog()
    const info = (line: string): void => {
      if (line === 'it began') controller.abort(new Error('cancelled by a test'))
    }
    const change = { log: { ...log, info }, signal: controller.signal }
    const builder = createBuilder(builderOptions(workspace, change))
    const secrets = [{ id: 'token', value: PASSWORD }]
    const build = imageBuild({ names: ['localhost/acme/api:1'], secrets })
    await builder.prepare(build)
    expect((await refusal(builder.build(build))).code).toBe('cancelled')
    await builder.close()
    const store = dirname(workspace.env.CONTAINERS_STORAGE_CONF ?? '')
    const search = (): number | null =>
      spawnSync('grep', ['--recursive', '--quiet', PASSWORD, store, workspace.temp]).status
    // 0: it was found; 2: files went away meanwhile.
    expect(search()).not.toBe(0)
    await workspace.settled()
    const containers = readdirSync(`${store}/graph/vfs-containers`)
    expect(containers.filter((name) => /^[0-9a-f]{64}$/.test(name))).toEqual([])
    // 1: every file was read, and it is in none.
    expect(search()).toBe(1)
  })
})

interface ImageConfig {
  readonly config: { readonly Labels: Record<string, string> }
}

function configOf(tag: string): ImageConfig {
  const manifest = JSON.parse(registry.manifest('acme/api', tag)?.bytes.toString() ?? '') as {
    config: { digest: string }
  }
  return JSON.parse(registry.blob('acme/api', manifest.config.digest)?.toString() ?? '') as ImageConfig
}

/** Files below the workspace that hold the password, plain or as docker writes it. */
function leaks(): string[] {
  const encoded = Buffer.from(`robot:${PASSWORD}`).toString('base64')
  return [...workspace.files()]
    .filter(([, text]) => text.includes(PASSWORD) || text.includes(encoded))
    .map(([path]) => path)
}
