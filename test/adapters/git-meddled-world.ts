import { parseBranchName, type CommitResult } from '@gitops-actions/core'
import { type GitOptions, type GitRepository, parseRemote } from '@gitops-actions/adapters'
import {
  type BareRepository,
  type GitServer,
  type GitServerOptions,
  startGitServer,
} from '@gitops-actions/sandbox'
import { type Between, type Meddling, type PassedRequest, startBetween } from './git-between.ts'
import { connectGit } from './git-world.ts'

export const NAME = 'acme/environments'
export const REF = 'refs/heads/main'
/** A file below a directory: of the trees the root and one more are read. */
export const FILE = 'dir/a.yaml'
/** What is given as the environment where no git is to be found. */
export const NO_GIT = { PATH: '/nonexistent' }

/** A git server with one repository, and clients whose exchanges somebody meddles with. */
export interface MeddledWorld {
  readonly server: GitServer
  readonly git: BareRepository
  /** Without a git on PATH, unless `options` bring another environment. */
  meddle(
    meddling: Meddling,
    options?: Partial<GitOptions>,
    name?: string,
  ): Promise<{ readonly between: Between; readonly repository: GitRepository }>
  text(): Promise<string | undefined>
  close(): Promise<void>
}

export async function startMeddledWorld(options: GitServerOptions = {}): Promise<MeddledWorld> {
  const server = await startGitServer({ tokens: { secret: { login: 'bot', write: true } }, ...options })
  const git = await server.createRepository(NAME, { files: { [FILE]: 'a: 1\n', 'b.yaml': 'b: 1\n' } })
  const closers: (() => Promise<void>)[] = []
  return {
    server,
    git,
    async meddle(meddling, change = {}, name = NAME) {
      const between = await startBetween(server.url, meddling)
      const remote = parseRemote(`${between.url}/${name}.git`, { plaintext: false })
      const repository = connectGit({ remote, env: NO_GIT, ...change })
      closers.push(
        () => repository.close(),
        () => between.close(),
      )
      return { between, repository }
    },
    text: async () => (await git.readFile('main', FILE))?.toString(),
    async close() {
      for (const close of closers.splice(0)) await close()
      await server.close()
    },
  }
}

/** Reads the file, and commits a change of it. */
export async function bump(repository: GitRepository): Promise<CommitResult> {
  const { head, files } = await repository.read({ files: [FILE] })
  return repository.commit({
    branch: parseBranchName('main'),
    expectedHead: head,
    headline: 'Bump',
    body: '',
    changes: [{ path: FILE, mode: '100644', text: files.get(FILE)?.text?.replace('1', '2') ?? '' }],
  })
}

export function isFetch({ what, body }: PassedRequest): boolean {
  return what === 'git-upload-pack' && body.includes('command=fetch')
}

export function isPush({ what }: PassedRequest): boolean {
  return what === 'git-receive-pack'
}

/** Answers the first time only. */
export function once<T>(
  answer: T,
  when: (asked: PassedRequest) => boolean,
): (asked: PassedRequest) => T | undefined {
  let done = false
  return (asked) => {
    if (done || !when(asked)) return undefined
    done = true
    return answer
  }
}
