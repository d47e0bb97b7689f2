import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { parseReleaseRecords } from '@gitops-actions/core'
import { type SandboxRegistry, startRegistry } from '@gitops-actions/sandbox'
import { type BuildWorkspace, hasBuildah, makeWorkspace } from '../adapters/build-workspace.ts'
import { type ActionRun, type ActionStep, pushEnvironment, runActionProcess } from './action-process.ts'

/** It is looked for in the command lines of all processes of the machine: no other test may have the same. */
const PASSWORD = `canary-pass-${randomBytes(8).toString('hex')}`
const SHA = '0123456789abcdef0123456789abcdef01234567'
const describeWithBuildah = hasBuildah() ? describe : describe.skip

/** What the user of the machine has, and keeps. */
const OWN_LOGINS = '{"auths":{"quay.io":{"auth":"bWU6bWluZQ=="}}}\n'

let registry: SandboxRegistry
let workspace: BuildWorkspace
let dockerConfig: string

beforeEach(async () => {
  registry = await startRegistry({ users: { robot: PASSWORD } })
  workspace = makeWorkspace()
  dockerConfig = workspace.write('home/.docker/config.json', OWN_LOGINS)
})

afterEach(async () => {
  await registry.close()
  await workspace.remove()
})

/** A run whose temporary directory and home outlive it, as those of the runner do. */
function run(inputs: Record<string, string> = {}, step: Partial<ActionStep> = {}): Promise<ActionRun> {
  return runActionProcess({
    action: 'build-and-push',
    workspace: workspace.app,
    ...step,
    inputs: {
      images: `${registry.host}/acme/api`,
      username: 'robot',
      password: PASSWORD,
      engine: 'buildah',
      ...inputs,
    },
    env: {
      ...pushEnvironment('refs/heads/main', SHA),
      ...workspace.env,
      HOME: workspace.home,
      RUNNER_TEMP: workspace.temp,
      ...step.env,
    },
  })
}

function errorOf({ annotations }: ActionRun): string {
  return annotations
    .filter(({ level }) => level === 'error')
    .map(({ message }) => message)
    .join('\n')
}

/** Of every process of this machine. */
function commandLines(): string[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      } catch {
        return ''
      }
    })
}

/** Resolves when no process names the directory any more: one that is orphaned goes on for a while. */
async function quiet(directory: string): Promise<void> {
  while (commandLines().some((line) => line.includes(directory)))
    await new Promise((resolve) => setTimeout(resolve, 20))
}

describeWithBuildah('build-and-push that is ended from outside', () => {
  it('has its login removed by the step after the job when it was killed', async () => {
    const killed = await run(
      {},
      {
        onOutput: (text, child) => {
          if (text.includes('STEP 1')) child.kill('SIGKILL')
        },
      },
    )
    expect(killed.code).toBeNull()
    await quiet(workspace.temp)
    const left = readdirSync(workspace.temp)
    expect(left).toEqual([expect.stringMatching(/^build-and-push-/)])
    expect([...workspace.files().keys()].filter((file) => file.endsWith('auth.json'))).toHaveLength(1)
    const state = Object.entries(killed.state).map(([name, value]) => [`STATE_${name}`, value])
    mkdirSync(`${workspace.temp}/of-another-step`)
    const { code, log } = await run({}, { env: Object.fromEntries(state) as Record<string, string> })
    expect({ code, log }).toEqual({ code: 0, log: '' })
    expect(readdirSync(workspace.temp)).toEqual(['of-another-step'])
    expect(readFileSync(dockerConfig, 'utf8')).toBe(OWN_LOGINS)
  })

  it('leaves no login and no tag when it is cancelled while it pushes', async () => {
    registry.faults.silentWrites = true
    let watching: NodeJS.Timeout | undefined
    const { code, log } = await run(
      {},
      {
        onOutput: (text, child) => {
          if (!text.includes('::group::Push')) return
          watching ??= setInterval(() => {
            // A second signal would end it at once.
            if (!child.killed && registry.requests.some(({ method }) => method === 'PATCH'))
              child.kill('SIGTERM')
          }, 10)
        },
      },
    )
    clearInterval(watching)
    expect(code).toBe(1)
    expect(log).toContain('cancelled')
    expect(readdirSync(workspace.temp)).toEqual([])
    expect(readFileSync(dockerConfig, 'utf8')).toBe(OWN_LOGINS)
    expect(registry.tags('acme/api').size).toBe(0)
  })
})

describe('the step after the job', () => {
  it('does not do the work that the first one could not even begin', async () => {
    const refused = await run({ engine: 'kaniko' })
    expect(refused.code).toBe(1)
    const state = Object.entries(refused.state).map(([name, value]) => [`STATE_${name}`, value])
    const after = await run({}, { env: Object.fromEntries(state) as Record<string, string> })
    expect({ code: after.code, log: after.log, summary: after.summary }).toEqual({
      code: 0,
      log: '',
      summary: '',
    })
    expect(registry.requests).toEqual([])
  })
})

