import { describe, expect, it } from '@jest/globals'
import {
  type ApplicationState,
  judge,
  type Observation,
  type OperationState,
  parseImageReference,
  type Relation,
  type Verdict,
} from '@gitops-actions/core'

const OURS = 'a'.repeat(40)
const OLD = 'b'.repeat(40)
const NEWER = 'c'.repeat(40)

const SELF: Relation = { kind: 'identical' }
const AFTER: Relation = { kind: 'descendant', untouched: true }
const AFTER_TOUCHED: Relation = { kind: 'descendant', untouched: false }
const OTHER: Relation = { kind: 'other' }

const WANTED = parseImageReference('ghcr.io/acme/api:1.2.0')

function application(changes: Partial<ApplicationState> = {}): ApplicationState {
  return {
    label: 'api-staging',
    url: undefined,
    revisions: [OURS],
    sync: 'synced',
    operationRequested: false,
    operation: operation(),
    health: { status: 'healthy', message: '' },
    reconciledAt: 2_000,
    errors: [],
    images: ['ghcr.io/acme/api:1.2.0'],
    automated: true,
    ...changes,
  }
}

function operation(changes: Partial<OperationState> = {}): OperationState {
  return {
    phase: 'succeeded',
    revisions: [OURS],
    message: '',
    finishedAt: 1_000,
    willRetry: false,
    ...changes,
  }
}

function observe(state: Partial<ApplicationState> = {}, more: Partial<Observation> = {}): Observation {
  return {
    state: application(state),
    relations: [SELF],
    operationRelations: [SELF],
    window: undefined,
    ...more,
  }
}

interface Case {
  readonly name: string
  readonly observation: Observation
  readonly images?: readonly ReturnType<typeof parseImageReference>[]
  readonly verdict: Verdict['kind']
  readonly says?: RegExp
}

const failed = operation({ phase: 'failed', message: 'one or more objects failed to apply' })

