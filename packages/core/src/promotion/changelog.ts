import type { CommitSha } from '../ports/environment-repository.ts'
import type { RepositoryName } from '../environment/git-names.ts'
import { findService, type GitOpsConfig } from '../environment/config.ts'
import type { SourceChanges, SourceCommit, SourceHistory } from '../ports/source-history.ts'
import type { ServiceChange } from './service-change.ts'

/** How much of the commits of a release the pull request tells. */
export type ChangelogDetail = 'full' | 'counts' | 'none'

/** The commits of the application that a promotion brings for one service. */
export interface ServiceChangelog {
  readonly repository: RepositoryName
  readonly base: CommitSha
  readonly head: CommitSha
  readonly status: SourceChanges['status']
  /** Those that touch the service, newest first; with `counts` none is told. */
  readonly commits: readonly SourceCommit[]
  /** How many there are, as far as the host told. */
  readonly count: number
  /** Whether some were not looked at, because there are too many. */
  readonly more: boolean
  readonly authors: number
  readonly detail: 'full' | 'counts'
}

/** Services that are asked for at the same time. */
const AT_ONCE = 6

/**
 * The changelog of each service whose two source commits are known and comparable. What cannot be seen with the token has
 * none.
 * @param environment `owner/name` of the environment repository, whose readers read the changelog
 */
export async function readChangelogs(
  services: readonly ServiceChange[],
  {
    detail,
    config,
    environment,
  }: {
    readonly detail: ChangelogDetail | undefined
    readonly config: GitOpsConfig | undefined
    readonly environment: RepositoryName
  },
  history: SourceHistory | undefined,
): Promise<ReadonlyMap<ServiceChange, ServiceChangelog>> {
  const found = new Map<ServiceChange, ServiceChangelog>()
  if (detail === 'none' || history === undefined) return found
  for (let start = 0; start < services.length; start += AT_ONCE) {
    const some = services.slice(start, start + AT_ONCE)
    const logs = await Promise.all(
      some.map((service) => readChangelog(service, { detail, config, environment }, history)),
    )
    for (const [index, log] of logs.entries()) {
      const service = some[index]
      if (log !== undefined && service !== undefined) found.set(service, log)
    }
  }
  return found
}

async function readChangelog(
  { service, from, to }: ServiceChange,
  {
    detail,
    config,
    environment,
  }: {
    readonly detail: Exclude<ChangelogDetail, 'none'> | undefined
    readonly config: GitOpsConfig | undefined
    readonly environment: RepositoryName
  },
  history: SourceHistory,
): Promise<ServiceChangelog | undefined> {
  const [old, next] = [from?.source, to?.source]
  if (old === undefined || next === undefined || old.sha === next.sha) return undefined
  if (old.repository.toLowerCase() !== next.repository.toLowerCase()) return undefined
  const changes = await history.changes(next.repository, old.sha, next.sha)
  if (changes === undefined) return undefined
  const path = config === undefined ? undefined : findService(config, service)?.source?.path
  const touching = path === undefined ? undefined : await history.touching(next.repository, next.sha, path)
  const commits = changes.commits.filter(({ sha }) => touching === undefined || touching.has(sha))
  const told = detail ?? ((await mayBeTold(next.repository, environment, history)) ? 'full' : 'counts')
  const narrowed = path !== undefined && touching !== undefined
  return {
    repository: next.repository,
    base: old.sha,
    head: next.sha,
    status: changes.status,
    commits: told === 'full' ? commits : [],
    count: narrowed ? commits.length : changes.total,
    more: changes.total > changes.commits.length,
    authors: new Set(commits.map(({ author }) => author)).size,
    detail: told,
  }
}

/** A repository that others can read must not tell what happens in one that they cannot. What is not known is private. */
async function mayBeTold(
  source: RepositoryName,
  environment: RepositoryName,
  history: SourceHistory,
): Promise<boolean> {
  if (source.toLowerCase() === environment.toLowerCase()) return true
  if ((await history.isPrivate(source)) === false) return true
  return (await history.isPrivate(environment)) === true
}
