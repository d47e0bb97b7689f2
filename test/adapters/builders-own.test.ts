import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import {
  type BuilderOptions,
  type BuildkitChoice,
  createBuilder,
  removeLeftBuilders,
} from '@gitops-actions/adapters'
import { type ImageBuild, parseImageReference } from '@gitops-actions/core'
import { type BuildWorkspace, builderOptions, imageBuild, makeWorkspace } from './build-workspace.ts'
import { refusal } from './engine-world.ts'
import { type RecordingEngine, dockerScript, installEngine } from './recording-engine.ts'

const NAME = 'registry.example:5000/acme/api:1'
const PEM = '-----BEGIN CERTIFICATE-----\nMAo=\n-----END CERTIFICATE-----'
const NONE: BuildkitChoice = { name: undefined, driver: undefined, driverOptions: [], endpoint: undefined }

let workspace: BuildWorkspace

beforeEach(() => {
  workspace = makeWorkspace()
})

afterEach(() => workspace.remove())

/** Keeps the configuration that a builder is made with. */
const KEEP = `
  const given = args.find((each) => /^--(?:buildkitd-)?config=/.test(each))
  if (args[1] === 'create' && given) fs.copyFileSync(given.slice(given.indexOf('=') + 1), '@root/kept.toml')
`

function install(script = dockerScript({ buildx: true })): RecordingEngine {
  return installEngine(workspace, 'docker', KEEP.replace('@root', workspace.root) + script)
}

function options(engine: RecordingEngine, change: Partial<BuilderOptions>): BuilderOptions {
  const env = { PATH: engine.path, HOME: workspace.home, RUNNER_TEMP: workspace.temp }
  return builderOptions(workspace, { engine: 'buildx', env, ...change })
}

async function build(
  engine: RecordingEngine,
  buildkit: Partial<BuildkitChoice>,
  change: Partial<BuilderOptions> = {},
  extras: Partial<ImageBuild> = {},
): Promise<void> {
  const builder = createBuilder(options(engine, { buildkit: { ...NONE, ...buildkit }, ...change }))
  const whole = imageBuild({ names: [NAME], pushTo: [parseImageReference(NAME)], ...extras })
  try {
    await builder.prepare(whole)
    await builder.build(whole)
  } finally {
    await builder.close()
  }
}

/** The name of the builder written as `<own>`, the private directory as `$`. */
function acts(engine: RecordingEngine): string[][] {
  return engine
    .calls()
    .map(({ args }) => args)
    .filter(([, second = '']) => ['create', 'build', 'rm'].includes(second))
    .map((args) =>
      args.map((arg) =>
        arg
          .replace(/gitops-actions-build-and-push-[a-z0-9]+/, '<own>')
          .replace(/[^ =,]*\/build-and-push-\w+/, '$'),
      ),
    )
}

