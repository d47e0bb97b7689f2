import { isScalar } from 'yaml'
import { type Field, fieldAt, fieldError, flagAt, itemsAt, textAt } from './kubeconfig-field.ts'
import { type Material, materialAt } from './material.ts'

/** Who we are at a cluster; nothing of it is read from files yet. */
export interface Identity {
  readonly token: TokenSource | undefined
  readonly certificate: { readonly certificate: Material; readonly key: Material } | undefined
  readonly plugin: ExecPlugin | undefined
}

export type TokenSource =
  | { readonly kind: 'bearer'; readonly token: Material }
  /** `Basic` authentication; clusters stopped taking it in 1.19, proxies before them did not. */
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }

/** A program that answers credentials: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins */
export interface ExecPlugin {
  readonly apiVersion: string
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** What its author tells those who lack it. */
  readonly installHint: string | undefined
  readonly provideClusterInfo: boolean
}

const API_VERSIONS = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1']
const IMPERSONATION = ['as', 'as-uid', 'as-groups', 'as-user-extra']

/** @throws ActionError `invalid-kubeconfig` */
export function readIdentity(
  user: Field,
  directory: string | undefined,
  rules: { readonly allowExecPlugins: boolean },
): Identity {
  const provider = fieldAt(user, 'auth-provider')
  if (provider !== undefined) {
    throw fieldError(
      provider,
      'is not supported: Kubernetes took "auth-provider" out in 1.26. Use the exec plugin of your provider (gke-gcloud-auth-plugin, kubelogin) with "allow-exec-plugins: true", or the token of a service account',
    )
  }
  for (const key of IMPERSONATION) {
    const field = fieldAt(user, key)
    if (field === undefined) continue
    throw fieldError(
      field,
      'asks to act as somebody else, which is not supported here: use a user who has the rights itself',
    )
  }
  const plugin = readPlugin(user, rules.allowExecPlugins)
  return { token: readToken(user, directory), certificate: readCertificate(user, directory), plugin }
}

function readToken(user: Field, directory: string | undefined): TokenSource | undefined {
  // As in client-go: the file wins, for it may be renewed.
  const file = materialAt(user, 'tokenFile', directory, 'file')
  if (file !== undefined) return { kind: 'bearer', token: file }
  const token = textAt(user, 'token')
  if (token !== undefined) return { kind: 'bearer', token: { kind: 'text', text: token } }
  const username = textAt(user, 'username')
  const password = textAt(user, 'password')
  if (username === undefined && password === undefined) return undefined
  if (username === undefined || password === undefined) {
    throw fieldError(user, 'has one of "username" and "password": wanted both')
  }
  return { kind: 'basic', username, password }
}

function readCertificate(user: Field, directory: string | undefined): Identity['certificate'] {
  const certificate = materialAt(user, 'client-certificate', directory)
  const key = materialAt(user, 'client-key', directory)
  if (certificate === undefined && key === undefined) return undefined
  if (certificate === undefined || key === undefined) {
    throw fieldError(user, 'has one of "client-certificate" and "client-key": wanted both')
  }
  return { certificate, key }
}

function readPlugin(user: Field, allowed: boolean): ExecPlugin | undefined {
  const exec = fieldAt(user, 'exec')
  if (exec === undefined) return undefined
  if (!allowed) {
    throw fieldError(
      exec,
      'runs a program of the kubeconfig\'s choice: set "allow-exec-plugins: true" when you trust where this kubeconfig comes from, or use the token of a service account',
    )
  }
  const apiVersion = textAt(exec, 'apiVersion') ?? ''
  if (!API_VERSIONS.includes(apiVersion)) {
    throw fieldError(
      exec,
      `has not the "apiVersion" ${API_VERSIONS.join(' or ')}: write the kubeconfig anew with a current version of your provider's tool`,
    )
  }
  const command = textAt(exec, 'command')
  if (command === undefined) throw fieldError(exec, 'has no "command"')
  if (textAt(exec, 'interactiveMode') === 'Always') {
    throw fieldError(exec, 'wants a terminal ("interactiveMode: Always"), and a job has none')
  }
  return {
    apiVersion,
    command,
    args: itemsAt(exec, 'args').map(textOf),
    env: Object.fromEntries(
      itemsAt(exec, 'env').map((item) => [textAt(item, 'name') ?? '', textAt(item, 'value') ?? '']),
    ),
    installHint: textAt(exec, 'installHint'),
    provideClusterInfo: flagAt(exec, 'provideClusterInfo'),
  }
}

function textOf(item: Field): string {
  if (isScalar(item.node) && typeof item.node.value === 'string') return item.node.value
  throw fieldError(item, 'is not a text: put it in quotes')
}
