import type { PromotionReport, PromotionRequest } from '@gitops-actions/core'
import type { PullRequest } from '@gitops-actions/sandbox'
import { REPOSITORY } from './github-world.ts'
import { type LivePromotions, startLivePromotions } from './promotion-live.ts'

export const CONFIG = `version: 1
environments:
  dev: { path: environments/dev, tags: any }
  staging: { path: environments/staging, tags: any, from: dev }
  production: { path: environments/production, tags: any, from: staging }
`
/** The branch that promotes everything from staging to production. */
export const BRANCH = 'gitops/promote/staging/production/all'
export const STAGING = 'environments/staging/api.yaml'
export const PRODUCTION = 'environments/production/api.yaml'

/** Helm values as people write them, with what differs between environments on purpose. */
export function helm(tag: string, { name = 'api', replicas = 1, host = 'example.com' } = {}): string {
  return `# ${name}\nreplicas: ${replicas}\nhost: ${host}\nimage:\n  repository: ghcr.io/acme/${name}\n  tag: "${tag}" # pipeline\n`
}

/** What production has in its file of api, with the tag. */
export function live(tag: string): string {
  return helm(tag, { replicas: 5, host: 'acme.example' })
}

export interface LiveDirectories extends LivePromotions {
  /** From staging to production, unless said otherwise. */
  promoted(change?: Partial<PromotionRequest>): Promise<PromotionReport>
  open(): readonly PullRequest[]
  branches(): Promise<readonly string[]>
}

/** Environments in directories of one branch; staging runs one release of api more than production. */
export async function startDirectories(
  files: Readonly<Record<string, string>> = {},
): Promise<LiveDirectories> {
  const world = await startLivePromotions({
    'gitops.yaml': CONFIG,
    [STAGING]: helm('1.1.0'),
    [PRODUCTION]: live('1.0.0'),
    ...files,
  })
  const git = world.github.repository(REPOSITORY)
  return {
    ...world,
    promoted: (change = {}) => world.promote({ from: 'staging', to: 'production', ...change }),
    open: () => [...world.github.describe(REPOSITORY).pulls.values()].filter(({ state }) => state === 'open'),
    branches: async () =>
      (await git.listRefs('refs/heads/')).map((ref) => ref.name.slice('refs/heads/'.length)),
  }
}