describe('a builder of this run alone (engine not present: a recording stand-in)', () => {
  it.each<[string, Partial<BuildkitChoice>, Partial<ImageBuild>, readonly string[]]>([
    [
      'docker-container with options',
      { driver: 'docker-container', driverOptions: ['image=moby/buildkit:v0.20', 'env.A=b c'] },
      {},
      [
        '--driver=docker-container',
        '--driver-opt=image=moby/buildkit:v0.20',
        '--driver-opt=env.A=b c',
        '--bootstrap',
      ],
    ],
    [
      'kubernetes',
      { driver: 'kubernetes', driverOptions: ['namespace=buildkit', '"nodeselector=a=b,c=d"'] },
      {},
      [
        '--driver=kubernetes',
        '--driver-opt=namespace=buildkit',
        '--driver-opt="nodeselector=a=b,c=d"',
        '--bootstrap',
      ],
    ],
    [
      'remote, whose configuration is its own',
      { driver: 'remote', endpoint: 'tcp://buildkitd:1234', driverOptions: ['cacert=/ca.pem'] },
      { allow: ['network.host'] },
      ['--driver=remote', '--driver-opt=cacert=/ca.pem', '--bootstrap', 'tcp://buildkitd:1234'],
    ],
    [
      'an endpoint that is an address',
      { endpoint: 'tcp://b:1' },
      {},
      ['--driver=remote', '--bootstrap', 'tcp://b:1'],
    ],
    [
      'an endpoint that is a context',
      { endpoint: 'far' },
      {},
      ['--driver=docker-container', '--bootstrap', 'far'],
    ],
    [
      'entitlements',
      { driver: 'docker-container' },
      { allow: ['network.host', 'security.insecure'] },
      [
        '--driver=docker-container',
        '--buildkitd-flags=--allow-insecure-entitlement=network.host --allow-insecure-entitlement=security.insecure',
        '--bootstrap',
      ],
    ],
  ])('is made, used and removed: %s', async (_, buildkit, extras, flags) => {
    const engine = install()
    await build(engine, buildkit, {}, extras)
    const [create, run, remove, ...rest] = acts(engine)
    expect(create).toEqual(['buildx', 'create', '--name=<own>', ...flags])
    expect(run?.slice(0, 3)).toEqual(['buildx', 'build', '--builder=<own>'])
    expect(remove).toEqual(['buildx', 'rm', '--force', '<own>'])
    expect(rest).toEqual([])
  })

  it.each([
    ['v0.24.0', '--buildkitd-config=$/buildkitd.toml'],
    ['v0.14.1', '--config=$/buildkitd.toml'],
  ])('of buildx %s trusts what this run trusts, by %s', async (version, flag) => {
    workspace.write(
      'app/Dockerfile',
      'ARG BASE=base.example/go:1\nFROM --platform=$BUILDPLATFORM ${BASE} AS one\nFROM mirror.example:5000/alpine\nCOPY --from=tools.example/jq:1 /jq /\nCOPY --from=one /a /\nFROM golang:1\n',
    )
    const engine = install(dockerScript({ buildx: true }).replace('v0.24.0', version))
    const cacheTo = [
      { type: 'registry', attributes: [{ name: 'ref', value: 'cache.example/acme/api:cache' }] },
    ]
    await build(engine, { driver: 'docker-container' }, { caCert: PEM }, { cacheTo })
    expect(acts(engine)[0]).toContain(flag)
    const toml = workspace.files().get(`${workspace.root}/kept.toml`) ?? ''
    const names = [...toml.matchAll(/^\[registry\."(.*)"\]$/gm)].map(([, name]) => name)
    expect(names.sort()).toEqual([
      'base.example',
      'cache.example',
      'mirror.example:5000',
      'registry.example:5000',
      'tools.example',
    ])
    expect(toml).toMatch(
      /\[registry\."registry\.example:5000"\]\n {2}ca = \["[^"]*\/certificates\/ca\.crt"\]/,
    )
  })

  it('speaks plain http with registries that do', async () => {
    const engine = install()
    await build(
      engine,
      { driver: 'kubernetes' },
      { isPlain: (name) => Promise.resolve(name.endsWith(':5000')) },
    )
    const toml = workspace.files().get(`${workspace.root}/kept.toml`)
    expect(toml).toBe('[registry."registry.example:5000"]\n  http = true\n')
  })

  it('that cannot be made is removed as far as it was, and the words of buildx are shown', async () => {
    const words = 'ERROR: no valid drivers found: kubernetes not reachable'
    const fail = `if (args[1] === 'create') { console.error(${JSON.stringify(words)}); return 1 }`
    const engine = install(fail + dockerScript({ buildx: true }))
    const error = await refusal(build(engine, { driver: 'kubernetes' }))
    expect(error.code).toBe('builder-unavailable')
    expect(error.message).toContain('could not make a builder with the driver "kubernetes" (exit code 1)')
    expect(error.message).toContain(words)
    expect(acts(engine).map(([, act]) => act)).toEqual(['create', 'rm'])
  })

  it('is removed after a cancel, though the run does not wait for it', async () => {
    const engine = install(
      `if (args[1] === 'build') { console.log('started'); setInterval(() => 0, 1000); return 0 }${dockerScript({ buildx: true })}`,
    )
    const controller = new AbortController()
    const { log } = builderOptions(workspace)
    const info = (line: string): void => {
      if (line === 'started') controller.abort(new Error('cancelled by a test'))
    }
    const change = { log: { ...log, info }, signal: controller.signal }
    const error = await refusal(build(engine, { driver: 'docker-container' }, change))
    expect(error.code).toBe('cancelled')
    while (acts(engine).length < 3) await new Promise((resolve) => setTimeout(resolve, 20))
    const removal = engine.calls().find(({ args }) => args[1] === 'rm')
    expect(acts(engine).at(-1)).toEqual(['buildx', 'rm', '--force', '<own>'])
    // Else the runner would end it with the job.
    expect(removal?.env.RUNNER_TRACKING_ID).toBe('')
  })
})

