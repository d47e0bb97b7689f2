import { ActionError, closest } from '@gitops-actions/core'
import {
  type Field,
  fieldAt,
  fieldError,
  flagAt,
  itemsAt,
  openKubeconfig,
  textAt,
} from './kubeconfig-field.ts'
import { type Identity, readIdentity } from './kubeconfig-user.ts'
import { type Material, materialAt } from './material.ts'

/** A kubeconfig as it was found. */
export interface KubeconfigText {
  readonly text: string
  /** For messages: the path, or the name of the input. */
  readonly origin: string
  /** Where its relative paths begin; undefined when it is no file, and may name none. */
  readonly directory: string | undefined
}

export interface KubeconfigRules {
  /** Name of the context; undefined takes the one that the file has chosen. */
  readonly context: string | undefined
  readonly allowInsecure: boolean
  readonly allowExecPlugins: boolean
}

/** One cluster and who we are there, as a context of a kubeconfig says it. Files are not read yet. */
export interface ClusterEntry {
  /** The context, for messages. */
  readonly label: string
  readonly server: string
  readonly namespace: string | undefined
  /** Undefined: what the machine trusts. */
  readonly authority: Material | undefined
  readonly insecure: boolean
  readonly serverName: string | undefined
  readonly proxy: string | undefined
  readonly identity: Identity
}

/**
 * The cluster and the user of a context. Several files are read as kubectl reads them: the first one that has a name wins.
 * Only what the context names is looked at: other entries may be of tools we do not know.
 * Source: https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/
 * @throws ActionError `invalid-kubeconfig`
 */
export function readKubeconfig(texts: readonly KubeconfigText[], rules: KubeconfigRules): ClusterEntry {
  const files = texts.map(({ text, origin, directory }) => ({
    root: openKubeconfig(text, origin),
    directory,
  }))
  for (const { root } of files) checkKind(root)
  const [first] = files
  if (first === undefined) throw new ActionError('invalid-kubeconfig', 'There is no kubeconfig to read.')
  const name = rules.context ?? chosenContext(files)
  const context = find(files, 'contexts', 'context', name, undefined)
  const clusterName = required(context.field, 'cluster')
  const cluster = find(files, 'clusters', 'cluster', clusterName, context.field)
  const userName = textAt(context.field, 'user')
  const user = userName === undefined ? undefined : find(files, 'users', 'user', userName, context.field)
  return {
    label: name,
    namespace: textAt(context.field, 'namespace'),
    ...readCluster(cluster, rules),
    identity: user === undefined ? ANONYMOUS : readIdentity(user.field, user.directory, rules),
  }
}

const ANONYMOUS: Identity = { token: undefined, certificate: undefined, plugin: undefined }

interface ConfigFile {
  readonly root: Field
  readonly directory: string | undefined
}

interface Found {
  readonly field: Field
  readonly directory: string | undefined
}

function checkKind(root: Field): void {
  const kind = fieldAt(root, 'kind')
  if (kind !== undefined && textAt(root, 'kind') !== 'Config') {
    throw fieldError(kind, 'is not "Config": this is another object of Kubernetes, not a kubeconfig')
  }
}

function chosenContext(files: readonly ConfigFile[]): string {
  const chosen = files.map(({ root }) => textAt(root, 'current-context')).find((name) => name !== undefined)
  if (chosen !== undefined) return chosen
  const [file] = files
  throw new ActionError(
    'invalid-kubeconfig',
    `${file?.root.file.origin ?? 'The kubeconfig'} has no "current-context"; give "kube-context" one of its contexts: ${listed(namesOf(files, 'contexts'))}.`,
  )
}

/** The entry of a name in `contexts`, `clusters` or `users`; `from` is where it is named. */
function find(
  files: readonly ConfigFile[],
  list: string,
  inner: string,
  name: string,
  from: Field | undefined,
): Found {
  for (const { root, directory } of files) {
    for (const item of itemsAt(root, list)) {
      if (textAt(item, 'name') !== name) continue
      const field = fieldAt(item, inner)
      if (field === undefined) throw fieldError(item, `has no "${inner}"`)
      return { field, directory }
    }
  }
  const names = namesOf(files, list)
  const meant = closest(name, names)
  const hint = meant === undefined ? `it has ${listed(names)}` : `did you mean "${meant}"?`
  if (from !== undefined)
    throw fieldError(from, `names the ${inner} "${name}", which is not in "${list}": ${hint}`)
  throw new ActionError(
    'invalid-kubeconfig',
    `The kubeconfig has no context "${name}" ("kube-context" or its "current-context"): ${hint}.`,
  )
}

function namesOf(files: readonly ConfigFile[], list: string): readonly string[] {
  return files.flatMap(({ root }) => itemsAt(root, list).flatMap((item) => textAt(item, 'name') ?? []))
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map((name) => `"${name}"`).join(', ')
}

function required(at: Field, key: string): string {
  const text = textAt(at, key)
  if (text === undefined) throw fieldError(at, `has no "${key}"`)
  return text
}

type ClusterPart = Omit<ClusterEntry, 'label' | 'namespace' | 'identity'>

function readCluster({ field, directory }: Found, { allowInsecure }: KubeconfigRules): ClusterPart {
  const insecure = flagAt(field, 'insecure-skip-tls-verify')
  const authority = materialAt(field, 'certificate-authority', directory)
  if (insecure && !allowInsecure) {
    throw fieldError(
      field,
      'sets "insecure-skip-tls-verify": anyone on the way could read the token and answer in place of the cluster. Give "certificate-authority-data" instead, or set "insecure: true" where that is what you want',
    )
  }
  if (insecure && authority !== undefined) {
    throw fieldError(
      field,
      'has a certificate authority and "insecure-skip-tls-verify": leave one of the two out',
    )
  }
  return {
    server: readServer(field),
    authority,
    insecure,
    serverName: textAt(field, 'tls-server-name'),
    proxy: readProxy(field),
  }
}

function readServer(field: Field): string {
  const text = required(field, 'server')
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '') {
    throw fieldError(field, 'has no https URL without user and query as its "server"')
  }
  return text.replace(/\/+$/, '')
}

function readProxy(field: Field): string | undefined {
  const text = textAt(field, 'proxy-url')
  if (text === undefined) return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return text
  throw fieldError(
    field,
    'has a "proxy-url" that is not the http or https URL of a proxy (socks5 is not supported)',
  )
}
