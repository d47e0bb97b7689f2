import {
  openPromotion,
  type PromotionPorts,
  type PromotionReport,
  type PromotionRequest,
} from '@gitops-actions/core'
import { createManualClock, type ManualClock } from './fakes/manual-clock.ts'
import { createMemoryBranchMerges } from './fakes/memory-branch-merges.ts'
import { createMemoryCheckRuns, type MemoryCheckRuns } from './fakes/memory-check-runs.ts'
import { createMemoryHistory } from './fakes/memory-history.ts'
import { createMemoryPullRequests, type MemoryPullRequests } from './fakes/memory-pull-requests.ts'
import { createMemoryRepository, type MemoryRepository } from './fakes/memory-repository.ts'
import { createRecordingLog, type RecordingLog } from './fakes/recording-log.ts'

/** A promotion over fakes: everything that it touches can be looked at. */
export interface PromotionCase {
  readonly repository: MemoryRepository
  readonly pulls: MemoryPullRequests
  readonly checks: MemoryCheckRuns
  readonly clock: ManualClock
  readonly log: RecordingLog
  readonly promote: (change?: Partial<PromotionRequest>) => Promise<PromotionReport>
}

export function createPromotionCase(
  files: Readonly<Record<string, string>>,
  ports: Partial<PromotionPorts> = {},
): PromotionCase {
  const repository = createMemoryRepository(files)
  const pulls = createMemoryPullRequests(repository)
  const checks = createMemoryCheckRuns()
  const clock = createManualClock()
  const log = createRecordingLog()
  return {
    repository,
    pulls,
    checks,
    clock,
    log,
    promote: (change = {}) =>
      openPromotion(promotionRequest(change), {
        repository,
        pulls,
        checks,
        merges: createMemoryBranchMerges(pulls),
        clock,
        log,
        history: createMemoryHistory(),
        sources: {
          compare: () => Promise.resolve(undefined),
          defaultBranch: () => Promise.resolve(undefined),
        },
        registry: undefined,
        ...ports,
      }),
  }
}

export function promotionRequest(change: Partial<PromotionRequest> = {}): PromotionRequest {
  return {
    repository: 'acme/environments',
    from: '',
    to: '',
    strategy: 'auto',
    services: [],
    files: [],
    allowPlaintextSecrets: false,
    serverUrl: 'https://github.example',
    config: 'gitops.yaml',
    title: undefined,
    body: undefined,
    changelog: undefined,
    gates: [],
    gateApp: 'github-actions',
    checkRun: false,
    runUrl: 'https://github.example/run',
    branchPrefix: 'gitops/',
    realign: false,
    dress: { labels: [], reviewers: [], teamReviewers: [], assignees: [] },
    draft: false,
    autoMerge: undefined,
    waitForMerge: false,
    dryRun: false,
    timeout: 300_000,
    ...change,
  }
}
