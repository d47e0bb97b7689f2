import type { BaseUrls } from '../route.ts'
import type { Repository } from '../state.ts'

/** A team of the repository's owner. The sandbox keeps no teams: a name is all it knows of one. */
export function formatTeam(urls: BaseUrls, repository: Repository, slug: string): Record<string, unknown> {
  const organization = repository.owner.login
  const url = `${urls.api}/orgs/${organization}/teams/${slug}`
  return {
    id: repository.owner.id,
    node_id: `T_${Buffer.from(`${organization}/${slug}`).toString('base64url')}`,
    url,
    html_url: `${urls.server}/orgs/${organization}/teams/${slug}`,
    name: slug,
    slug,
    description: null,
    privacy: 'closed',
    notification_setting: 'notifications_enabled',
    permission: 'push',
    type: 'organization',
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    parent: null,
  }
}
