import { ActionError, type FileChange } from '@gitops-actions/core'

import { textAt } from './answer.ts'
import type { JsonObject } from '../json/object.ts'

/** Throws unless GitHub answers with that status. */
type Call = (route: string, parameters: JsonObject, status: number) => Promise<unknown>

/**
 * What one tree request holds. GitHub runs out of time at 200 to 250 files or 2.5 MB of text:
 * https://github.com/qoomon/actions--create-commit/issues/90
 */
const MOST_FILES = 100
const MOST_BYTES = 1024 * 1024
/** Bytes of one file; the request for a larger one fails: https://github.com/peter-evans/create-pull-request/blob/main/docs/concepts-guidelines.md */
const LARGEST_FILE = 30 * 1024 * 1024

/**
 * Writes files over a tree, in as many steps as GitHub's limits ask for, each on the tree of the one before. Nothing
 * points to them before the commit does.
 * @returns the id of the last tree
 * @throws ActionError `commit-too-large` before anything is sent
 */
export async function writeTrees(call: Call, base: string, changes: readonly FileChange[]): Promise<string> {
  for (const { path, text } of changes) checkSize(path, Buffer.byteLength(text))
  let tree = base
  for (const part of splitChanges(changes)) {
    const entries: JsonObject[] = []
    for (const change of part) entries.push(await entryOf(call, change))
    const made = await call('POST /repos/{owner}/{repo}/git/trees', { base_tree: tree, tree: entries }, 201)
    tree = textAt(made, 'sha')
  }
  return tree
}

/** A file too large to stand in a tree request is written as a blob first. */
async function entryOf(call: Call, { path, mode, text }: FileChange): Promise<JsonObject> {
  if (Buffer.byteLength(text) <= MOST_BYTES) return { path, mode, type: 'blob', content: text }
  const content = Buffer.from(text).toString('base64')
  const blob = await call('POST /repos/{owner}/{repo}/git/blobs', { content, encoding: 'base64' }, 201)
  return { path, mode, type: 'blob', sha: textAt(blob, 'sha') }
}

function splitChanges(changes: readonly FileChange[]): readonly (readonly FileChange[])[] {
  const parts: FileChange[][] = []
  let bytes = 0
  for (const change of changes) {
    const size = Buffer.byteLength(change.text)
    // Of a blob the tree holds the id alone.
    const inline = size > MOST_BYTES ? 0 : size
    const last = parts.at(-1)
    if (last === undefined || last.length >= MOST_FILES || bytes + inline > MOST_BYTES) {
      parts.push([change])
      bytes = inline
    } else {
      last.push(change)
      bytes += inline
    }
  }
  return parts
}

function checkSize(path: string, bytes: number): void {
  if (bytes <= LARGEST_FILE) return
  const megabytes = Math.ceil(bytes / 1024 / 1024)
  throw new ActionError(
    'commit-too-large',
    `${path} has ${megabytes} MiB, and GitHub's API takes files of up to ${LARGEST_FILE / 1024 / 1024} MiB: set "transport: git", or split the file.`,
  )
}
