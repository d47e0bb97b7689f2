import type { Account, App } from '../resources.ts'
import type { BaseUrls } from '../route.ts'
import { nodeId } from '../state.ts'
import { formatAccount } from './account-body.ts'

/** When the apps of the sandbox were made: nothing depends on it. */
const CREATED = '2020-01-01T00:00:00Z'

/** An app as check runs and deployments show it (`integration`). */
export function formatApp(urls: BaseUrls, app: App): Record<string, unknown> {
  const owner: Account = {
    id: app.id,
    nodeId: nodeId('Organization', app.id),
    login: app.slug,
    type: 'Organization',
    name: app.name,
    email: '',
  }
  return {
    id: app.id,
    slug: app.slug,
    node_id: nodeId('App', app.id),
    owner: formatAccount(urls, owner),
    name: app.name,
    description: null,
    external_url: `${urls.server}/apps/${app.slug}`,
    html_url: `${urls.server}/apps/${app.slug}`,
    created_at: CREATED,
    updated_at: CREATED,
    permissions: { metadata: 'read', checks: 'write', contents: 'write' },
    events: [],
  }
}
