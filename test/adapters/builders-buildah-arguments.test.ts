import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type BuilderOptions, createBuilder } from '@gitops-actions/adapters'
import { type ImageBuild, parseImageReference, parsePlatform } from '@gitops-actions/core'
import { type BuildWorkspace, builderOptions, imageBuild, makeWorkspace } from './build-workspace.ts'
import { DIGEST, installEngine } from './recording-engine.ts'

const SCRIPT = `
  if (args.includes('info')) { console.log('{"host":{"OCIRuntime":"runc"}}'); return 0 }
  if (flag('--iidfile')) fs.writeFileSync(flag('--iidfile'), 'sha256:1d')
  if (flag('--digestfile')) fs.writeFileSync(flag('--digestfile'), '${DIGEST}')
  console.log('Version:  1.28.2')
  return 0
`
const PEM = '-----BEGIN CERTIFICATE-----\nMAo=\n-----END CERTIFICATE-----'

let workspace: BuildWorkspace

beforeEach(() => {
  workspace = makeWorkspace()
})

afterEach(() => workspace.remove())

/** What buildah is called with for login, build and push, the private directory written as `$`. */
async function argumentsOf(
  registry: string,
  change: Partial<BuilderOptions>,
  build: Partial<ImageBuild> = {},
): Promise<string[][]> {
  const engine = installEngine(workspace, 'buildah', SCRIPT)
  const env = {
    PATH: engine.path,
    HOME: workspace.home,
    RUNNER_TEMP: workspace.temp,
    BUILDAH_ISOLATION: 'oci',
  }
  const credentials = [{ registry, username: 'robot', password: 'p' }]
  const builder = createBuilder(builderOptions(workspace, { env, credentials, ...change }))
  const name = `${registry}/acme/api:1`
  const whole = imageBuild({ names: [name], ...build })
  await builder.prepare(whole)
  await builder.push(await builder.build(whole), parseImageReference(name))
  await builder.close()
  return engine
    .calls()
    .map(({ args }) => args.map((arg) => arg.replace(/[^ =]*\/build-and-push-\w+/, '$')))
    .filter(([command]) => command !== 'info' && command !== 'version')
}

describe('arguments of buildah (a recording stand-in)', () => {
  it('verify certificates, with the given authority besides', async () => {
    expect(await argumentsOf('registry.example', { caCert: PEM })).toEqual([
      [
        'login',
        '--authfile=$/auth.json',
        '--cert-dir=$/certificates',
        '--username=robot',
        '--password-stdin',
        'registry.example',
      ],
      [
        'build',
        '--authfile=$/auth.json',
        '--cert-dir=$/certificates',
        '--layers=true',
        '--pull=false',
        '--iidfile=$/image-id',
        '--tag=registry.example/acme/api:1',
        `--file=${workspace.app}/Dockerfile`,
        workspace.app,
      ],
      [
        'push',
        '--authfile=$/auth.json',
        '--cert-dir=$/certificates',
        '--digestfile=$/pushed-digest',
        'sha256:1d',
        'docker://registry.example/acme/api:1',
      ],
    ])
  })

  it('leave parts of images in a directory of the run, unless the job names another', async () => {
    const engine = installEngine(workspace, 'buildah', SCRIPT)
    const env = { PATH: engine.path, HOME: workspace.home, RUNNER_TEMP: workspace.temp }
    for (const more of [{}, { TMPDIR: workspace.root }]) {
      const builder = createBuilder(builderOptions(workspace, { env: { ...env, ...more } }))
      await builder.prepare(imageBuild({ names: ['registry.example/acme/api:1'] }))
      await builder.close()
    }
    const places = new Set(engine.calls().map((call) => call.env.TMPDIR))
    expect([...places]).toEqual([
      expect.stringMatching(new RegExp(`^${workspace.temp}/build-and-push-\\w+/tmp$`)),
      workspace.root,
    ])
  })

  it.each([
    ['a registry of plain http', true],
    ['every other', false],
  ])('for %s leave certificates unverified: %s', async (_, plain) => {
    const asked: string[] = []
    const isPlain = (name: string): Promise<boolean> => {
      asked.push(name)
      return Promise.resolve(plain)
    }
    const calls = await argumentsOf('registry.example:5000', { isPlain })
    expect(asked).toEqual(['registry.example:5000', 'registry.example:5000'])
    const unverified = calls.filter((args) => args.includes('--tls-verify=false')).map(([command]) => command)
    // Never while building: base images may come from anywhere.
    expect(unverified).toEqual(plain ? ['login', 'push'] : [])
  })

  it('of several platforms make an index under a name of this run, and take that name away', async () => {
    const platforms = [parsePlatform('linux/amd64'), parsePlatform('linux/arm64')]
    const calls = await argumentsOf('registry.example', {}, { platforms, noCache: true, pull: true })
    const [, build, tag, push, tidy] = calls
    const list = build?.find((arg) => arg.startsWith('--manifest='))?.slice('--manifest='.length) ?? ''
    expect(list).not.toBe('')
    expect(build).toEqual(
      expect.arrayContaining(['--layers=false', '--no-cache', '--pull=always', '--platform=linux/arm64']),
    )
    expect(tag).toEqual(['tag', list, 'registry.example/acme/api:1'])
    expect(push?.slice(0, 4)).toEqual(['manifest', 'push', '--all', '--format=oci'])
    expect(tidy).toEqual(['manifest', 'rm', list])
  })
})
