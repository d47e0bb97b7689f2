import { spawn } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

const MAIN = fileURLToPath(new URL('../../packages/sandbox/src/demo/main.ts', import.meta.url))

/** A buildah that is found and can do nothing. */
const BROKEN = 'case "$1" in --version) echo "buildah version 1.0";; *) echo "no space" >&2; exit 125;; esac'

let folder: string

beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'demo-test-'))
  for (const name of ['bin', 'tmp']) fs.mkdirSync(join(folder, name))
})

afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true })
})

/** Puts a program on the demo's PATH, which holds nothing else. `$HERE` is the folder of the test. */
function addProgram(name: string, script: string): void {
  fs.writeFileSync(join(folder, 'bin', name), `#!/bin/sh\nHERE='${folder}'\n${script}\n`, { mode: 0o755 })
}

function addGit(): void {
  const found = (process.env.PATH ?? '')
    .split(delimiter)
    .map((directory) => join(directory, 'git'))
    .find((path) => fs.existsSync(path))
  fs.symlinkSync(found ?? '/usr/bin/git', join(folder, 'bin/git'))
}

interface DemoRun {
  readonly code: number | null
  readonly text: string
}

/** Runs the demo in a process of its own. `until`: interrupt it when it has printed this. */
async function runDemo(options: readonly string[] = [], until?: () => boolean): Promise<DemoRun> {
  const child = spawn(process.execPath, ['--conditions=source', MAIN, ...options], {
    env: { PATH: join(folder, 'bin'), TMPDIR: join(folder, 'tmp') },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const chunks: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk))
  }
  const watch = setInterval(() => {
    if (until?.() !== true) return
    clearInterval(watch)
    child.kill('SIGINT')
  }, 20)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve)
  })
  clearInterval(watch)
  return { code, text: chunks.join('') }
}

function leftovers(): readonly string[] {
  return fs.readdirSync(join(folder, 'tmp'))
}

/** Waits until the process is gone: one that was killed stays until the system's first process has taken note. */
async function endOf(pid: number): Promise<'ended'> {
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch {
      return 'ended'
    }
    await sleep(20)
  }
}

describe('the demo', () => {
  it('says how to install an engine when it may not do that itself', async () => {
    addGit()
    addProgram('apt-get', 'echo "$@" >> "$HERE/apt"')
    const { code, text } = await runDemo(['--no-install'])
    expect(text).toContain('There is no build engine here')
    expect(text).toContain('sudo apt-get install -y --no-install-recommends buildah')
    expect(code).toBe(1)
    expect(fs.existsSync(join(folder, 'apt'))).toBe(false)
    expect(leftovers()).toEqual([])
  })

  it('installs buildah where it can, and says so', async () => {
    addGit()
    addProgram('sudo', 'shift; case "$1" in true) exit 0;; esac; exec "$@"')
    addProgram(
      'apt-get',
      `echo "$@" >> "$HERE/apt"
       case "$1" in install) printf '#!/bin/sh\\n%s\\n' '${BROKEN}' > "$HERE/bin/buildah"; /bin/chmod 755 "$HERE/bin/buildah";; esac`,
    )
    const { text } = await runDemo()
    expect(text).toMatch(
      /installing buildah: (?:sudo -n )?apt-get install -y -q --no-install-recommends buildah/,
    )
    expect(text).toContain('building with buildah 1.0')
    expect(fs.readFileSync(join(folder, 'apt'), 'utf8')).toBe(
      '--version\nupdate -q\ninstall -y -q --no-install-recommends buildah\n',
    )
  })

  it('says what apt-get says when the installation fails', async () => {
    addGit()
    addProgram('sudo', 'shift; case "$1" in true) exit 0;; esac; exec "$@"')
    addProgram('apt-get', 'case "$1" in --version) exit 0;; esac; echo "E: no network"; exit 100')
    const { code, text } = await runDemo()
    expect(text).toMatch(/The demo failed: ".*apt-get update -q" failed:\nE: no network/)
    expect(code).toBe(1)
  })

  it('says that git is missing', async () => {
    addProgram('buildah', BROKEN)
    const { code, text } = await runDemo()
    expect(text).toContain('There is no git here')
    expect(code).toBe(1)
  })

  it('stops at the first workflow that fails, and shows why', async () => {
    addGit()
    addProgram('buildah', BROKEN)
    const { code, text } = await runDemo()
    expect(text).toContain('deliver.yml · build · build-and-push failed; the end of its log:')
    expect(text).toMatch(/##\[error\].*no space/)
    expect(text).toMatch(/^main · build · build-and-push +failed/m)
    expect(text).not.toContain('is tagged')
    expect(text).toContain('(branch main)\nnothing')
    expect(code).toBe(1)
    expect(leftovers()).toEqual([])
  })

  it('leaves nothing behind when it is interrupted', async () => {
    addGit()
    addProgram(
      'buildah',
      `case "$1" in
         --version) echo "buildah version 1.0";;
         info) echo "{}";;
         build) echo $$ > "$HERE/pid"; trap '' INT TERM; while :; do /bin/sleep 1; done;;
       esac`,
    )
    const pid = join(folder, 'pid')
    const { code, text } = await runDemo([], () => fs.existsSync(pid))
    expect(text).toContain('Interrupted: servers and children are stopped')
    expect(code).toBe(130)
    expect(await endOf(Number(fs.readFileSync(pid, 'utf8')))).toBe('ended')
    expect(leftovers()).toEqual([])
  })

  it('takes its images out of docker again', async () => {
    addGit()
    addProgram(
      'docker',
      `echo "$DOCKER_HOST $*" >> "$HERE/docker"
       case "$1 $2" in
         "version --format="*) echo "27.0 27.0 linux/amd64";;
         "version "*) echo 27.0;;
         "context inspect") echo unix:///run/some.sock;;
         "image ls") echo 127.0.0.1:1/acme/api:main; echo 127.0.0.1:1/acme/api:sha-1;;
         "image rm"|"login "*) ;;
         *) exit 1;;
       esac`,
    )
    const { code } = await runDemo()
    expect(code).toBe(1)
    const calls = fs.readFileSync(join(folder, 'docker'), 'utf8')
    expect(calls).toMatch(/^unix:\/\/\/run\/some\.sock (?:buildx )?build /m)
    expect(calls).toMatch(/image ls .*--filter=reference=127\.0\.0\.1:\d+\/\*\/\*\n/)
    expect(calls).toMatch(/image rm 127\.0\.0\.1:1\/acme\/api:main 127\.0\.0\.1:1\/acme\/api:sha-1\n$/)
    expect(leftovers()).toEqual([])
  })

  it('explains its options', async () => {
    const wrong = await runDemo(['--nope'])
    expect(wrong).toEqual({ code: 2, text: expect.stringContaining("Unknown option '--nope'") })
    const help = await runDemo(['--help'])
    expect(help).toEqual({ code: 0, text: expect.stringContaining('--no-install') })
  })
})