describeWithBuildah('fault 68: secrets of build-and-push', () => {
  it('are in no argument, log, output, summary or file that stays', async () => {
    const secrets = [
      PASSWORD,
      'canary-hub-0816',
      'canary-value-0817',
      'canary-lines-0818',
      'canary-variable-0819',
    ]
    const seen = new Set<string>()
    const watching = setInterval(() => {
      for (const line of commandLines())
        for (const secret of secrets) if (line.includes(secret)) seen.add(secret)
    }, 5)
    const { code, log, outputs, summary, environment, state } = await run(
      {
        'registry-auth': '- { username: acme, password: canary-hub-0816 }',
        secrets: 'one=canary-value-0817\n"two=first\ncanary-lines-0818"',
        'secret-envs': 'three=TOKEN',
        scan: 'cat {image} /dev/null',
        'release-file': 'release.json',
      },
      { env: { TOKEN: 'canary-variable-0819', RUNNER_DEBUG: '1' } },
    )
    clearInterval(watching)
    expect(code).toBe(1)
    const shown = log.replaceAll(/^::add-mask::.*$/gm, '')
    const files = [...workspace.files()]
      .filter(([path]) => !path.startsWith(workspace.home))
      .map(([, text]) => text)
    const all = [shown, summary, environment, JSON.stringify([outputs, state]), ...files].join('\n')
    const forms = secrets.flatMap((secret) => [secret, Buffer.from(secret).toString('base64')])
    expect(forms.filter((form) => all.includes(form))).toEqual([])
    expect([...seen]).toEqual([])
    expect(readdirSync(workspace.temp)).toEqual([])
  })
})

describeWithBuildah('two services that are built at once', () => {
  it('share no login, no image and no tag', async () => {
    const other = await startRegistry({ users: { web: 'canary-web-0815' } })
    try {
      workspace.write('web/Dockerfile', 'FROM scratch\nCOPY page.txt /page.txt\n')
      workspace.write('web/page.txt', 'page\n')
      const [api, web] = await Promise.all([
        run(),
        run(
          { images: `${other.host}/acme/web`, username: 'web', password: 'canary-web-0815' },
          { workspace: `${workspace.root}/web` },
        ),
      ])
      expect([errorOf(api), errorOf(web)]).toEqual(['', ''])
      expect([...registry.tags('acme/api').values()]).toEqual([api.outputs.digest, api.outputs.digest])
      expect([...other.tags('acme/web').values()]).toEqual([web.outputs.digest, web.outputs.digest])
      expect(api.outputs.digest).not.toBe(web.outputs.digest)
      expect(api.log).not.toContain('canary-web-0815')
      expect(web.log).not.toContain(PASSWORD)
      expect(other.requests.map(({ headers }) => headers.authorization ?? '').join()).not.toContain(
        Buffer.from(`robot:${PASSWORD}`).toString('base64'),
      )
      expect(readdirSync(workspace.temp)).toEqual([])
      expect(readFileSync(dockerConfig, 'utf8')).toBe(OWN_LOGINS)
    } finally {
      await other.close()
    }
  })
})

describeWithBuildah('platforms that are built on runners of their own', () => {
  it('become one image when all of them are there', async () => {
    const part = (platform: string): Promise<ActionRun> =>
      run({ 'by-digest': 'true', platforms: platform, 'release-file': 'parts/' })
    const parts = [await part('linux/amd64'), await part('linux/arm64')]
    expect(parts.map(errorOf)).toEqual(['', ''])
    expect(parts.map(({ outputs }) => [outputs.tags, outputs.release])).toEqual([
      ['', ''],
      ['', ''],
    ])
    expect(readdirSync(`${workspace.app}/parts`).sort()).toEqual([
      'api-linux-amd64.json',
      'api-linux-arm64.json',
    ])
    expect(registry.tags('acme/api').has('main')).toBe(false)
    const wanted = { digests: 'parts', platforms: 'linux/amd64,linux/arm64', engine: 'auto' }
    const merged = await run(wanted, { env: { PATH: '/nonexistent' } })
    expect(errorOf(merged)).toBe('')
    expect(merged.outputs.outcome).toBe('pushed')
    const [record] = parseReleaseRecords(merged.outputs.release ?? '')
    expect(Object.keys(record?.platforms ?? {})).toEqual(['linux/amd64', 'linux/arm64'])
    expect(registry.tags('acme/api').get('main')).toBe(merged.outputs.digest)
    expect(merged.summary).toContain('`linux/arm64`')

    const lacking = await run({ ...wanted, platforms: 'linux/amd64,linux/arm64,linux/s390x' })
    expect(errorOf(lacking)).toContain('and lacks linux/s390x of input "platforms"')
  })
})

describeWithBuildah('a registry', () => {
  it('that may not be written to is known before the build', async () => {
    const { code, annotations, log } = await run({ username: '', password: '' })
    expect(code).toBe(1)
    expect(annotations.at(-1)?.message).toMatch(
      /gives no anonymous token for pull,push on .*give "registry", "username" and "password".*\(registry-unauthorized\)/,
    )
    expect(log).not.toContain('STEP 1')
  })

  it('that lets no tag be moved keeps the image of a commit, and the message says how to', async () => {
    expect((await run()).code).toBe(0)
    const before = registry.tags('acme/api').get('sha-0123456')
    registry.faults.immutableTags = 'ecr'
    workspace.write('app/hello.txt', 'hello again\n')
    const again = await run()
    expect(errorOf(again)).toMatch(
      /sha-0123456 exists already, as .*skip-existing: true.*\(registry-tag-immutable\)/,
    )
    expect(registry.tags('acme/api').get('sha-0123456')).toBe(before)
    const kept = await run({ 'skip-existing': 'true' })
    expect(kept.outputs).toMatchObject({ outcome: 'exists', digest: before })
  })

  it('is asked three times at most to read back what was pushed', async () => {
    expect((await run({ tags: 'type=sha' })).code).toBe(0)
    const asked = registry.requests.map(
      ({ method, path }) => `${method} ${path.replace(/[0-9a-f]{64}/, '…')}`,
    )
    const pushed = asked.lastIndexOf('PUT /v2/acme/api/manifests/sha-0123456')
    expect(pushed).toBeGreaterThan(0)
    expect(asked.slice(pushed + 1)).toEqual([
      'GET /v2/acme/api/manifests/sha-0123456',
      'GET /v2/acme/api/blobs/sha256:…',
    ])
  })
})
