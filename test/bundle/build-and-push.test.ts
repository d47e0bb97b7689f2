import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { parseReleaseRecords } from '@gitops-actions/core'
import { type SandboxRegistry, startRegistry } from '@gitops-actions/sandbox'
import { type BuildWorkspace, hasBuildah, makeWorkspace } from '../adapters/build-workspace.ts'
import { type ActionRun, pushEnvironment, runActionProcess } from './action-process.ts'

const PASSWORD = 'canary-pass-4711'
const SHA = '0123456789abcdef0123456789abcdef01234567'
const describeWithBuildah = hasBuildah() ? describe : describe.skip

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

interface Change {
  ref?: string
  inputs?: Record<string, string>
  env?: Record<string, string>
}

function run(change: Change = {}): Promise<ActionRun> {
  return runActionProcess({
    action: 'build-and-push',
    workspace: workspace.app,
    inputs: {
      images: `${registry.host}/acme/api`,
      username: 'robot',
      password: PASSWORD,
      engine: 'buildah',
      ...change.inputs,
    },
    env: { ...pushEnvironment(change.ref ?? 'refs/heads/main', SHA), ...workspace.env, ...change.env },
  })
}

/** What was let through into the registry; an upload that is given up is nothing. */
function writes(): string[] {
  return registry.requests
    .filter(({ method, status }) => method === 'PUT' && status < 400)
    .map(({ method, path }) => `${method} ${path}`)
}

