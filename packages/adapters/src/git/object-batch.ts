import { ActionError } from '@gitops-actions/core'
import type { Git } from './git.ts'
import { type GitObject, objectId, type ObjectType } from './git-object.ts'
import { remoteRefusal } from './refusal.ts'

const TYPES: readonly ObjectType[] = ['commit', 'tree', 'blob', 'tag']

/**
 * Objects of the local repository by their names, in one process; what is not there would be fetched one by one.
 * `<oid> <type> <size>\n<bytes>\n` for each: https://git-scm.com/docs/git-cat-file#_batch_output
 */
export async function readObjects(
  git: Git,
  names: readonly string[],
): Promise<ReadonlyMap<string, GitObject>> {
  const objects = new Map<string, GitObject>()
  if (names.length === 0) return objects
  const answer = await git.run(['cat-file', '--batch'], { input: names.map((name) => `${name}\n`).join('') })
  if (answer.exitCode !== 0) throw remoteRefusal(git, 'reading files', answer)
  let at = 0
  while (at < answer.stdout.length) {
    const end = answer.stdout.indexOf(10, at)
    const [oid = '', named = '', size = ''] = answer.stdout.toString('utf8', at, end).split(' ')
    const type = TYPES.find((known) => known === named)
    if (type === undefined) throw new ActionError('invalid-answer', `git could not give the object ${oid}`)
    const start = end + 1
    const object = { type, bytes: answer.stdout.subarray(start, start + Number(size)) }
    if (objectId(object) !== oid) {
      throw new ActionError('invalid-answer', `git gave something else for the object ${oid}`)
    }
    objects.set(oid, object)
    at = start + Number(size) + 1
  }
  return objects
}
