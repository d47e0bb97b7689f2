import type { CommitSha } from '../ports/environment-repository.ts'
import { parseRepositoryName, type RepositoryName } from '../environment/git-names.ts'
import type { BuiltFrom } from '../bump/request.ts'
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
  const comparable = services.filter((service) => sourcesOf(service) !== undefined)
  const repositories = comparable.flatMap((service) => sourcesOf(service)?.next.repository ?? [])
  // Asked in one moment, which one request answers.
  const tellable = detail === undefined ? await readTellable(repositories, environment, history) : undefined
  for (let start = 0; start < comparable.length; start += AT_ONCE) {
    const some = comparable.slice(start, start + AT_ONCE)
    const logs = await Promise.all(some.map((service) => readChangelog(service, config, history)))
    for (const [index, log] of logs.entries()) {
      const service = some[index]
      if (log === undefined || service === undefined) continue
      const told = detail ?? (tellable?.has(log.repository.toLowerCase()) === true ? 'full' : 'counts')
      found.set(service, { ...log, detail: told, commits: told === 'full' ? log.commits : [] })
    }
  }
  return found
}

/** The commits that the two versions of a service were built from; undefined when they cannot be compared. */
function sourcesOf({
  from,
  to,
}: ServiceChange): { readonly old: BuiltFrom; readonly next: BuiltFrom } | undefined {
  const [old, next] = [from?.source, to?.source]
  if (old === undefined || next === undefined || old.sha === next.sha) return undefined
  return old.repository.toLowerCase() === next.repository.toLowerCase() ? { old, next } : undefined
}

async function readChangelog(
  change: ServiceChange,
  config: GitOpsConfig | undefined,
  history: SourceHistory,
): Promise<ServiceChangelog | undefined> {
  const sources = sourcesOf(change)
  if (sources === undefined) return undefined
  const { old, next } = sources
  const path = config === undefined ? undefined : findService(config, change.service)?.source?.path
  const [changes, touching] = await Promise.all([
    history.changes(next.repository, old.sha, next.sha),
    path === undefined ? undefined : history.touching(next.repository, next.sha, path),
  ])
  if (changes === undefined) return undefined
  const commits = changes.commits.filter(({ sha }) => touching === undefined || touching.has(sha))
  return {
    repository: next.repository,
    base: old.sha,
    head: next.sha,
    status: changes.status,
    commits,
    count: touching === undefined ? changes.total : commits.length,
    more: changes.total > changes.commits.length,
    authors: new Set(commits.map(({ author }) => author)).size,
    detail: 'full',
  }
}

/**
 * Of these, in lower case, the repositories whose commits may be told: one that others can read must not tell what happens in
 * one that they cannot. What is not known is private.
 */
async function readTellable(
  sources: readonly RepositoryName[],
  environment: RepositoryName,
  history: SourceHistory,
): Promise<ReadonlySet<string>> {
  const own = environment.toLowerCase()
  const others = [...new Set(sources.map((source) => source.toLowerCase()))]
    .filter((source) => source !== own)
    .map((source) => parseRepositoryName(source))
  if (others.length === 0) return new Set([own])
  const [ownPrivate, ...privates] = await Promise.all(
    [environment, ...others].map((repository) => history.isPrivate(repository)),
  )
  const told = others.filter((_, index) => ownPrivate === true || privates[index] === false)
  return new Set([own, ...told])
}
