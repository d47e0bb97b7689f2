import type { Person } from '../../git/object.ts'
import type { Account } from '../resources.ts'
import { formatTimestamp } from '../state.ts'
import type { NodeContext } from './node-context.ts'

/** An account as `Actor`, `User`, `Bot`, `Organization` or `RepositoryOwner`. GraphQL names bots without `[bot]`. */
export function createActorNode(context: NodeContext, account: Account): object {
  const login = account.type === 'Bot' ? account.login.replace(/\[bot\]$/, '') : account.login
  const page = account.type === 'Bot' ? `/apps/${login}` : `/${login}`
  return {
    __typename: account.type,
    id: account.nodeId,
    databaseId: account.id,
    login,
    name: account.name,
    email: account.email,
    url: `${context.urls.server}${page}`,
    resourcePath: page,
    avatarUrl: `${context.urls.server}/avatars/${account.id}`,
  }
}

/** The author or committer of a commit; `user` is the account its address belongs to. */
export function createGitActorNode(context: NodeContext, person: Person): object {
  const account = [...context.state.accounts.values()].find((candidate) => candidate.email === person.email)
  return {
    name: person.name,
    email: person.email,
    date: formatTimestamp(person.date),
    avatarUrl: `${context.urls.server}/avatars/${account?.id ?? 0}`,
    user: account?.type === 'User' ? createActorNode(context, account) : null,
  }
}
