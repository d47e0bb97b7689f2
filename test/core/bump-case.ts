import {
  type BumpPorts,
  type BumpReport,
  type BumpRequest,
  bumpImageTag,
  parseCommitSha,
  parseFilePattern,
  parseImageReference,
  parseRepositoryName,
  type ReleaseSource,
  type WantedImage,
} from '@gitops-actions/core'
import { createManualClock, type ManualClock } from './fakes/manual-clock.ts'
import { createMemoryPullRequests, type MemoryPullRequests } from './fakes/memory-pull-requests.ts'
import { createMemoryRepository, type MemoryRepository } from './fakes/memory-repository.ts'
import { createRecordingLog, type RecordingLog } from './fakes/recording-log.ts'

/** A bump over fakes: everything that it touches can be looked at. */
export interface BumpCase {
  readonly repository: MemoryRepository
  readonly pulls: MemoryPullRequests
  readonly clock: ManualClock
  readonly log: RecordingLog
  readonly bump: (change?: Partial<BumpRequest>) => Promise<BumpReport>
}

export const VALUES = 'image: ghcr.io/acme/api:1.4.1\n'

export function createBumpCase(
  files: Readonly<Record<string, string>> = { 'values.yaml': VALUES },
  ports: Partial<BumpPorts> & { readonly draws?: readonly number[] } = {},
): BumpCase {
  const repository = createMemoryRepository(files)
  const pulls = createMemoryPullRequests(repository, { refused: ['nobody'] })
  const clock = createManualClock(...(ports.draws ?? [0.5]))
  const log = createRecordingLog()
  return {
    repository,
    pulls,
    clock,
    log,
    bump: (change = {}) =>
      bumpImageTag(bumpRequest(change), {
        repository,
        pulls,
        clock,
        log,
        sources: undefined,
        registry: undefined,
        ...ports,
      }),
  }
}

export function bumpRequest(change: Partial<BumpRequest> = {}): BumpRequest {
  return {
    wanted: [wantedImage('ghcr.io/acme/api:1.4.2')],
    repository: 'acme/environments',
    branch: undefined,
    environment: undefined,
    origin: undefined,
    config: 'gitops.yaml',
    files: [parseFilePattern('values.yaml')],
    pin: 'auto',
    mode: undefined,
    message: undefined,
    platforms: [],
    requireVerified: false,
    allowDowngrade: false,
    createMissing: false,
    allowPlaintextSecrets: false,
    failMode: 'all-or-nothing',
    dress: { labels: [], reviewers: [], teamReviewers: [], assignees: [] },
    draft: false,
    autoMerge: undefined,
    waitForMerge: false,
    dryRun: false,
    maxAttempts: 10,
    timeout: 300_000,
    ...change,
  }
}

export function wantedImage(reference: string, change: Partial<WantedImage> = {}): WantedImage {
  const image = parseImageReference(reference)
  const service = image.repository.slice(image.repository.lastIndexOf('/') + 1)
  return { service, image, mutable: false, source: undefined, ...change }
}

export function sourceOf(repository: string, ref = 'refs/heads/main'): ReleaseSource {
  return { repository: parseRepositoryName(repository), sha: parseCommitSha('5'.repeat(40)), ref }
}
