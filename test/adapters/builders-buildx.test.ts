import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type BuilderOptions, createBuilder } from '@gitops-actions/adapters'
import { type ImageBuild, parseImageReference, parsePlatform } from '@gitops-actions/core'
import { dockerFlags } from '../../packages/adapters/src/builders/docker-flags.ts'
import { type BuildWorkspace, builderOptions, imageBuild, makeWorkspace } from './build-workspace.ts'
import { DIGEST, type RecordingEngine, dockerScript, installEngine } from './recording-engine.ts'

const NAME = 'ghcr.io/acme/api:sha-0123456'
const OUTPUT = 'type=image,name=ghcr.io/acme/api,push-by-digest=true,name-canonical=true,push=true'
const [AMD64, ARM64] = [parsePlatform('linux/amd64'), parsePlatform('linux/arm64')]

let workspace: BuildWorkspace

beforeEach(() => {
  workspace = makeWorkspace()
})

afterEach(() => workspace.remove())

interface Recorded {
  readonly engine: RecordingEngine
  /** Calls that do something, the private directory written as `$`, the context as `.`. */
  readonly acts: readonly (readonly string[])[]
  readonly digest: string
}

async function record(
  build: Partial<ImageBuild> = {},
  driver = 'docker-container',
  change: Partial<BuilderOptions> = {},
): Promise<Recorded> {
  const engine = installEngine(workspace, 'docker', dockerScript({ buildx: true, driver }))
  const env = { PATH: engine.path, HOME: workspace.home, RUNNER_TEMP: workspace.temp }
  const builder = createBuilder(builderOptions(workspace, { engine: 'buildx', env, ...change }))
  const reference = parseImageReference(NAME)
  const whole = imageBuild({ names: [NAME], pushTo: [{ ...reference, tag: undefined }], ...build })
  try {
    const { pushesByDigest = false } = await builder.prepare(whole)
    const image = await builder.build(whole)
    const digest = await builder.push(image, pushesByDigest ? { ...reference, tag: undefined } : reference)
    return { engine, acts: actsOf(engine), digest }
  } finally {
    await builder.close()
  }
}

function actsOf(engine: RecordingEngine): string[][] {
  const asks = ['version', 'inspect', 'info']
  return engine
    .calls()
    .map(({ args }) => args)
    .filter(([command = '', second = '']) => !asks.includes(command) && !asks.includes(second))
    .map((args) =>
      args.map((arg) => arg.replace(/[^ =,]*\/build-and-push-\w+/, '$').replace(workspace.app, '.')),
    )
}

const [BEFORE, AFTER] = [
  ['buildx', 'build', '--progress=plain'],
  ['--file=./Dockerfile', `--output=${OUTPUT}`, '--metadata-file=$/build-metadata-1.json', '.'],
]

