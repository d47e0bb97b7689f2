import {
  ActionError,
  type ApplicationName,
  type ApplicationState,
  type HealthStatus,
  type OperationState,
} from '@gitops-actions/core'
import { listAt, objectAt, textAt } from './json.ts'
import { normaliseRepositoryUrl } from './repository-url.ts'

const HEALTH: Readonly<Record<string, HealthStatus>> = {
  Healthy: 'healthy',
  Progressing: 'progressing',
  Suspended: 'suspended',
  Degraded: 'degraded',
  Missing: 'missing',
}

const SYNC: Readonly<Record<string, ApplicationState['sync']>> = {
  Synced: 'synced',
  OutOfSync: 'out-of-sync',
}

/** Conditions under which Argo CD neither compares nor syncs, whatever time passes. */
const TERMINAL_CONDITIONS = ['ComparisonError', 'InvalidSpecError']

/** `name` or `namespace/name`, as people write it. */
export function labelOf({ name, namespace }: ApplicationName): string {
  return namespace === undefined ? name : `${namespace}/${name}`
}

/**
 * Reads an Application object. Only the sources that read `repositoryUrl` count: charts and other repositories have
 * revisions of their own.
 * @throws ActionError `agent-invalid-answer`, `no-matching-source`
 */
export function readApplication(
  value: unknown,
  name: ApplicationName,
  server: string,
  repositoryUrl: string,
): ApplicationState {
  const status = objectAt(value, 'status') ?? {}
  const spec = objectAt(value, 'spec')
  if (spec === undefined || objectAt(value, 'metadata') === undefined) {
    throw new ActionError(
      'agent-invalid-answer',
      `The answer about "${labelOf(name)}" is not an Argo CD Application. Check that "server" is the address of Argo CD.`,
    )
  }
  const ours = sourcePositions(spec, name, repositoryUrl)
  return {
    label: labelOf(name),
    url: `${server}/applications/${textAt(value, 'metadata', 'namespace') ?? 'argocd'}/${name.name}`,
    revisions: revisionsOf(status.sync, ours),
    sync: SYNC[textAt(status, 'sync', 'status') ?? ''] ?? 'unknown',
    operationRequested: objectAt(value, 'operation') !== undefined,
    operation: readOperation(objectAt(status, 'operationState'), ours),
    health: {
      status: HEALTH[textAt(status, 'health', 'status') ?? ''] ?? 'unknown',
      message: textAt(status, 'health', 'message') ?? '',
    },
    reconciledAt: timeAt(status, 'reconciledAt'),
    errors: terminalConditions(status),
    images: listAt(status, 'summary', 'images').filter((image) => typeof image === 'string'),
    automated: isAutomated(spec),
  }
}

/** Positions of our sources; undefined for an application with one source. */
function sourcePositions(
  spec: Readonly<Record<string, unknown>>,
  name: ApplicationName,
  repositoryUrl: string,
): readonly number[] | undefined {
  const wanted = normaliseRepositoryUrl(repositoryUrl)
  const isOurs = (source: unknown): boolean =>
    textAt(source, 'chart') === undefined &&
    normaliseRepositoryUrl(textAt(source, 'repoURL') ?? '') === wanted
  const sources = listAt(spec, 'sources')
  if (sources.length === 0) {
    const single = spec.source
    if (single !== undefined && !isOurs(single)) throw noSource(name, [single], repositoryUrl)
    return undefined
  }
  const positions = sources.flatMap((source, index) => (isOurs(source) ? [index] : []))
  if (positions.length === 0) throw noSource(name, sources, repositoryUrl)
  return positions
}

function noSource(name: ApplicationName, sources: readonly unknown[], repositoryUrl: string): ActionError {
  const read = sources.map((source) => textAt(source, 'repoURL') ?? '(none)').join(', ')
  return new ActionError(
    'no-matching-source',
    `Application "${labelOf(name)}" reads ${read}, not ${repositoryUrl}: its revision says nothing about ours. Check "applications" and "repository".`,
  )
}

function revisionsOf(value: unknown, positions: readonly number[] | undefined): readonly string[] {
  const several = listAt(value, 'revisions')
  const found =
    positions === undefined
      ? [textAt(value, 'revision') ?? several[0]]
      : positions.map((index) => several[index])
  return found.filter((revision) => typeof revision === 'string' && revision !== '') as readonly string[]
}

function readOperation(
  state: Readonly<Record<string, unknown>> | undefined,
  positions: readonly number[] | undefined,
): OperationState | undefined {
  if (state === undefined) return undefined
  const applied = revisionsOf(state.syncResult, positions)
  const asked = revisionsOf(objectAt(state, 'operation', 'sync'), positions)
  return {
    phase: phaseOf(textAt(state, 'phase')),
    revisions: applied.length > 0 ? applied : asked,
    message: textAt(state, 'message') ?? '',
    finishedAt: timeAt(state, 'finishedAt'),
    // While Argo CD will try again it keeps the phase at Running.
    willRetry: false,
  }
}

/** A phase that is not known is neither ready nor failed. */
function phaseOf(phase: string | undefined): OperationState['phase'] {
  if (phase === 'Succeeded') return 'succeeded'
  return phase === 'Failed' || phase === 'Error' ? 'failed' : 'running'
}

function terminalConditions(status: unknown): readonly string[] {
  return listAt(status, 'conditions').flatMap((condition) => {
    const type = textAt(condition, 'type') ?? ''
    return TERMINAL_CONDITIONS.includes(type) ? [`${type}: ${textAt(condition, 'message') ?? ''}`] : []
  })
}

function isAutomated(spec: unknown): boolean {
  const automated = objectAt(spec, 'syncPolicy', 'automated')
  return automated !== undefined && automated.enabled !== false
}

function timeAt(value: unknown, key: string): number | undefined {
  const time = Date.parse(textAt(value, key) ?? '')
  return Number.isNaN(time) ? undefined : time
}
