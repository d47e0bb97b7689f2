import type { BareRepository } from '@gitops-actions/sandbox'

/** Commits one file to a branch as somebody else would; a new branch begins at the default one. */
export async function pushFile(
  repository: BareRepository,
  branch: string,
  path: string,
  content: string,
  message = 'Change something else',
): Promise<string> {
  const ref = `refs/heads/${branch}`
  const known = await repository.readRef(ref)
  const parent = known?.oid ?? (await repository.resolve('HEAD')) ?? ''
  const tree = await repository.writeTree(parent, [{ path, content }])
  const author = { name: 'Somebody', email: 'somebody@example.com', date: new Date('2026-01-02T00:00:00Z') }
  const commit = await repository.writeCommit({ tree, parents: [parent], message, author })
  await repository.updateRef(ref, commit.oid, known?.oid ?? '0'.repeat(40))
  return commit.oid
}