describe('inputs of build-push-action as arguments of buildx (engine not present: a recording stand-in)', () => {
  const cache = { type: 'registry', attributes: [{ name: 'ref', value: 'ghcr.io/acme/cache:a,b' }] }
  it.each<[string, Partial<ImageBuild>, readonly string[]]>([
    ['none', {}, []],
    ['add-hosts', { addHosts: ['a:10.0.0.1', 'b:::1'] }, ['--add-host=a:10.0.0.1', '--add-host=b:::1']],
    ['allow', { allow: ['network.host'] }, ['--allow=network.host']],
    [
      'annotations',
      {
        annotations: [
          { name: 'a', value: 'x=y z', levels: [] },
          { name: 'b', value: '1', levels: ['index', 'manifest'] },
          { name: 'c', value: '2', levels: ['manifest-descriptor'], platform: ARM64 },
          { name: 'd', value: '3', levels: [], platform: AMD64 },
        ],
      },
      [
        '--annotation=a=x=y z',
        '--annotation=index,manifest:b=1',
        '--annotation=manifest-descriptor[linux/arm64]:c=2',
        '--annotation=manifest[linux/amd64]:d=3',
      ],
    ],
    ['attests', { attests: ['type=sbom,generator=a'] }, ['--attest=type=sbom,generator=a']],
    [
      'build-args',
      { buildArgs: [{ name: 'A', value: '$(id) -v /:/x\n=2' }] },
      ['--build-arg=A=$(id) -v /:/x\n=2'],
    ],
    [
      'build-contexts',
      { buildContexts: [{ name: 'base', value: 'docker-image://alpine:3' }] },
      ['--build-context=base=docker-image://alpine:3'],
    ],
    ['cache-from', { cacheFrom: [cache] }, ['--cache-from=type=registry,"ref=ghcr.io/acme/cache:a,b"']],
    [
      'cache-to',
      {
        cacheTo: [
          {
            type: 'gha',
            attributes: [
              { name: 'scope', value: 'api' },
              { name: 'mode', value: 'max' },
            ],
          },
        ],
      },
      ['--cache-to=type=gha,scope=api,mode=max'],
    ],
    ['cgroup-parent', { cgroupParent: '/ci' }, ['--cgroup-parent=/ci']],
    ['labels', { labels: [{ name: 'x', value: '"; touch y #' }] }, ['--label=x="; touch y #']],
    ['network', { network: 'host' }, ['--network=host']],
    ['no-cache', { noCache: true }, ['--no-cache']],
    ['no-cache-filters', { noCacheFilters: ['a', 'b'] }, ['--no-cache-filter=a', '--no-cache-filter=b']],
    ['platforms', { platforms: [AMD64, ARM64] }, ['--platform=linux/amd64,linux/arm64']],
    ['provenance', { provenance: 'mode=max' }, ['--provenance=mode=max']],
    ['provenance: false', { provenance: 'false' }, ['--provenance=false']],
    ['pull', { pull: true }, ['--pull']],
    ['sbom', { sbom: 'true' }, ['--sbom=true']],
    ['secrets', { secrets: [{ id: 'a', value: 'x' }] }, ['--secret=id=a,src=$/secrets/0']],
    ['shm-size', { shmSize: '64m' }, ['--shm-size=64m']],
    ['ssh', { ssh: ['default', 'k=/a,/b'] }, ['--ssh=default', '--ssh=k=/a,/b']],
    ['target', { target: '--privileged' }, ['--target=--privileged']],
    ['ulimit', { ulimits: ['nofile=1:2'] }, ['--ulimit=nofile=1:2']],
  ])('%s', (_, build, flags) => {
    const { secrets = [], ...rest } = build
    const secretFiles = secrets.map(({ id }, index) => ({ id, path: `$/secrets/${index}` }))
    const whole = {
      ...imageBuild({ names: [NAME] }),
      ...rest,
      context: '.',
      file: './Dockerfile',
      secretFiles,
    }
    expect(dockerFlags(whole, 'buildx')).toEqual(['--progress=plain', ...flags, '--file=./Dockerfile'])
  })

  it('many at a time, in one build that pushes by digest', async () => {
    const { acts, digest } = await record({
      platforms: [AMD64, ARM64],
      buildArgs: [{ name: 'A', value: '$(id) -v /:/x\n=2' }],
      secrets: [{ id: 'a', value: 'x' }],
      provenance: 'mode=max',
      ulimits: ['nofile=1:2'],
    })
    expect(acts).toEqual([
      [
        ...BEFORE,
        '--platform=linux/amd64,linux/arm64',
        '--build-arg=A=$(id) -v /:/x\n=2',
        '--secret=id=a,src=$/secrets/0',
        '--provenance=mode=max',
        '--ulimit=nofile=1:2',
        ...AFTER,
      ],
    ])
    expect(digest).toBe(DIGEST)
  })

  it('file and context', async () => {
    workspace.write('app/sub/Other', 'FROM scratch\n')
    const { acts } = await record({ context: 'sub', file: 'sub/Other' })
    expect(acts[0]?.slice(-4)).toEqual(['--file=./sub/Other', ...AFTER.slice(1, 3), './sub'])
  })

  it('secret-files, as a link to the file and not as its content', async () => {
    workspace.write('app/npmrc', 'canary-secret-4713')
    const { acts, engine } = await record({ secrets: [{ id: 'npmrc', file: 'npmrc' }] })
    expect(acts[0]).toContain('--secret=id=npmrc,src=$/secrets/0')
    expect(JSON.stringify(engine.calls())).not.toContain('canary-secret-4713')
  })

  it('outputs besides the push, in the same build, relative to the workspace', async () => {
    const { acts, engine } = await record({ outputs: ['type=local,dest=out'] })
    expect(acts).toEqual([
      [
        ...BEFORE,
        '--file=./Dockerfile',
        `--output=${OUTPUT}`,
        '--output=type=local,dest=out',
        ...AFTER.slice(2),
      ],
    ])
    expect(
      new Set(
        engine
          .calls()
          .slice(-1)
          .map(({ cwd }) => cwd),
      ),
    ).toEqual(new Set([workspace.app]))
  })

  it('load, in a build of its own out of the cache, which attests nothing', async () => {
    const { acts } = await record({
      ...{ load: true, noCache: true, noCacheFilters: ['a'], pull: true },
      ...{ provenance: 'mode=max', sbom: 'true' },
    })
    expect(acts).toEqual([
      [
        ...BEFORE,
        '--pull',
        '--no-cache',
        '--no-cache-filter=a',
        '--provenance=mode=max',
        '--sbom=true',
        ...AFTER,
      ],
      [
        ...BEFORE,
        '--provenance=false',
        '--sbom=false',
        '--file=./Dockerfile',
        '--load',
        `--tag=${NAME}`,
        '.',
      ],
    ])
  })

  it('the time of the commit, which becomes the time of every layer', async () => {
    const { acts } = await record({ sourceDateEpoch: 1_700_000_000 })
    expect(acts[0]).toContain('--build-arg=SOURCE_DATE_EPOCH=1700000000')
    expect(acts[0]).toContain(`--output=${OUTPUT},rewrite-timestamp=true`)
    const own = await record({
      sourceDateEpoch: 1_700_000_000,
      buildArgs: [{ name: 'SOURCE_DATE_EPOCH', value: '0' }],
    })
    expect(own.acts[0]?.filter((arg) => arg.includes('SOURCE_DATE_EPOCH'))).toEqual([
      '--build-arg=SOURCE_DATE_EPOCH=0',
    ])
  })

  it('several images, pushed by digest in one build', async () => {
    const names = [NAME, 'quay.io/acme/api:1']
    const pushTo = names.map((name) => ({ ...parseImageReference(name), tag: undefined }))
    const { acts } = await record({ references: names.map(parseImageReference), pushTo })
    expect(acts).toHaveLength(1)
    expect(acts[0]).toContain(
      '--output=type=image,"name=ghcr.io/acme/api,quay.io/acme/api",push-by-digest=true,name-canonical=true,push=true',
    )
  })
})

