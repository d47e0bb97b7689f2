import {
  connectCluster,
  createFluxAgent,
  createKubernetesApi,
  findClusterAccess,
  type FluxAgentOptions,
  systemClock,
} from '@gitops-actions/adapters'
import {
  type Agent,
  type ApplicationTarget,
  type Clock,
  createAncestry,
  type ImageReference,
  type Log,
  parseCommitSha,
  parseImageReference,
  verifySync,
  type VerifyReport,
  type VerifyRequest,
} from '@gitops-actions/core'
import type { AccessRule } from '@gitops-actions/sandbox'
import { type FluxWorld, NAMESPACE, startFluxWorld, URL as REPOSITORY_URL } from '../sandbox/flux-world.ts'

export interface AgentOptions extends Partial<FluxAgentOptions> {
  readonly rules?: readonly AccessRule[]
}

export interface FluxVerification extends FluxWorld {
  agent(revision: string, options?: AgentOptions): Promise<Agent>
  /** verify-sync with the agent, and ancestry by the environment repository itself; quick and without stability. */
  verify(
    request: Partial<Omit<VerifyRequest, 'images'>> & {
      readonly revision: string
      readonly images?: readonly string[]
    },
    options?: AgentOptions,
  ): Promise<VerifyReport & { readonly log: readonly string[] }>
}

const clock: Clock = systemClock()

/** Flux in the sandbox, and the adapter that looks at it. */
export async function startFluxVerification(
  ...options: Parameters<typeof startFluxWorld>
): Promise<FluxVerification> {
  const world = await startFluxWorld(...options)
  const connections: { close(): Promise<void> }[] = []
  const ended = new AbortController()

  async function agent(revision: string, { rules, ...more }: AgentOptions = {}): Promise<Agent> {
    const { kubernetes } = world
    const access = await findClusterAccess({
      kubeconfig: kubeconfigOf(kubernetes.url, kubernetes.createToken('ci', rules)),
      context: undefined,
      allowInsecure: false,
      allowExecPlugins: false,
      env: {},
    })
    const connection = connectCluster(access, {
      clock,
      env: {},
      userAgent: 'gitops-actions-test',
      signal: ended.signal,
    })
    connections.push(connection)
    return createFluxAgent({
      api: createKubernetesApi(connection, clock),
      clock,
      repositoryUrl: REPOSITORY_URL,
      revision,
      namespace: NAMESPACE,
      readsImages: false,
      ...more,
    })
  }

  return {
    ...world,
    agent,
    async verify({ images = [], ...request }, options = {}) {
      const log: string[] = []
      const references: readonly ImageReference[] = images.map((image) => parseImageReference(image))
      const report = await verifySync(
        {
          applications: [kustomization('api')],
          expectedCount: undefined,
          images: references,
          timeout: 10_000,
          interval: 1_000,
          stableFor: 0,
          refresh: true,
          sync: false,
          ...request,
        },
        {
          agent: await agent(request.revision, { readsImages: images.length > 0, ...options }),
          ancestry: createAncestry(request.revision, commitsOf(world)),
          clock,
          log: keepLog(log),
          cancelled: new Promise(() => undefined),
        },
      )
      return { ...report, log }
    },
    async close() {
      ended.abort()
      for (const connection of connections) await connection.close()
      await world.close()
    },
  }
}

export function kustomization(name: string): ApplicationTarget {
  return { kind: 'Kustomization', namespace: NAMESPACE, name }
}

export function release(name: string): ApplicationTarget {
  return { kind: 'HelmRelease', namespace: NAMESPACE, name }
}

function kubeconfigOf(server: string, token: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'sandbox',
    clusters: [{ name: 'sandbox', cluster: { server } }],
    users: [{ name: 'ci', user: { token } }],
    contexts: [{ name: 'sandbox', context: { cluster: 'sandbox', user: 'ci' } }],
  })
}

function keepLog(lines: string[]): Log {
  const write = (line: string): void => {
    lines.push(line)
  }
  return {
    group: (_title, work) => work(),
    debug: write,
    info: write,
    notice: write,
    warning: write,
    error: write,
  }
}

/** What a host would say of two commits. */
function commitsOf({ repository }: FluxWorld): Parameters<typeof createAncestry>[1] {
  const lines = async (...args: string[]): Promise<string[]> =>
    (await repository.git(...args)).split('\n').filter((line) => line !== '')
  return {
    async compare(base, head) {
      const [ahead, behind] = await Promise.all([
        lines('rev-list', `${base}..${head}`),
        lines('rev-list', `${head}..${base}`),
      ])
      const [mergeBase = ''] = await lines('merge-base', base, head)
      return {
        status: statusOf(ahead.length > 0, behind.length > 0),
        mergeBase: parseCommitSha(mergeBase, 'the merge base'),
        files: await lines('diff', '--name-only', mergeBase, head),
        filesComplete: true,
      }
    },
    async changedFiles(commit) {
      return { files: await lines('show', '--format=', '--name-only', commit), complete: true }
    },
  }
}

function statusOf(isAhead: boolean, isBehind: boolean): 'ahead' | 'behind' | 'identical' | 'diverged' {
  if (isAhead) return isBehind ? 'diverged' : 'ahead'
  return isBehind ? 'behind' : 'identical'
}
