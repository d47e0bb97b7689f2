import type { Access, AccessToken, AppRegistration } from '../resources.ts'
import {
  type Answer,
  type AppContext,
  notFound,
  paginate,
  type RestContext,
  RestError,
  type Route,
} from '../route.ts'
import { formatTimestamp, type Repository, sameName } from '../state.ts'
import { formatAccount } from './account-body.ts'
import { field, textListField } from './fields.ts'
import { formatRepository } from './repository-body.ts'

const DOCUMENTATION = 'https://docs.github.com/rest/apps/apps'

/** An installation token lives for an hour. */
const LIFE = 3_600_000

export const installationRoutes: readonly Route[] = [
  { operation: 'GET /app', access: 'app', handle: describeApp },
  { operation: 'GET /repos/{owner}/{repo}/installation', access: 'app', handle: findInstallation },
  { operation: 'POST /app/installations/{installation_id}/access_tokens', access: 'app', handle: mintToken },
  { operation: 'GET /installation/repositories', access: 'open', handle: listRepositories },
  { operation: 'DELETE /installation/token', access: 'open', handle: revokeToken },
]

function describeApp({ app: registration, state, urls }: AppContext): Answer {
  const { app, owner, permissions } = registration
  const page = `${urls.server}/apps/${app.slug}`
  return {
    status: 200,
    body: {
      id: app.id,
      slug: app.slug,
      node_id: `A_${app.id}`,
      owner: formatAccount(urls, state.account(owner)),
      name: app.name,
      description: null,
      external_url: page,
      html_url: page,
      created_at: state.timestamp(),
      updated_at: state.timestamp(),
      permissions,
      events: [],
      installations_count: 1,
    },
  }
}

function findInstallation({ app: registration, state, params, urls }: AppContext): Answer {
  const repository = state.findRepository(`${params.owner ?? ''}/${params.repo ?? ''}`)
  if (repository === undefined || !covers(registration, repository)) throw notFound(DOCUMENTATION)
  const owner = state.account(registration.owner)
  const { installationId, app } = registration
  const url = `${urls.api}/app/installations/${installationId}`
  return {
    status: 200,
    body: {
      id: installationId,
      account: formatAccount(urls, owner),
      repository_selection: registration.repositories === 'all' ? 'all' : 'selected',
      access_tokens_url: `${url}/access_tokens`,
      repositories_url: `${urls.api}/installation/repositories`,
      html_url: `${urls.server}/settings/installations/${installationId}`,
      app_id: app.id,
      app_slug: app.slug,
      target_id: owner.id,
      target_type: owner.type,
      permissions: registration.permissions,
      events: [],
      created_at: state.timestamp(),
      updated_at: state.timestamp(),
      single_file_name: null,
      suspended_by: null,
      suspended_at: null,
    },
  }
}

/** https://docs.github.com/rest/apps/apps#create-an-installation-access-token-for-an-app */
function mintToken({ app: registration, state, params, body, urls }: AppContext): Answer {
  if (Number(params.installation_id) !== registration.installationId) throw notFound(DOCUMENTATION)
  const names = textListField(body, 'repositories')
  const repositories = names?.map((name) => `${registration.owner}/${name}`) ?? registration.repositories
  const granted = repositories === 'all' ? [] : repositories.map((name) => state.findRepository(name))
  if (granted.some((repository) => repository === undefined || !covers(registration, repository))) {
    const message =
      'There is at least one repository that does not exist or is not accessible to the parent installation.'
    throw new RestError(422, message, { documentation: DOCUMENTATION })
  }
  const permissions = choosePermissions(registration, field(body, 'permissions'))
  const expiresAt = new Date(state.now().getTime() + LIFE)
  const token = state.addToken({
    login: `${registration.app.slug}[bot]`,
    kind: 'app',
    app: registration.app,
    permissions,
    expiresAt,
    ...(repositories === 'all' ? {} : { repositories }),
  })
  const known = granted.filter((repository) => repository !== undefined)
  return {
    status: 201,
    body: {
      token: token.token,
      expires_at: formatTimestamp(expiresAt),
      permissions,
      repository_selection: repositories === 'all' ? 'all' : 'selected',
      ...(repositories === 'all'
        ? {}
        : { repositories: known.map((repository) => formatRepository({ urls, state, token }, repository)) }),
    },
  }
}

function listRepositories(context: RestContext): Answer {
  const token = requireInstallation(context)
  const all = [...context.state.repositories.values()].filter(
    ({ fullName }) =>
      token.repositories === 'all' || token.repositories.some((name) => sameName(name, fullName)),
  )
  const page = paginate(context, '/installation/repositories', all)
  return {
    status: 200,
    headers: page.headers,
    body: {
      total_count: all.length,
      repository_selection: token.repositories === 'all' ? 'all' : 'selected',
      repositories: page.items.map((repository) => formatRepository(context, repository)),
    },
  }
}

function revokeToken(context: RestContext): Answer {
  const { token } = requireInstallation(context)
  context.state.tokens.delete(token)
  return { status: 204 }
}

function requireInstallation({ token }: RestContext): AccessToken {
  if (token === undefined)
    throw new RestError(401, 'Requires authentication', { documentation: DOCUMENTATION })
  if (token.kind === 'pat') {
    const message =
      'You must authenticate with an installation access token in order to list repositories for an installation.'
    throw new RestError(403, message, { documentation: DOCUMENTATION })
  }
  return token
}

function covers(registration: AppRegistration, repository: Repository): boolean {
  if (registration.repositories === 'all') return sameName(repository.owner.login, registration.owner)
  return registration.repositories.some((name) => sameName(name, repository.fullName))
}

/** A token may have less than its installation, never more. */
function choosePermissions(registration: AppRegistration, wanted: unknown): AppRegistration['permissions'] {
  if (typeof wanted !== 'object' || wanted === null) return registration.permissions
  const chosen: AppRegistration['permissions'] = {}
  for (const [name, granted] of Object.entries(registration.permissions)) {
    const access = field(wanted, name)
    if (access === 'read' || access === 'write') Object.assign(chosen, { [name]: limit(access, granted) })
  }
  const missing = Object.keys(wanted).find((name) => !Object.hasOwn(chosen, name))
  if (missing !== undefined) throw refuseExcess()
  return chosen
}

function limit(wanted: 'read' | 'write', granted: Access): 'read' | 'write' {
  if (granted === 'none' || (granted === 'read' && wanted === 'write')) throw refuseExcess()
  return wanted
}

function refuseExcess(): RestError {
  const message = 'The permissions requested are not granted to this installation.'
  return new RestError(422, message, { documentation: DOCUMENTATION })
}