describeWithBuildah('build-and-push', () => {
  it('pushes a branch, and its outputs say what the registry has', async () => {
    const { code, outputs, summary, log, leftovers } = await run({
      inputs: { 'release-file': 'out/', labels: 'org.example.team=delivery' },
    })
    expect(log).not.toContain('::error')
    expect(code).toBe(0)
    const manifest = registry.manifest('acme/api', 'main')
    expect(Object.fromEntries(registry.tags('acme/api'))).toEqual({
      main: manifest?.digest,
      'sha-0123456': manifest?.digest,
    })
    expect(outputs).toMatchObject({
      outcome: 'pushed',
      image: `${registry.host}/acme/api`,
      tags: `${registry.host}/acme/api:main\n${registry.host}/acme/api:sha-0123456`,
      version: 'main',
      digest: manifest?.digest,
      'image-ref': `${registry.host}/acme/api@${manifest?.digest ?? ''}`,
      environments: '[]',
    })
    const [record] = parseReleaseRecords(outputs.release ?? '')
    expect(record).toMatchObject({
      service: 'api',
      tag: 'sha-0123456',
      digest: manifest?.digest,
      platforms: { [`linux/${architecture()}`]: manifest?.digest },
      source: { repository: 'acme/api', sha: SHA, ref: 'refs/heads/main' },
      run: 'https://github.com/acme/api/actions/runs/17',
    })
    expect(readFileSync(`${workspace.app}/out/api.json`, 'utf8')).toBe(`${outputs.release ?? ''}\n`)
    expect(labelsOf('main')).toMatchObject({
      'org.example.team': 'delivery',
      'org.opencontainers.image.revision': SHA,
      'org.opencontainers.image.source': 'https://github.com/acme/api',
      'org.opencontainers.image.version': 'main',
    })
    expect(summary).toContain(manifest?.digest ?? 'no digest')
    expect(log).toContain('COPY hello.txt /hello.txt')
    expect(leftovers).toBe('')
  })

  it('tags the image of the commit for a release, without an engine', async () => {
    await run()
    const built = registry.manifest('acme/api', 'main')?.digest
    registry.requests.length = 0
    const { code, outputs } = await run({ ref: 'refs/tags/prod-v1.2.3', env: { PATH: '/nonexistent' } })
    expect(code).toBe(0)
    expect(outputs).toMatchObject({ outcome: 'tagged', version: '1.2.3', digest: built, environment: 'prod' })
    expect(registry.tags('acme/api').get('1.2.3')).toBe(built)
    expect(writes()).toEqual(['PUT /v2/acme/api/manifests/1.2.3'])

    registry.requests.length = 0
    const again = await run({ ref: 'refs/tags/prod-v1.2.3', env: { PATH: '/nonexistent' } })
    expect(again.outputs.outcome).toBe('exists')
    expect(writes()).toEqual([])
  })

  it('builds a release whose commit was not built before, for every platform', async () => {
    const { code, outputs, log } = await run({
      ref: 'refs/tags/v1.2.3',
      inputs: { platforms: 'linux/amd64,linux/arm64' },
    })
    expect(log).not.toContain('::error')
    expect(code).toBe(0)
    expect(outputs.outcome).toBe('pushed')
    expect(Object.keys(JSON.parse(outputs.platforms ?? '{}') as object).sort()).toEqual([
      'linux/amd64',
      expect.stringMatching(/^linux\/arm64/),
    ])
    expect(registry.tags('acme/api').get('1.2.3')).toBe(outputs.digest)
  })

  it('only builds with push: false', async () => {
    const { code, outputs } = await run({ inputs: { push: 'false', username: '', password: '' } })
    expect(code).toBe(0)
    expect(outputs).toMatchObject({ outcome: 'built', digest: '', release: '' })
    expect(registry.requests).toEqual([])
  })

  it('shows the password nowhere', async () => {
    const { log, outputs, summary } = await run({ env: { RUNNER_DEBUG: '1' } })
    const shown = log
      .split('\n')
      .filter((line) => !line.startsWith('::add-mask::'))
      .join('\n')
    const encoded = Buffer.from(`robot:${PASSWORD}`).toString('base64')
    for (const text of [shown, summary, JSON.stringify(outputs)]) {
      expect(text).not.toContain(PASSWORD)
      expect(text).not.toContain(encoded)
    }
  })

  it('lets no line of the build become a command of the runner', async () => {
    workspace.write(
      'app/Dockerfile',
      'FROM scratch\nLABEL a="::set-output name=digest::x" b="##[error]x"\n# ::stop-commands::x\nCOPY hello.txt "/::add-mask::y"\n',
    )
    const { code, log } = await run()
    expect(code).toBe(0)
    const commands = log
      .split('\n')
      .filter((line) => /^\s*::(?:set-output|stop-commands|error|add-mask::y"?$)/.test(line))
    expect(commands).toEqual([])
    expect(log).not.toContain('##[error]')
  })

  it('says a wrong password, and writes nothing', async () => {
    const { code, log, outputs, leftovers } = await run({ inputs: { password: 'wrong-canary' } })
    expect(code).toBe(1)
    expect(log).toContain(`buildah could not log in to ${registry.host} as "robot"`)
    expect(log).toContain('(registry-unauthorized)')
    expect(outputs.outcome).toBe('failed')
    expect(writes()).toEqual([])
    expect(leftovers).toBe('')
  })

  it('says that the Dockerfile has a mistake, and writes nothing', async () => {
    workspace.write('app/Dockerfile', 'FROM scratch\nCOPY missing.txt /\n')
    const { code, log } = await run()
    expect(code).toBe(1)
    expect(log).toMatch(/::error.*buildah could not build .*missing\.txt.*\(build-failed\)/)
    expect(writes()).toEqual([])
  })

  it('refuses to move a released version', async () => {
    registry.putImage({ repository: 'acme/api', tag: '1.2.3' })
    const before = registry.tags('acme/api').get('1.2.3')
    const { code, log } = await run({ ref: 'refs/tags/v1.2.3' })
    expect(code).toBe(1)
    expect(log).toContain('(version-taken)')
    expect(registry.tags('acme/api').get('1.2.3')).toBe(before)
    expect(writes()).toEqual([])
  })

  it('leaves no login behind when it is cancelled', async () => {
    workspace.write('app/big.bin', 'x'.repeat(50_000_000))
    workspace.write('app/Dockerfile', 'FROM scratch\nCOPY big.bin /\nCOPY hello.txt /\n')
    let asked = false
    const { code, leftovers, log } = await runActionProcess({
      action: 'build-and-push',
      workspace: workspace.app,
      inputs: {
        images: `${registry.host}/acme/api`,
        username: 'robot',
        password: PASSWORD,
        engine: 'buildah',
      },
      env: { ...pushEnvironment('refs/heads/main', SHA), ...workspace.env },
      onOutput: (text, child) => {
        if (asked || !text.includes('STEP 1')) return
        asked = true
        child.kill('SIGTERM')
      },
    })
    expect(asked).toBe(true)
    expect(code).toBe(1)
    expect(log).toContain('cancelled')
    expect(leftovers).toBe('')
    expect(registry.tags('acme/api').size).toBe(0)
  })
})

describe('bad input of build-and-push', () => {
  it.each<[string, Change, string]>([
    ['no image', { inputs: { images: '' } }, 'No image to build is named: give input "images"'],
    ['an image with capitals', { inputs: { images: 'ghcr.io/Acme/api' } }, 'lower-case name'],
    [
      'an image with a scheme',
      { inputs: { images: 'https://ghcr.io/acme/api' } },
      'a name has no scheme. Write "ghcr.io/acme/api"',
    ],
    [
      'an image with a tag',
      { inputs: { images: 'ghcr.io/acme/api:1' } },
      'wanted a name without tag and digest',
    ],
    ['an image that is an option', { inputs: { images: '--privileged' } }, 'is not an image reference'],
    [
      'a tag rule with a slip',
      { inputs: { tags: 'type=sha\ntype=semvr' } },
      'line 2, column 6: the type "semvr" is not known: did you mean "semver"?',
    ],
    ['a tag that is no version', { ref: 'refs/tags/v1.2' }, '"v1.2" is not a version tag: wanted "v1.2.3"'],
    ['an unknown engine', { inputs: { engine: 'podman' } }, '"engine"'],
    ['an unknown platform', { inputs: { platforms: 'amd64' } }, '"amd64" is not a platform'],
    ['a boolean that is none', { inputs: { push: 'yes' } }, '"push"'],
    [
      'a build argument without value',
      { inputs: { 'build-args': 'A=1\nsecret-canary' } },
      'Input "build-args", line 2',
    ],
    ['a label without value', { inputs: { labels: 'team' } }, 'Input "labels", line 1'],
    [
      'a user without password',
      { inputs: { password: '' } },
      'The input "username" is given and "password" is not',
    ],
    [
      'a password without user',
      { inputs: { username: '' } },
      'The input "password" is given and "username" is not',
    ],
    ['a registry that is none', { inputs: { registry: 'a b' } }, 'Input "registry" is "a b"'],
    ['a service that is none', { inputs: { service: 'a b' } }, 'the input "service" is "a b"'],
    ['a certificate that is none', { inputs: { 'ca-cert': 'nowhere.pem' } }, 'ca-cert'],
    ['a context that is not there', { inputs: { context: 'nowhere' } }, 'Input "context" is "nowhere"'],
    ['a Dockerfile that is not there', { inputs: { file: 'Nowhere' } }, 'The Dockerfile'],
    ['a Dockerfile that is a directory', { inputs: { file: '.' } }, 'it is not a file'],
    [
      'no engine',
      { env: { PATH: '/nonexistent' }, inputs: { engine: 'auto' } },
      'No engine that can build this was found',
    ],
    [
      'a release file that cannot be',
      { inputs: { 'release-file': 'hello.txt/x.json' } },
      'Input "release-file"',
    ],
    ['no run around it', { env: { GITHUB_REPOSITORY: '' } }, 'GITHUB_REPOSITORY'],
  ])('%s: a sentence, exit 1, and nothing is written', async (_, change, message) => {
    const { code, log, outputs, summary, leftovers } = await run(change)
    const error = log.split('\n').find((line) => line.startsWith('::error')) ?? ''
    expect(error.replaceAll('%0A', '\n')).toContain(message)
    expect(error).not.toContain('secret-canary')
    expect(error).not.toContain('defect')
    expect(code).toBe(1)
    expect(outputs.outcome).toBe('failed')
    expect(summary).toContain('build-and-push: failed')
    expect(writes()).toEqual([])
    expect(leftovers).toBe('')
  })
})

function labelsOf(tag: string): Record<string, string> {
  const manifest = JSON.parse(registry.manifest('acme/api', tag)?.bytes.toString() ?? '') as {
    config: { digest: string }
  }
  const config = JSON.parse(registry.blob('acme/api', manifest.config.digest)?.toString() ?? '') as {
    config: { Labels: Record<string, string> }
  }
  return config.config.Labels
}

/** As images name the architecture of this machine. */
function architecture(): string {
  return process.arch === 'x64' ? 'amd64' : process.arch
}