describe('builders of buildx (engine not present: a recording stand-in)', () => {
  it('uses the one that is named, for every call', async () => {
    const { acts, engine } = await record({}, 'kubernetes', {
      buildkit: { name: 'cluster', driver: undefined, driverOptions: [], endpoint: undefined },
    })
    expect(engine.calls().map(({ args }) => args)).toContainEqual(['buildx', 'inspect', 'cluster'])
    expect(acts).toEqual([['buildx', 'build', '--builder=cluster', '--progress=plain', ...AFTER]])
  })

  it("loads into docker's daemon and pushes out of its cache, where the builder is inside of it", async () => {
    const { acts } = await record({ noCache: true }, 'docker')
    expect(acts).toEqual([
      [...BEFORE, '--no-cache', '--file=./Dockerfile', '--load', `--tag=${NAME}`, '.'],
      [
        ...BEFORE,
        '--file=./Dockerfile',
        '--push',
        `--tag=${NAME}`,
        '--metadata-file=$/build-metadata-2.json',
        '.',
      ],
    ])
  })

  it('takes plugins, contexts and builders of the user along, and the private directory away', async () => {
    workspace.write('home/.docker/config.json', '{"currentContext":"far","cliPluginsExtraDirs":["/opt/p"]}')
    workspace.write('home/.docker/cli-plugins/docker-buildx', 'plugin')
    workspace.write('home/.docker/contexts/meta/x/meta.json', '{}')
    workspace.write('home/.docker/buildx/instances/cluster', '{"Name":"cluster"}')
    workspace.write('home/.docker/buildx/current', '{"Name":"cluster"}')
    workspace.write('home/.docker/buildx/.buildNodeID', 'ab12')
    const before = new Map(workspace.files())
    const list = `fs.writeFileSync('${workspace.root}/seen.json', JSON.stringify(fs.readdirSync(process.env.DOCKER_CONFIG, { recursive: true }).sort()));`
    const script = dockerScript({ buildx: true, driver: 'docker-container' })
    const engine = installEngine(
      workspace,
      'docker',
      `if (second === 'build') { ${list} } ${script}`.replace('if (second', 'if (args[1]'),
    )
    const env = { PATH: engine.path, HOME: workspace.home, RUNNER_TEMP: workspace.temp }
    const builder = createBuilder(builderOptions(workspace, { engine: 'buildx', env }))
    const build = imageBuild({ names: [NAME], pushTo: [parseImageReference('ghcr.io/acme/api')] })
    await builder.prepare(build)
    await builder.build(build)
    await builder.close()
    const seen = JSON.parse(workspace.files().get(`${workspace.root}/seen.json`) ?? '[]') as string[]
    expect(seen).toEqual(
      expect.arrayContaining([
        'buildx/.buildNodeID',
        'buildx/current',
        'buildx/instances/cluster',
        'cli-plugins',
        'config.json',
        'contexts',
      ]),
    )
    const config = engine.calls().at(-1)?.env.configText ?? ''
    expect(JSON.parse(config)).toMatchObject({ currentContext: 'far', cliPluginsExtraDirs: ['/opt/p'] })
    for (const [path, text] of before) expect(workspace.files().get(path)).toBe(text)
    expect([...workspace.files().keys()].filter((path) => path.startsWith(workspace.temp))).toEqual([])
  })
})
