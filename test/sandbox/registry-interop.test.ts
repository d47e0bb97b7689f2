import { execFile } from 'node:child_process'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { removeDirectory, type SandboxRegistry, startRegistry } from '@gitops-actions/sandbox'

const LOGIN = 'octo:correct horse'

let folder: string
let server: SandboxRegistry
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'registry-interop-'))
  server = await startRegistry({ users: { octo: 'correct horse' } })
})
afterAll(async () => {
  await server.close()
  await removeDirectory(folder)
})

/** Runs a program to its end: what it printed, or an error with what it complained of. */
function run(program: string, args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = {
      ...process.env,
      BUILDAH_ISOLATION: 'chroot',
      STORAGE_DRIVER: 'vfs',
      HOME: folder,
      XDG_RUNTIME_DIR: folder,
    }
    const child = execFile(program, args, { env, cwd: folder, timeout: 60_000 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else reject(new Error(`${program} ${args.join(' ')}: ${stderr}`))
    })
    child.stdin?.end(input)
  })
}

async function suite(program: string, tests: () => void): Promise<void> {
  const found = await run(program, ['--version']).catch(() => undefined)
  if (found !== undefined) {
    describe(`${program} against the sandbox registry`, () => {
      tests()
    })
  } else {
    const advice = `SKIPPED: ${program} is not on this machine (apt-get install -y ${program})`
    console.warn(advice)
    it.todo(`${program} ${advice}`)
  }
}

await suite('skopeo', () => {
  const copy = (from: string, to: string, ...options: string[]): Promise<string> =>
    run('skopeo', [
      'copy',
      ...options,
      ...(from.startsWith('docker:') ? ['--src-tls-verify=false', `--src-creds=${LOGIN}`] : []),
      ...(to.startsWith('docker:') ? ['--dest-tls-verify=false', `--dest-creds=${LOGIN}`] : []),
      from,
      to,
    ])

  it('inspects, copies with mounts, lists, converts and deletes', async () => {
    const at = `docker://${server.host}`
    const made = server.putImage({
      repository: 'acme/api',
      tag: '1.0.0',
      platforms: ['linux/amd64', 'linux/arm64'],
      attestations: true,
    })
    const inspected = await run('skopeo', [
      'inspect',
      '--tls-verify=false',
      `--creds=${LOGIN}`,
      `${at}/acme/api:1.0.0`,
    ])
    expect(JSON.parse(inspected)).toMatchObject({
      Digest: made.digest,
      Architecture: 'amd64',
      RepoTags: ['1.0.0'],
    })

    await copy(`${at}/acme/api:1.0.0`, `${at}/acme/copy:2`, '--all')
    expect(server.tags('acme/copy').get('2')).toBe(made.digest)

    await copy(`${at}/acme/api:1.0.0`, `oci:${folder}/layout:x`)
    await copy(`oci:${folder}/layout:x`, `${at}/acme/docker:3`, '--format=v2s2')
    expect(server.manifest('acme/docker', '3')?.mediaType).toBe(
      'application/vnd.docker.distribution.manifest.v2+json',
    )

    const tags = await run('skopeo', [
      'list-tags',
      '--tls-verify=false',
      `--creds=${LOGIN}`,
      `${at}/acme/copy`,
    ])
    expect(JSON.parse(tags)).toMatchObject({ Tags: ['2'] })

    await run('skopeo', ['delete', '--tls-verify=false', `--creds=${LOGIN}`, `${at}/acme/copy:2`])
    expect(server.tags('acme/copy').size).toBe(0)
  })

  it('is refused with a wrong password and with a tag that is not there', async () => {
    const inspect = (login: string, tag: string): Promise<string> =>
      run('skopeo', [
        'inspect',
        '--tls-verify=false',
        `--creds=${login}`,
        `docker://${server.host}/acme/api:${tag}`,
      ])
    await expect(inspect('octo:wrong', '1.0.0')).rejects.toThrow(
      /unauthorized|incorrect username or password/,
    )
    await expect(inspect(LOGIN, 'none')).rejects.toThrow('manifest unknown')
  })
})

await suite('buildah', () => {
  const buildah = (args: readonly string[], input?: string): Promise<string> =>
    run('buildah', ['--root', join(folder, 'root'), '--runroot', join(folder, 'run'), ...args], input)

  it('logs in, pushes what it built, and reports the digest that is there', async () => {
    const auth = ['--authfile', join(folder, 'auth.json'), '--tls-verify=false']
    const image = `${server.host}/acme/built:1`
    await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY hello /hello\n')
    await writeFile(join(folder, 'hello'), 'hello\n')
    await buildah(['login', ...auth, '--username', 'octo', '--password-stdin', server.host], 'correct horse')
    await buildah(['bud', '--quiet', '--tag', image, folder])
    await buildah(['push', ...auth, '--digestfile', join(folder, 'digest'), image])
    const digest = await readFile(join(folder, 'digest'), 'utf8')
    expect(server.tags('acme/built').get('1')).toBe(digest.trim())
    expect(server.manifest('acme/built', '1')?.digest).toBe(digest.trim())
    await buildah(['rmi', '--all', '--force'])
    await buildah(['pull', ...auth, `${server.host}/acme/built@${digest.trim()}`])
  })
})
