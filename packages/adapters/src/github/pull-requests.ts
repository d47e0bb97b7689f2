import {
  ActionError,
  cutLine,
  parseBranchName,
  parseCommitSha,
  truncate,
  type PullRequest,
  type PullRequestContent,
  type PullRequests,
  type RepositoryName,
} from '@gitops-actions/core'

import { keepAmbiguous } from './ambiguity.ts'
import { messageOfAnswer, numberAt, objectAt, textAt, type RestAnswer } from './answer.ts'
import { isJsonObject, type JsonObject } from '../json/object.ts'
import type { GitHubConnection } from './connection.ts'
import { splitRepository } from './repository-query.ts'
import { dressPullRequest } from './pull-request-dress.ts'
import { mergePullRequest, readPullRequestState } from './pull-request-merge.ts'
import { readIdentity } from './identity.ts'
import { restRefusal } from './refusal.ts'

/** https://docs.github.com/rest/pulls/pulls: longer ones are refused. */
const LONGEST_TITLE = 256
const LONGEST_BODY = 65_536
const ATTEMPTS = 2
/** GitHub merges in the background to find out: https://docs.github.com/rest/pulls/pulls#get-a-pull-request */
const MERGEABLE_LOOKS = 4

type Created = Awaited<ReturnType<PullRequests['create']>>

/** Pull requests of a repository through GitHub's REST API. */
export function createGitHubPullRequests(
  connection: GitHubConnection,
  repository: RepositoryName,
): PullRequests {
  const at = splitRepository(repository)
  const path = { owner: at.owner, repo: at.name }

  async function call(what: string, route: string, parameters: JsonObject, status: number): Promise<unknown> {
    const answer = await connection.rest(route, { ...path, ...parameters })
    if (answer.status !== status) throw restRefusal(answer, { what, repository })
    return answer.data
  }

  async function findOpen(head: string, base: string): Promise<readonly PullRequest[]> {
    const parameters = { head: `${at.owner}:${head}`, base, state: 'open', per_page: 100 }
    const found = await call('listing pull requests', 'GET /repos/{owner}/{repo}/pulls', parameters, 200)
    // GitHub answers forks of the same owner too, and everything when it does not understand `head`.
    return (Array.isArray(found) ? (found as unknown[]) : [])
      .filter(isJsonObject)
      .filter((pull) => isOurs(pull, repository, head, base))
      .map(readPull)
  }

  async function create(content: PullRequestContent): Promise<Created> {
    let draft = content.draft
    for (let number = 1; ; number += 1) {
      const answer = await connection
        .rest('POST /repos/{owner}/{repo}/pulls', {
          ...path,
          ...dressed(content),
          head: content.head,
          base: content.base,
          draft,
        })
        .catch(keepAmbiguous)
      const outcome = answer instanceof ActionError ? answer : readAnswered(answer, content)
      if (outcome === 'drafts-not-supported' && draft) {
        connection.log.warning(
          `${repository} does not support draft pull requests; opening it as ready for review`,
        )
        draft = false
        continue
      }
      if (outcome !== 'exists' && outcome !== 'drafts-not-supported' && !(outcome instanceof ActionError))
        return outcome
      // It is there already, or the answer was lost: look before anything is repeated.
      const [pull] = await findOpen(content.head, content.base)
      if (pull !== undefined) return { kind: 'found', pull }
      if (outcome instanceof ActionError && number < ATTEMPTS) continue
      if (outcome instanceof ActionError) throw outcome
      throw new ActionError(
        'github-refused',
        `GitHub says that a pull request from ${content.head} to ${content.base} exists, and lists none; run again`,
        { kind: 'transient' },
      )
    }
  }

  /** As `readCreated`; an answer that cannot be read tells nothing. */
  function readAnswered(answer: RestAnswer, content: PullRequestContent): ReturnType<typeof readCreated> {
    try {
      return readCreated(answer, content)
    } catch (error) {
      return keepAmbiguous(error)
    }
  }

  function readCreated(
    answer: RestAnswer,
    content: PullRequestContent,
  ): Created | 'exists' | 'drafts-not-supported' | ActionError {
    if (answer.status === 201 && isJsonObject(answer.data))
      return { kind: 'created', pull: readPull(answer.data) }
    const message = messageOfAnswer(answer.data)
    const refusal = restRefusal(answer, { what: `opening a pull request from ${content.head}`, repository })
    if (answer.status >= 500) return refusal
    if (answer.status === 422 && /already exists/i.test(message)) return 'exists'
    if (answer.status === 422 && /no commits between/i.test(message)) return { kind: 'nothing-between' }
    if (answer.status === 422 && /draft pull requests are not supported/i.test(message))
      return 'drafts-not-supported'
    const missing = /PullRequest (head|base) invalid/i.exec(message)?.[1]?.toLowerCase()
    if (answer.status === 422 && missing !== undefined)
      throw branchGone(missing === 'head' ? content.head : content.base)
    if (/not permitted to create(?: or approve)? pull requests/i.test(message)) throw notPermitted(content)
    throw refusal
  }

  function branchGone(branch: string): ActionError {
    return new ActionError(
      'branch-not-found',
      `GitHub opens no pull request, because ${repository} has no branch "${branch}": create it, or run again if it was just deleted`,
    )
  }

  function notPermitted({ head, base }: PullRequestContent): ActionError {
    const link = `${connection.serverUrl}/${repository}/compare/${encodeURIComponent(base)}...${encodeURIComponent(head)}?expand=1`
    return new ActionError(
      'pull-requests-not-permitted',
      `GitHub Actions is not permitted to create pull requests in ${repository}: allow it under Settings, Actions, General, Workflow ` +
        `permissions, or give the token of a GitHub App; the branch ${head} is ready, open the pull request by hand at ${link}`,
    )
  }

  let identity: Promise<string | undefined> | undefined
  return {
    identity: () => (identity ??= readIdentity(connection)),
    findOpen,
    create,
    async update(number, content) {
      const parameters = { pull_number: number, ...dressed(content) }
      const route = 'PATCH /repos/{owner}/{repo}/pulls/{pull_number}'
      const change = async (): Promise<PullRequest> => {
        const updated = await call(`changing pull request #${number}`, route, parameters, 200)
        if (isJsonObject(updated)) return readPull(updated)
        throw new ActionError('invalid-answer', `GitHub answered no pull request #${number}`)
      }
      // The same title and body twice are the same pull request: this write alone may be repeated without a look.
      return change().catch((error: unknown) => {
        keepAmbiguous(error)
        return change()
      })
    },
    dress: (number, dress) => dressPullRequest(connection, repository, number, dress),
    async mergeable(number) {
      const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}'
      for (let look = 1; ; look += 1) {
        const pull = await call(`reading pull request #${number}`, route, { pull_number: number }, 200)
        const known = isJsonObject(pull) ? pull.mergeable : undefined
        if (typeof known === 'boolean') return known
        if (look >= MERGEABLE_LOOKS) return undefined
        await connection.clock.sleep(1000 * 2 ** (look - 1), connection.signal)
      }
    },
    merge: (number, request) => mergePullRequest(connection, repository, number, request),
    state: (number) => readPullRequestState(connection, repository, number),
    async close(number, comment) {
      if (comment !== '') {
        const body = truncate(comment, LONGEST_BODY)
        const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments'
        await call(`commenting on pull request #${number}`, route, { issue_number: number, body }, 201)
      }
      const route = 'PATCH /repos/{owner}/{repo}/pulls/{pull_number}'
      await call(`closing pull request #${number}`, route, { pull_number: number, state: 'closed' }, 200)
    },
  }
}

