import type { HealthStatus, Observation, Relation, Verdict } from '@gitops-actions/core'
import type { Case } from './sync-judge-cases.ts'
import {
  AFTER,
  AFTER_TOUCHED,
  AFTER_UNKNOWN,
  observe,
  operation,
  OTHER,
  SELF,
} from './sync-judge-observations.ts'
import { NEWER, OLD, OURS } from './sync-world.ts'

type Kind = Verdict['kind']

const DIVERGED: Relation = { kind: 'other', how: 'diverged' }
const STRANGER: Relation = { kind: 'other', how: 'unknown' }

interface Position {
  readonly name: string
  readonly revision: string
  readonly relation: Relation
}

const AT_OURS: Position = { name: 'ours', revision: OURS, relation: SELF }
const BEYOND: Position = { name: 'a descendant', revision: NEWER, relation: AFTER }
const TOUCHED: Position = {
  name: 'a descendant that touched our files',
  revision: NEWER,
  relation: AFTER_TOUCHED,
}
const UNTOLD: Position = { name: 'an untold descendant', revision: NEWER, relation: AFTER_UNKNOWN }
const BEFORE: Position = { name: 'an older one', revision: OLD, relation: OTHER }
const BESIDE: Position = { name: 'a diverged one', revision: NEWER, relation: DIVERGED }
const FOREIGN: Position = { name: 'one that nobody knows', revision: NEWER, relation: STRANGER }

/** What health says at each position: only at ours, and beyond it, does it say anything. */
const HEALTH: readonly [HealthStatus, ...Kind[]][] = [
  ['healthy', 'deployed', 'deployed-by-descendant', 'superseded', 'waiting', 'waiting'],
  ['progressing', 'waiting', 'waiting', 'superseded', 'waiting', 'waiting'],
  ['suspended', 'suspended', 'suspended', 'superseded', 'waiting', 'waiting'],
  ['degraded', 'degraded', 'degraded', 'superseded', 'waiting', 'waiting'],
  ['missing', 'waiting', 'waiting', 'superseded', 'waiting', 'waiting'],
  ['unknown', 'waiting', 'waiting', 'superseded', 'waiting', 'waiting'],
]

const HEALTH_CASES: readonly Case[] = HEALTH.flatMap(([status, ...verdicts]) =>
  [AT_OURS, BEYOND, TOUCHED, BEFORE, BESIDE].map((position, index) => ({
    name: `health ${status} at ${position.name}`,
    observation: at(position, { health: { status, message: '' } }),
    verdict: verdicts[index] ?? 'waiting',
  })),
)

/** What an operation that ended, or has not, says: by whose revision it was of. */
const OPERATIONS: readonly [what: string, of: Position, at: Position, Kind, RegExp][] = [
  ['failed', AT_OURS, BEFORE, 'sync-failed', /the sync of aaaaaaa failed/],
  ['failed', BEYOND, BEFORE, 'sync-failed', /the sync of ccccccc failed/],
  ['failed', BEFORE, BEFORE, 'waiting', /older/],
  ['failed', BESIDE, BEFORE, 'waiting', /older/],
  ['failed', FOREIGN, BEFORE, 'waiting', /older/],
  ['failed', BEFORE, AT_OURS, 'deployed', /runs/],
  ['failed', BEFORE, BEYOND, 'deployed-by-descendant', /contains/],
  ['failed', UNTOLD, BEFORE, 'sync-failed', /failed/],
  ['retried', AT_OURS, BEFORE, 'sync-failed', /failed/],
  ['retried', BEFORE, BEFORE, 'waiting', /older/],
  ['retried', BEFORE, AT_OURS, 'deployed', /runs/],
  ['running', AT_OURS, BEFORE, 'waiting', /its sync is running/],
  ['running', BEYOND, BEFORE, 'waiting', /its sync is running/],
  ['running', BEFORE, BEFORE, 'waiting', /another sync is running/],
  ['running', BEFORE, AT_OURS, 'waiting', /its sync is running/],
  ['running', AT_OURS, BEYOND, 'waiting', /its sync is running/],
  ['succeeded', BEFORE, BEFORE, 'waiting', /wanted aaaaaaa/],
  ['succeeded', BEFORE, AT_OURS, 'deployed', /runs/],
  ['succeeded', AT_OURS, BEFORE, 'waiting', /older/],
]

const OPERATION_CASES: readonly Case[] = OPERATIONS.map(([what, of, where, verdict, says]) => ({
  name: `an operation of ${of.name} ${what} while ${where.name} is compared`,
  observation: at(
    where,
    {
      operation: operation({
        phase: what === 'retried' ? 'failed' : what === 'failed' || what === 'running' ? what : 'succeeded',
        willRetry: what === 'retried',
        revisions: [of.revision],
        finishedAt: what === 'running' ? undefined : 1_000,
      }),
    },
    { operationRelations: [of.relation] },
  ),
  verdict,
  says,
}))

