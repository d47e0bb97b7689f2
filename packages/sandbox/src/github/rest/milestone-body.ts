import type { Milestone } from '../resources.ts'
import type { BaseUrls } from '../route.ts'
import type { Repository } from '../state.ts'
import { formatAccount } from './account-body.ts'
import { repositoryPage, repositoryUrl } from './repository-body.ts'

export function formatMilestone(
  urls: BaseUrls,
  repository: Repository,
  milestone: Milestone,
): Record<string, unknown> {
  const url = `${repositoryUrl(urls, repository)}/milestones/${milestone.number}`
  const held = [...repository.pulls.values(), ...repository.issues.values()].filter(
    (item) => item.milestone === milestone.number,
  )
  const open = held.filter((item) => item.state === 'open').length
  return {
    url,
    html_url: `${repositoryPage(urls, repository)}/milestone/${milestone.number}`,
    labels_url: `${url}/labels`,
    id: milestone.id,
    node_id: milestone.nodeId,
    number: milestone.number,
    title: milestone.title,
    description: null,
    creator: formatAccount(urls, repository.owner),
    open_issues: open,
    closed_issues: held.length - open,
    state: 'open',
    created_at: repository.createdAt,
    updated_at: repository.createdAt,
    due_on: null,
    closed_at: null,
  }
}

/** The milestone of that number, or null as resources without one show it. */
export function formatMilestoneOf(
  urls: BaseUrls,
  repository: Repository,
  number: number | null,
): Record<string, unknown> | null {
  const milestone = number === null ? undefined : repository.milestones.get(number)
  return milestone === undefined ? null : formatMilestone(urls, repository, milestone)
}
