import {
  type Agent,
  type ApplicationTarget,
  createAncestry,
  type ImageReference,
  type Log,
  parseCommitSha,
  parseImageReference,
  verifySync,
  type VerifyReport,
  type VerifyRequest,
} from '@gitops-actions/core'
import { type FluxWorld, NAMESPACE, startFluxWorld } from '../sandbox/flux-world.ts'
import { type AgentOptions, createAgents } from './flux-cluster.ts'
import { createErrands, createPatientClock } from './patient-clock.ts'

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

/** Flux in the sandbox, and the adapter that looks at it. */
export async function startFluxVerification(
  ...options: Parameters<typeof startFluxWorld>
): Promise<FluxVerification> {
  const world = await startFluxWorld(...options)
  const errands = createErrands()
  const clock = createPatientClock(1, errands.isBusy)
  const agents = createAgents(world.kubernetes, errands)
  const { compare, changedFiles } = commitsOf(world)
  const commits: ReturnType<typeof commitsOf> = {
    compare: (base, head) => errands.run(() => compare(base, head)),
    changedFiles: (commit) => errands.run(() => changedFiles(commit)),
  }

  return {
    ...world,
    agent: (revision, more) => agents.open(revision, more),
    async verify({ images = [], ...request }, options = {}) {
      const log: string[] = []
      const references: readonly ImageReference[] = images.map((image) => parseImageReference(image))
      const report = await verifySync(
        {
          applications: [kustomization('api')],
          expectedCount: undefined,
          images: references,
          timeout: 60_000,
          interval: 1_000,
          stableFor: 0,
          refresh: true,
          sync: false,
          ...request,
        },
        {
          agent: await agents.open(request.revision, { readsImages: images.length > 0, ...options }),
          ancestry: createAncestry(request.revision, commits),
          clock,
          log: keepLog(log),
          cancelled: new Promise(() => undefined),
        },
      )
      return { ...report, log }
    },
    async close() {
      await agents.close()
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
