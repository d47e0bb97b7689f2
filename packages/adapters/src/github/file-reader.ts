import { ActionError, type CommitSha, type RepositoryFile } from '@gitops-actions/core'

import { listAt, numberAt, objectAt, textAt } from './answer.ts'
import { isJsonObject, type JsonObject } from '../json/object.ts'
import { decodeUtf8, blobOid, isBlobText, isRegular, readMode } from '../git/blob.ts'
import type { GitHubConnection } from './connection.ts'
import { queryRepository, type RepositoryAt } from './repository-query.ts'
import { restRefusal } from './refusal.ts'
import { subtreeQuery } from './snapshot-query.ts'

/** Files that are read through the API: more cost less by git. */
export const MOST_FILES = 1000

/** Turns tree entries of an answer into files whose text is proven by their object id. */
export class FileReader {
  readonly #connection: GitHubConnection
  readonly #at: RepositoryAt
  readonly #commit: CommitSha

  constructor(connection: GitHubConnection, at: RepositoryAt, commit: CommitSha) {
    this.#connection = connection
    this.#at = at
    this.#commit = commit
  }

  /** Adds one entry; null stands for a path that does not exist. */
  async readEntry(entry: unknown, files: Map<string, RepositoryFile>, path: string): Promise<void> {
    if (!isJsonObject(entry)) return
    const mode = readMode(numberAt(entry, 'mode'))
    if (mode === undefined)
      throw new ActionError('invalid-answer', `GitHub gave ${path} a mode that git does not have`)
    const oid = textAt(entry, 'oid')
    const text =
      isRegular(mode) && isJsonObject(entry.object)
        ? await this.#readText(entry.object, oid, path)
        : undefined
    files.set(path, { path, mode, oid, text })
  }

  /** Adds every file below a directory; directories themselves are not added. A path that is no directory adds nothing. */
  async readDirectory(entry: unknown, files: Map<string, RepositoryFile>, path: string): Promise<void> {
    const deeper: string[] = []
    await this.#collect(entry, files, path, deeper)
    while (deeper.length > 0) {
      const paths = deeper.splice(0, 50)
      const repository = await queryRepository(this.#connection, this.#at, subtreeQuery(this.#commit, paths))
      const commit = objectAt(repository, 'object')
      for (const [index, subtree] of paths.entries()) {
        await this.#collect(commit[`d${index}`], files, subtree, deeper)
      }
    }
  }

  async #collect(
    entry: unknown,
    files: Map<string, RepositoryFile>,
    path: string,
    deeper: string[],
  ): Promise<void> {
    if (!isJsonObject(entry) || !isJsonObject(entry.object)) return
    const entries = entry.object.entries
    if (entries === undefined) {
      if (entry.type === 'tree') deeper.push(path)
      return
    }
    for (const child of listAt(entry.object, 'entries')) {
      const childPath = textAt(child, 'path')
      if (files.size > MOST_FILES) throw this.#tooMany(path)
      if (textAt(child, 'type') === 'tree') await this.#collect(child, files, childPath, deeper)
      else await this.readEntry(child, files, childPath)
    }
  }

  #tooMany(path: string): ActionError {
    const where = path === '' ? 'the repository' : path
    return new ActionError(
      'too-many-files',
      `There are more than ${MOST_FILES} files below ${where}, too many to read through the API: name the files with "files", or set "transport" to "auto" or "git".`,
    )
  }

  /** GraphQL cuts a text at 512,000 bytes and replaces what is not UTF-8, so the object id decides whether it is used. */
  async #readText(blob: JsonObject, oid: string, path: string): Promise<string | undefined> {
    if (typeof blob.text === 'string' && isBlobText(blob.text, oid)) return blob.text
    if (blob.isBinary === true) return undefined
    const [owner, repo] = [this.#at.owner, this.#at.name]
    const answer = await this.#connection.rest('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', {
      owner,
      repo,
      file_sha: oid,
    })
    if (answer.status !== 200) {
      throw restRefusal(answer, { what: `reading ${path}`, repository: `${owner}/${repo}` })
    }
    const bytes = Buffer.from(textAt(answer.data, 'content'), 'base64')
    if (blobOid(bytes, oid) !== oid) {
      throw new ActionError(
        'invalid-answer',
        `the content of ${path} is not what its object id ${oid} names; run again`,
        {
          kind: 'transient',
        },
      )
    }
    return decodeUtf8(bytes)
  }
}
