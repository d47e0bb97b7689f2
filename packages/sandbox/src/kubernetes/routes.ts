import { type Kind, KINDS } from './kinds.ts'
import { unserved } from './status.ts'

/** What an address asks for. */
export interface Route {
  readonly kind: Kind
  /** Undefined: all namespaces. */
  readonly namespace: string | undefined
  /** Empty: the collection. */
  readonly name: string
}

/** https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris @throws StatusError 404 */
export function routeOf(path: string, servedVersions: ReadonlyMap<string, string>): Route {
  const parts = path.split('/').slice(1).map(decodeURIComponent)
  const [root, ...rest] = parts
  const [group, version, ...resource] = root === 'api' ? ['', ...rest] : rest
  if ((root !== 'api' && root !== 'apis') || group === undefined) throw unserved()
  const isNamespaced = resource[0] === 'namespaces' && resource.length > 2
  const [plural, name = '', ...more] = isNamespaced ? resource.slice(2) : resource
  const kind = KINDS.find((candidate) => candidate.group === group && candidate.plural === plural)
  if (kind === undefined || more.length > 0 || (name !== '' && !isNamespaced)) throw unserved()
  if ((servedVersions.get(group) ?? kind.version) !== version) throw unserved()
  return { kind, namespace: isNamespaced ? resource[1] : undefined, name }
}

/** The answer of discovery about a group: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api */
export function groupAnswer(path: string, servedVersions: ReadonlyMap<string, string>): object | undefined {
  const group = /^\/apis\/([^/]+)$/.exec(path)?.[1]
  const kind = KINDS.find((candidate) => candidate.group === group)
  if (group === undefined || kind === undefined) return undefined
  const version = servedVersions.get(group) ?? kind.version
  const named = { groupVersion: `${group}/${version}`, version }
  return { kind: 'APIGroup', apiVersion: 'v1', name: group, versions: [named], preferredVersion: named }
}
