import { resolveCommitish } from '../commitish.ts'
import { type Answer, notFound, type RepositoryContext, RestError, type Route } from '../route.ts'
import { formatCommit, formatFile } from './commit-body.ts'
import { repositoryPage, repositoryUrl } from './repository-body.ts'

const DOCUMENTATION = 'https://docs.github.com/rest/commits/commits#compare-two-commits'

/** Limits of one comparison: https://docs.github.com/rest/commits/commits#compare-two-commits */
const MOST_COMMITS = 250
const MOST_FILES = 300

export const compareRoutes: readonly Route[] = [
  {
    operation: 'GET /repos/{owner}/{repo}/compare/{basehead}',
    access: 'read',
    permission: 'contents',
    handle: compare,
  },
]

async function compare(context: RepositoryContext): Promise<Answer> {
  const { repository, params, urls } = context
  const [baseName = '', headName = ''] = (params.basehead ?? '').split('...', 2)
  const base = await resolveSide(context, baseName)
  const head = await resolveSide(context, headName)
  if (base === undefined || head === undefined) throw notFound(DOCUMENTATION)
  const comparison = await repository.git.compare(base, head)
  if (comparison === undefined) {
    const message = `No common ancestor between ${baseName} and ${headName}.`
    throw new RestError(404, message, { documentation: DOCUMENTATION })
  }
  const { mergeBase } = comparison
  const page = choosePage(context, comparison.commits)
  const [commits, ends, files] = await Promise.all([
    repository.git.readCommits(page.commits),
    repository.git.readCommits([base, mergeBase]),
    page.withFiles ? repository.git.changedFiles(mergeBase, head) : [],
  ])
  const url = `${repositoryUrl(urls, repository)}/compare/${baseName}...${headName}`
  const site = `${repositoryPage(urls, repository)}/compare`
  const name = repository.fullName.replace('/', ':')
  const [baseCommit, mergeBaseCommit] = ends.map((commit) => formatCommit(context, commit))
  return {
    status: 200,
    body: {
      url,
      html_url: `${site}/${baseName}...${headName}`,
      permalink_url: `${site}/${name}:${base.slice(0, 7)}...${name}:${head.slice(0, 7)}`,
      diff_url: `${site}/${baseName}...${headName}.diff`,
      patch_url: `${site}/${baseName}...${headName}.patch`,
      base_commit: baseCommit,
      merge_base_commit: mergeBaseCommit,
      status: comparison.status,
      ahead_by: comparison.aheadBy,
      behind_by: comparison.behindBy,
      total_commits: comparison.aheadBy,
      commits: commits.map((commit) => formatCommit(context, commit)),
      files: files.slice(0, MOST_FILES).map((file) => formatFile(context, head, file)),
    },
  }
}

/** `owner:branch` names a side by its owner; only this repository's own is known here. */
async function resolveSide(context: RepositoryContext, name: string): Promise<string | undefined> {
  const { repository } = context
  const [, owner, rest] = /^([\w-]+):(.+)$/.exec(name) ?? []
  if (name === '') return undefined
  if (owner === undefined) return resolveCommitish(repository, name)
  return owner.toLowerCase() === repository.owner.login.toLowerCase()
    ? resolveCommitish(repository, rest)
    : undefined
}

/** Without paging the newest commits; with paging the oldest first, and the files on the first page only. */
function choosePage(
  context: RepositoryContext,
  commits: readonly string[],
): { commits: readonly string[]; withFiles: boolean } {
  const { query } = context
  if (!query.has('page') && !query.has('per_page'))
    return { commits: commits.slice(-MOST_COMMITS), withFiles: true }
  const size = Math.min(Math.max(Number(query.get('per_page') ?? 30) || 30, 1), 100)
  const page = Math.max(Number(query.get('page') ?? 1) || 1, 1)
  return { commits: commits.slice((page - 1) * size, page * size), withFiles: page === 1 }
}
