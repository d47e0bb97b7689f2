import { createHash } from 'node:crypto'
import { ActionError } from '@gitops-actions/core'

export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag'

/** An object of git, whole. */
export interface GitObject {
  readonly type: ObjectType
  readonly bytes: Buffer
}

/** An object to send. A server that has the base gets what changed alone. */
export interface NewObject extends GitObject {
  readonly base?: { readonly oid: string; readonly bytes: Buffer } | undefined
}

/** The root tree of a commit. @throws ActionError `invalid-answer` */
export function rootOf({ bytes }: GitObject): string {
  const root = /^tree ([0-9a-f]{40})$/m.exec(bytes.toString('latin1', 0, 48))?.[1]
  if (root === undefined) throw new ActionError('invalid-answer', 'A commit of the repository names no tree.')
  return root
}

/** The SHA-1 by which git names an object. */
export function objectId({ type, bytes }: GitObject): string {
  return createHash('sha1').update(`${type} ${bytes.length}\0`).update(bytes).digest('hex')
}
