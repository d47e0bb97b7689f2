import {
  type BareRepository,
  type Flux,
  type FluxOptions,
  type GitHub,
  type Kubernetes,
  startFlux,
  startGitHub,
  startKubernetes,
} from '@gitops-actions/sandbox'
import { type Authority, createAuthority } from '../adapters/certificates.ts'
import { type ActionRun, type ActionStep, runActionProcess } from './action-process.ts'

export const ENVIRONMENTS = 'acme/environments'
const AUTHOR = { name: 'Sandbox', email: 'sandbox@example.com', date: new Date('2026-01-02T00:00:00Z') }
const NAMESPACE = 'flux-system'

/** A GitHub with an environment repository, a cluster whose Flux pulls it, and the action that looks at both. */
export interface FluxVerifyWorld {
  readonly github: GitHub
  readonly kubernetes: Kubernetes
  readonly flux: Flux
  /** Reads the environment repository at GitHub. */
  readonly token: string
  /** Of the cluster's user. */
  readonly clusterToken: string
  /** The first commit. */
  readonly root: string
  /** Makes or changes the Kustomization `api`. */
  kustomize(spec?: object): void
  /** Resolves when `api` has applied the commit. */
  applied(commit: string): Promise<void>
  /** Commits a version of `api` to `main`; Flux learns of it by itself much later. */
  commit(version: string, files?: Readonly<Record<string, string>>): Promise<string>
  /** A kubeconfig as it is kept in a secret, with a private authority. */
  kubeconfig(user?: object, cluster?: object): string
  /** Runs the action: `api`, no stability, a short interval, unless the inputs say otherwise. */
  verify(inputs: Record<string, string>, step?: Partial<ActionStep>): Promise<ActionRun>
  close(): Promise<void>
}

export async function startFluxVerifyWorld(times?: FluxOptions['times']): Promise<FluxVerifyWorld> {
  const authority: Authority = await createAuthority()
  const tls = await authority.issue('DNS:localhost,IP:127.0.0.1')
  const github = await startGitHub()
  const git: BareRepository = await github.createRepository(ENVIRONMENTS, {
    files: { [FILE]: deployment('1.0.0') },
  })
  const url = github.cloneUrl(ENVIRONMENTS)
  const kubernetes = await startKubernetes({ tls })
  const flux = startFlux({
    kubernetes,
    repositories: [{ url, remote: git.directory }],
    times: { work: 5, rollout: 10, retry: 60, ...times },
  })
  const { token } = github.createToken({ login: 'verifier[bot]', kind: 'app', repositories: [ENVIRONMENTS] })
  const clusterToken = kubernetes.createToken('ci')
  const root = (await git.resolve('refs/heads/main')) ?? ''
  const apply = (kind: string, name: string, spec: object): void => {
    kubernetes.store.apply({ kind, namespace: NAMESPACE, name, spec })
  }
  const kustomize = (spec: object = {}): void => {
    const sourceRef = { kind: 'GitRepository', name: 'environments' }
    const path = './environments/staging/api'
    apply('Kustomization', 'api', {
      interval: '10m',
      prune: true,
      targetNamespace: 'shop',
      wait: true,
      path,
      sourceRef,
      ...spec,
    })
  }
  const kubeconfig = (user: object = { token: clusterToken }, cluster: object = {}): string => {
    const ca = { 'certificate-authority-data': Buffer.from(authority.ca).toString('base64') }
    return JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'staging',
      clusters: [{ name: 'staging', cluster: { server: kubernetes.url, ...ca, ...cluster } }],
      users: [{ name: 'ci', user }],
      contexts: [{ name: 'staging', context: { cluster: 'staging', user: 'ci' } }],
    })
  }
  const applied = async (commit: string): Promise<void> => {
    for (;;) {
      const { status } = kubernetes.store.get('Kustomization', NAMESPACE, 'api') ?? {}
      const { lastAppliedRevision } = (status ?? {}) as { lastAppliedRevision?: string }
      if (lastAppliedRevision?.endsWith(commit) === true) return
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
  }
  apply('GitRepository', 'environments', { interval: '1m', url, ref: { branch: 'main' } })
  kustomize()
  await applied(root)
  return {
    github,
    kubernetes,
    flux,
    token,
    clusterToken,
    root,
    kustomize,
    applied,
    kubeconfig,
    async commit(version, files = {}) {
      const head = (await git.resolve('refs/heads/main')) ?? ''
      const changes = Object.entries({ [FILE]: deployment(version), ...files })
      const tree = await git.writeTree(
        head,
        changes.map(([path, content]) => ({ path, content })),
      )
      const { oid } = await git.writeCommit({
        tree,
        parents: [head],
        message: `Set ${version}`,
        author: AUTHOR,
      })
      await git.updateRef('refs/heads/main', oid, head)
      return oid
    },
    verify: (inputs, step = {}) =>
      runActionProcess({
        action: 'verify-sync',
        github,
        repository: 'acme/api',
        ...step,
        inputs: {
          agent: 'flux',
          kubeconfig: kubeconfig(),
          applications: 'Kustomization/flux-system/api',
          repository: ENVIRONMENTS,
          token,
          timeout: '100s',
          interval: '1s',
          'stable-for': '0s',
          ...inputs,
        },
      }),
    async close() {
      try {
        await flux.close()
        await kubernetes.close()
      } finally {
        await Promise.all([github.close(), authority.close()])
      }
    },
  }
}

const FILE = 'environments/staging/api/deployment.yaml'

function deployment(version: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  selector:
    matchLabels: {app: api}
  template:
    metadata:
      labels: {app: api}
    spec:
      containers:
        - name: api
          image: ghcr.io/acme/api:${version}
`
}
