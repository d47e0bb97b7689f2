import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createGitRepository, parseRemote } from '@gitops-actions/adapters'
import { type GitServer, hermeticEnvironment, runGit, startGitServer } from '@gitops-actions/sandbox'
import { medians, milliseconds, print, ratio } from './measure.ts'

const ROUNDS = 1
const FILES = 100_000
const NAME = 'acme/environments'
const TOKEN = 'bench-token'
const FILE = 'apps/a7/f3.yaml'

/** One change of one file over git, against a shallow clone with everything in it, on http and loopback. */
export async function benchGit(): Promise<void> {
  const server = await startGitServer({ tokens: { [TOKEN]: { login: 'bench', write: true } } })
  const work = await mkdtemp(join(tmpdir(), 'bench-git-'))
  try {
    const made = await server.createRepository(NAME, { files: { 'README.md': '# Environments\n' } })
    await runGit(['fast-import', '--quiet', '--force'], { cwd: made.directory, input: history() })
    let version = 0
    const times = await medians(
      {
        ours: () => bump(server, work, (version += 1)),
        clone: () => cloneAndPush(server, join(work, `clone-${(version += 1)}`), version),
      },
      ROUNDS,
    )
    const row = [milliseconds(times.ours), milliseconds(times.clone), ratio(times.ours, times.clone)]
    print(
      `One file of ${FILES.toLocaleString('en')} over git (median of ${ROUNDS})`,
      ['ours (git)', 'clone --depth=1 + edit + push', 'ratio'],
      [row],
    )
  } finally {
    await rm(work, { recursive: true, force: true })
    await server.close()
  }
}

async function bump(server: GitServer, work: string, version: number): Promise<void> {
  const repository = createGitRepository({
    remote: parseRemote(server.cloneUrl(NAME), { plaintext: false }),
    token: TOKEN,
    username: 'bench',
    sshKey: '',
    sshKnownHosts: '',
    signingKey: '',
    caCert: undefined,
    env: { ...process.env, RUNNER_TEMP: work },
    signal: new AbortController().signal,
  })
  try {
    const { branch, head, files } = await repository.read({ files: [FILE], history: 20 })
    const text = (files.get(FILE)?.text ?? '').replace(/tag: \S+/, `tag: 1.0.${version}`)
    const changes = [{ path: FILE, mode: '100644' as const, text }]
    const done = await repository.commit({ branch, expectedHead: head, headline: 'Bump', body: '', changes })
    if (done.kind !== 'committed') throw new Error(done.detail)
  } finally {
    await repository.close()
  }
}

async function cloneAndPush(server: GitServer, directory: string, version: number): Promise<void> {
  const env = hermeticEnvironment({
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'http.extraHeader',
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${Buffer.from(`bench:${TOKEN}`).toString('base64')}`,
    GIT_AUTHOR_NAME: 'Bench',
    GIT_AUTHOR_EMAIL: 'bench@example.com',
    GIT_COMMITTER_NAME: 'Bench',
    GIT_COMMITTER_EMAIL: 'bench@example.com',
  })
  const git = (cwd: string, ...parameters: string[]): Promise<unknown> => runGit(parameters, { cwd, env })
  await git(tmpdir(), 'clone', '--quiet', '--depth=1', server.cloneUrl(NAME), directory)
  const path = join(directory, FILE)
  await writeFile(path, (await readFile(path, 'utf8')).replace(/tag: \S+/, `tag: 1.0.${version}`))
  await git(directory, 'commit', '--quiet', '--all', '--message', 'Bump')
  await git(directory, 'push', '--quiet', 'origin', 'main')
  await rm(directory, { recursive: true, force: true })
}

/** One commit of 20,000 applications with five files each, as a stream for `git fast-import`. */
function history(): string {
  const files = Array.from({ length: FILES }, (_, index) => {
    const text = `# File ${index}\nimage:\n  repository: ghcr.io/acme/a${index}\n  tag: 1.0.0 # by the pipeline\n`
    return `M 100644 inline apps/a${Math.floor(index / 5)}/f${index % 5}.yaml\ndata ${text.length}\n${text}\n`
  })
  const head = 'commit refs/heads/main\ncommitter Bench <bench@example.com> 1767225600 +0000\ndata 4\nSeed\n'
  return `${head}${files.join('')}\n`
}
