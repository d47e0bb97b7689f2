import { describe, expect, it } from '@jest/globals'
import { type ImageBuild, parsePlatform } from '@gitops-actions/core'
import { findUnmet, requireAbility } from '../../packages/adapters/src/builders/capabilities.ts'
import { dockerFlags } from '../../packages/adapters/src/builders/docker-flags.ts'
import type { EngineKind } from '../../packages/adapters/src/builders/engine.ts'
import { imageBuild } from './build-workspace.ts'

const PLAIN = imageBuild({ names: ['ghcr.io/acme/api:1'] })
const image = { type: 'registry', attributes: [{ name: 'ref', value: 'ghcr.io/acme/cache' }] }
const [amd64, arm64] = [parsePlatform('linux/amd64'), parsePlatform('linux/arm64')]
const ALL: readonly EngineKind[] = ['buildx', 'buildx-docker', 'docker-buildkit', 'docker-classic', 'buildah']

/** Input → a build that asks for it, and the kinds of engine that can. */
const TABLE: readonly [string, Partial<ImageBuild>, readonly EngineKind[]][] = [
  ['none', {}, ALL],
  ['one platform', { platforms: [amd64] }, ALL],
  ['platforms', { platforms: [amd64, arm64] }, ['buildx', 'buildah']],
  ['build-args', { buildArgs: [{ name: 'A', value: '1' }] }, ALL],
  ['labels', { labels: [{ name: 'a', value: '1' }] }, ALL],
  ['target', { target: 'one' }, ALL],
  ['no-cache', { noCache: true }, ALL],
  ['pull', { pull: true }, ALL],
  ['add-hosts', { addHosts: ['a:1'] }, ALL],
  ['network', { network: 'host' }, ALL],
  ['build-contexts', { buildContexts: [{ name: 'a', value: '.' }] }, ['buildx', 'buildx-docker', 'buildah']],
  [
    'secrets',
    { secrets: [{ id: 'a', value: 'x' }] },
    ['buildx', 'buildx-docker', 'docker-buildkit', 'buildah'],
  ],
  ['ssh', { ssh: ['default'] }, ['buildx', 'buildx-docker', 'docker-buildkit', 'buildah']],
  ['annotations', { annotations: [{ name: 'a', value: '1', levels: [] }] }, ['buildx', 'buildah']],
  ['annotations', { annotations: [{ name: 'a', value: '1', levels: ['index'] }] }, ['buildx']],
  ['annotations', { annotations: [{ name: 'a', value: '1', levels: [], platform: arm64 }] }, ['buildx']],
  ['cache-from', { cacheFrom: [image] }, ['buildx', 'buildx-docker', 'docker-buildkit', 'buildah']],
  ['cache-from', { cacheFrom: [image, image] }, ['buildx', 'buildx-docker', 'docker-buildkit']],
  ['cache-from', { cacheFrom: [{ type: 'gha', attributes: [] }] }, ['buildx', 'buildx-docker']],
  ['cache-to', { cacheTo: [image] }, ['buildx', 'buildah']],
  ['cache-to', { cacheTo: [{ type: 'gha', attributes: [] }] }, ['buildx']],
  [
    'cache-to',
    { cacheTo: [{ type: 'inline', attributes: [] }] },
    ['buildx', 'buildx-docker', 'docker-buildkit'],
  ],
  ['no-cache-filters', { noCacheFilters: ['a'] }, ['buildx', 'buildx-docker']],
  ['provenance', { provenance: 'mode=max' }, ['buildx']],
  ['no provenance', { provenance: 'false', sbom: 'false' }, ALL],
  ['sbom', { sbom: 'true' }, ['buildx']],
  ['attests', { attests: ['type=sbom'] }, ['buildx']],
  ['outputs', { outputs: ['type=tar,dest=a'] }, ['buildx', 'buildx-docker']],
  ['shm-size', { shmSize: '1m' }, ['buildx', 'buildx-docker', 'docker-classic', 'buildah']],
  ['ulimit', { ulimits: ['nofile=1'] }, ['buildx', 'buildx-docker', 'docker-classic', 'buildah']],
  ['cgroup-parent', { cgroupParent: '/a' }, ['buildx', 'buildx-docker', 'docker-classic', 'buildah']],
  ['allow', { allow: ['network.host'] }, ['buildx', 'buildx-docker']],
]

describe('what engines can do', () => {
  it.each(TABLE)('%s: %j', (input, extras, able) => {
    const build = { ...PLAIN, ...extras }
    expect(ALL.filter((kind) => findUnmet(kind, build).length === 0)).toEqual(able)
    for (const kind of ALL.filter((each) => !able.includes(each))) {
      expect(() => {
        requireAbility(kind, 'the engine', build)
      }).toThrow(
        new RegExp(`^Input "${input}" asks for .*, which the engine cannot do\\. Use "engine: buildx"`),
      )
    }
  })

  it('shows no secret and no value of one in a refusal', () => {
    const secrets = [{ id: 'token', value: 'canary-secret-4713' }]
    expect(findUnmet('docker-classic', { ...PLAIN, secrets })).toEqual(['input "secrets" (token)'])
  })
})

describe('arguments of docker before buildx (as Docker 20.10 has them)', () => {
  const context = { context: '/w', file: '/w/Dockerfile', secretFiles: [{ id: 'a', path: '/p/0' }] }
  const common = {
    target: 'one',
    noCache: true,
    pull: true,
    platforms: [amd64],
    buildArgs: [{ name: 'A', value: '1 2' }],
    labels: [{ name: 'l', value: 'x' }],
    addHosts: ['h:1'],
    network: 'none',
    provenance: 'false',
  }
  const expected = [
    '--pull',
    '--no-cache',
    '--platform=linux/amd64',
    '--target=one',
    '--build-arg=A=1 2',
    '--label=l=x',
  ]

  it('with BuildKit', () => {
    const inline = [{ type: 'inline', attributes: [] }]
    const build = { ...PLAIN, ...common, ...context, ssh: ['default'], cacheFrom: [image], cacheTo: inline }
    expect(dockerFlags(build, 'docker-buildkit')).toEqual([
      '--progress=plain',
      ...expected,
      '--secret=id=a,src=/p/0',
      '--ssh=default',
      '--cache-from=ghcr.io/acme/cache',
      '--build-arg=BUILDKIT_INLINE_CACHE=1',
      '--add-host=h:1',
      '--network=none',
      '--file=/w/Dockerfile',
    ])
  })

  it('with the classic builder', () => {
    const limits = { shmSize: '1m', ulimits: ['nofile=1'], cgroupParent: '/a' }
    const build = { ...PLAIN, ...common, ...context, secretFiles: [], ...limits }
    expect(dockerFlags(build, 'docker-classic')).toEqual([
      ...expected,
      '--add-host=h:1',
      '--network=none',
      '--shm-size=1m',
      '--ulimit=nofile=1',
      '--cgroup-parent=/a',
      '--file=/w/Dockerfile',
    ])
  })
})
