import {
  type Application,
  type ApplicationHandle,
  type ApplicationOptions,
  type ArgoCd,
  type ArgoCdOptions,
  type BareRepository,
  type GitHub,
  startArgoCd,
  startGitHub,
} from '@gitops-actions/sandbox'
import { type ActionRun, type ActionStep, runActionProcess } from './action-process.ts'

export const ENVIRONMENTS = 'acme/environments'
const AUTHOR = { name: 'Sandbox', email: 'sandbox@example.com', date: new Date('2026-01-02T00:00:00Z') }

/** A GitHub with an environment repository, an Argo CD that pulls it, and the action that looks at both. */
export interface VerifyWorld {
  readonly github: GitHub
  readonly argocd: ArgoCd
  readonly git: BareRepository
  /** Reads the environment repository at GitHub. */
  readonly token: string
  /** Reads and syncs applications of Argo CD. */
  readonly authToken: string
  /** The address of the environment repository, as `repoURL` has it. */
  readonly repoURL: string
  /** The first commit. */
  readonly root: string
  /** The files of one application in `environments/staging/<name>`, at version 1.0.0 in the first commit. */
  file(name: string): string
  /** Creates an application of that directory; resolves when it is synced and healthy. */
  createApplication(name: string, options?: Partial<ApplicationOptions>): Promise<ApplicationHandle>
  /** Commits versions of applications to `main`; Argo CD learns of it by itself much later. */
  commit(versions: Readonly<Record<string, string>>): Promise<string>
  /** Commits files to `main`. */
  write(files: Readonly<Record<string, string>>, message?: string): Promise<string>
  /** As the webhook of a push does. */
  readonly notify: () => void
  /** Runs the action: `api`, no stability, a short interval, unless the inputs say otherwise. */
  verify(inputs: Record<string, string>, step?: Partial<ActionStep>): Promise<ActionRun>
  /** How often GitHub was asked to compare. */
  comparisons(): number
  close(): Promise<void>
}

export async function startVerifyWorld(options: ArgoCdOptions = {}): Promise<VerifyWorld> {
  const github = await startGitHub()
  const files = Object.fromEntries(['api', 'worker'].map((name) => [fileOf(name), deployment(name, '1.0.0')]))
  const git = await github.createRepository(ENVIRONMENTS, { files })
  const repoURL = github.cloneUrl(ENVIRONMENTS)
  const argocd = await startArgoCd({
    durations: { operation: 20, rollout: 20, selfHeal: 20, retryBackoff: 5 },
    repositories: [{ url: repoURL, remote: git.directory }],
    ...options,
  })
  const { token } = github.createToken({ login: 'verifier[bot]', kind: 'app', repositories: [ENVIRONMENTS] })
  const authToken = argocd.createToken()
  const root = (await git.resolve('refs/heads/main')) ?? ''
  async function write(files: Readonly<Record<string, string>>, message = 'Write'): Promise<string> {
    const head = (await git.resolve('refs/heads/main')) ?? ''
    const changes = Object.entries(files).map(([path, content]) => ({ path, content }))
    const tree = await git.writeTree(head, changes)
    const { oid } = await git.writeCommit({ tree, parents: [head], message, author: AUTHOR })
    await git.updateRef('refs/heads/main', oid, head)
    return oid
  }
  return {
    github,
    argocd,
    git,
    token,
    authToken,
    repoURL,
    root,
    file: fileOf,
    async createApplication(name, more = {}) {
      const source = { repoURL, path: `environments/staging/${name}`, targetRevision: 'main' }
      const policy = { syncPolicy: { automated: {}, retry: { limit: 0 } } }
      const sources = more.sources === undefined ? { source } : {}
      const handle = argocd.createApplication({ name, ...policy, ...sources, ...more })
      const { automated } = handle.current().spec.syncPolicy ?? {}
      if (automated !== undefined) await handle.until(isWell)
      await argocd.settled()
      return handle
    },
    commit(versions) {
      const names = Object.keys(versions)
      const files = names.map((name) => [fileOf(name), deployment(name, versions[name] ?? '')])
      return write(Object.fromEntries(files) as Record<string, string>, `Set ${names.join(', ')}`)
    },
    write,
    notify() {
      argocd.notify(repoURL)
    },
    verify: (inputs, step = {}) =>
      runActionProcess({
        action: 'verify-sync',
        github,
        repository: 'acme/api',
        ...step,
        inputs: {
          server: argocd.url,
          'auth-token': authToken,
          applications: 'api',
          repository: ENVIRONMENTS,
          token,
          timeout: '100s',
          interval: '1s',
          'stable-for': '0s',
          ...inputs,
        },
      }),
    comparisons: () => github.requests.filter(({ operation }) => operation.includes('/compare/')).length,
    async close() {
      await Promise.all([argocd.close(), github.close()])
    },
  }
}

export function isWell({ operation, status }: Application): boolean {
  return (
    operation === undefined &&
    status.operationState?.phase !== 'Running' &&
    status.sync.status === 'Synced' &&
    status.health.status === 'Healthy'
  )
}

/** What the output `applications` holds. */
export function readVerdicts(run: ActionRun): Record<string, string>[] {
  return JSON.parse(run.outputs.applications ?? '[]') as Record<string, string>[]
}

export function errorsOf(run: ActionRun): string[] {
  return run.annotations.filter(({ level }) => level === 'error').map(({ message }) => message)
}

function fileOf(name: string): string {
  return `environments/staging/${name}/deployment.yaml`
}

function deployment(name: string, version: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  selector:
    matchLabels: {app: ${name}}
  template:
    metadata:
      labels: {app: ${name}}
    spec:
      containers:
        - name: ${name}
          image: ghcr.io/acme/${name}:${version}
`
}
