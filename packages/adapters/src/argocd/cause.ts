import { listAt, objectAt, textAt } from './json.ts'

const LISTED = 3
/** The deepest kind explains the others: a pod's message says why its Deployment does not progress. */
const DEPTH = ['Pod', 'Job', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Rollout', 'Deployment']

/** Why an application is not healthy, from `GET /applications/{name}/resource-tree`; undefined when all is well. */
export function causeInTree(tree: unknown): string | undefined {
  const sick = listAt(tree, 'nodes').flatMap((node) => {
    const status = textAt(node, 'health', 'status') ?? 'Healthy'
    return status === 'Healthy' || status === 'Suspended' ? [] : [{ node, status }]
  })
  const depth = (node: unknown): number => {
    const index = DEPTH.indexOf(textAt(node, 'kind') ?? '')
    return index < 0 ? DEPTH.length : index
  }
  const reasons = sick
    .sort((a, b) => depth(a.node) - depth(b.node))
    .map(({ node, status }) => describe(node, status))
    .slice(0, LISTED)
  return reasons.length === 0 ? undefined : reasons.join('; ')
}

function describe(node: unknown, status: string): string {
  const kind = textAt(node, 'kind') ?? 'resource'
  const name = textAt(node, 'name') ?? ''
  const info = listAt(node, 'info')
    .map((item) => objectAt(item))
    .find((item) => item?.name === 'Status Reason')
  const reason = textAt(info, 'value')
  const message = textAt(node, 'health', 'message')
  const words = [reason, message].filter((word) => word !== undefined && word !== '').join(': ')
  return `${kind} ${name} is ${status}${words === '' ? '' : ` (${words})`}`
}
