import type { Repository } from '../state.ts'
import { createCommitNode } from './commit-node.ts'
import type { NodeContext } from './node-context.ts'
import { commonMembers, createBlobNode, createTreeNode } from './tree-node.ts'

/** The object of that name as `Commit`, `Tree`, `Blob` or `Tag`; null when the repository has none. */
export async function createObjectNode(
  context: NodeContext,
  repository: Repository,
  expression: string,
): Promise<object | null> {
  const object = await repository.git.readObject(expression)
  switch (object?.type) {
    case undefined:
      return null
    case 'commit':
      return createCommitNode(context, repository, object.oid)
    case 'tree':
      return createTreeNode(context, repository, object.oid, object.content, '')
    case 'blob':
      return createBlobNode(context, repository, object.oid, object.content)
    case 'tag':
      return createTagNode(context, repository, object.oid, object.content)
  }
}

function createTagNode(context: NodeContext, repository: Repository, oid: string, content: Buffer): object {
  const text = content.toString('utf8')
  const end = text.indexOf('\n\n')
  const header = (name: string): string =>
    new RegExp(`^${name} (.*)$`, 'm').exec(text.slice(0, end))?.[1] ?? ''
  return {
    __typename: 'Tag',
    ...commonMembers(context, repository, 'TA', oid),
    name: header('tag'),
    message: text.slice(end + 2),
    target: () => createObjectNode(context, repository, header('object')),
  }
}