describe('a builder that a killed run left (engine not present: a recording stand-in)', () => {
  /** Keeps builders in files, as buildx does. */
  const files = `
    const home = process.env.BUILDX_CONFIG + '/instances'
    if (args[1] === 'create') { fs.mkdirSync(home, { recursive: true }); fs.writeFileSync(home + '/' + flag('--name'), '{}') }
    if (args[1] === 'rm' && !fs.existsSync(home + '/' + args.at(-1))) { console.error('no such builder'); return 1 }
  `

  it('is removed at the end of the job, with what the run knew of it, and no other is', async () => {
    workspace.write('home/.docker/buildx/instances/cluster', '{"Name":"cluster"}')
    const engine = install(files + dockerScript({ buildx: true }))
    const { env } = options(engine, {})
    const buildkit = { ...NONE, driver: 'kubernetes' }
    const builder = createBuilder(options(engine, { buildkit }))
    await builder.prepare(imageBuild({ names: [NAME] }))
    await removeLeftBuilders(workspace.temp, env)
    expect(acts(engine).map((args) => args.slice(1))).toEqual([
      expect.arrayContaining(['create', '--driver=kubernetes']),
      ['rm', '--force', '<own>'],
    ])
    expect(engine.calls().at(-1)?.env.DOCKER_CONFIG).toMatch(/\/build-and-push-\w+\/docker$/)
    await builder.close()
  })

  it('is given up where nothing can remove it', async () => {
    workspace.write('temp/build-and-push-aB3dE6/docker/buildx/instances/gitops-actions-x', '{}')
    const env = { PATH: '/nonexistent', HOME: workspace.home }
    await expect(removeLeftBuilders(workspace.temp, env)).resolves.toBeUndefined()
    await expect(removeLeftBuilders('/nonexistent', env)).resolves.toBeUndefined()
  })
})

describe('the choice of a BuildKit', () => {
  it.each<[Partial<BuildkitChoice>, string]>([
    [{ name: 'a', driver: 'remote' }, 'Input "builder" names the builder "a", which exists, and "driver"'],
    [{ name: '--help' }, 'Input "builder" begins with "-"'],
    [{ endpoint: '--help' }, 'Input "endpoint" begins with "-"'],
    [{ driver: 'podman' }, 'Input "driver" is "podman": wanted docker-container, kubernetes, remote'],
    [{ driver: 'docker' }, '"engine: docker" for the builder inside docker\'s daemon'],
    [{ driver: 'remote' }, 'which needs the address of a buildkitd in "endpoint"'],
  ])('%j is refused', (buildkit, message) => {
    expect(() =>
      createBuilder(builderOptions(workspace, { engine: 'buildx', buildkit: { ...NONE, ...buildkit } })),
    ).toThrow(message)
  })

  it.each(['docker', 'buildah'] as const)('does not go with engine: %s', (engine) => {
    const buildkit = { ...NONE, name: 'a' }
    expect(() => createBuilder(builderOptions(workspace, { engine, buildkit }))).toThrow(
      `and input "engine" is "${engine}": use "engine: buildx"`,
    )
  })

  it('of a builder that is not there says what to do', async () => {
    const missing = `if (args[1] === 'inspect') { console.error('ERROR: no builder "nope" found'); return 1 }`
    const engine = install(missing + dockerScript({ buildx: true }))
    const error = await refusal(build(engine, { name: 'nope' }))
    expect(error.code).toBe('builder-unavailable')
    expect(error.message).toContain('the builder "nope", which does not work: ERROR: no builder "nope" found')
    expect(error.message).toContain('docker buildx create --name nope')
  })

  it('of a builder that does not answer says why', async () => {
    const broken = `if (args[1] === 'inspect') { console.log('Name: a\\nDriver: kubernetes\\nNodes:\\nError: pods is forbidden'); return 0 }`
    const engine = install(broken + dockerScript({ buildx: true }))
    const error = await refusal(build(engine, { name: 'a' }))
    expect(error.message).toContain('pods is forbidden')
  })
})