const paused = 'its reconciliation is suspended'

const PAUSED_CASES: readonly Case[] = [
  {
    name: 'paused before it got ours',
    observation: at(BEFORE, { paused }),
    verdict: 'suspended',
    says: /older\), wanted aaaaaaa; its reconciliation is suspended/,
  },
  {
    name: 'paused at a diverged revision',
    observation: at(BESIDE, { paused }),
    verdict: 'suspended',
  },
  {
    name: 'paused with ours live and well: paused or not, it runs',
    observation: at(AT_OURS, { paused }),
    verdict: 'deployed',
  },
  {
    name: 'paused with a descendant live and well',
    observation: at(BEYOND, { paused }),
    verdict: 'deployed-by-descendant',
  },
  {
    name: 'paused between the comparison and the sync of ours',
    observation: at(AT_OURS, { paused, sync: 'out-of-sync' }),
    verdict: 'suspended',
    says: /out-of-sync; its reconciliation is suspended/,
  },
  {
    name: 'paused while the sync of ours still runs',
    observation: at(BEFORE, {
      paused,
      operation: operation({ phase: 'running', finishedAt: undefined }),
    }),
    verdict: 'waiting',
    says: /its sync is running/,
  },
  {
    name: 'paused after ours failed: the failure is the news',
    observation: at(BEFORE, { paused, operation: operation({ phase: 'failed', message: 'quota' }) }),
    verdict: 'sync-failed',
  },
  {
    name: 'paused before it told any revision',
    observation: observe({ paused, revisions: [] }, { relations: [], operationRelations: [] }),
    verdict: 'suspended',
  },
]

const APPLIED_CASES: readonly Case[] = [
  {
    name: 'row 105: applied only, said so',
    observation: at(AT_OURS, { scope: 'applied' }),
    verdict: 'deployed',
    says: /^applied revision aaaaaaa; the agent does not check its health$/,
  },
  {
    name: 'row 105: a descendant applied only, said so',
    observation: at(BEYOND, { scope: 'applied' }),
    verdict: 'deployed-by-descendant',
    says: /^applied revision ccccccc, which contains aaaaaaa; the agent does not check/,
  },
  {
    name: 'row 105: applied only, of an older revision',
    observation: at(BEFORE, { scope: 'applied' }),
    verdict: 'waiting',
  },
  {
    name: 'row 105: applied only, and failed',
    observation: at(BEFORE, { scope: 'applied', operation: operation({ phase: 'failed' }) }),
    verdict: 'sync-failed',
  },
  {
    name: 'row 102: a dependency that is not ready is waited for, by name',
    observation: at(BEFORE, { inertia: 'waits for its dependency infra/cert-manager' }),
    verdict: 'waiting',
    says: /wanted aaaaaaa; waits for its dependency infra\/cert-manager$/,
  },
]

const ERROR_CASES: readonly Case[] = [
  ...[AT_OURS, BEFORE, BEYOND].map((position) => ({
    name: `an error of the agent at ${position.name}`,
    observation: at(position, { errors: ['InvalidSpecError: no such project'] }),
    verdict: 'sync-failed' as const,
    says: /no such project/,
  })),
  {
    name: 'two errors: the first is told',
    observation: at(AT_OURS, { errors: ['ComparisonError: one', 'InvalidSpecError: two'] }),
    verdict: 'sync-failed',
    says: /^ComparisonError: one$/,
  },
]

/** What a closed window says: nothing once ours is there. */
const WINDOWS: readonly [Position, 'synced' | 'out-of-sync', Kind][] = [
  [AT_OURS, 'synced', 'deployed'],
  [AT_OURS, 'out-of-sync', 'blocked-by-window'],
  [BEYOND, 'synced', 'deployed-by-descendant'],
  [BEYOND, 'out-of-sync', 'blocked-by-window'],
  [BEFORE, 'synced', 'blocked-by-window'],
  [BEFORE, 'out-of-sync', 'blocked-by-window'],
  [BESIDE, 'synced', 'blocked-by-window'],
  [TOUCHED, 'out-of-sync', 'superseded'],
]

const WINDOW_CASES: readonly Case[] = WINDOWS.map(([position, sync, verdict]) => ({
  name: `a closed window at ${position.name}, ${sync}`,
  observation: at(position, { sync }, { window: 'the window is closed' }),
  verdict,
}))

/** Cases that are the cells of small tables. */
export const MATRIX_CASES: readonly Case[] = [
  ...HEALTH_CASES,
  ...OPERATION_CASES,
  ...PAUSED_CASES,
  ...APPLIED_CASES,
  ...ERROR_CASES,
  ...WINDOW_CASES,
]

function at(
  { revision, relation }: Position,
  state: Parameters<typeof observe>[0] = {},
  more: Partial<Observation> = {},
): Observation {
  return observe({ revisions: [revision], ...state }, { relations: [relation], ...more })
}
