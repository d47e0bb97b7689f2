import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { prepareScan } from '@gitops-actions/adapters'
import { ActionError } from '@gitops-actions/core'

const IMAGE = `ghcr.io/acme/api@sha256:${'a'.repeat(64)}`

let folder: string
let lines: string[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scan-command-'))
  lines = []
  for (const name of ['bin', 'workspace', 'private', 'home']) await mkdir(join(folder, name))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function script(path: string, text: string, mode = 0o755): Promise<void> {
  await writeFile(join(folder, path), `#!/bin/sh\n${text}\n`)
  await chmod(join(folder, path), mode)
}

type Options = Parameters<typeof prepareScan>[0]

async function scan(command: readonly string[], change: Partial<Options> = {}): Promise<void> {
  const run = await prepareScan({
    command,
    workspace: join(folder, 'workspace'),
    credentials: [],
    directory: join(folder, 'private'),
    env: { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, HOME: join(folder, 'home') },
    log: { info: (line) => lines.push(line) },
    ...change,
  })
  await run(IMAGE)
}

async function refusal(command: readonly string[], change: Partial<Options> = {}): Promise<ActionError> {
  const error: unknown = await scan(command, change).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof ActionError) return error
  throw new Error('nothing was refused')
}

describe('a scan', () => {
  it('has the image among its arguments and in a variable, and no shell reads either', async () => {
    await script('bin/scanner', 'for arg in "$@"; do echo "<$arg>"; done; echo "$IMAGE_REF"')
    await scan(['scanner', 'image', 'at={image}', '$HOME', ';touch x'])
    expect(lines).toEqual(['<image>', `<at=${IMAGE}>`, '<$HOME>', '<;touch x>', IMAGE])
  })

  it('has the variables of the step, but no input of this action', async () => {
    await script('bin/scanner', 'echo "$SCANNER_TOKEN:$RUNNER_TEMP"; env | grep -c "^INPUT_\\|^STATE_"; true')
    const env = {
      PATH: join(folder, 'bin') + ':/usr/bin:/bin',
      SCANNER_TOKEN: 'mine',
      RUNNER_TEMP: '/runner/temp',
      INPUT_PASSWORD: 'canary-input',
      STATE_x: 'canary-state',
    }
    await scan(['scanner'], { env })
    expect(lines).toEqual(['mine:/runner/temp', '0'])
  })

  it('finds the logins of the run beside those that the machine has, which stay as they are', async () => {
    const home = join(folder, 'home/.docker/config.json')
    await mkdir(join(folder, 'home/.docker'))
    const before = JSON.stringify({
      credsStore: 'desktop',
      auths: { 'quay.io': { auth: 'cXVheTpwYXNz' } },
    })
    await writeFile(home, before)
    await script(
      'bin/scanner',
      'cat "$DOCKER_CONFIG/config.json"; echo; stat -c %a "$DOCKER_CONFIG/config.json"',
    )
    const credentials = [
      { registry: 'ghcr.io', username: 'robot', password: 'canary-pass' },
      { registry: 'docker.io', username: 'hub', password: 'hub-pass' },
    ]
    await scan(['scanner'], { credentials })
    await scan(['scanner'], { credentials })
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      credsStore: 'desktop',
      credHelpers: {
        'ghcr.io': '',
        'https://index.docker.io/v1/': '',
        'index.docker.io': '',
        'docker.io': '',
      },
      auths: {
        'quay.io': { auth: 'cXVheTpwYXNz' },
        'ghcr.io': { auth: Buffer.from('robot:canary-pass').toString('base64') },
        'https://index.docker.io/v1/': { auth: Buffer.from('hub:hub-pass').toString('base64') },
      },
    })
    expect(lines[1]).toBe('600')
    expect(await readFile(home, 'utf8')).toBe(before)
  })

  it('may be a script of the workspace, or a program anywhere', async () => {
    await script('workspace/scan.sh', 'echo workspace')
    await script('private/tool', 'echo anywhere')
    await scan(['./scan.sh'])
    await scan([join(folder, 'private/tool')])
    expect(lines).toEqual(['workspace', 'anywhere'])
  })

  it('that ends with anything but 0 refuses, and its last words are the reason', async () => {
    await script('bin/scanner', 'echo checking; echo "CVE-2026-1 is critical" >&2; exit 3')
    const error = await refusal(['scanner'])
    expect(error.code).toBe('scan-refused')
    expect(error.message).toContain(
      `"scanner" ended with 3 for ${IMAGE}, so that the image got no tags: checking | CVE-2026-1 is critical`,
    )
    expect(lines).toEqual(['checking', 'CVE-2026-1 is critical'])
  })

  it.each([
    [10, 'it has no signature'],
    [11, 'the registry has no such image'],
    [12, 'it is signed, and by nobody whom the command accepts'],
    [13, 'its signature has no certificate'],
  ])('fault 124: by cosign that ends with %d says that %s', async (code, words) => {
    await script('bin/cosign', `echo "Error: x" >&2; exit ${code}`)
    const error = await refusal(['cosign', 'verify', '{image}'])
    expect(error.code).toBe('scan-refused')
    expect(error.message).toContain(words)
    expect(error.message).toContain('Error: x')
  })

  it('that is not on the machine, or no program, is named', async () => {
    expect((await refusal(['nowhere'])).message).toContain(
      'Input "scan" names "nowhere", which is not on the PATH',
    )
    await script('workspace/plain.sh', 'true', 0o644)
    for (const name of ['./missing.sh', './plain.sh']) {
      const error = await refusal([name])
      expect(error.code).toBe('scan-unavailable')
      expect(error.message).toMatch(/which cannot be started \(.*(?:ENOENT|EACCES)/)
    }
  })

  it('ends with everything that it started when the run is cancelled', async () => {
    await script('bin/scanner', 'echo started; sleep 60')
    const controller = new AbortController()
    const scanning = scan(['scanner'], {
      signal: controller.signal,
      log: {
        info: () => {
          controller.abort()
        },
      },
    })
    await expect(scanning).rejects.toMatchObject({ code: 'cancelled' })
  })
})
