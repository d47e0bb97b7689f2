import { ActionError, type PullRequestDress, type RepositoryName } from '@gitops-actions/core'

import { messageOfAnswer, type RestAnswer } from './answer.ts'
import { isJsonObject } from '../json/object.ts'
import type { GitHubConnection } from './connection.ts'

/** A pull request is not known everywhere in GitHub the moment it is made: https://github.com/peter-evans/create-pull-request/issues/4321 */
const NOT_YET_KNOWN = /could not resolve to a node/i
const RETRIES = 2
/** Pages of a hundred milestones that are looked through. */
const MOST_PAGES = 10

/** Adds labels, assignees, reviewers and the milestone; returns a sentence for each that GitHub refused. Only a lost connection throws. */
export async function dressPullRequest(
  connection: GitHubConnection,
  repository: RepositoryName,
  number: number,
  dress: PullRequestDress,
): Promise<readonly string[]> {
  const [owner, repo] = repository.split('/')

  /** Undefined when it was taken, else what GitHub says against it. */
  async function send(
    route: string,
    parameters: Readonly<Record<string, unknown>>,
  ): Promise<RestAnswer | string> {
    for (let attempt = 0; ; attempt += 1) {
      const answer = await connection.rest(route, { owner, repo, ...parameters })
      if (answer.status < 300) return answer
      const message = messageOfAnswer(answer.data)
      if (!NOT_YET_KNOWN.test(message) || attempt >= RETRIES)
        return message === '' ? `status ${answer.status}` : message
      await connection.clock.sleep(1000 * 2 ** attempt, connection.signal)
    }
  }

  /** All at once; when that is refused, one by one, so that one wrong name does not cost the others. */
  async function addAll(
    names: readonly string[],
    add: (some: readonly string[]) => Promise<RestAnswer | string>,
    sentence: (name: string, why: string) => string,
  ): Promise<string[]> {
    if (names.length === 0) return []
    const all = await add(names)
    if (typeof all !== 'string') return []
    const [only] = names
    if (names.length === 1 && only !== undefined) return [sentence(only, all)]
    const refused: string[] = []
    for (const name of names) {
      const one = await add([name])
      if (typeof one === 'string') refused.push(sentence(name, one))
    }
    return refused
  }

  async function assign(): Promise<string[]> {
    if (dress.assignees.length === 0) return []
    const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/assignees'
    const answer = await send(route, { issue_number: number, assignees: dress.assignees })
    if (typeof answer === 'string') return [`the assignees were not set: ${answer}`]
    // People who may not be assigned are left out without an error.
    const set =
      isJsonObject(answer.data) && Array.isArray(answer.data.assignees)
        ? (answer.data.assignees as unknown[])
        : []
    const logins = set.map((user) =>
      isJsonObject(user) && typeof user.login === 'string' ? user.login.toLowerCase() : '',
    )
    return dress.assignees
      .filter((name) => !logins.includes(name.toLowerCase()))
      .map((name) => `"${name}" cannot be assigned in ${repository}`)
  }

  /** A milestone is set by its number, and people know its title. */
  async function findMilestone(title: string): Promise<number | string> {
    for (let page = 1; page <= MOST_PAGES; page += 1) {
      const query = { state: 'open', per_page: 100, page }
      const answer = await send('GET /repos/{owner}/{repo}/milestones', query)
      if (typeof answer === 'string') return answer
      const listed = (Array.isArray(answer.data) ? (answer.data as unknown[]) : []).filter(isJsonObject)
      const found = listed.find((milestone) => milestone.title === title)
      if (typeof found?.number === 'number') return found.number
      if (listed.length < 100) break
    }
    return `${repository} has no open milestone of that title`
  }

  async function setMilestone(): Promise<string[]> {
    const { milestone: title = '' } = dress
    if (title === '') return []
    const found = await findMilestone(title)
    const route = 'PATCH /repos/{owner}/{repo}/issues/{issue_number}'
    const answer =
      typeof found === 'string' ? found : await send(route, { issue_number: number, milestone: found })
    return typeof answer === 'string' ? [`the milestone "${title}" was not set: ${answer}`] : []
  }

  const labels = 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels'
  const reviewers = 'POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers'
  try {
    return [
      ...(await addAll(
        dress.labels,
        (names) => send(labels, { issue_number: number, labels: names }),
        (name, why) => `the label "${name}" was not added: ${why}`,
      )),
      ...(await assign()),
      ...(await addAll(
        dress.reviewers,
        (names) => send(reviewers, { pull_number: number, reviewers: names }),
        (name, why) => `"${name}" was not asked for a review: ${why}`,
      )),
      ...(await addAll(
        dress.teamReviewers,
        (names) => send(reviewers, { pull_number: number, team_reviewers: names }),
        (name, why) => `the team "${name}" was not asked for a review: ${why}`,
      )),
      ...(await setMilestone()),
    ]
  } catch (error) {
    if (error instanceof ActionError && error.code !== 'cancelled') {
      return [`labels, assignees, reviewers or the milestone of #${number} are incomplete: ${error.message}`]
    }
    throw error
  }
}
