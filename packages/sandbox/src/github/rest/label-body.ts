import type { Label } from '../resources.ts'
import type { BaseUrls } from '../route.ts'
import { type GitHubState, nodeId, type Repository } from '../state.ts'
import { repositoryUrl } from './repository-body.ts'

/** The color GitHub gives a label that a call made by merely naming it. */
const DEFAULT_COLOR = 'ededed'

export function formatLabel(urls: BaseUrls, repository: Repository, label: Label): Record<string, unknown> {
  return {
    id: label.id,
    node_id: label.nodeId,
    url: `${repositoryUrl(urls, repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: false,
    description: label.description,
  }
}

/** The labels of those names as they stand in the repository. */
export function formatLabels(
  urls: BaseUrls,
  repository: Repository,
  names: readonly string[],
): Record<string, unknown>[] {
  return names.flatMap((name) => {
    const label = repository.labels.get(name.toLowerCase())
    return label === undefined ? [] : [formatLabel(urls, repository, label)]
  })
}

/** The label of that name, made when there is none: names do not tell case apart. */
export function findOrCreateLabel(
  state: GitHubState,
  repository: Repository,
  name: string,
  rest: { color?: string; description?: string | null } = {},
): Label {
  const known = repository.labels.get(name.toLowerCase())
  if (known !== undefined) return known
  const id = state.nextId()
  const label: Label = {
    id,
    nodeId: nodeId('Label', id),
    name,
    color: rest.color ?? DEFAULT_COLOR,
    // GitHub's description of a pull request in a list allows no null here, that of a label does.
    description: rest.description ?? '',
  }
  repository.labels.set(name.toLowerCase(), label)
  return label
}
