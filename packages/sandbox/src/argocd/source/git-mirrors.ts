import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runGit } from '../../git/git-command.ts'
import { GitFailure, toGitFailure } from './git-failure.ts'

/** How a repository is reached. */
export interface RepositoryOptions {
  /** The address as applications write it in `repoURL`. */
  url: string
  /** Where it is really fetched from, when that is another place: a URL or the path of a local repository. */
  remote?: string
  username?: string
  /** Password or token, sent in a header and nowhere else. */
  token?: string
}

export interface CommitDescription {
  author: string
  date: string
  message: string
  tags: string[]
}

/** The files of one commit, read when asked for. */
export interface Snapshot {
  readonly commit: string
  /** Paths of all regular files, sorted. */
  readonly paths: readonly string[]
  read(path: string): Promise<string>
}

/**
 * Bare copies of the repositories that applications name, as Argo CD's repo server keeps them: a revision is
 * resolved by `ls-remote`, and fetched when its commit is not there yet.
 */
export class GitMirrors {
  readonly #repositories = new Map<string, RepositoryOptions>()
  readonly #mirrors = new Map<string, Promise<string>>()
  readonly #snapshots = new Map<string, Promise<Snapshot>>()
  #root: Promise<string> | undefined
  readonly #running = new Set<Promise<unknown>>()
  #closed = false

  add(repository: RepositoryOptions): void {
    this.#repositories.set(normaliseUrl(repository.url), repository)
  }

  /**
   * The commit that a branch, tag, full commit id or `HEAD` names now.
   *
   * @throws GitFailure when the repository cannot be reached or the name means nothing in it.
   */
  async resolve(url: string, revision: string): Promise<string> {
    if (/^[0-9a-f]{40}$/.test(revision)) return revision
    const output = await this.#git(url, ['ls-remote', '--', this.#remote(url)])
    const refs = new Map<string, string>()
    for (const line of output.toString('utf8').split('\n')) {
      const [oid, name] = line.split('\t')
      if (oid !== undefined && name !== undefined) refs.set(name, oid)
    }
    const names = [revision, `refs/heads/${revision}`, `refs/tags/${revision}^{}`, `refs/tags/${revision}`]
    const found = names.map((name) => refs.get(name)).find((oid) => oid !== undefined)
    if (found === undefined) throw new GitFailure(`unable to resolve '${revision}' to a commit SHA`)
    return found
  }

