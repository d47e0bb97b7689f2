import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { type BuildWorkspace, hasBuildah } from '../adapters/build-workspace.ts'
import { hasDebianRegistry } from '../adapters/debian-registry.ts'
import { hasDocker, startDockerDaemon } from '../adapters/docker-daemon.ts'
import {
  type EngineWorld,
  hasBusybox,
  openEngineWorld,
  PASSWORD,
  type TestedEngine,
} from '../adapters/engine-world.ts'
import type { ForwardProxy } from '../adapters/forward-proxy.ts'
import { hasSkopeo } from '../adapters/pulled-image.ts'
import { type ActionRun, pushEnvironment, runActionProcess } from './action-process.ts'

const SHA = '0123456789abcdef0123456789abcdef01234567'

type Start = (proxy: ForwardProxy) => Promise<TestedEngine>

const buildah: Start = () =>
  Promise.resolve({
    engine: 'buildah',
    description: /buildah/,
    env: {},
    network: '',
    trust: () => ({}),
    untrusted: /in input "ca-cert"/,
    close: () => Promise.resolve(),
  })

const docker: Start = async (proxy) => {
  const daemon = await startDockerDaemon({ proxy: proxy.url })
  return {
    engine: 'docker',
    description: /docker/,
    env: daemon.env,
    network: 'none',
    trust(registry, ca) {
      daemon.trust(registry, ca)
      return {}
    },
    untrusted: /certs\.d/,
    close: () => daemon.close(),
  }
}

const isComplete = hasSkopeo() && hasBusybox() && (await hasDebianRegistry())
const engines: [string, Start][] = [
  ...(isComplete && hasBuildah() ? [['buildah', buildah] as [string, Start]] : []),
  ...(isComplete && hasDocker() ? [['docker', docker] as [string, Start]] : []),
]

describe('engines', () => {
  it('are here in CI, and elsewhere as far as they are installed', () => {
    expect(process.env.CI === 'true' ? engines.length : 2).toBe(2)
  })
})

for (const [engine, start] of engines)
  describe(`build-and-push with ${engine}`, () => {
    let world: EngineWorld
    let workspace: BuildWorkspace

    beforeAll(async () => {
      world = await openEngineWorld(start)
    })
    afterAll(() => world.close())
    beforeEach(() => {
      workspace = world.makeWorkspace()
    })
    afterEach(() => workspace.remove())

    function run(
      ref: string,
      inputs: Record<string, string>,
      env: Record<string, string> = {},
    ): Promise<ActionRun> {
      const { debian, bearer } = world
      const logins = [debian, bearer].map(
        ({ login }) =>
          `- { registry: '${login.registry}', username: '${login.username}', password: '${login.password}' }`,
      )
      return runActionProcess({
        action: 'build-and-push',
        workspace: workspace.app,
        inputs: {
          images: `${debian.host}/acme/api\n${bearer.host}/acme/api`,
          'registry-auth': logins.join('\n'),
          'ca-cert': world.authority.ca,
          engine,
          ...inputs,
        },
        env: {
          ...pushEnvironment(ref, SHA),
          ...workspace.env,
          ...world.tested.env,
          HTTPS_PROXY: world.proxy.url,
          ...env,
        },
      })
    }

    it('pushes to two registries at once: Basic auth by a private authority, and tokens', async () => {
      const pushed = await run('refs/heads/main', {})
      expect(pushed.annotations).toEqual([])
      expect(pushed.outputs.outcome).toBe('pushed')
      const { images } = JSON.parse(pushed.outputs.metadata ?? '') as { images: { digest: string }[] }
      for (const [index, place] of [world.debian, world.bearer].entries()) {
        const pulled = await place.pull(`${place.host}/acme/api:main`)
        expect(pulled.digest).toBe(images[index]?.digest)
        expect(pulled.files.get('/hello.txt')).toBe('hello\n')
        expect(pulled.labels['org.opencontainers.image.revision']).toBe(SHA)
      }
      expect(pushed.log.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain(PASSWORD)

      const released = await run('refs/tags/v1.2.3', { engine: 'auto' }, { PATH: '/nonexistent' })
      expect(released.annotations).toEqual([])
      expect(released.outputs).toMatchObject({ outcome: 'tagged', digest: pushed.outputs.digest })
      const pulled = await world.debian.pull(`${world.debian.host}/acme/api:1.2.3`)
      expect(pulled.digest).toBe(pushed.outputs.digest)
    })

    it('says where the certificate goes that our client does not trust', async () => {
      const { annotations, code } = await run('refs/heads/main', {
        'ca-cert': '',
        images: `${world.debian.host}/x/y`,
      })
      expect(code).toBe(1)
      expect(annotations.at(-1)?.message).toMatch(/ca-cert|certs\.d/)
    })
  })
