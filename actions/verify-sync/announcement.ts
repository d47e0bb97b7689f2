import type { RunAdapters } from '@gitops-actions/adapters'
import {
  type Announcement,
  type AnnouncePorts,
  type EnvironmentRepository,
  type ExpectedRelease,
  type GitOpsConfig,
  introducingCommits,
  isCommitSha,
  type Log,
  parseCommitSha,
  parseRepositoryName,
  type ReleaseSource,
  type VerificationTargets,
} from '@gitops-actions/core'
import { checkWriteToken, type RunContext } from '@gitops-actions/kit'
import type { VerifySyncInputs } from './inputs.ts'

/**
 * What is told to GitHub. Nothing in a run that a fork started: others must not choose what counts as proven.
 * @throws ActionError `default-token`, `missing-token`
 */
export function planAnnouncement(
  given: VerifySyncInputs,
  { sources }: ExpectedRelease,
  host: RunContext,
  log: Log,
): Announcement {
  const { checkRun, deployment, environment = '', environmentUrl, repository, sourceToken } = given
  const isOwn = host.fork === undefined
  if (checkRun && isOwn) {
    checkWriteToken({
      token: given.token,
      defaultToken: given.runToken,
      target: repository,
      own: host.repository,
    })
  }
  const released = sourceToken === '' ? [] : sources.length > 0 ? sources : pushedCommit(host)
  if (deployment && isOwn && released.length === 0) {
    log.warning(
      'Nobody says which commit of which application was released, so there is no deployment: give "release", and "source-token".',
    )
  }
  return {
    environment,
    environmentUrl,
    sources: released,
    revision: isCommitSha(given.revision) ? { repository, sha: given.revision } : undefined,
    checkRun: checkRun && isOwn,
    deployment: deployment && isOwn,
    runUrl: host.runUrl,
  }
}

/** A push is most often that of what was built. */
function pushedCommit({ eventName, repository, sha, ref }: RunContext): readonly ReleaseSource[] {
  if (eventName !== 'push') return []
  const name = parseRepositoryName(repository, 'GITHUB_REPOSITORY')
  return [{ repository: name, sha: parseCommitSha(sha, 'GITHUB_SHA'), ref }]
}

/** Where it is told. */
export function announcePorts(
  given: VerifySyncInputs,
  {
    targets,
    config,
    repository,
    adapters,
    log,
  }: {
    readonly targets: VerificationTargets
    readonly config: GitOpsConfig | undefined
    readonly repository: EnvironmentRepository
    readonly adapters: Pick<RunAdapters, 'checks' | 'statuses' | 'deployments'>
    readonly log: Log
  },
): AnnouncePorts {
  const { environment = '', revision, token, sourceToken } = given
  const paths =
    targets.environment === undefined ? [`environments/${environment}`, ''] : [targets.environment.path ?? '']
  return {
    checks: adapters.checks(token, given.repository),
    statuses: adapters.statuses(sourceToken),
    deployments: adapters.deployments(sourceToken),
    log,
    commits: async (report) =>
      isCommitSha(revision) ? introducingCommits({ revision, paths, report }, config, repository) : [],
  }
}
