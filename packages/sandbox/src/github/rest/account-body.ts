import type { Account } from '../resources.ts'
import type { BaseUrls } from '../route.ts'

/** An account as REST answers it (`simple-user`). */
export function formatAccount(urls: BaseUrls, account: Account): Record<string, unknown> {
  const url = `${urls.api}/users/${encodeURIComponent(account.login)}`
  return {
    login: account.login,
    id: account.id,
    node_id: account.nodeId,
    avatar_url: `${urls.server}/avatars/u/${account.id}`,
    gravatar_id: '',
    url,
    html_url: `${urls.server}/${encodeURIComponent(account.login)}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: account.type,
    site_admin: false,
  }
}
