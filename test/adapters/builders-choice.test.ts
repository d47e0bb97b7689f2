import { chmodSync, mkdirSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type EngineChoice, createBuilder } from '@gitops-actions/adapters'
import { ActionError, type ChosenEngine, type ImageBuild, parsePlatform } from '@gitops-actions/core'
import { type BuildWorkspace, builderOptions, imageBuild, makeWorkspace } from './build-workspace.ts'
import { dockerScript, installEngine } from './recording-engine.ts'

const NAME = 'ghcr.io/acme/api:1'
const NO_DAEMON = `if (args[0] === 'version') { console.error('Cannot connect to the Docker daemon'); return 1 } return 1`
const BUILDAH = `if (args[0] === 'info') { console.log('{"host":{"OCIRuntime":"runc"}}') } else console.log('Version:  1.28.2'); return 0`
/** The overlay driver is refused, as over another overlay. */
const BUILDAH_WITHOUT_OVERLAY = `if (args[0] === 'info') { console.error("'overlay' is not supported over overlayfs"); return 125 } console.log('Version: 1.40.1'); return 0`

let workspace: BuildWorkspace

beforeEach(() => {
  workspace = makeWorkspace()
})

afterEach(() => workspace.remove())

async function choose(
  engine: EngineChoice,
  build: Partial<ImageBuild> = {},
  env: Record<string, string> = {},
): Promise<ChosenEngine> {
  const builder = createBuilder(
    builderOptions(workspace, {
      engine,
      env: { PATH: `${workspace.root}/bin`, HOME: workspace.home, RUNNER_TEMP: workspace.temp, ...env },
    }),
  )
  try {
    return await builder.prepare(imageBuild({ names: [NAME], ...build }))
  } finally {
    await builder.close()
  }
}

async function refusal(work: Promise<unknown>): Promise<ActionError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof ActionError) return error
  throw new Error(`not refused: ${String(error)}`)
}

const PLATFORMS = [parsePlatform('linux/amd64'), parsePlatform('linux/arm64')]

describe('engine auto', () => {
  it('passes over a docker client whose daemon does not answer, and says so', async () => {
    installEngine(workspace, 'docker', NO_DAEMON)
    installEngine(workspace, 'buildah', BUILDAH)
    const { description, why } = await choose('auto')
    expect(description).toMatch(/^buildah 1\.28\.2/)
    expect(why).toBe('because docker: its daemon does not answer (Cannot connect to the Docker daemon)')
  })

  it('takes docker when its daemon answers', async () => {
    installEngine(workspace, 'docker', dockerScript({ buildx: true }))
    installEngine(workspace, 'buildah', BUILDAH)
    expect((await choose('auto')).description).toBe('docker 28.2.2')
  })

  it('asks a program the same only once, for as many engines as it may be', async () => {
    const docker = installEngine(workspace, 'docker', dockerScript({ buildx: true, driver: 'docker' }))
    // Docker cannot do it, so that buildx is looked at too, and then a builder of its own.
    await choose('auto', { sbom: 'true' })
    const asked = docker.calls().map(({ args }) => args.join(' '))
    expect(asked.filter((each) => each === 'buildx version')).toHaveLength(1)
    expect(asked.filter((each) => each.startsWith('version '))).toHaveLength(1)
  })

  it('takes an engine that builds several platforms when several are wanted', async () => {
    installEngine(workspace, 'docker', dockerScript({ buildx: true, driver: 'docker' }))
    installEngine(workspace, 'buildah', BUILDAH)
    const { description, why } = await choose('auto', { platforms: PLATFORMS })
    expect(description).toMatch(/^buildah/)
    expect(why).toContain('buildx v0.24.0 (docker) cannot do input "platforms" (linux/amd64, linux/arm64)')
  })

  it('says of every engine why it does not work', async () => {
    installEngine(workspace, 'docker', NO_DAEMON)
    const error = await refusal(choose('auto'))
    expect(error.code).toBe('engine-unavailable')
    expect(error.message).toContain(
      'docker: its daemon does not answer (Cannot connect to the Docker daemon)',
    )
    expect(error.message).toContain('buildah: buildah is not on PATH')
    expect(error.message).toContain('buildx: docker has no buildx plugin')
    expect(error.message).toContain('sudo apt-get install -y buildah')
  })

  it('says what to do where the socket of docker may not be used', async () => {
    const words =
      'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock'
    installEngine(workspace, 'docker', NO_DAEMON.replace('Cannot connect to the Docker daemon', words))
    const error = await refusal(choose('docker'))
    expect(error.code).toBe('engine-unavailable')
    expect(error.message).toContain(`docker: its daemon does not answer (${words})`)
    expect(error.message).toContain('sudo usermod -aG docker')
  })

  it.each<[EngineChoice, string]>([
    ['docker', 'docker: docker is not on PATH'],
    ['buildah', 'buildah: buildah is not on PATH'],
    ['buildx', 'buildx: docker is not on PATH'],
  ])('does not fall back from %s', async (engine, reason) => {
    const error = await refusal(choose(engine))
    expect(error.code).toBe('engine-unavailable')
    expect(error.message).toContain(reason)
  })
})