  /** The files at a commit; fetches when the commit is not known yet. */
  snapshot(url: string, commit: string): Promise<Snapshot> {
    const key = `${normaliseUrl(url)}@${commit}`
    const known = this.#snapshots.get(key)
    if (known !== undefined) return known
    const reading = this.#open(url, commit)
    this.#snapshots.set(key, reading)
    reading.catch(() => this.#snapshots.delete(key))
    return reading
  }

  /** Paths that differ between two commits. */
  async changedPaths(url: string, from: string, to: string): Promise<string[]> {
    const mirror = await this.#fetch(url, to)
    const output = await this.#git(url, ['diff', '--name-only', '-z', '--no-renames', from, to], mirror)
    return output
      .toString('utf8')
      .split('\0')
      .filter((path) => path !== '')
  }

  async describe(url: string, commit: string): Promise<CommitDescription> {
    const mirror = await this.#fetch(url, commit)
    const format = '--format=%an <%ae>%x00%cI%x00%B'
    const output = await this.#git(url, ['show', '--no-patch', format, commit], mirror)
    const [author = '', date = '', message = ''] = output.toString('utf8').split('\0')
    const tags = await this.#git(url, ['tag', '--points-at', commit], mirror)
    return {
      author,
      date: `${new Date(date).toISOString().slice(0, 19)}Z`,
      message: message.trim(),
      tags: tags.toString('utf8').split('\n').filter(Boolean),
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.allSettled([...this.#running])
    if (this.#root !== undefined) await rm(await this.#root, { recursive: true, force: true })
  }

  async #open(url: string, commit: string): Promise<Snapshot> {
    const mirror = await this.#fetch(url, commit)
    const listing = await this.#git(url, ['ls-tree', '-r', '-z', '--full-tree', commit], mirror)
    const blobs = new Map<string, string>()
    for (const entry of listing.toString('utf8').split('\0')) {
      const match = /^100\d{3} blob ([0-9a-f]{40})\t([\s\S]+)$/.exec(entry)
      if (match?.[1] !== undefined && match[2] !== undefined) blobs.set(match[2], match[1])
    }
    const texts = new Map<string, Promise<string>>()
    const read = (path: string): Promise<string> => {
      const oid = blobs.get(path)
      if (oid === undefined) return Promise.reject(new GitFailure(`${path}: no such file at ${commit}`))
      let text = texts.get(path)
      if (text === undefined) {
        text = this.#git(url, ['cat-file', 'blob', oid], mirror).then((content) => content.toString('utf8'))
        texts.set(path, text)
      }
      return text
    }
    return { commit, paths: [...blobs.keys()].sort(), read }
  }

  async #fetch(url: string, commit: string): Promise<string> {
    const mirror = await this.#mirror(url)
    const present = await this.#git(url, ['cat-file', '-e', `${commit}^{commit}`], mirror).then(
      () => true,
      () => false,
    )
    if (present) return mirror
    const refspecs = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*']
    await this.#git(url, ['fetch', '--quiet', '--prune', '--', this.#remote(url), ...refspecs], mirror)
    return mirror
  }

  #mirror(url: string): Promise<string> {
    const key = normaliseUrl(url)
    let mirror = this.#mirrors.get(key)
    if (mirror === undefined) {
      mirror = this.#track(this.#initialise(key))
      this.#mirrors.set(key, mirror)
    }
    return mirror
  }

  /** Tracked as a whole: what it makes after `close()` would stay on the disk. */
  async #initialise(key: string): Promise<string> {
    if (this.#closed) throw new GitFailure('the sandbox was closed')
    this.#root ??= mkdtemp(join(tmpdir(), 'argocd-repositories-'))
    const directory = join(await this.#root, createHash('sha256').update(key).digest('hex').slice(0, 16))
    await runGit(['init', '--quiet', '--bare', directory], { cwd: tmpdir() })
    return directory
  }

  #remote(url: string): string {
    return this.#repositories.get(normaliseUrl(url))?.remote ?? url
  }

  #git(url: string, args: string[], directory?: string): Promise<Buffer> {
    if (this.#closed) return Promise.reject(new GitFailure('the sandbox was closed'))
    const running = runGit(args, { cwd: directory ?? tmpdir(), env: this.#configuration(url) }).then(
      (result) => result.stdout,
      (error: unknown) => {
        throw toGitFailure(error)
      },
    )
    return this.#track(running)
  }

  /** Configuration by environment, so that a token is in no argument list and in no file. */
  #configuration(url: string): Record<string, string> {
    const repository = this.#repositories.get(normaliseUrl(url))
    const settings: [string, string][] = [
      ['safe.directory', '*'],
      ['core.hooksPath', '/dev/null'],
      // A server that falls silent must not keep `close()` waiting.
      ['http.lowSpeedLimit', '1'],
      ['http.lowSpeedTime', '10'],
    ]
    if (repository?.token !== undefined) {
      const pair = `${repository.username ?? 'x-access-token'}:${repository.token}`
      settings.push(['http.extraHeader', `Authorization: Basic ${Buffer.from(pair).toString('base64')}`])
    }
    const environment: Record<string, string> = {
      GIT_ALLOW_PROTOCOL: 'file:http:https',
      GIT_CONFIG_COUNT: String(settings.length),
    }
    settings.forEach(([key, value], index) => {
      environment[`GIT_CONFIG_KEY_${index}`] = key
      environment[`GIT_CONFIG_VALUE_${index}`] = value
    })
    return environment
  }

  #track<T>(work: Promise<T>): Promise<T> {
    this.#running.add(work)
    const done = (): void => {
      this.#running.delete(work)
    }
    work.then(done, done)
    return work
  }
}

/** One key for all spellings of a repository's address: `.git`, a final slash, user names and letter case are no difference. */
export function normaliseUrl(url: string): string {
  return url
    .trim()
    .replace(/^([a-z+]+:\/\/)[^/@]*@/i, '$1')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .toLowerCase()
}
