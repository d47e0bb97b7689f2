import type { ImageReference, Observation, Verdict } from '@gitops-actions/core'
import {
  AFTER,
  AFTER_TOUCHED,
  AFTER_UNKNOWN,
  failed,
  observe,
  operation,
  OTHER,
  SELF,
} from './sync-judge-observations.ts'
import { NEWER, OLD, OURS } from './sync-world.ts'

export interface Case {
  readonly name: string
  readonly observation: Observation
  readonly images?: readonly ImageReference[]
  readonly verdict: Verdict['kind']
  readonly says?: RegExp
}

export const CASES: readonly Case[] = [
  { name: 'our revision, operation over, healthy', observation: observe(), verdict: 'deployed' },
  {
    name: 'pain 1: synced and healthy at the old revision',
    observation: observe({ revisions: [OLD] }, { relations: [OTHER], operationRelations: [OTHER] }),
    verdict: 'waiting',
    says: /^at revision bbbbbbb \(older\), wanted aaaaaaa$/,
  },
  {
    name: 'row 87: what may keep the revision where it is',
    observation: observe({ revisions: [OLD], inertia: 'its annotation' }, { relations: [OTHER] }),
    verdict: 'waiting',
    says: /wanted aaaaaaa; its annotation$/,
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
    name: 'the failure of a later commit is ignored while ours is live',
    observation: observe(
      { operation: operation({ phase: 'failed', revisions: [NEWER] }) },
      { operationRelations: [AFTER] },
    ),
    verdict: 'deployed',
  },
  {
    name: 'the failure of a later commit counts while ours is not live',
    observation: observe(
      { revisions: [OLD], operation: operation({ phase: 'failed', revisions: [NEWER] }) },
      { relations: [OTHER], operationRelations: [AFTER] },
    ),
    verdict: 'sync-failed',
  },
  {
    name: 'row 101: a failed operation of ours that will be tried again is a failure that may pass',
    observation: observe({ operation: operation({ phase: 'failed', willRetry: true }), sync: 'out-of-sync' }),
    verdict: 'sync-failed',
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
    name: 'a sync that ended nobody knows when: no comparison is known to be newer',
    observation: observe({ operation: operation({ finishedAt: undefined }) }),
    verdict: 'waiting',
    says: /was not compared since its sync ended/,
  },
  {
    name: 'a comparison error is a failure',
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
  {
    name: 'a failure of ours is forgotten while a new sync is asked for',
    observation: observe({ operation: failed, operationRequested: true }),
    verdict: 'waiting',
  },
  {
    name: 'a later commit that contains ours failed to sync',
    observation: observe(
      { revisions: [NEWER], operation: operation({ phase: 'failed', revisions: [NEWER], message: 'quota' }) },
      { relations: [AFTER], operationRelations: [AFTER] },
    ),
    verdict: 'sync-failed',
    says: /the sync of ccccccc failed: quota/,
  },
  {
    name: 'a later commit that changed our files failed to sync: that is its own business',
    observation: observe(
      { revisions: [NEWER], operation: operation({ phase: 'failed', revisions: [NEWER] }) },
      { relations: [AFTER_TOUCHED], operationRelations: [AFTER_TOUCHED] },
    ),
    verdict: 'superseded',
  },
  {
    name: 'row 92: a closed window while our revision is compared and not synced',
    observation: observe({ sync: 'out-of-sync' }, { window: 'the window is closed' }),
    verdict: 'blocked-by-window',
    says: /at revision aaaaaaa, its sync status is out-of-sync; the window is closed/,
  },
  {
    name: 'a window does not matter while our sync runs',
    observation: observe(
      { revisions: [OLD], operation: operation({ phase: 'running', finishedAt: undefined }) },
      { relations: [OTHER], window: 'closed' },
    ),
    verdict: 'waiting',
    says: /its sync is running/,
  },
  {
    name: 'another sync runs while we are behind',
    observation: observe(
      { revisions: [OLD], operation: operation({ phase: 'running', revisions: [OLD] }) },
      { relations: [OTHER], operationRelations: [OTHER] },
    ),
    verdict: 'waiting',
    says: /another sync is running/,
  },
  {
    name: 'row 85: a revision that diverged from ours',
    observation: observe({ revisions: [OLD] }, { relations: [{ kind: 'other', how: 'diverged' }] }),
    verdict: 'waiting',
    says: /bbbbbbb \(diverged\)/,
  },
  {
    name: 'pain 2: a descendant of which nobody can tell what it changed',
    observation: observe({ revisions: [NEWER] }, { relations: [AFTER_UNKNOWN] }),
    verdict: 'superseded',
    says: /may have changed/,
  },
  {
    name: 'row 83: a hard refresh was answered since, and the time stays old',
    observation: observe({ reconciledAt: 999 }, { recompared: true }),
    verdict: 'deployed',
  },
  {
    name: 'row 82: a failure without a message',
    observation: observe({ operation: operation({ phase: 'failed', message: '' }) }),
    verdict: 'sync-failed',
    says: /no reason was given/,
  },
  {
    name: 'a failed operation in which one of several sources is ours',
    observation: observe(
      { operation: operation({ phase: 'failed', revisions: [OLD, OURS], message: 'quota' }) },
      { operationRelations: [OTHER, SELF] },
    ),
    verdict: 'sync-failed',
    says: /the sync of bbbbbbb, aaaaaaa failed/,
  },
  {
    name: 'a running operation in which one of several sources is ours',
    observation: observe(
      { revisions: [OLD], operation: operation({ phase: 'running', revisions: [OLD, OURS] }) },
      { relations: [OTHER], operationRelations: [OTHER, SELF], window: 'closed' },
    ),
    verdict: 'waiting',
    says: /its sync is running/,
  },
  {
    name: 'of two later revisions one changed our files',
    observation: observe({ revisions: [NEWER, NEWER] }, { relations: [AFTER, AFTER_TOUCHED] }),
    verdict: 'superseded',
    says: /and changed the same files again/,
  },
  {
    name: 'of two later revisions one changed our files for certain',
    observation: observe({ revisions: [NEWER, NEWER] }, { relations: [AFTER_UNKNOWN, AFTER_TOUCHED] }),
    verdict: 'superseded',
    says: /and changed the same files again/,
  },
]
