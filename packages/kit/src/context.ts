import { ActionError, messageOf } from '@gitops-actions/core'

import { memberOf } from './event-member.ts'
import { forkOf } from './fork.ts'

/** The run that this step belongs to. */
export interface RunContext {
  /** `owner/name` of the repository whose workflow runs. */
  readonly repository: string
  readonly sha: string
  /** `refs/heads/…`, `refs/tags/…` or `refs/pull/…`. */
  readonly ref: string
  readonly eventName: string
  /** Short name of the repository's default branch; undefined when the event does not say. */
  readonly defaultBranch: string | undefined
  /** `owner/name` of the fork whose pull request started the run; undefined when nobody from outside did. */
  readonly fork: string | undefined
  /** Base URLs of the host, as given by it: never built from one another. */
  readonly serverUrl: string
  readonly apiUrl: string
  readonly graphqlUrl: string
  /** The page of this run. */
  readonly runUrl: string
  /** The payload of the event, of which nothing is known. */
  readonly event: unknown
}

/**
 * Reads the run's context from `@actions/github`, which is loaded here because an action that fails on its inputs does not
 * need it. Throws `ActionError` `no-run-context` outside of a workflow run.
 */
export async function readContext(): Promise<RunContext> {
  for (const name of URLS) checkUrl(name)
  const { context } = await import('@actions/github').catch((cause: unknown) => {
    throw new ActionError(
      'no-run-context',
      `the event of this run cannot be read (GITHUB_EVENT_PATH): ${messageOf(cause)}`,
      { cause },
    )
  })
  const { owner, repo } = readRepository(() => context.repo)
  const repository = `${owner}/${repo}`
  return {
    repository,
    sha: required('GITHUB_SHA', context.sha),
    ref: required('GITHUB_REF', context.ref),
    eventName: required('GITHUB_EVENT_NAME', context.eventName),
    defaultBranch: defaultBranchIn(context.payload),
    fork: forkOf(context.payload, repository),
    serverUrl: context.serverUrl,
    apiUrl: context.apiUrl,
    graphqlUrl: context.graphqlUrl,
    runUrl: `${context.serverUrl}/${repository}/actions/runs/${context.runId}`,
    event: context.payload,
  }
}

function defaultBranchIn(event: unknown): string | undefined {
  const branch = memberOf(event, 'repository', 'default_branch')
  return typeof branch === 'string' && branch !== '' ? branch : undefined
}

/** Of these the host's own are taken when they are not set. */
const URLS = ['GITHUB_SERVER_URL', 'GITHUB_API_URL', 'GITHUB_GRAPHQL_URL']

function checkUrl(name: string): void {
  const given = process.env[name] ?? ''
  if (given === '' || URL.canParse(given)) return
  throw new ActionError(
    'no-run-context',
    `${name} is ${JSON.stringify(given.slice(0, 200))}, which is not a URL; wanted what the runner sets, such as "https://api.github.com": take it out of \`env:\``,
  )
}

function readRepository(read: () => { owner: string; repo: string }): { owner: string; repo: string } {
  try {
    return read()
  } catch (cause) {
    throw missing('GITHUB_REPOSITORY', cause)
  }
}

function required(name: string, value: string | undefined): string {
  if (value === undefined || value === '') throw missing(name)
  return value
}

function missing(name: string, cause?: unknown): ActionError {
  return new ActionError(
    'no-run-context',
    `${name} is not set; run this action in a GitHub Actions workflow`,
    { cause },
  )
}
