import type { PromotionReport } from '@gitops-actions/core'
import { createPromotionCase, type PromotionCase } from './promotion-case.ts'

export const [A, B] = ['1'.repeat(40), '2'.repeat(40)]
export const CONFIG = `version: 1
environments:
  staging: { path: environments/staging, tags: any }
  production: { path: environments/production, tags: any, update: pull-request, from: staging }
services:
  api: { image: ghcr.io/acme/api, source: { repository: acme/api } }
  web: { image: ghcr.io/acme/web }
`
export const SEMVER = CONFIG.replace('production, tags: any', 'production, tags: semver')
export const STAGING = 'environments/staging'
export const PRODUCTION = 'environments/production'
export const BRANCH = 'gitops/promote/staging/production/all'

export function helm(name: string, tag: string, replicas = 1): string {
  return `# ${name}\nreplicas: ${replicas}\nimage:\n  repository: ghcr.io/acme/${name}\n  tag: "${tag}" # from CI\n`
}

export function trailer(tag: string, sha: string, name = 'api'): string {
  return `Bump ${name} to ${tag}\n\nGitOps-Release: ${name} ghcr.io/acme/${name}:${tag} acme/${name}@${sha}`
}

/** Staging is ahead of production by one release of api. */
export function createCase(
  ports: Parameters<typeof createPromotionCase>[1] = {},
  config = CONFIG,
): PromotionCase {
  const created = createPromotionCase(
    {
      'gitops.yaml': config,
      [`${STAGING}/api.yaml`]: helm('api', '1.0.0'),
      [`${STAGING}/web.yaml`]: helm('web', '3.0.0'),
      [`${PRODUCTION}/api.yaml`]: helm('api', '1.0.0', 5),
      [`${PRODUCTION}/web.yaml`]: helm('web', '3.0.0', 7),
    },
    ports,
  )
  created.repository.push(
    'main',
    { [`${PRODUCTION}/api.yaml`]: helm('api', '0.9.0', 5) },
    trailer('0.9.0', A),
  )
  created.repository.push('main', { [`${STAGING}/api.yaml`]: helm('api', '1.1.0') }, trailer('1.1.0', B))
  return created
}

export function promote(
  world: PromotionCase,
  change: Parameters<PromotionCase['promote']>[0] = {},
): Promise<PromotionReport> {
  return world.promote({ from: 'staging', to: 'production', ...change })
}
