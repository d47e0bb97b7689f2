import { type BareRepository, ZERO_OID } from '../../packages/sandbox/src/index.ts'

const AUTHOR = { name: 'Somebody', email: 'somebody@example.com', date: new Date('2026-01-02T03:04:05Z') }

/** Commits one file to a branch, made from main when it is new, behind the API's back. Returns the new head. */
export async function commitFile(
  git: BareRepository,
  branch: string,
  path: string,
  content: string,
  message = `Write ${path}`,
): Promise<string> {
  const ref = `refs/heads/${branch}`
  const before = (await git.readRef(ref))?.oid ?? ZERO_OID
  const parent = before === ZERO_OID ? await git.resolve('refs/heads/main') : before
  if (parent === undefined) throw new Error('there is no main to begin from')
  const tree = await git.writeTree(parent, [{ path, content }])
  const commit = await git.writeCommit({ tree, parents: [parent], message, author: AUTHOR })
  await git.updateRef(ref, commit.oid, before)
  return commit.oid
}
