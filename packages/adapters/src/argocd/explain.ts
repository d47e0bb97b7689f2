import type { ApplicationName, Explanation, ResourceReport } from '@gitops-actions/core'
import type { ArgoCdApi } from './api.ts'
import { applicationUrl } from './application.ts'
import { causeInTree, type Containers, identityOf, reasonOf, sickNodes, statusOf } from './cause.ts'
import { listAt, objectAt, textAt } from '../json/member.ts'
import { oneLine } from './text.ts'

/** Resources that a summary can show. */
const LISTED = 20
/** Pods whose events are asked for: alike ones have alike reasons. */
const ASKED = 3

/** Why an application is not as wanted: sick resources down to pods and containers, and those that differ from Git. */
export async function explain(api: ArgoCdApi, name: ApplicationName): Promise<Explanation> {
  const [application, tree] = await Promise.all([
    api.application(name, {}),
    api.application(name, { path: '/resource-tree' }),
  ])
  const url = applicationUrl(application, name, api.server)
  const containers = await askContainers(api, name, tree)
  const sick = sickNodes(tree).map((node) => sickReport(node, url))
  const known = new Set(sick.map(({ label }) => label))
  const drifted = driftedReports(application, url).filter(({ label }) => !known.has(label))
  return { cause: causeInTree(tree, containers), resources: [...sick, ...drifted].slice(0, LISTED) }
}

function sickReport(node: unknown, application: string): ResourceReport {
  const state = statusOf(node)
  const reason = reasonOf(node)
  return {
    label: labelOf(node),
    state,
    message: oneLine(reason === state ? '' : reason),
    url: resourceUrl(node, application),
  }
}

/** What `status.resources` says is not as in Git, or not well; the API server fills in health that the object lacks. */
function driftedReports(application: unknown, url: string): readonly ResourceReport[] {
  return listAt(application, 'status', 'resources').flatMap((resource) => {
    const sync = textAt(resource, 'status') ?? 'Unknown'
    const health = statusOf(resource)
    const words = [
      ...(sync === 'Synced' || sync === '' ? [] : [sync]),
      ...(health === 'Healthy' ? [] : [health]),
      ...(objectAt(resource)?.requiresPruning === true ? ['RequiresPruning'] : []),
    ]
    if (words.length === 0) return []
    const message = oneLine(textAt(resource, 'health', 'message') ?? '')
    return [
      {
        label: labelOf(resource),
        state: oneLine(words.join(', '), 80),
        message,
        url: resourceUrl(resource, url),
      },
    ]
  })
}

function labelOf(resource: unknown): string {
  const place = [textAt(resource, 'namespace'), textAt(resource, 'name')].filter(Boolean).join('/')
  return oneLine(`${textAt(resource, 'kind') ?? 'resource'} ${place}`, 200)
}

/** The resource's panel of the application's page: `node` is group, kind, namespace, name and container. */
function resourceUrl(resource: unknown, application: string): string {
  return `${application}?node=${encodeURIComponent(`${identityOf(resource)}/0`)}`
}

/** Which container of a sick pod is to blame: only its events name it, unless the message does. */
async function askContainers(api: ArgoCdApi, name: ApplicationName, tree: unknown): Promise<Containers> {
  const pods = sickNodes(tree)
    .filter((node) => textAt(node, 'kind') === 'Pod' && !reasonOf(node).includes('container'))
    .slice(0, ASKED)
  const found = await Promise.all(
    pods.map(async (pod) => {
      const podName = textAt(pod, 'name') ?? ''
      const query = {
        resourceName: podName,
        resourceNamespace: textAt(pod, 'namespace') ?? '',
        resourceUID: textAt(pod, 'uid') ?? '',
      }
      // The cause stands without it.
      const events = await api.application(name, { path: '/events', query }).catch(() => undefined)
      return [podName, containerIn(events)] as const
    }),
  )
  return new Map(found.flatMap(([pod, container]) => (container === undefined ? [] : [[pod, container]])))
}

/** `spec.containers{api}`: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-reference/ */
function containerIn(events: unknown): string | undefined {
  const warnings = listAt(events, 'items').filter((event) => textAt(event, 'type') === 'Warning')
  const paths = warnings.map((event) => textAt(event, 'involvedObject', 'fieldPath') ?? '')
  return paths.map((path) => /^spec\.(?:initC|c)ontainers\{([^}]{1,63})\}$/.exec(path)?.[1]).findLast(Boolean)
}
