import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type GitRepository, parseRemote } from '@gitops-actions/adapters'
import { type CommitResult, parseBranchName, parseCommitSha } from '@gitops-actions/core'
import { type BareRepository, type GitServer, startGitServer } from '@gitops-actions/sandbox'
import { connectGit } from './git-world.ts'
import { failureOf } from './github-world.ts'

const NAME = 'acme/environments'
const REF = 'HEAD:refs/heads/main'

/** Servers whose words no server here says: a git that says them in its place, and does everything else itself. */
describe('what becomes of a push', () => {
  let temp: string
  let server: GitServer
  let made: BareRepository
  let repository: GitRepository | undefined

  beforeEach(async () => {
    temp = await mkdtemp(join(tmpdir(), 'git-push-'))
    await mkdir(join(temp, 'bin'))
    await mkdir(join(temp, 'runner'))
    server = await startGitServer({
      tokens: { secret: { login: 'bot', write: true } },
      // Which takes the git of the machine.
      firstVersionOnly: true,
    })
    made = await server.createRepository(NAME, { files: { 'a.yaml': 'a: 1\n' } })
  })

  afterEach(async () => {
    await repository?.close()
    await server.close()
    await rm(temp, { recursive: true, force: true })
  })

  /** The script is run for every push in the place of git, which it may call as "$real". */
  async function commitWith(push: string): Promise<CommitResult> {
    const git = join(temp, 'bin', 'git')
    await writeFile(
      git,
      `#!/bin/sh
real=/usr/bin/git
for word; do
  if [ "$word" = push ]; then
    echo >> ${join(temp, 'pushes')}
${push}
  fi
done
exec "$real" "$@"
`,
    )
    await chmod(git, 0o755)
    repository = connectGit({
      remote: parseRemote(server.cloneUrl(NAME), { plaintext: false }),
      env: { PATH: `${join(temp, 'bin')}:${process.env.PATH ?? ''}`, RUNNER_TEMP: join(temp, 'runner') },
    })
    return repository.commit({
      branch: parseBranchName('main'),
      expectedHead: parseCommitSha((await made.resolve('refs/heads/main')) ?? ''),
      headline: 'Bump',
      body: '',
      changes: [{ path: 'a.yaml', mode: '100644', text: 'a: 2\n' }],
    })
  }

  const report = (line: string): string => `printf 'To x\\n!\\t${REF}\\t%s\\nDone\\n' "${line}"; exit 1`

  it.each([
    '[rejected] (fetch first)',
    '[rejected] (non-fast-forward)',
    '[rejected] (stale info)',
    '[remote rejected] (failed to update ref)',
    `[remote rejected] (cannot lock ref 'refs/heads/main': is at ${'a'.repeat(40)} but expected ${'b'.repeat(40)})`,
    '[remote rejected] (incorrect old value provided)',
  ])('fault 20: %s: another writer was first', async (line) => {
    expect(await commitWith(report(line))).toMatchObject({ kind: 'lost-race', detail: line })
  })

  it.each([
    '[remote rejected] (pre-receive hook declined)',
    '[remote rejected] (hook declined)',
    '[remote rejected] (push declined due to repository rule violations)',
    '[remote rejected] (protected branch hook declined)',
    "[remote rejected] (cannot lock ref 'refs/heads/main': 'refs/heads/main/x' exists; cannot create 'refs/heads/main')",
    '[remote rejected] (words that nobody knows)',
  ])('fault 19, fault 21: %s: a rule refuses it, at the first attempt', async (line) => {
    const failure = await failureOf(commitWith(report(line)))
    expect(failure).toMatchObject({ code: 'refused-by-rule' })
    expect(failure.message).toContain(line.replace(/^.*?\(|\)$/g, '').slice(0, 40))
    expect(await pushes()).toBe(1)
  })

  it('fault 6: looks first when the connection ended after the push, and writes once', async () => {
    const result = await commitWith(
      '"$real" "$@"; echo "fatal: the remote end hung up unexpectedly" >&2; exit 128',
    )
    // It went through: the report that came is not read, for the exit code says that it is not whole.
    expect(result).toMatchObject({ kind: 'committed', sha: await made.resolve('refs/heads/main') })
    expect(await pushes()).toBe(1)
  })

  it('fault 6: pushes again when the connection ended before it', async () => {
    const once = join(temp, 'once')
    const result = await commitWith(
      `if [ ! -e ${once} ]; then echo >${once}; echo "error: RPC failed; curl 56 GnuTLS recv error (-110): The TLS connection was non-properly terminated." >&2; exit 128; fi`,
    )
    expect(result).toMatchObject({ kind: 'committed', sha: await made.resolve('refs/heads/main') })
    expect(await pushes()).toBe(2)
  })

  it.each([
    ['fatal: unable to access: The requested URL returned error: 503', 'unreachable', 3],
    ['fatal: unable to access: Could not resolve host: git.example.com', 'unreachable', 3],
    ['fatal: unable to access: The requested URL returned error: 429', 'rate-limited', 1],
    ['fatal: unable to access: The requested URL returned error: 403', 'permission-denied', 1],
  ])('%s: %s after %i', async (said, code, attempts) => {
    expect(await failureOf(commitWith(`echo "${said}" >&2; exit 128`))).toMatchObject({ code })
    expect(await pushes()).toBe(attempts)
    expect(await made.readFile('main', 'a.yaml')).toEqual(Buffer.from('a: 1\n'))
  })

  it('does not take a server that failed for one that refused', async () => {
    const failure = await failureOf(commitWith(report('[remote rejected] (Internal Server Error)')))
    expect(failure).toMatchObject({ code: 'unreachable', kind: 'transient' })
  })

  async function pushes(): Promise<number> {
    return (await readFile(join(temp, 'pushes'), 'utf8')).length
  }
})
