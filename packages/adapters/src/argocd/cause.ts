import { listAt, objectAt, textAt } from '../json/member.ts'
import { oneLine } from './text.ts'

const LISTED = 3
/** What runs explains what owns it: such kinds come first. */
const RUNNING = ['Pod', 'Job', 'CronJob']
/** States that ask for no explanation. */
const WELL = ['Healthy', 'Suspended', 'Unknown']

/**
 * Why an application is not healthy, from `GET /applications/{name}/resource-tree`; undefined when all is well. Told are the
 * sick nodes that own no other sick node, alike ones once: three pods that cannot pull an image are one reason.
 * @param containers which container of a pod is to blame, by the pod's name, where that is known
 */
export function causeInTree(tree: unknown, containers: Containers = new Map()): string | undefined {
  const groups = new Map<string, unknown[]>()
  for (const node of sickNodes(tree)) {
    const key = `${textAt(node, 'kind') ?? ''} ${reasonOf(node)}`
    groups.set(key, [...(groups.get(key) ?? []), node])
  }
  const told = [...groups.values()].slice(0, LISTED).map((nodes) => describe(nodes, containers))
  return told.length === 0 ? undefined : told.join('; ')
}

export type Containers = ReadonlyMap<string, string>

/** The sick nodes that own no other sick node, the worst first. */
export function sickNodes(tree: unknown): readonly unknown[] {
  const sick = listAt(tree, 'nodes').filter((node) => !WELL.includes(statusOf(node)))
  const owners = new Set(sick.flatMap((node) => listAt(node, 'parentRefs').map(identityOf)))
  const leaves = sick.filter((node) => !owners.has(identityOf(node)))
  return leaves.toSorted((a, b) => rank(a) - rank(b))
}

/** The health word of a node of the tree; `Healthy` where Argo CD has no check for its kind. */
export function statusOf(node: unknown): string {
  return textAt(node, 'health', 'status') ?? 'Healthy'
}

/** References to owners have no uid in old versions; the names are there in all. */
export function identityOf(node: unknown): string {
  return ['group', 'kind', 'namespace', 'name'].map((key) => textAt(node, key) ?? '').join('/')
}

/** The broken before the unfinished, and what runs before what owns. */
function rank(node: unknown): number {
  const kind = RUNNING.includes(textAt(node, 'kind') ?? '') ? 0 : 1
  return kind + (statusOf(node) === 'Progressing' ? 2 : 0)
}

function describe(nodes: readonly unknown[], containers: Containers): string {
  const [node] = nodes
  const kind = textAt(node, 'kind') ?? 'resource'
  const more = nodes.length === 1 ? '' : ` and ${nodes.length - 1} more`
  const name = textAt(node, 'name') ?? ''
  const container = kind === 'Pod' ? containers.get(name) : undefined
  const where = container === undefined ? '' : `, container ${container}`
  return oneLine(`${kind} ${name}${more}${where}: ${reasonOf(node)}`)
}

/** The word that `kubectl get pods` shows, such as `ImagePullBackOff`, and the message with the container or image. */
export function reasonOf(node: unknown): string {
  const info = listAt(node, 'info')
    .map((item) => objectAt(item))
    .find((item) => item?.name === 'Status Reason')
  const words = [textAt(info, 'value') ?? statusOf(node), textAt(node, 'health', 'message') ?? '']
  return words.filter((word) => word !== '').join(': ')
}