function dressed({ title, body }: { title: string; body: string }): { title: string; body: string } {
  return { title: cutLine(title, LONGEST_TITLE), body: truncate(body, LONGEST_BODY) }
}

function isOurs(pull: JsonObject, repository: string, head: string, base: string): boolean {
  const [from, to] = [objectAt(pull, 'head'), objectAt(pull, 'base')]
  const home = isJsonObject(from.repo) ? from.repo.full_name : undefined
  const same = typeof home === 'string' && home.toLowerCase() === repository.toLowerCase()
  return same && from.ref === head && to.ref === base
}

function readPull(pull: JsonObject): PullRequest {
  const [head, base] = [objectAt(pull, 'head'), objectAt(pull, 'base')]
  return {
    number: numberAt(pull, 'number'),
    url: textAt(pull, 'html_url'),
    title: textAt(pull, 'title'),
    body: typeof pull.body === 'string' ? pull.body : '',
    draft: pull.draft === true,
    ...(pull.state === 'closed' ? { open: false } : {}),
    head: {
      branch: parseBranchName(textAt(head, 'ref')),
      sha: parseCommitSha(textAt(head, 'sha')),
      // The repository of a fork that was deleted is null.
      repository: isJsonObject(head.repo) ? textAt(head.repo, 'full_name') : '',
    },
    base: { branch: parseBranchName(textAt(base, 'ref')) },
    author: isJsonObject(pull.user) ? textAt(pull.user, 'login') : 'ghost',
    labels: (Array.isArray(pull.labels) ? (pull.labels as unknown[]) : []).map((label) =>
      textAt(label, 'name'),
    ),
  }
}