const CASES: readonly Case[] = [
  { name: 'our revision, operation over, healthy', observation: observe(), verdict: 'deployed' },
  {
    name: 'pain 1: synced and healthy at the old revision',
    observation: observe({ revisions: [OLD] }, { relations: [OTHER], operationRelations: [OTHER] }),
    verdict: 'waiting',
    says: /at revision bbbbbbb, wanted aaaaaaa/,
  },
  {
    name: 'row 86: the revision moved without an operation',
    observation: observe({ operation: undefined }, { operationRelations: [] }),
    verdict: 'deployed',
  },
  {
    name: 'row 82: the operation of our revision failed',
    observation: observe({ operation: failed, sync: 'out-of-sync' }),
    verdict: 'sync-failed',
    says: /objects failed to apply/,
  },
  {
    name: 'pain 13: a failed operation hides under synced and healthy',
    observation: observe({ operation: failed }),
    verdict: 'sync-failed',
  },
  {
    name: 'the failure of an older revision is ignored',
    observation: observe(
      { operation: operation({ phase: 'failed', revisions: [OLD] }) },
      { operationRelations: [OTHER] },
    ),
    verdict: 'deployed',
  },
  {
    name: 'a failed operation that will be tried again is waited for',
    observation: observe({ operation: operation({ phase: 'failed', willRetry: true }), sync: 'out-of-sync' }),
    verdict: 'waiting',
  },
  {
    name: 'our revision while its operation runs',
    observation: observe({ operation: operation({ phase: 'running', finishedAt: undefined }) }),
    verdict: 'waiting',
    says: /sync is running/,
  },
  {
    name: 'a sync was asked for and has not begun',
    observation: observe({ operationRequested: true }),
    verdict: 'waiting',
  },
  {
    name: 'row 83: the comparison is older than the operation',
    observation: observe({ reconciledAt: 999 }),
    verdict: 'waiting',
    says: /not compared since/,
  },
  {
    name: 'equal times are fine: they have one-second steps',
    observation: observe({ reconciledAt: 1_000 }),
    verdict: 'deployed',
  },
  { name: 'never compared', observation: observe({ reconciledAt: undefined }), verdict: 'waiting' },
  {
    name: 'out of sync at our revision',
    observation: observe({ sync: 'out-of-sync' }),
    verdict: 'waiting',
    says: /out-of-sync/,
  },
  {
    name: 'out of sync without automatic sync says what to do',
    observation: observe({ sync: 'out-of-sync', automated: false }),
    verdict: 'waiting',
    says: /sync: true/,
  },
  {
    name: 'row 94: an unknown sync word is not ready',
    observation: observe({ sync: 'unknown' }),
    verdict: 'waiting',
  },
  {
    name: 'row 94: an unknown health word is neither ready nor failed',
    observation: observe({ health: { status: 'unknown', message: '' } }),
    verdict: 'waiting',
  },
  {
    name: 'progressing',
    observation: observe({ health: { status: 'progressing', message: 'rollout' } }),
    verdict: 'waiting',
    says: /rollout/,
  },
  {
    name: 'missing',
    observation: observe({ health: { status: 'missing', message: '' } }),
    verdict: 'waiting',
  },
  {
    name: 'degraded',
    observation: observe({ health: { status: 'degraded', message: 'crash loop' } }),
    verdict: 'degraded',
    says: /crash loop/,
  },
  {
    name: 'suspended',
    observation: observe({ health: { status: 'suspended', message: '' } }),
    verdict: 'suspended',
  },
  {
    name: 'degraded at the old revision says nothing about ours',
    observation: observe(
      { revisions: [OLD], health: { status: 'degraded', message: '' } },
      { relations: [OTHER] },
    ),
    verdict: 'waiting',
  },
  {
    name: 'a comparison error is final',
    observation: observe({ errors: ['ComparisonError: no such path'] }),
    verdict: 'sync-failed',
    says: /no such path/,
  },
  {
    name: 'row 92: a closed window keeps the old revision',
    observation: observe({ revisions: [OLD] }, { relations: [OTHER], window: 'the window is closed' }),
    verdict: 'blocked-by-window',
    says: /the window is closed/,
  },
  {
    name: 'a closed window does not matter once our revision is live',
    observation: observe({}, { window: 'closed' }),
    verdict: 'deployed',
  },
  {
    name: 'pain 2: a descendant that did not touch our files',
    observation: observe({ revisions: [NEWER] }, { relations: [AFTER] }),
    verdict: 'deployed-by-descendant',
  },
  {
    name: 'pain 2: a descendant that changed our files again',
    observation: observe({ revisions: [NEWER] }, { relations: [AFTER_TOUCHED] }),
    verdict: 'superseded',
  },
  {
    name: 'a descendant that touched our files and still runs our image',
    observation: observe({ revisions: [NEWER] }, { relations: [AFTER_TOUCHED] }),
    images: [WANTED],
    verdict: 'deployed-by-descendant',
  },
  {
    name: 'a descendant that runs another version of our image',
    observation: observe({ revisions: [NEWER], images: ['ghcr.io/acme/api:1.3.0'] }, { relations: [AFTER] }),
    images: [WANTED],
    verdict: 'superseded',
    says: /1\.3\.0/,
  },
  {
    name: 'our revision, but the old image still runs',
    observation: observe({ images: ['ghcr.io/acme/api:1.1.0'] }),
    images: [WANTED],
    verdict: 'waiting',
    says: /still runs ghcr\.io\/acme\/api:1\.1\.0/,
  },
  {
    name: 'images of others do not matter',
    observation: observe({ images: ['redis:7', 'ghcr.io/acme/api:1.2.0', 'not an image'] }),
    images: [WANTED],
    verdict: 'deployed',
  },
  {
    name: 'images are compared by digest when both have one',
    observation: observe({ images: [`ghcr.io/acme/api:other@sha256:${'1'.repeat(64)}`] }),
    images: [parseImageReference(`ghcr.io/acme/api:1.2.0@sha256:${'1'.repeat(64)}`)],
    verdict: 'deployed',
  },
  {
    name: 'the same tag with another digest is another image',
    observation: observe({ images: [`ghcr.io/acme/api:1.2.0@sha256:${'2'.repeat(64)}`] }),
    images: [parseImageReference(`ghcr.io/acme/api:1.2.0@sha256:${'1'.repeat(64)}`)],
    verdict: 'waiting',
  },
  {
    name: 'row 88: every source of ours must be there, not the first alone',
    observation: observe({ revisions: [OURS, OLD] }, { relations: [SELF, OTHER] }),
    verdict: 'waiting',
  },
  {
    name: 'one source at ours and one beyond it',
    observation: observe({ revisions: [OURS, NEWER] }, { relations: [SELF, AFTER] }),
    verdict: 'deployed-by-descendant',
  },
  {
    name: 'no revision yet',
    observation: observe({ revisions: [] }, { relations: [] }),
    verdict: 'waiting',
    says: /wanted aaaaaaa/,
  },
]

describe('judge', () => {
  it.each(CASES)('$name → $verdict', ({ observation, images, verdict, says }) => {
    const judged = judge(observation, { revision: OURS, images: images ?? [] })
    expect(judged.kind).toBe(verdict)
    expect(judged.detail).toMatch(says ?? /./)
  })

  it('marks a stale comparison, so that a hard refresh can be asked for', () => {
    expect(judge(observe({ reconciledAt: 1 }), { revision: OURS, images: [] })).toMatchObject({ stale: true })
  })
})
