import { readdirSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type BuilderOptions, type OpenBuilder, createBuilder } from '@gitops-actions/adapters'
import { ActionError, type ImageBuild, parseImageReference, parsePlatform } from '@gitops-actions/core'
import { type BuildWorkspace, builderOptions, imageBuild, keepLog, makeWorkspace } from './build-workspace.ts'
import { DIGEST, type RecordingEngine, dockerScript, installEngine } from './recording-engine.ts'

const PASSWORD = 'canary-pass-4711'
const NAME = 'ghcr.io/acme/api:1.2.3'

let workspace: BuildWorkspace

beforeEach(() => {
  workspace = makeWorkspace()
})

afterEach(() => workspace.remove())

function options(engine: RecordingEngine, change: Partial<BuilderOptions> = {}): BuilderOptions {
  const env = { PATH: engine.path, HOME: workspace.home, RUNNER_TEMP: workspace.temp }
  return builderOptions(workspace, { engine: 'auto', env, ...change })
}

async function run(builder: OpenBuilder, build: ImageBuild): Promise<{ why: string; digest: string }> {
  try {
    const { description, why } = await builder.prepare(build)
    const image = await builder.build(build)
    const digest = await builder.push(image, parseImageReference(NAME))
    return { why: `${description}, ${why}`, digest }
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

/** Calls without those that only ask what works. */
function acts(engine: RecordingEngine): readonly (readonly string[])[] {
  return engine
    .calls()
    .map(({ args }) => args)
    .filter(([command, second]) => command !== 'version' && second !== 'version' && second !== 'inspect')
}

describe('docker (engine not present: a recording stand-in)', () => {
  it('fault 66: is called with one argument for each value, whatever is in it', async () => {
    const engine = installEngine(workspace, 'docker', dockerScript({ buildx: false }))
    const build = imageBuild({
      names: [NAME],
      platforms: [parsePlatform('linux/arm64')],
      target: '--network=host',
      buildArgs: [{ name: 'A', value: '1 --privileged -v /:/host $(id) `id`\n--build-arg=B=2' }],
      labels: [{ name: 'x', value: '"; touch pwned #' }],
    })
    const { why, digest } = await run(createBuilder(options(engine)), build)
    expect(why).toBe('docker 28.2.2, the first that works')
    expect(digest).toBe(DIGEST)
    const temporary = acts(engine)[0]?.find((arg) => arg.startsWith('--iidfile=')) ?? ''
    expect(acts(engine)).toEqual([
      [
        'build',
        '--platform=linux/arm64',
        '--target=--network=host',
        '--build-arg=A=1 --privileged -v /:/host $(id) `id`\n--build-arg=B=2',
        '--label=x="; touch pwned #',
        `--file=${workspace.app}/Dockerfile`,
        temporary,
        `--tag=${NAME}`,
        workspace.app,
      ],
      ['push', NAME],
    ])
  })

  it('names what it built as it is to be pushed, where the build did not', async () => {
    const engine = installEngine(workspace, 'docker', dockerScript({ buildx: false }))
    await run(createBuilder(options(engine)), imageBuild({ names: ['ghcr.io/acme/api:main'] }))
    expect(acts(engine).slice(1)).toEqual([
      ['tag', 'sha256:1d', NAME],
      ['push', NAME],
    ])
  })

  it('is called as BuildKit before version 23, even if it has a plugin that its build does not use', async () => {
    const engine = installEngine(workspace, 'docker', dockerScript({ buildx: true, client: '20.10.24' }))
    await run(createBuilder(options(engine)), imageBuild({ names: [NAME] }))
    expect(acts(engine)[0]).not.toContain('--load')
    expect(engine.calls().find(({ args }) => args[0] === 'build')?.env.DOCKER_BUILDKIT).toBe('1')
  })

  it('loads the image when docker build is buildx', async () => {
    const engine = installEngine(workspace, 'docker', dockerScript({ buildx: true }))
    await run(createBuilder(options(engine)), imageBuild({ names: [NAME], noCache: true, pull: true }))
    expect(acts(engine)[0]?.slice(0, 3)).toEqual(['build', '--progress=plain', '--pull'])
    expect(acts(engine)[0]).toContain('--load')
  })

  it('exports elsewhere what it loaded, and nothing that was built anew', async () => {
    const engine = installEngine(workspace, 'docker', dockerScript({ buildx: true }))
    const outputs = ['type=local,dest=out']
    await run(createBuilder(options(engine)), imageBuild({ names: [NAME], noCache: true, outputs }))
    const [load, output] = acts(engine)
    expect(load).toEqual(expect.arrayContaining(['--no-cache', '--load']))
    expect(output?.slice(1)).toEqual([
      '--progress=plain',
      `--file=${workspace.app}/Dockerfile`,
      '--output=type=local,dest=out',
      workspace.app,
    ])
  })

  it('fault 68: gets the password on stdin, keeps the login in a private directory and no credential store', async () => {
    workspace.write(
      'home/.docker/config.json',
      '{"credsStore":"desktop","credHelpers":{"gcr.io":"gcloud"},"auths":{"quay.io":{"auth":"eA=="}}}',
    )
    workspace.write('home/.docker/cli-plugins/docker-buildx', 'plugin')
    const engine = installEngine(workspace, 'docker', dockerScript({ buildx: false }))
    const credentials = [
      { registry: 'ghcr.io', username: 'robot', password: PASSWORD },
      { registry: '', username: 'hub', password: PASSWORD },
    ]
    await run(createBuilder(options(engine, { credentials })), imageBuild({ names: [NAME] }))
    const logins = engine.calls().filter(({ args }) => args[0] === 'login')
    expect(logins.map(({ args, stdin }) => [args, stdin])).toEqual([
      [['login', '--username=robot', '--password-stdin', 'ghcr.io'], PASSWORD],
      [['login', '--username=hub', '--password-stdin'], PASSWORD],
    ])
    const [login] = logins
    expect(login?.env.DOCKER_CONFIG?.startsWith(`${workspace.temp}/`)).toBe(true)
    expect(JSON.parse(login?.env.configText ?? '')).toEqual({
      credsStore: 'desktop',
      credHelpers: {
        'gcr.io': 'gcloud',
        'ghcr.io': '',
        'https://index.docker.io/v1/': '',
        'index.docker.io': '',
        'docker.io': '',
      },
      auths: { 'quay.io': { auth: 'eA==' } },
    })
    expect(engine.calls().some(({ args }) => args.join(' ').includes(PASSWORD))).toBe(false)
    expect(readdirSync(workspace.temp)).toEqual([])
    expect(workspace.files().has(`${workspace.home}/.docker/cli-plugins/docker-buildx`)).toBe(true)
  })

  it('fault 67: is not given inputs, tokens and variables that load code', async () => {
    const engine = installEngine(workspace, 'docker', dockerScript({ buildx: false }))
    const env = {
      PATH: `relative:${workspace.app}:${engine.path}`,
      HOME: workspace.home,
      RUNNER_TEMP: workspace.temp,
      GITHUB_WORKSPACE: workspace.app,
      INPUT_PASSWORD: PASSWORD,
      GITHUB_TOKEN: PASSWORD,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: PASSWORD,
      LD_PRELOAD_CANARY: PASSWORD,
      NODE_OPTIONS: '--title=canary',
      DOCKER_HOST: 'unix:///somewhere.sock',
      https_proxy: 'http://proxy.example',
    }
    workspace.write('app/docker', '#!/bin/sh\nexit 9\n', 0o755)
    await run(createBuilder(options(engine, { env })), imageBuild({ names: [NAME] }))
    const given = engine.calls().map((call) => call.env)
    expect(given.length).toBeGreaterThan(2)
    for (const one of given) {
      const names = Object.keys(one).filter((name) => !['configText', 'DOCKER_BUILDKIT'].includes(name))
      expect(names.sort()).toEqual([
        'BUILDX_CONFIG',
        'DOCKER_CONFIG',
        'DOCKER_HOST',
        'HOME',
        'PATH',
        'https_proxy',
      ])
      expect(one.PATH).toBe(engine.path)
      expect(Object.values(one).join(' ')).not.toContain(PASSWORD)
    }
  })

  it('refuses several platforms', async () => {
    const engine = installEngine(workspace, 'docker', dockerScript({ buildx: false }))
    const platforms = [parsePlatform('linux/amd64'), parsePlatform('linux/arm64')]
    const builder = createBuilder(options(engine, { engine: 'docker' }))
    const error = await refusal(run(builder, imageBuild({ names: [NAME], platforms })))
    expect(error.code).toBe('platforms-unsupported')
    expect(error.message).toContain('"engine: buildah"')
  })

  it.each([
    [
      'x509: certificate signed by unknown authority',
      'registry-untrusted-certificate',
      '/etc/docker/certs.d/ghcr.io/ca.crt',
    ],
    ['denied: permission_denied: write_package', 'registry-denied', 'the right to write'],
    ['unauthorized: authentication required', 'registry-unauthorized', 'username'],
    ['write /var/lib/docker/tmp: no space left on device', 'disk-full', 'Free disk space'],
    ['dial tcp: lookup ghcr.io: no such host', 'registry-unreachable', 'plaintext'],
    ['something else failed', 'push-failed', 'something else failed'],
  ])('explains a push that ends with "%s"', async (words, code, advice) => {
    const engine = installEngine(
      workspace,
      'docker',
      `if (args[0] === 'push') { console.error(${JSON.stringify(words)}); return 1 } ${dockerScript({ buildx: false })}`,
    )
    const error = await refusal(run(createBuilder(options(engine)), imageBuild({ names: [NAME] })))
    expect(error.code).toBe(code)
    expect(error.message).toContain(`docker could not push ${NAME} (exit code 1)`)
    expect(error.message).toContain(advice)
  })

  it('takes no digest but a whole one', async () => {
    const engine = installEngine(
      workspace,
      'docker',
      `if (args[0] === 'push') { console.log('1.2.3: digest: sha256:abc size: 1'); return 0 } ${dockerScript({ buildx: false })}`,
    )
    const error = await refusal(run(createBuilder(options(engine)), imageBuild({ names: [NAME] })))
    expect(error.message).toContain('did not say its digest')
  })

  it('is ended when the run is cancelled, and its login is removed', async () => {
    const engine = installEngine(
      workspace,
      'docker',
      `if (args[0] === 'build') { fs.writeFileSync('${workspace.root}/pid', String(process.pid)); console.log('started'); setInterval(() => 0, 1000); return 0 } ${dockerScript({ buildx: false })}`,
    )
    const controller = new AbortController()
    const log = keepLog()
    const stopping = {
      ...log,
      info: (line: string) => {
        log.info(line)
        if (line === 'started') controller.abort(new Error('cancelled by a test'))
      },
    }
    const credentials = [{ registry: 'ghcr.io', username: 'robot', password: PASSWORD }]
    const builder = createBuilder(options(engine, { credentials, log: stopping, signal: controller.signal }))
    const error = await refusal(run(builder, imageBuild({ names: [NAME] })))
    expect(error.code).toBe('cancelled')
    expect(readdirSync(workspace.temp)).toEqual([])
    await expect(ended(Number(workspace.files().get(`${workspace.root}/pid`)))).resolves.toBe(true)
  })
})

describe('buildx (engine not present: a recording stand-in)', () => {
  const platforms = [parsePlatform('linux/amd64'), parsePlatform('linux/arm64')]

  it('builds several platforms and reads the digest from its metadata', async () => {
    const engine = installEngine(
      workspace,
      'docker',
      dockerScript({ buildx: true, driver: 'docker-container' }),
    )
    const { why, digest } = await run(
      createBuilder(options(engine)),
      imageBuild({ names: [NAME], platforms }),
    )
    expect(why).toBe('buildx v0.24.0 (docker-container), the first that works')
    expect(digest).toBe(DIGEST)
    const shared = [
      'buildx',
      'build',
      '--progress=plain',
      '--platform=linux/amd64,linux/arm64',
      `--file=${workspace.app}/Dockerfile`,
    ]
    const [build, push] = acts(engine)
    expect(build).toEqual([...shared, workspace.app])
    expect(push?.slice(0, 7)).toEqual([...shared, '--push', `--tag=${NAME}`])
    expect(push?.[7]).toMatch(/^--metadata-file=/)
  })

  it.each([
    ['no file', ''],
    ['no JSON', "fs.writeFileSync(flag('--metadata-file'), 'x');"],
    ['no digest', "fs.writeFileSync(flag('--metadata-file'), '{}');"],
    ['an empty digest', 'fs.writeFileSync(flag(\'--metadata-file\'), \'{"containerimage.digest":""}\');'],
  ])('fault 125: fails when the metadata is %s', async (_, write) => {
    const engine = installEngine(
      workspace,
      'docker',
      `if (flag('--metadata-file')) { ${write} return 0 } ${dockerScript({ buildx: true, driver: 'remote' })}`,
    )
    const builder = createBuilder(options(engine, { engine: 'buildx' }))
    const error = await refusal(run(builder, imageBuild({ names: [NAME], platforms })))
    expect(error.code).toBe('push-failed')
    expect(error.message).toContain('cannot be verified')
  })
})

/** Whether the process is gone, waiting for it. */
async function ended(pid: number): Promise<boolean> {
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch {
      return true
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
