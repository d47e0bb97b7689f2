import type { Commit } from '../../git/object.ts'
import { EMPTY_TREE } from '../../git/object.ts'
import { resolveCommitish } from '../commitish.ts'
import { type Answer, notFound, paginate, type RepositoryContext, RestError, type Route } from '../route.ts'
import { formatCommit, formatCommitWithFiles } from './commit-body.ts'

const DOCUMENTATION = 'https://docs.github.com/rest/commits/commits'

/** Files a commit answers with at once; more are on the pages that follow. */
const FILES_PER_PAGE = 300

export const commitRoutes: readonly Route[] = [
  { operation: 'GET /repos/{owner}/{repo}/commits', access: 'read', permission: 'contents', handle: list },
  {
    operation: 'GET /repos/{owner}/{repo}/commits/{ref}',
    access: 'read',
    permission: 'contents',
    handle: read,
  },
]

async function list(context: RepositoryContext): Promise<Answer> {
  const { repository, query } = context
  const documentation = `${DOCUMENTATION}#list-commits`
  if ((await repository.git.listRefs('refs/heads/')).length === 0) {
    throw new RestError(409, 'Git Repository is empty.', { documentation })
  }
  const start = await resolveCommitish(repository, query.get('sha'))
  if (start === undefined) throw notFound(documentation)
  const commits = await repository.git.log(start, { path: query.get('path') ?? '' })
  const page = paginate(
    context,
    `/repos/${repository.fullName}/commits`,
    commits.filter(createFilter(context)),
  )
  return {
    status: 200,
    headers: page.headers,
    body: page.items.map((commit) => formatCommit(context, commit)),
  }
}

async function read(context: RepositoryContext): Promise<Answer> {
  const { repository, params, query, headers } = context
  const name = params.ref ?? ''
  const oid = await resolveCommitish(repository, name)
  const commit = oid === undefined ? undefined : await repository.git.readCommit(oid)
  if (commit === undefined) {
    throw new RestError(422, `No commit found for SHA: ${name}`, {
      documentation: `${DOCUMENTATION}#get-a-commit`,
    })
  }
  if (/application\/vnd\.github(\.v3)?\.sha/.test(headers.accept ?? '')) {
    const type = 'application/vnd.github.v3.sha; charset=utf-8'
    return { status: 200, headers: { 'content-type': type }, body: Buffer.from(commit.oid) }
  }
  const files = await repository.git.changedFiles(commit.parents[0] ?? EMPTY_TREE, commit.oid)
  const size = Math.min(Number(query.get('per_page') ?? FILES_PER_PAGE) || FILES_PER_PAGE, FILES_PER_PAGE)
  const first = ((Number(query.get('page') ?? 1) || 1) - 1) * size
  return { status: 200, body: formatCommitWithFiles(context, commit, files.slice(first, first + size)) }
}

function createFilter(context: RepositoryContext): (commit: Commit) => boolean {
  const { query, state } = context
  const since = query.get('since')
  const until = query.get('until')
  const wanted = { author: query.get('author'), committer: query.get('committer') }
  const isBy = (person: { email: string }, name: string | null): boolean =>
    name === null || person.email === name || person.email === state.accounts.get(name.toLowerCase())?.email
  return (commit) =>
    (since === null || commit.committer.date >= new Date(since)) &&
    (until === null || commit.committer.date <= new Date(until)) &&
    isBy(commit.author, wanted.author) &&
    isBy(commit.committer, wanted.committer)
}