describe('buildah', () => {
  it('copies whole layers where the default storage driver does not work', async () => {
    installEngine(
      workspace,
      'buildah',
      BUILDAH_WITHOUT_OVERLAY.replace("args[0] === 'info'", "args[0] === 'info' && args.length === 1"),
    )
    expect((await choose('buildah')).description).toBe('buildah 1.40.1 (vfs, chroot)')
  })

  it('leaves the storage driver and isolation to the user who set them', async () => {
    installEngine(workspace, 'buildah', BUILDAH)
    const own = await choose('buildah', {}, { BUILDAH_ISOLATION: 'oci' })
    expect(own.description).toBe('buildah 1.28.2')
  })

  it('says why no storage driver works', async () => {
    installEngine(
      workspace,
      'buildah',
      BUILDAH_WITHOUT_OVERLAY.replace("args[0] === 'info'", "args.includes('info')"),
    )
    expect((await refusal(choose('buildah'))).message).toContain('is not supported over overlayfs')
  })
})

describe('context and Dockerfile', () => {
  it.each([
    ['nowhere', undefined, 'context-unreadable', 'Input "context" is "nowhere"'],
    ['https://github.com/acme/api.git', undefined, 'context-unreadable', 'check the repository out first'],
    ['hello.txt', undefined, 'context-unreadable', 'wanted a directory'],
    ['.', 'Missing', 'dockerfile-unreadable', '/app/Missing cannot be read'],
    ['.', '.', 'dockerfile-unreadable', 'it is not a file'],
  ])(
    'refuses context %s with file %s before an engine is looked for',
    async (context, file, code, message) => {
      const error = await refusal(choose('auto', { context, file }))
      expect(error.code).toBe(code)
      expect(error.message).toContain(message)
    },
  )

  it('finds a Containerfile', async () => {
    mkdirSync(`${workspace.app}/sub`)
    workspace.write('app/sub/Containerfile', 'FROM scratch\n')
    installEngine(workspace, 'buildah', BUILDAH)
    await expect(choose('buildah', { context: 'sub' })).resolves.toBeDefined()
  })

  it('names the default when there is neither', async () => {
    mkdirSync(`${workspace.app}/empty`)
    expect((await refusal(choose('auto', { context: 'empty' }))).message).toContain('/empty/Dockerfile')
  })
})

describe('programs', () => {
  it('are not taken from the workspace, and have to be executable', async () => {
    const path = installEngine(workspace, 'buildah', BUILDAH).path
    const error = await refusal(choose('buildah', {}, { GITHUB_WORKSPACE: workspace.root }))
    expect(error.message).toContain('buildah is not on PATH')
    chmodSync(`${path}/buildah`, 0o644)
    expect((await refusal(choose('buildah'))).message).toContain('buildah is not on PATH')
  })
})

describe('registry of a login', () => {
  it.each(['--help', 'a b', 'user@host', '-v/:/host', 'ghcr.io --tls-verify=false'])(
    'refuses "%s"',
    (registry) => {
      const credentials = [{ registry, username: 'u', password: 'p' }]
      expect(() => createBuilder(builderOptions(workspace, { credentials }))).toThrow(
        'wanted a host name such as "ghcr.io"',
      )
    },
  )

  it('may be written with blanks and a scheme', () => {
    const credentials = [{ registry: ' https://ghcr.io/\n', username: 'u', password: 'p' }]
    expect(() => createBuilder(builderOptions(workspace, { credentials }))).not.toThrow()
  })
})
