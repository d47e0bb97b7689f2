import { ActionError, type CommitStatuses, type Deployments, type RepositoryName } from '@gitops-actions/core'
import { isJsonObject } from '../json/object.ts'
import { keepAmbiguous } from './ambiguity.ts'
import { numberAt, type RestAnswer } from './answer.ts'
import type { GitHubConnection } from './connection.ts'
import { restRefusal } from './refusal.ts'
import { splitRepository } from './repository-query.ts'

/** Kept with a deployment, and looked for after an answer that was lost. */
const KEY = 'gitops-actions'

/** Deployments at GitHub: https://docs.github.com/rest/deployments/deployments */
export function createDeployments(connection: GitHubConnection): Deployments {
  return {
    async create({ repository, commit, environment, description, key }) {
      const what = `making a deployment to ${environment}`
      const answer = await connection
        .rest('POST /repos/{owner}/{repo}/deployments', {
          ...pathOf(repository),
          ref: commit,
          environment,
          description,
          payload: { [KEY]: key },
          // By default GitHub merges the default branch into the ref, and makes no deployment then.
          auto_merge: false,
          // By default every check of the commit must have passed, this run's own as well.
          required_contexts: [],
        })
        .catch(keepAmbiguous)
      if (!(answer instanceof ActionError) && answer.status === 201) return numberAt(answer.data, 'id')
      const isAmbiguous = answer instanceof ActionError || answer.status >= 500
      // It may have been made all the same: a second one would stand beside it for ever.
      const made = isAmbiguous ? await find(connection, { repository, commit, environment, key }) : undefined
      if (made !== undefined) return made
      throw answer instanceof ActionError ? answer : restRefusal(answer, { what, repository })
    },
    async setState(repository, deployment, { state, description, logUrl, environmentUrl }) {
      const answer = await connection.rest(
        'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
        {
          ...pathOf(repository),
          deployment_id: deployment,
          state,
          description,
          log_url: logUrl,
          ...(environmentUrl === '' ? {} : { environment_url: environmentUrl }),
        },
      )
      expectCreated(answer, `setting the state of deployment ${deployment}`, repository)
    },
  }
}

/** Statuses of commits at GitHub: https://docs.github.com/rest/commits/statuses */
export function createCommitStatuses(connection: GitHubConnection): CommitStatuses {
  return {
    async set({ repository, commit, context, state, description, url }) {
      const answer = await connection.rest('POST /repos/{owner}/{repo}/statuses/{sha}', {
        ...pathOf(repository),
        sha: commit,
        context,
        state,
        description,
        target_url: url,
      })
      expectCreated(answer, `setting the status ${context}`, repository)
    },
  }
}

async function find(
  connection: GitHubConnection,
  wanted: { repository: RepositoryName; commit: string; environment: string; key: string },
): Promise<number | undefined> {
  const { repository, commit, environment, key } = wanted
  const answer = await connection.rest('GET /repos/{owner}/{repo}/deployments', {
    ...pathOf(repository),
    sha: commit,
    environment,
    per_page: 100,
  })
  if (answer.status !== 200 || !Array.isArray(answer.data)) return undefined
  const found = (answer.data as unknown[]).find(
    (deployment) => isJsonObject(deployment) && keyIn(deployment.payload) === key,
  )
  return found === undefined ? undefined : numberAt(found, 'id')
}

/** GitHub answers a payload as it was given: an object, or the text of one. */
function keyIn(payload: unknown): unknown {
  return isJsonObject(payload) ? payload[KEY] : undefined
}

function pathOf(repository: RepositoryName): { owner: string; repo: string } {
  const { owner, name } = splitRepository(repository)
  return { owner, repo: name }
}

function expectCreated(answer: RestAnswer, what: string, repository: RepositoryName): void {
  if (answer.status !== 201) throw restRefusal(answer, { what, repository })
}
