import type { AccessToken, PullRequest } from '../resources.ts'
import type { BaseUrls } from '../route.ts'
import type { GitHubState, Repository } from '../state.ts'

/**
 * What the nodes of one request are made from. Nodes that refer to each other (a commit has a repository, a repository has
 * commits) reach one another through here.
 */
export interface NodeContext {
  readonly state: GitHubState
  readonly urls: BaseUrls
  readonly token: AccessToken
  createRepository(repository: Repository): object
  createPullRequest(repository: Repository, pull: PullRequest): object
}

/** The opaque id of a git object or reference, which names its repository too. */
export function gitNodeId(prefix: string, repository: Repository, name: string): string {
  return `${prefix}_${Buffer.from(`${repository.id}:${name}`).toString('base64url')}`
}

/** What `gitNodeId` made, or undefined when the text is not of that kind. */
export function readGitNodeId(
  prefix: string,
  id: string,
): { repositoryId: number; name: string } | undefined {
  if (!id.startsWith(`${prefix}_`)) return undefined
  const match = /^(\d+):(.+)$/s.exec(Buffer.from(id.slice(prefix.length + 1), 'base64url').toString('utf8'))
  return match?.[1] === undefined || match[2] === undefined
    ? undefined
    : { repositoryId: Number(match[1]), name: match[2] }
}
