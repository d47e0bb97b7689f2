import { readFile } from 'node:fs/promises'

import { ActionError, messageOf } from '@gitops-actions/core'

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
  /** Base URLs of the host, as given by it: never built from one another. */
  readonly serverUrl: string
  readonly apiUrl: string
  readonly graphqlUrl: string
  /** The page of this run. */
  readonly runUrl: string
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads the run's context from the variables and the event file of the runner:
 * https://docs.github.com/actions/reference/workflows-and-actions/variables. Throws `ActionError` `no-run-context` outside of a
 * workflow run.
 */
export async function readContext(env: Environment = process.env): Promise<RunContext> {
  const repository = required(env, 'GITHUB_REPOSITORY')
  const serverUrl = readUrl(env, 'GITHUB_SERVER_URL', 'https://github.com')
  return {
    repository,
    sha: required(env, 'GITHUB_SHA'),
    ref: required(env, 'GITHUB_REF'),
    eventName: required(env, 'GITHUB_EVENT_NAME'),
    defaultBranch: defaultBranchIn(await readEvent(env.GITHUB_EVENT_PATH ?? '')),
    serverUrl,
    apiUrl: readUrl(env, 'GITHUB_API_URL', 'https://api.github.com'),
    graphqlUrl: readUrl(env, 'GITHUB_GRAPHQL_URL', 'https://api.github.com/graphql'),
    runUrl: `${serverUrl}/${repository}/actions/runs/${required(env, 'GITHUB_RUN_ID')}`,
  }
}

/** Undefined when the runner gives none. */
async function readEvent(path: string): Promise<unknown> {
  if (path === '') return undefined
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown
  } catch (cause) {
    throw new ActionError(
      'no-run-context',
      `the event of this run cannot be read (GITHUB_EVENT_PATH): ${messageOf(cause)}`,
      { cause },
    )
  }
}

function defaultBranchIn(event: unknown): string | undefined {
  const repository = isObject(event) ? event.repository : undefined
  const branch = isObject(repository) ? repository.default_branch : undefined
  return typeof branch === 'string' && branch !== '' ? branch : undefined
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function readUrl(env: Environment, name: string, usual: string): string {
  const given = env[name] ?? ''
  if (given === '') return usual
  if (URL.canParse(given)) return given
  throw new ActionError(
    'no-run-context',
    `${name} is ${JSON.stringify(given.slice(0, 200))}, which is not a URL; wanted what the runner sets, such as "https://api.github.com": take it out of \`env:\``,
  )
}

function required(env: Environment, name: string): string {
  const value = env[name] ?? ''
  if (value !== '') return value
  throw new ActionError('no-run-context', `${name} is not set; run this action in a GitHub Actions workflow`)
}
