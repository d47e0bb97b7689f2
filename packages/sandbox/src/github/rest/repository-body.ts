import type { AccessToken } from '../resources.ts'
import type { BaseUrls } from '../route.ts'
import type { GitHubState, Repository } from '../state.ts'
import { formatAccount } from './account-body.ts'

/** Address of a repository in the API; everything about it lies below. */
export function repositoryUrl(urls: BaseUrls, repository: Repository): string {
  return `${urls.api}/repos/${repository.fullName}`
}

/** Address of a repository's page. */
export function repositoryPage(urls: BaseUrls, repository: Repository): string {
  return `${urls.server}/${repository.fullName}`
}

/** A repository as other resources carry it (`repository`, `minimal-repository`). */
export function formatRepository(
  context: { urls: BaseUrls; state: GitHubState; token?: AccessToken | undefined },
  repository: Repository,
): Record<string, unknown> {
  const { urls, state, token } = context
  const openPulls = [...repository.pulls.values()].filter((pull) => pull.state === 'open').length
  const access = state.access(token, repository, 'contents')
  return {
    id: repository.id,
    node_id: repository.nodeId,
    name: repository.name,
    full_name: repository.fullName,
    owner: formatAccount(urls, repository.owner),
    private: repository.private,
    visibility: repository.private ? 'private' : 'public',
    html_url: repositoryPage(urls, repository),
    description: null,
    fork: repository.parent !== undefined,
    ...formatAddresses(urls, repository),
    homepage: null,
    language: null,
    license: null,
    forks_count: 0,
    forks: 0,
    stargazers_count: 0,
    watchers_count: 0,
    watchers: 0,
    size: 0,
    default_branch: repository.defaultBranch,
    open_issues_count: openPulls,
    open_issues: openPulls,
    is_template: false,
    topics: [],
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_downloads: false,
    has_discussions: false,
    archived: false,
    disabled: false,
    pushed_at: repository.createdAt,
    created_at: repository.createdAt,
    updated_at: repository.createdAt,
    permissions: { admin: false, push: access === 'write', pull: access !== 'none' },
  }
}

/** A repository as `GET /repos/{owner}/{repo}` answers it (`full-repository`). */
export function formatFullRepository(
  context: { urls: BaseUrls; state: GitHubState; token?: AccessToken | undefined },
  repository: Repository,
): Record<string, unknown> {
  const { settings } = repository
  const parent = repository.parent === undefined ? undefined : context.state.findRepository(repository.parent)
  const ancestry = parent === undefined ? undefined : formatRepository(context, parent)
  return {
    ...formatRepository(context, repository),
    allow_merge_commit: settings.allowMergeCommit,
    allow_squash_merge: settings.allowSquashMerge,
    allow_rebase_merge: settings.allowRebaseMerge,
    allow_auto_merge: settings.allowAutoMerge,
    delete_branch_on_merge: settings.deleteBranchOnMerge,
    allow_update_branch: false,
    allow_forking: true,
    web_commit_signoff_required: false,
    subscribers_count: 0,
    network_count: 0,
    ...(repository.owner.type === 'Organization'
      ? { organization: formatAccount(context.urls, repository.owner) }
      : {}),
    ...(ancestry === undefined ? {} : { parent: ancestry, source: ancestry }),
  }
}

function formatAddresses(urls: BaseUrls, repository: Repository): Record<string, string | null> {
  const url = repositoryUrl(urls, repository)
  const page = repositoryPage(urls, repository)
  const host = new URL(urls.server).host
  return {
    url,
    archive_url: `${url}/{archive_format}{/ref}`,
    assignees_url: `${url}/assignees{/user}`,
    blobs_url: `${url}/git/blobs{/sha}`,
    branches_url: `${url}/branches{/branch}`,
    collaborators_url: `${url}/collaborators{/collaborator}`,
    comments_url: `${url}/comments{/number}`,
    commits_url: `${url}/commits{/sha}`,
    compare_url: `${url}/compare/{base}...{head}`,
    contents_url: `${url}/contents/{+path}`,
    contributors_url: `${url}/contributors`,
    deployments_url: `${url}/deployments`,
    downloads_url: `${url}/downloads`,
    events_url: `${url}/events`,
    forks_url: `${url}/forks`,
    git_commits_url: `${url}/git/commits{/sha}`,
    git_refs_url: `${url}/git/refs{/sha}`,
    git_tags_url: `${url}/git/tags{/sha}`,
    hooks_url: `${url}/hooks`,
    issue_comment_url: `${url}/issues/comments{/number}`,
    issue_events_url: `${url}/issues/events{/number}`,
    issues_url: `${url}/issues{/number}`,
    keys_url: `${url}/keys{/key_id}`,
    labels_url: `${url}/labels{/name}`,
    languages_url: `${url}/languages`,
    merges_url: `${url}/merges`,
    milestones_url: `${url}/milestones{/number}`,
    notifications_url: `${url}/notifications{?since,all,participating}`,
    pulls_url: `${url}/pulls{/number}`,
    releases_url: `${url}/releases{/id}`,
    stargazers_url: `${url}/stargazers`,
    statuses_url: `${url}/statuses/{sha}`,
    subscribers_url: `${url}/subscribers`,
    subscription_url: `${url}/subscription`,
    tags_url: `${url}/tags`,
    teams_url: `${url}/teams`,
    trees_url: `${url}/git/trees{/sha}`,
    clone_url: `${page}.git`,
    git_url: `git://${host}/${repository.fullName}.git`,
    ssh_url: `git@${host}:${repository.fullName}.git`,
    svn_url: page,
    mirror_url: null,
  }
}
