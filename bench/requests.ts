import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runGit, startGitHub } from '@gitops-actions/sandbox'
import { bump, history, pathOf, REPOSITORY } from './bump.ts'
import { milliseconds, print } from './measure.ts'

/** Files of the repository, and those of them that one commit changes. */
const CASES = [
  [100, 1],
  [100_000, 1],
  [100, 100],
  [100_000, 100],
  [1000, 500],
  [100_000, 500],
] as const

/** What a bump costs in requests to the API, by the size of the repository and of the change. */
export async function benchRequests(): Promise<void> {
  const rows: string[][] = []
  for (const [files, changed] of CASES) rows.push(await countRequests(files, changed))
  print('Requests of a bump', ['files', 'changed', 'commits', 'requests', 'to', 'time'], rows)
}

async function countRequests(files: number, changed: number): Promise<string[]> {
  const github = await startGitHub({ rateLimit: 1_000_000 })
  const work = await mkdtemp(join(tmpdir(), 'bench-requests-'))
  try {
    const repository = await github.createRepository(REPOSITORY, { files: { 'README.md': '# x\n' } })
    await runGit(['fast-import', '--quiet', '--force'], {
      cwd: repository.directory,
      input: history(files),
    })
    const { token } = github.createToken({ login: 'bench', repositories: [REPOSITORY] })
    const event = join(work, 'event.json')
    await writeFile(event, '{}')
    const indexes = Array.from({ length: changed }, (_, index) => files - 1 - index)
    const images = Object.fromEntries(indexes.map((index) => [`ghcr.io/acme/a${index}`, [pathOf(index)]]))
    const before = await countCommits(repository.directory)
    const start = performance.now()
    await bump(github, token, images, 1, event)
    const time = performance.now() - start
    const commits = (await countCommits(repository.directory)) - before
    const operations = github.requests.map(({ operation }) => operation)
    return [
      String(files),
      String(changed),
      String(commits),
      String(operations.length),
      [...new Set(operations)].join(', '),
      milliseconds(time),
    ]
  } finally {
    await rm(work, { recursive: true, force: true })
    await github.close()
  }
}

async function countCommits(directory: string): Promise<number> {
  const { stdout } = await runGit(['rev-list', '--count', 'main'], { cwd: directory })
  return Number(stdout.toString())
}
