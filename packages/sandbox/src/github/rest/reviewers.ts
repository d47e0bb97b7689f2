import type { PullRequest } from '../resources.ts'
import { type Answer, RestError, type Route, type WriteContext } from '../route.ts'
import { sameName } from '../state.ts'
import { formatAccount } from './account-body.ts'
import { textListField } from './fields.ts'
import { formatPullSummary } from './pull-body.ts'
import { findPull } from './pulls.ts'
import { formatTeam } from './team-body.ts'

const DOCUMENTATION =
  'https://docs.github.com/rest/pulls/review-requests#request-reviewers-for-a-pull-request'
const PATH = '/repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers'

export const reviewerRoutes: readonly Route[] = [
  {
    operation: `GET ${PATH}`,
    access: 'read',
    permission: 'pull_requests',
    handle(context) {
      const { state, urls, repository } = context
      const pull = findPull(context)
      const users = pull.reviewers.map((login) => formatAccount(urls, state.account(login)))
      return {
        status: 200,
        body: { users, teams: pull.teamReviewers.map((slug) => formatTeam(urls, repository, slug)) },
      }
    },
  },
  { operation: `POST ${PATH}`, access: 'write', permission: 'pull_requests', handle: request },
  { operation: `DELETE ${PATH}`, access: 'write', permission: 'pull_requests', handle: remove },
]

/** Asks for reviews: all who are named, or none when one of them cannot be asked. */
async function request(context: WriteContext): Promise<Answer> {
  const { repository, body } = context
  const pull = findPull(context)
  const people = textListField(body, 'reviewers') ?? []
  const teams = textListField(body, 'team_reviewers') ?? []
  if (people.some((login) => sameName(login, pull.author.login))) {
    throw refuse('Review cannot be requested from pull request author.')
  }
  const known = [...repository.collaborators]
  if (people.some((login) => !known.some((collaborator) => sameName(collaborator, login)))) {
    throw refuse(
      'Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a ' +
        `collaborator of the ${repository.fullName} repository.`,
    )
  }
  if (teams.length > 0 && repository.owner.type !== 'Organization') {
    throw refuse('Team reviewers are only available in repositories of an organization.')
  }
  pull.reviewers = [...new Set([...pull.reviewers, ...people])]
  pull.teamReviewers = [...new Set([...pull.teamReviewers, ...teams])]
  return answer(context, pull, 201)
}

async function remove(context: WriteContext): Promise<Answer> {
  const pull = findPull(context)
  const people = textListField(context.body, 'reviewers') ?? []
  const teams = textListField(context.body, 'team_reviewers') ?? []
  pull.reviewers = pull.reviewers.filter((login) => !people.some((named) => sameName(named, login)))
  pull.teamReviewers = pull.teamReviewers.filter((slug) => !teams.includes(slug))
  return answer(context, pull, 200)
}

async function answer(context: WriteContext, pull: PullRequest, status: number): Promise<Answer> {
  pull.updatedAt = context.state.timestamp()
  return { status, body: await formatPullSummary(context, pull) }
}

function refuse(message: string): RestError {
  return new RestError(422, message, { documentation: DOCUMENTATION })
}
