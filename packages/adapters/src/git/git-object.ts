import { createHash } from 'node:crypto'

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

/** The SHA-1 by which git names an object. */
export function objectId({ type, bytes }: GitObject): string {
  return createHash('sha1').update(`${type} ${bytes.length}\0`).update(bytes).digest('hex')
}
